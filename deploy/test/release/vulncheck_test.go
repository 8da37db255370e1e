package release

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"casework/deploy/test/subject"
)

// TestVulncheckFinds: make vulncheck fails over a database that knows a
// vulnerability of a function that is called, passes over one that knows none,
// and says that nothing is known where there is no database.
func TestVulncheckFinds(t *testing.T) {
	subject.NeedSlow(t)
	const changed = `"modified": "2026-01-01T00:00:00Z"`
	// known is a database whose vulnerabilities were made up.
	known := func(modules string) string {
		dir := t.TempDir()
		for name, content := range map[string]string{
			"index/db.json":      "{" + changed + "}",
			"index/modules.json": "[" + modules + "]",
			"ID/GO-2026-9999.json": `{"id": "GO-2026-9999", ` + changed + `, "published": "2026-01-01T00:00:00Z", "summary": "made up",
				"affected": [{"package": {"name": "github.com/go-sql-driver/mysql", "ecosystem": "Go"},
				"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
				"ecosystem_specific": {"imports": [{"path": "github.com/go-sql-driver/mysql", "symbols": ["NewConnector"]}]}}]}`,
		} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return "file://" + dir
	}
	for _, tt := range []struct {
		name, database string
		fails          bool
		says           string
	}{
		{"none known", known(""), false, "vulncheck: exporter/demo"},
		{"one known", known(`{"path": "github.com/go-sql-driver/mysql", "vulns": [{"id": "GO-2026-9999", ` + changed + `}]}`), true, "GO-2026-9999"},
		{"no database", "file:///nowhere", true, "NOT CHECKED"},
	} {
		check := exec.Command("make", "vulncheck", fmt.Sprint("GOVULNDB=", tt.database))
		check.Dir = subject.Root
		out, err := check.CombinedOutput()
		if (err != nil) != tt.fails || !strings.Contains(string(out), tt.says) {
			t.Errorf("%s: %v\n%s", tt.name, err, out)
		}
	}
}
