package check

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestDeadlinesThatAreRefused: a file of deadlines that is refused is one problem, with
// its faults, though without it nothing can be read.
func TestDeadlinesThatAreRefused(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{
		"cases.csv":     "case_id,unit,received_at,closed_at\n1,Nord,2026-11-01,\n",
		"deadlines.csv": "case_type,length,unit\na,0,weeks\nb,3,years\n",
	} {
		path := filepath.Join(map[string]string{"cases.csv": folder, "deadlines.csv": elsewhere}[name], name)
		if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), os.Chtimes(path, time.Now(), time.Now().Add(-time.Hour))); err != nil {
			t.Fatal(err)
		}
	}
	configtest.SetEnv(t, map[string]string{
		"KOMMUNE_DRIVER": "files", "KOMMUNE_FOLDER": folder, "KOMMUNE_HOST": "", "KOMMUNE_USER": "", "KOMMUNE_DATABASE": "",
		"KOMMUNE_DEADLINES_FILE": filepath.Join(elsewhere, "deadlines.csv"),
	})
	checked(t, 1, 0, []string{
		"nothing of the file ", `deadlines.csv:2:3: length "0" is below 1`, `deadlines.csv:3:5: unit "years" is none of days`,
	}, "reading:")
}

// TestFilesAreChecked: what is in a folder, what of it is not read, and what it lacks
// of what a running exporter knows.
func TestFilesAreChecked(t *testing.T) {
	folder, states := t.TempDir(), t.TempDir()
	put := func(name, content string, ago time.Duration) {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Now(), time.Now().Add(-ago)); err != nil {
			t.Fatal(err)
		}
	}
	configtest.SetEnv(t, map[string]string{
		"CASEWORK_STATE_DIR": states, "KOMMUNE_DRIVER": "files", "KOMMUNE_FOLDER": folder, "KOMMUNE_HOST": "", "KOMMUNE_USER": "", "KOMMUNE_DATABASE": "",
	})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	checked := func() (string, error) {
		var out bytes.Buffer
		err := Run(t.Context(), &out, cfg, slog.New(slog.DiscardHandler), Options{})
		return out.String(), err
	}
	want := func(what string, err error, out string, lines ...string) {
		t.Helper()
		for _, line := range lines {
			if !strings.Contains(out, line) {
				t.Errorf("%s: it does not say %q:\n%s", what, line, out)
			}
		}
		if bad := strings.Contains(strings.Join(lines, ""), "PROBLEM"); bad != (err != nil) {
			t.Errorf("%s: error %v", what, err)
		}
	}
	out, err := checked()
	want("empty", err, out, "PROBLEM  cases: there is no file of cases")

	put("cases.csv", "Saksnummer;Enhet;Inn;Avsluttet;Saksbehandler;Etat\n1;Nord;2026-11-01;;Kari;B\n2;Nord;2026-11-02;2026-11-03;Kari;B", time.Hour)
	put("columns.csv", "received_at,Inn\n", time.Hour)
	put("units.csv", "unit,name\nNord,Nord\nNord,Sør\n", time.Hour)
	put("audits.csv", "unit,month\n", time.Hour)
	out, err = checked()
	want("headings", err, out, "OK       cases.csv: CSV in UTF-8; without case_type, started_at", "the last line has no line break",
		`columns that are not read: "etat"`, `warning  cases.csv: columns that look personal, and are not read: "saksbehandler"`,
		"PROBLEM  audits.csv", "PROBLEM  units.csv:3:1: unit is there twice, with other columns")
	if strings.Contains(out, "Kari") {
		t.Errorf("it shows a value:\n%s", out)
	}
	put("units.csv", "unit,name\nNord,Nord\nNord,Sør\nØst,Øst\nØst,Vest\n", 40*time.Minute)
	out, err = checked()
	want("two faults", err, out, "PROBLEM  units.csv:3:1: unit is there twice, with other columns", "PROBLEM  units.csv:5:1: unit is there twice")
	put("units.csv", "unit,name\nNord,Nord\n", 30*time.Minute)
	if err := os.Remove(filepath.Join(folder, "audits.csv")); err != nil {
		t.Fatal(err)
	}
	out, err = checked()
	want("good", err, out, "rows of cases: 2", "casework_open_cases")

	// A running exporter knows them; the next file lacks one of each.
	exporter, err := app.New(cfg, app.Build{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := contextUntil(t, exporter)
	defer stop()
	if err := exporter.Run(ctx); err != nil {
		t.Fatal(err)
	}
	put("cases.csv", "Saksnummer;Enhet;Inn;Avsluttet\n3;Nord;2026-11-01;\n", time.Minute)
	out, err = checked()
	want("what is missing", err, out, "OK       known cases: of 1 that are open, the files lack 1; of 1 others, 1", "UNLISTED=gone takes 2 out, kept takes 1 out, closed closes 1. It is gone.")
}

// TestFaultsNameTheirFileOnce: each fault of a file names it once, with line and column, wherever it is
// printed, on a line of its own, and nothing is logged beside the findings that say it.
func TestFaultsNameTheirFileOnce(t *testing.T) {
	for _, tt := range []struct {
		files map[string]string
		says  []string
	}{
		{map[string]string{
			"cases.csv": "case_id,unit,\"received_at,closed_at\n", "pauses.xlsx": "no sheet", "audits.csv": "unit,month\n",
			"sessions.csv": "session_id,unit\n", "goals.csv": "unit\nNord\n",
		}, []string{
			"kommune: cases.csv:1:37: a quotation mark", "PROBLEM  cases.csv:1:37: a quotation mark", "PROBLEM  pauses.xlsx: it is no XLSX file", "PROBLEM  audits.csv:1:1: column",
			"PROBLEM  sessions.csv:1:1: column planned_at is missing", "warning  goals.csv: changed just now",
		}},
		{map[string]string{"cases.csv": "case_id,unit,received_at,closed_at\n1,Nord,x,\n2,Nord,y,\n"}, []string{
			"- cases.csv:2:8: received_at is no time", "- cases.csv:3:8: received_at is no time", "PROBLEM  cases.csv:3:8: received_at is no time",
		}},
		{map[string]string{ // faults of one file hide none of another
			"cases-2025.csv": "case_id,unit,received_at,closed_at\n1,Nord,x,\n", "cases-2026.csv": "case_id,unit,received_at,closed_at\n2,Nord,2026-11-01,x\n",
			"cases-old.csv": "case_id,unit,closed_at\n3,Nord,\n",
			"errors.csv":    "error_id,unit,reported_at\n1,Nord,x\n", "sessions.csv": "session_id,unit,planned_at\n1,Nord,x\n",
			"programmes.csv": "unit,programme,starts_on\nNord,p,x\n", "units.csv": "unit,name\nNord,a\nNord,b\n", "units-2.csv": "unit,name\nNord\n",
		}, []string{
			"cases-2025.csv:2:8: received_at is no time", "cases-2026.csv:2:19: closed_at is no time", "cases-old.csv:1:1: column received_at is missing",
			"errors.csv:2:8: reported_at is no time", "sessions.csv:2:8: planned_at is no date",
			"programmes.csv:2:8: starts_on is no date", "units.csv:3:1: unit is there twice", "units-2.csv:2:1: 1 fields where", "\n8 problems, ",
		}},
	} {
		folder := t.TempDir()
		for name, content := range tt.files {
			path, ago := filepath.Join(folder, name), time.Hour
			if name == "goals.csv" {
				ago = 0
			}
			if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), os.Chtimes(path, time.Now(), time.Now().Add(-ago))); err != nil {
				t.Fatal(err)
			}
		}
		configtest.SetEnv(t, map[string]string{
			"KOMMUNE_DRIVER": "files", "KOMMUNE_FOLDER": folder, "KOMMUNE_HOST": "", "KOMMUNE_USER": "", "KOMMUNE_DATABASE": "",
		})
		cfg, err := config.Load()
		if err != nil {
			t.Fatal(err)
		}
		var out, logged bytes.Buffer
		if err = Run(t.Context(), &out, cfg, slog.New(slog.NewTextHandler(&logged, nil)), Options{}); err == nil {
			t.Error("nothing is wrong")
		}
		lines := map[string]int{}
		for line := range strings.Lines(out.String()) {
			for name := range tt.files {
				if strings.Count(line, name) > 1 {
					t.Errorf("the line %q names %s twice", line, name)
				}
			}
			if lines[line]++; lines[line] > 1 && strings.Contains(line, "csv:") {
				t.Errorf("the line %q is there twice", line)
			}
		}
		if n := strings.Count(out.String(), "planned_at is missing"); n != 0 && n != 2 {
			t.Errorf("what is wrong with sessions.csv is said %d times, want once among the problems and once in the source", n)
		}
		for _, line := range tt.says {
			if !strings.Contains(out.String(), line) {
				t.Errorf("it does not say %q:\n%s", line, out.String())
			}
		}
		if logged.Len() > 0 {
			t.Errorf("it logs what the findings say:\n%s", logged.String())
		}
	}
}

// contextUntil ends once an exporter has read all of its sources.
func contextUntil(t *testing.T, e *app.Exporter) (context.Context, func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		testutil.Eventually(func() bool { ready, _ := e.Ready(); return ready })
		stop()
	}()
	return ctx, stop
}
