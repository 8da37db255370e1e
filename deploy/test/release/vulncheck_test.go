package release

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"casework/deploy/test/subject"
)

// TestVulncheck has make vulncheck look into a database of vulnerabilities
// with one, made up, of a module that backfill alone is built with: so both
// programs are looked at. A database that is not there is no good news.
func TestVulncheck(t *testing.T) {
	subject.NeedSlow(t)
	const module = "github.com/oklog/ulid/v2"
	dir := t.TempDir()
	type object = map[string]any
	for name, content := range map[string]any{
		"index/db.json":      object{"modified": "2026-01-01T00:00:00Z"},
		"index/vulns.json":   []object{},
		"index/modules.json": []object{{"path": module, "vulns": []object{{"id": "GO-2026-9999", "modified": "2026-01-01T00:00:00Z"}}}},
		"ID/GO-2026-9999.json": object{
			"schema_version": "1.3.1", "id": "GO-2026-9999", "modified": "2026-01-01T00:00:00Z", "summary": "made up", "details": "made up",
			"affected": []object{{
				"package":            object{"name": module, "ecosystem": "Go"},
				"ranges":             []object{{"type": "SEMVER", "events": []object{{"introduced": "0"}}}},
				"ecosystem_specific": object{"imports": []object{{"path": module}}},
			}},
			"database_specific": object{"url": "https://pkg.go.dev/vuln/GO-2026-9999"},
		},
	} {
		path := filepath.Join(dir, name)
		text, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, database string
		want           []string // in what it says
	}{
		{"a known vulnerability", "file://" + dir, []string{
			"casework-exporter:\nNo vulnerabilities found.", "casework-backfill:\n", "GO-2026-9999",
			"vulncheck: casework-backfill calls functions with known vulnerabilities",
		}},
		{"no database", "file://" + dir + "/nowhere", []string{"NOT CHECKED", "could not reach its database (file://" + dir + "/nowhere)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check := exec.Command("make", "--no-print-directory", "-C", subject.Root, "vulncheck")
			check.Env = append(os.Environ(), "GOVULNDB="+tt.database)
			out, err := check.CombinedOutput()
			if err == nil {
				t.Error("all is said to be well")
			}
			for _, want := range tt.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("it does not say %q:\n%s", want, out)
				}
			}
		})
	}
}
