package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/testutil"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// A fakeTarget finds what it is told to.
type fakeTarget struct {
	name       string
	findings   []source.Finding
	inspectErr error
	dryRun     dryRun
	dryRunErr  error
	closed     bool
}

func (p *fakeTarget) Name() string { return p.name }
func (p *fakeTarget) Inspect(context.Context) ([]source.Finding, error) {
	return p.findings, p.inspectErr
}
func (p *fakeTarget) DryRun(context.Context) (dryRun, error)  { return p.dryRun, p.dryRunErr }
func (p *fakeTarget) Faults(context.Context) []source.Finding { return nil }
func (p *fakeTarget) Close() error                            { p.closed = true; return nil }

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	writeProgrammes := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("unit,programme,starts_on\n"+content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var exposition strings.Builder
	for i := range 8 {
		fmt.Fprintf(&exposition, "# HELP casework_%d Help.\n# TYPE casework_%d gauge\n", i, i)
		for u := range i {
			fmt.Fprintf(&exposition, "casework_%d{unit=\"%d\"} 0\n", i, u)
		}
	}
	good := &fakeTarget{
		name:     "kommune",
		findings: []source.Finding{{Level: source.OK, Subject: "server", Detail: "MariaDB 10.11"}, {Level: source.Warning, Subject: "grants", Detail: "the user can write", Hint: "Grant SELECT alone."}},
		dryRun: dryRun{
			rows: map[string]int64{"errors": 5, "cases": 1000}, held: map[string]int64{"errors": 5, "cases": 700},
			merged: 3, suppressed: 1, open: 250, paused: 30,
			rejected:     map[string]int64{"in_future": 2, "no_unit": 0},
			unknownUnits: []string{"Bygesak", "Skulle"},
			exposition:   exposition.String(),
		},
	}
	sick := &fakeTarget{
		name:      "skole",
		findings:  []source.Finding{{Level: source.Problem, Subject: "index", Detail: "cases are read by a full scan", Hint: "Create an index on (changed_at, case_id)."}},
		dryRunErr: errors.New("read cases: Table 'x.cases' doesn't exist"),
	}
	dead := &fakeTarget{name: "skole", inspectErr: errors.New("connect to source \"skole\": connection refused")}
	tests := []struct {
		name       string
		programmes string
		targets    []*fakeTarget
		err        string
	}{
		{"check-good", "A,p,2026-01-01\n", []*fakeTarget{good}, ""},
		{"check-problems", "A,p,x\nB,,2026-01-01\n", []*fakeTarget{good, sick}, "check found 3 problems"},
		{"check-unreachable", "", []*fakeTarget{dead}, "check found 1 problem"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			configtest.SetEnv(t, map[string]string{"KOMMUNE_PROGRAMMES_FILE": writeProgrammes("programmes.csv", tt.programmes)})
			var targets []target
			for _, p := range tt.targets {
				p.closed = false
				targets = append(targets, p)
			}
			out, err := runOn(t, targets...)
			if got := fmt.Sprint(err); err == nil && tt.err != "" || err != nil && got != tt.err {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			testutil.Golden(t, "testdata/"+tt.name+".txt", strings.ReplaceAll(out, dir, "DIR"))
			for _, p := range tt.targets {
				if !p.closed {
					t.Errorf("source %s was not closed", p.name)
				}
			}
		})
	}
}

// TestCheckOfRowsThatDoNotCount: a source of which nothing counts is a
// problem, unless its rows are of another exporter's units.
func TestCheckOfRowsThatDoNotCount(t *testing.T) {
	for _, tt := range []struct {
		rejected int64
		fails    bool
		says     string
	}{
		{383, true, "PROBLEM  rows of cases: none counts, of 384 read\n"},
		{5, false, "OK       rows of cases: 0 count, of 384 read"},
	} {
		configtest.SetEnv(t, nil)
		out, err := runOn(t, &fakeTarget{name: "kommune", dryRun: dryRun{
			rows: map[string]int64{"cases": 384}, held: map[string]int64{"cases": 0},
			rejected: map[string]int64{"cases no_time": tt.rejected, "errors no_unit": 1000},
		}})
		if (err != nil) != tt.fails || !strings.Contains(out, tt.says) {
			t.Errorf("%d rejected: error %v, want one %v, and %q in\n%s", tt.rejected, err, tt.fails, tt.says, out)
		}
	}
}

// TestCheckOfNoRows: where there is no case at all, check says so, as it may be the wrong database.
func TestCheckOfNoRows(t *testing.T) {
	configtest.SetEnv(t, nil)
	out, err := runOn(t, &fakeTarget{name: "kommune", dryRun: dryRun{rows: map[string]int64{"cases": 0, "errors": 0}, held: map[string]int64{"cases": 0}}})
	if err != nil || !strings.Contains(out, "0 problems, 1 warning.") || !strings.Contains(out, "warning  rows of cases: 0: there is nothing to show yet\n") {
		t.Errorf("error %v, and it does not warn:\n%s", err, out)
	}
}

func TestCheckReportsThatItCannotWrite(t *testing.T) {
	configtest.SetEnv(t, nil)
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), brokenWriter{}, cfg, []target{&fakeTarget{name: "kommune"}}, slog.New(slog.DiscardHandler), Options{})
	if err == nil || err.Error() != "write the report: broken pipe" {
		t.Errorf("error %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// runOn checks targets with the settings of the environment.
func runOn(t *testing.T, targets ...target) (out string, err error) {
	t.Helper()
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	err = run(t.Context(), &b, cfg, targets, slog.New(slog.DiscardHandler), Options{})
	return b.String(), err
}

// TestCheckOfTooManyNames: check says which columns hold more names than are
// distinguished.
func TestCheckOfTooManyNames(t *testing.T) {
	configtest.SetEnv(t, nil)
	out, err := runOn(t, &fakeTarget{name: "kommune", dryRun: dryRun{
		refused: ledger.Refused{Units: true, Kinds: true, Programmes: true, Periods: true, Types: true},
	}})
	if err == nil {
		t.Error("too many units are no problem")
	}
	for _, says := range []string{
		"PROBLEM  units: there are more than 5000: rows of others do not count",
		"warning  kinds of error: there are more than 100", "warning  programmes of sessions: there are more than 100",
		"warning  programmes: there are more than 100", "warning  case types: there are more than 250", "the comparison takes others as one type",
	} {
		if !strings.Contains(out, says) {
			t.Errorf("check does not say %q:\n%s", says, out)
		}
	}
}
