package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/exporter/config/configtest"
)

// A fakePatient finds what it is told to.
type fakePatient struct {
	name       string
	findings   []finding
	inspectErr error
	trial      trial
	tryErr     error
	closed     bool
}

func (p *fakePatient) Name() string                               { return p.name }
func (p *fakePatient) Inspect(context.Context) ([]finding, error) { return p.findings, p.inspectErr }
func (p *fakePatient) Try(context.Context) (trial, error)         { return p.trial, p.tryErr }
func (p *fakePatient) Close() error                               { p.closed = true; return nil }

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
	good := &fakePatient{
		name:     "kommune",
		findings: []finding{{levelOK, "server", "MariaDB 10.11", ""}, {levelWarning, "grants", "the user can write", "Grant SELECT alone."}},
		trial: trial{
			rows: map[string]int64{"errors": 5, "cases": 1000}, held: map[string]int64{"errors": 5, "cases": 700},
			merged: 3, leftOut: 1,
			rejected:   map[string]int64{"in_future": 2, "no_unit": 0},
			strangers:  []string{"Bygesak", "Skulle"},
			exposition: exposition.String(),
		},
	}
	sick := &fakePatient{
		name:     "skole",
		findings: []finding{{levelProblem, "index", "cases are read by a full scan", "Create an index on (changed_at, case_id)."}},
		tryErr:   errors.New("read cases: Table 'x.cases' doesn't exist"),
	}
	dead := &fakePatient{name: "skole", inspectErr: errors.New("connect to source \"skole\": connection refused")}
	tests := []struct {
		name       string
		programmes string
		patients   []*fakePatient
		status     int
	}{
		{"check-good", "A,p,2026-01-01\n", []*fakePatient{good}, exitOK},
		{"check-problems", "A,p,x\nB,,2026-01-01\n", []*fakePatient{good, sick}, exitFailure},
		{"check-unreachable", "", []*fakePatient{dead}, exitFailure},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			configtest.SetEnv(t, map[string]string{"KOMMUNE_PROGRAMMES_FILE": writeProgrammes("programmes.csv", tt.programmes)})
			var patients []patient
			for _, p := range tt.patients {
				p.closed = false
				patients = append(patients, p)
			}
			p, stdout, stderr := testProgram(nil, patients...)
			if status := p.run(t.Context(), []string{"check"}); status != tt.status {
				t.Errorf("status %d, want %d; stderr:\n%s", status, tt.status, stderr)
			}
			compareGolden(t, "testdata/"+tt.name+".txt", stdout.String())
			for _, p := range tt.patients {
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
		status   int
		says     string
	}{
		{383, exitFailure, "PROBLEM  rows of cases: none counts, of 384 read\n"},
		{5, exitOK, "OK       rows of cases: 0 count, of 384 read"},
	} {
		configtest.SetEnv(t, nil)
		p, stdout, _ := testProgram(nil, &fakePatient{name: "kommune", trial: trial{
			rows: map[string]int64{"cases": 384}, held: map[string]int64{"cases": 0},
			rejected: map[string]int64{"cases no_time": tt.rejected, "errors no_unit": 1000},
		}})
		if status := p.run(t.Context(), []string{"check"}); status != tt.status || !strings.Contains(stdout.String(), tt.says) {
			t.Errorf("%d rejected: status %d, want %d and %q in\n%s", tt.rejected, status, tt.status, tt.says, stdout)
		}
	}
}

func TestChecksReportThatTheyCannotWrite(t *testing.T) {
	for command, want := range map[string]string{
		"check": "casework-exporter: write the report: broken pipe\n", "--config.check": "casework-exporter: broken pipe\n",
	} {
		configtest.SetEnv(t, nil)
		p, _, stderr := testProgram(nil, &fakePatient{name: "kommune"})
		p.stdout = brokenWriter{}
		if status := p.run(t.Context(), []string{command}); status != exitFailure {
			t.Errorf("%s: status %d", command, status)
		}
		if diff := cmp.Diff(want, stderr.String()); diff != "" {
			t.Errorf("%s: stderr (-want +got):\n%s", command, diff)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }
