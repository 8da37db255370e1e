package grafana

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read reads a board's file.
func read(t *testing.T, path string) (b board) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &b); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return b
}

// content reads all of a board's file.
func content(t *testing.T, path string) (b map[string]any) {
	t.Helper()
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written, &b); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return b
}

// write writes a board's file.
func write(t *testing.T, path string, b map[string]any) {
	t.Helper()
	written, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, written, 0o600); err != nil {
		t.Fatal(err)
	}
}

// unfold writes a board beside one that has rows which readers open, with these open.
func unfold(t *testing.T, path string) {
	t.Helper()
	b := content(t, path)
	var panels []any
	opened := false
	for _, p := range b["panels"].([]any) {
		row := p.(map[string]any)
		panels = append(panels, row)
		if row["collapsed"] == true {
			opened = true
			panels = append(panels, row["panels"].([]any)...)
			row["collapsed"], row["panels"] = false, []any{}
		}
	}
	if !opened {
		return
	}
	uid := b["uid"].(string)
	at := strings.LastIndex(uid, "-")
	b["panels"], b["uid"] = panels, uid[:at]+unfolded+uid[at:]
	b["title"] = b["title"].(string) + " (open)"
	write(t, strings.TrimSuffix(path, ".json")+"-open.json", b)
}

// spoil writes a board with everything wrong that faults looks for.
func spoil(t *testing.T, folder string) string {
	t.Helper()
	b := content(t, filepath.Join(folder, "queues.json"))
	b["uid"], b["title"] = "casework-spoilt-nb", "Spoilt"
	panel := func(i int) map[string]any { return b["panels"].([]any)[i].(map[string]any) }
	query := func(i int) map[string]any { return panel(i)["targets"].([]any)[0].(map[string]any) }
	words := panel(0)["options"].(map[string]any)
	words["content"] = words["content"].(string) + strings.Repeat("\n\nOg enda mer.", 5)
	query(1)["expr"] = "sum("
	query(2)["expr"] = "casework_nowhere"
	query(4)["expr"] = "vector(-0.04)"
	for i := range b["panels"].([]any) {
		if panel(i)["type"] != "table" {
			continue
		}
		for _, q := range panel(i)["targets"].([]any) {
			q.(map[string]any)["expr"] = "casework_nowhere"
		}
	}
	panel(3)["title"] = panel(3)["title"].(string) + " " + strings.Repeat("og enda mer", 5)
	path := filepath.Join(folder, "spoilt.json")
	write(t, path, b)
	return path
}
