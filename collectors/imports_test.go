package collectors

import (
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayImport is the direction in which the project's packages know each
// other. Everything flows from settings to /metrics; nothing flows back. What
// no package uses any more is to be taken out.
var mayImport = map[string][]string{
	"casework/collectors/civil":  {},
	"casework/collectors/counts": {},
	"casework/collectors/codec":  {},
	"casework/collectors/metric": {},
	"casework/collectors/name":   {},
	"casework/collectors/change": {
		"casework/collectors/civil", "casework/collectors/deadline", "casework/collectors/detect", "casework/collectors/ledger",
	},
	"casework/collectors/judging":               {"casework/collectors/change", "casework/collectors/civil", "casework/collectors/ledger"},
	"casework/collectors/detect":                {},
	"casework/collectors/duration":              {"casework/collectors/counts", "casework/collectors/intake"},
	"casework/collectors/duration/durationtest": {"casework/collectors/duration"},
	"casework/collectors/effect":                {},
	"casework/collectors/agenda":                {},
	"casework/collectors/intake":                {},
	"casework/collectors/intake/intaketest":     {"casework/collectors/intake"},
	"casework/collectors/ledger":                {"casework/collectors/agenda", "casework/collectors/beside", "casework/collectors/civil", "casework/collectors/codec", "casework/collectors/counts", "casework/collectors/duration", "casework/collectors/intake", "casework/collectors/name", "casework/collectors/pause"},
	"casework/collectors/beside":                {},
	"casework/collectors/pause":                 {},
	"casework/collectors/deadline":              {"casework/collectors/civil", "casework/collectors/name", "casework/collectors/pause"},
	"casework/collectors/supplement": {
		"casework/collectors/civil", "casework/collectors/disclosure", "casework/collectors/metric", "casework/collectors/name",
	},
	"casework/collectors/supplement/supplementtest": {"casework/collectors/civil", "casework/collectors/supplement"},
	"casework/collectors/generate": {
		"casework/collectors/adapters", "casework/collectors/metric", "casework/collectors/supplement",
	},
	"casework/collectors/disclosure": {"casework/collectors/civil", "casework/collectors/duration", "casework/collectors/ledger", "casework/collectors/name"},
	"casework/collectors/statefile":  {"casework/collectors/disclosure", "casework/collectors/ledger"},
	"casework/collectors/localfile":  {},
	"casework/collectors/files": {
		"casework/collectors/civil", "casework/collectors/dropfolder", "casework/collectors/ledger", "casework/collectors/localfile",
		"casework/collectors/name", "casework/collectors/source", "casework/collectors/supplement", "casework/collectors/table",
	},
	"casework/collectors/spreadsheet": {},
	"casework/collectors/table": {
		"casework/collectors/civil", "casework/collectors/name", "casework/collectors/spreadsheet", "casework/collectors/supplement",
	},
	"casework/collectors/dropfolder": {
		"casework/collectors/civil", "casework/collectors/localfile", "casework/collectors/name", "casework/collectors/supplement",
		"casework/collectors/table",
	},
	"casework/collectors/lottery": {"casework/collectors/name"},
	"casework/collectors/study": {
		"casework/collectors/civil", "casework/collectors/effect", "casework/collectors/ledger", "casework/collectors/lottery",
		"casework/collectors/name",
	},
	"casework/collectors/families": {
		"casework/collectors/change", "casework/collectors/civil", "casework/collectors/detect",
		"casework/collectors/disclosure", "casework/collectors/duration", "casework/collectors/effect", "casework/collectors/intake", "casework/collectors/ledger", "casework/collectors/metric",
		"casework/collectors/study", "casework/collectors/supplement", "casework/collectors/timeseries",
	},
	"casework/collectors/timeseries": {"casework/collectors/counts", "casework/collectors/metric"},
	"casework/collectors/exposition": {"casework/collectors/metric", "casework/collectors/timeseries"},
	"casework/collectors/source": {
		"casework/collectors/adapters", "casework/collectors/civil", "casework/collectors/ledger", "casework/collectors/localfile",
		"casework/collectors/name", "casework/collectors/supplement",
	},
	"casework/collectors/sweep":                    {"casework/collectors/ledger", "casework/collectors/source"},
	"casework/collectors/source/mysql":             {"casework/collectors/adapters", "casework/collectors/source"},
	"casework/collectors/source/mysql/mariadbtest": {"casework/collectors/adapters", "casework/collectors/testutil/daemon"},
	"casework/collectors/source/postgres":          {"casework/collectors/adapters", "casework/collectors/source"},
	"casework/collectors/source/sourcetest": {
		"casework/collectors/civil", "casework/collectors/ledger", "casework/collectors/source", "casework/collectors/supplement",
	},
	"casework/collectors/source/postgres/postgrestest": {
		"casework/collectors/adapters", "casework/collectors/testutil/daemon",
	},
	"casework/collectors/adapters": {"casework/collectors/localfile"},
	"casework/collectors": {
		"casework/collectors/change", "casework/collectors/civil", "casework/collectors/disclosure", "casework/collectors/dropfolder",
		"casework/collectors/families", "casework/collectors/judging", "casework/collectors/ledger",
		"casework/collectors/metric", "casework/collectors/source", "casework/collectors/statefile",
		"casework/collectors/study", "casework/collectors/supplement", "casework/collectors/sweep", "casework/collectors/timeseries",
	},
	"casework/dashboards/text":  {},
	"casework/dashboards/query": {"casework/collectors/metric"},
	"casework/dashboards/panel": {"casework/collectors/metric", "casework/dashboards/query", "casework/dashboards/text"},
	"casework/dashboards/board": {
		"casework/collectors/metric", "casework/dashboards/panel", "casework/dashboards/query", "casework/dashboards/text",
	},
	"casework/dashboards/rule": {"casework/collectors/metric"},
	"casework/dashboards/lint": {"casework/collectors/metric", "casework/dashboards/panel", "casework/dashboards/query"},
	"casework/dashboards": {
		"casework/collectors/metric", "casework/dashboards/board", "casework/dashboards/lint", "casework/dashboards/rule",
	},
	"casework/exporter": {
		"casework/collectors", "casework/collectors/families", "casework/exporter/app", "casework/exporter/backtest", "casework/exporter/check", "casework/exporter/command",
		"casework/exporter/config", "casework/exporter/plan", "casework/exporter/report", "casework/exporter/setup", "casework/exporter/text", "casework/exporter/web",
	},
	"casework/deploy": {},
	"casework/exporter/setup": {
		"casework/collectors/adapters", "casework/collectors/files", "casework/collectors/ledger", "casework/collectors/name",
		"casework/collectors/source", "casework/collectors/table", "casework/deploy", "casework/exporter/app", "casework/exporter/check", "casework/exporter/config", "casework/exporter/text",
	},
	"casework/exporter/check": {
		"casework/collectors/dropfolder", "casework/collectors/exposition", "casework/collectors/name", "casework/collectors/ledger",
		"casework/collectors/localfile", "casework/collectors/metric", "casework/collectors/source", "casework/exporter/app", "casework/exporter/app/deadlines",
		"casework/exporter/config", "casework/exporter/signature", "casework/exporter/text",
	},
	"casework/exporter/report": {
		"casework/collectors/effect", "casework/collectors/families", "casework/collectors/study", "casework/exporter/app", "casework/exporter/command", "casework/exporter/config",
		"casework/exporter/finding", "casework/exporter/plot", "casework/exporter/text",
	},
	"casework/exporter/finding": {
		"casework/collectors/effect", "casework/collectors/lottery", "casework/collectors/study", "casework/exporter/plot", "casework/exporter/text",
	},
	"casework/exporter/plot": {},
	"casework/exporter/board": {
		"casework/collectors/disclosure", "casework/collectors/effect", "casework/collectors/families", "casework/collectors/study",
		"casework/exporter/finding", "casework/exporter/plot", "casework/exporter/text",
	},
	"casework/exporter/plan": {
		"casework/collectors/ledger", "casework/collectors/localfile", "casework/collectors/lottery", "casework/collectors/name",
		"casework/collectors/study", "casework/exporter/app", "casework/exporter/command", "casework/exporter/config", "casework/exporter/signature", "casework/exporter/text",
	},
	"casework/exporter/backtest": {
		"casework/collectors/change", "casework/collectors/civil", "casework/collectors/detect", "casework/collectors/ledger",
		"casework/collectors/name", "casework/exporter/app", "casework/exporter/command", "casework/exporter/config", "casework/exporter/text",
	},
	"casework/exporter/command":        {"casework/exporter/config", "casework/exporter/text"},
	"casework/exporter/command/manual": {"casework/exporter/command"},
	"casework/exporter/config":         {"casework/collectors/localfile", "casework/collectors/name", "casework/exporter/text"},
	"casework/exporter/app": {
		"casework/collectors", "casework/collectors/adapters", "casework/collectors/change", "casework/collectors/civil", "casework/collectors/deadline", "casework/collectors/detect",
		"casework/collectors/disclosure",
		"casework/collectors/dropfolder", "casework/collectors/exposition", "casework/collectors/families", "casework/collectors/files",
		"casework/collectors/ledger", "casework/collectors/localfile", "casework/collectors/lottery",
		"casework/collectors/metric", "casework/collectors/source", "casework/collectors/source/mysql", "casework/collectors/source/postgres",
		"casework/collectors/statefile", "casework/collectors/study", "casework/collectors/supplement",
		"casework/collectors/timeseries", "casework/exporter/app/deadlines", "casework/exporter/app/programmes", "casework/exporter/config",
		"casework/exporter/signature", "casework/exporter/text",
	},
	"casework/exporter/signature": {},
	"casework/exporter/app/deadlines": {
		"casework/collectors/civil", "casework/collectors/deadline", "casework/collectors/localfile", "casework/collectors/supplement", "casework/collectors/table", "casework/exporter/text",
	},
	"casework/exporter/app/programmes": {
		"casework/collectors/civil",
		"casework/collectors/dropfolder", "casework/collectors/ledger", "casework/collectors/localfile",
		"casework/collectors/supplement", "casework/collectors/table", "casework/exporter/text",
	},
	"casework/exporter/config/configtest":   {},
	"casework/exporter/text":                {"casework/collectors/name"},
	"casework/exporter/text/texttest":       {"casework/collectors/metric", "casework/exporter/text"},
	"casework/exporter/e2e":                 {},
	"casework/exporter/config/settingspage": {"casework/exporter/config", "casework/exporter/text"},
	"casework/exporter/web": {
		"casework/collectors", "casework/collectors/families", "casework/exporter/board", "casework/exporter/text",
	},
	"casework/collectors/testutil":          {},
	"casework/collectors/testutil/daemon":   {},
	"casework/collectors/testutil/pages":    {},
	"casework/collectors/testutil/xlsxtest": {},
}

func TestImports(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	imported := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		pkg := fields[0]
		imported[pkg] = fields[1:]
		allowed, ok := mayImport[pkg]
		if !ok {
			t.Errorf("package %s is not in the table of imports", pkg)
		}
		for _, other := range fields[1:] {
			if strings.HasPrefix(other, "casework") && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s; it may import %v", pkg, other, allowed)
			}
		}
	}
	for pkg, allowed := range mayImport {
		imports, exists := imported[pkg]
		if !exists {
			t.Errorf("the table of imports lists %s, which does not exist", pkg)
			continue
		}
		for _, other := range allowed {
			if !slices.Contains(imports, other) {
				t.Errorf("%s may import %s, and does not: take that out of the table of imports", pkg, other)
			}
		}
	}
}

// pure lists the packages that compute, from this one. They may reach neither a
// network, a database nor another process, through whatever they import, nor a
// file by themselves.
var pure = []string{
	"../exporter/board", "../exporter/finding", "../exporter/plot", "../exporter/text",
	"ledger", "pause", "effect", "metric", "timeseries", "families", "disclosure", "civil", "name", "supplement", "study", "lottery", "spreadsheet", "deadline",
	"change", "detect", "intake", "agenda", "beside", "codec", "counts", "duration",
}

func TestPurePackages(t *testing.T) {
	for _, name := range pure {
		for _, tt := range []struct {
			format    string
			forbidden []string
		}{
			{`{{join .Deps "\n"}}`, []string{"net", "net/http", "database/sql", "os/exec"}},
			{`{{join .Imports "\n"}}`, []string{"os", "io/fs", "path/filepath", "syscall"}},
		} {
			out, err := exec.Command("go", "list", "-f", tt.format, "./"+name).Output()
			if err != nil {
				t.Fatalf("go list %s: %v", name, err)
			}
			imported := strings.Fields(string(out))
			for _, bad := range tt.forbidden {
				if slices.Contains(imported, bad) {
					t.Errorf("%s is to be pure, and knows %s", name, bad)
				}
			}
		}
	}
}

// TestPurePackagesAreDocumented holds the table of rooms in ARCHITECTURE.md
// against the packages: each has a row, but for those that only help tests, and
// the same ones are called pure.
func TestPurePackagesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{} // whether the room is pure
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9/]+)` \\|.*\\|(.*)\\|$").FindAllStringSubmatch(string(page), -1) {
		rows[m[1]] = strings.TrimSpace(m[2]) == "yes"
	}
	for pkg := range mayImport {
		name := strings.TrimPrefix(pkg, "casework/")
		if _, has := rows[name]; !has && !strings.HasSuffix(name, "test") && !strings.HasPrefix(name, "collectors/testutil/") {
			t.Errorf("ARCHITECTURE.md has no row for %s", name)
		}
	}
	var want, got []string
	for _, name := range pure {
		want = append(want, path.Join("collectors", name))
	}
	for name, isPure := range rows {
		if isPure {
			got = append(got, name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("ARCHITECTURE.md says that these are pure: %q; tested are %q", got, want)
	}
}
