package grafana

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A board is what there is to see of a board's file.
type board struct {
	UID    string
	Panels []struct {
		ID          int
		Type        string
		Title       string
		FieldConfig struct{ Defaults struct{ NoValue string } }
	}
}

// emptyInDemo are the panels that may have nothing to show, by board and id.
var emptyInDemo = map[string]map[int]string{
	"operations": {4: "nothing fails", 7: "no row is rejected", 9: "compared once a day", 10: "few rows are corrected"},
	"programme":  {15: noGain, 16: noGain, 32: noGain},
}

const noGain = "by the month in which the demo runs, cases closed may not have changed beyond earlier development"

// nothing is what Grafana says of itself in panels without figures.
var nothing = []string{"No data", "Data does not have a time field", "Data is missing", "Cannot visualize data"}

// faults are what is wrong with a board as it is seen: words is whether every
// word must be in full, not titles alone, and wide whether every column must be
// in view.
func faults(b board, p seenPage, words, wide bool) []string {
	key := strings.TrimPrefix(b.UID, "casework-")
	mayBeEmpty := emptyInDemo[key[:len(key)-len("-nb")]]
	var found []string
	for _, m := range p.messages {
		found = append(found, "the page says: "+m)
	}
	for _, a := range p.Alerts {
		found = append(found, "Grafana says: "+a)
	}
	for _, panel := range b.Panels {
		i := slices.IndexFunc(p.Panels, func(s seenPanel) bool {
			return s.ID == panel.ID || s.ID == 0 && panel.Type == "row" && s.Text == panel.Title
		})
		if i < 0 {
			found = append(found, fmt.Sprintf("panel %d %q is not there", panel.ID, panel.Title))
			continue
		}
		seen := p.Panels[i]
		if seen.Failed {
			found = append(found, fmt.Sprintf("panel %d %q has an error", panel.ID, panel.Title))
		}
		var cut []string // nothing on a phone, where readers scroll
		switch {
		case words:
			cut = seen.Cut
		case wide:
			cut = seen.Titles
		}
		if len(cut) > 0 {
			found = append(found, fmt.Sprintf("panel %d %q cuts off %q", panel.ID, panel.Title, cut))
		}
		if len(seen.Faint) > 0 {
			found = append(found, fmt.Sprintf("panel %d %q has too little contrast in %q", panel.ID, panel.Title, seen.Faint))
		}
		if len(seen.Zeros) > 0 {
			found = append(found, fmt.Sprintf("panel %d %q says %q", panel.ID, panel.Title, seen.Zeros))
		}
		if wide && seen.Wide {
			found = append(found, fmt.Sprintf("panel %d %q scrolls sideways", panel.ID, panel.Title))
		}
		if seen.Bare {
			found = append(found, fmt.Sprintf("panel %d %q has headings alone", panel.ID, panel.Title))
		}
		if mayBeEmpty[panel.ID] != "" || panel.Type == "row" || panel.Type == "text" {
			continue
		}
		for _, said := range append(nothing, panel.FieldConfig.Defaults.NoValue) {
			if said != "" && strings.Contains(seen.Text, said) {
				found = append(found, fmt.Sprintf("panel %d %q has no figures: %s", panel.ID, panel.Title, said))
				break
			}
		}
	}
	return found
}

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

// TestGrafana opens the boards, and one that is spoilt.
func TestGrafana(t *testing.T) {
	boards := t.TempDir()
	if err := os.CopyFS(boards, os.DirFS(filepath.Join(root, "deploy", "grafana", "dashboards"))); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(boards, "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no boards: %v", err)
	}
	broken := spoil(t, filepath.Join(boards, "nb"))
	prometheus := startDemo(t)
	t.Run("notifications", func(t *testing.T) { notify(t, prometheus) })
	g := startGrafana(t, "grafana", prometheus, provide(t, boards))
	t.Run("alerts", func(t *testing.T) { judgeAlerts(t, g) })
	waitForMinutes(t, g)
	browser := newBrowser(t)

	see := func(t *testing.T, b board, query string, on screen, picture string) seenPage {
		tb := newTab(t, browser)
		p := tb.open(t, g.url+"/d/"+b.UID+"?orgId=1"+query, len(b.Panels), on)
		tb.shoot(t, filepath.Join(root, "dist", "boards", picture+".png"))
		return p
	}
	narrow, desk, broad, phone := screen{width: 1366}, screen{width: 1600}, screen{width: 1920}, screen{width: 400, phone: true}
	report := newReport(t)
	for _, file := range files {
		b := read(t, file)
		for _, look := range []struct {
			name, query string
			on          screen
		}{
			{"dark", "&theme=dark", desk},
			{"light", "&theme=light", desk},
			{"dark-1366", "&theme=dark", narrow},
			{"light-1366", "&theme=light", narrow},
			{"dark-1920", "&theme=dark", broad},
			{"light-1920", "&theme=light", broad},
			{"years", "&from=now-3y&to=now", desk},
			{"phone", "", phone},
		} {
			key := strings.TrimPrefix(b.UID, "casework-")
			key = key[:len(key)-len("-nb")]
			if key == "operations" && look.name == "years" {
				continue // the exporter has run for minutes
			}
			query := look.query
			if key == "unit" {
				query += "&var-unit=Byggesak" // one that has had supervision
			}
			t.Run(b.UID+"-"+look.name, func(t *testing.T) {
				p := see(t, b, query, look.on, b.UID+"-"+look.name)
				report.add(b.UID, look.name, p)
				for _, fault := range faults(b, p, look.on.width >= desk.width, !look.on.phone) {
					t.Error(fault)
				}
				marked := []string{"quality", "unit", "follow-up"} // those with figures over time in the demo
				if look.name == "years" && slices.Contains(marked, key) && p.Marks == 0 {
					t.Error("no start of supervision is marked")
				}
			})
		}
	}
	t.Run("empty", func(t *testing.T) { // a source without a case
		b := read(t, filepath.Join(boards, "en", "queues.json"))
		p := see(t, b, "&var-source=nowhere&var-window=28d", desk, "empty")
		for _, panel := range b.Panels {
			i := slices.IndexFunc(p.Panels, func(s seenPanel) bool { return s.ID == panel.ID })
			if said := panel.FieldConfig.Defaults.NoValue; panel.Type == "table" {
				if i < 0 || !strings.Contains(p.Panels[i].Text, said) {
					t.Errorf("panel %d %q does not say %q", panel.ID, panel.Title, said)
				} else if slices.Contains(p.Panels[i].Links, said) {
					t.Errorf("panel %d %q makes a link of %q", panel.ID, panel.Title, said)
				}
			}
		}
	})
	t.Run("spoilt", func(t *testing.T) {
		b := read(t, broken)
		p := see(t, b, "", desk, "spoilt")
		b.Panels = append(b.Panels, b.Panels[0])
		b.Panels[len(b.Panels)-1].ID = 999
		found := strings.Join(faults(b, p, true, true), "\n")
		for _, want := range []string{
			"the page says", "panel 2 \"Åpne saker\" has an error", "panel 3 \"I kø\" has no figures", "panel 4 \"Over frist", "cuts off", "headings alone", "(dager)\" says [", "panel 999",
		} {
			if !strings.Contains(found, want) {
				t.Errorf("nothing says %q of the spoilt board:\n%s", want, found)
			}
		}
	})
}

// spoil writes a board with everything wrong that faults looks for.
func spoil(t *testing.T, folder string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "queues.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b map[string]any
	if err := json.Unmarshal(content, &b); err != nil {
		t.Fatal(err)
	}
	b["uid"], b["title"] = "casework-spoilt-nb", "Spoilt"
	panel := func(i int) map[string]any { return b["panels"].([]any)[i].(map[string]any) }
	query := func(i int) map[string]any { return panel(i)["targets"].([]any)[0].(map[string]any) }
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
	content, err = json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "spoilt.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
