package app

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestWhatWasFoundIsMissedAfterARestart: the state of a source says what it
// had, so that nothing goes off silently when the exporter starts anew.
func TestWhatWasFoundIsMissedAfterARestart(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Nord', '2026-01-01')"); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("INSERT INTO casework_units (unit, name) VALUES ('Nord', 'Nord')"); err != nil {
		t.Fatal(err)
	}
	states := t.TempDir()
	var lastConfig *config.Config
	// polled is what a poll of an exporter that starts anew says.
	polled := func(without string) error {
		t.Helper()
		configtest.SetEnv(t, map[string]string{
			"CASEWORK_STATE_DIR": states, "KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "root",
			"KOMMUNE_DATABASE": db.Database, "KOMMUNE_WITHOUT": without,
		})
		cfg, err := config.Load()
		if err != nil {
			t.Fatal(err)
		}
		lastConfig = cfg
		if err := CheckAdapters(cfg); err != nil {
			return err
		}
		e, err := New(cfg, Build{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := e.restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		err = e.restored()[0].Poll(t.Context())
		if closed := e.close(); closed != nil {
			t.Error(closed)
		}
		return err
	}
	if err := polled(""); err != nil {
		t.Fatal(err)
	}
	for _, taken := range []struct{ what, by string }{
		{"units", "DROP TABLE casework_units"}, {"cases.deadline_at", "ALTER TABLE casework_cases DROP COLUMN deadline_at"},
	} {
		if err := db.Exec(taken.by); err != nil {
			t.Fatal(err)
		}
		beside, err := OpenSource(lastConfig, &lastConfig.Sources[0], slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		findings, err := beside.Inspect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(findings, func(f source.Finding) bool {
			return f.Level == source.Problem && strings.Contains(f.Detail, "do without it by KOMMUNE_WITHOUT="+taken.what)
		}) {
			t.Errorf("without %s an inspection beside the exporter finds %v", taken.what, findings)
		}
		if err := beside.Close(); err != nil {
			t.Error(err)
		}
		for range 2 {
			if err := polled(""); err == nil || !strings.Contains(err.Error(), "do without it by KOMMUNE_WITHOUT="+taken.what) {
				t.Errorf("without %s: %v", taken.what, err)
			}
		}
		if err := polled(taken.what); err != nil {
			t.Errorf("that the settings do without %s: %v", taken.what, err)
		}
		if err := polled(""); err != nil {
			t.Errorf("after the settings did without %s: %v", taken.what, err)
		}
	}
	if err := polled("cases.unit"); err == nil || !strings.Contains(err.Error(), `KOMMUNE_WITHOUT: "cases.unit": no optional table or column; allowed are `) {
		t.Errorf("without what is needed: %v", err)
	}
}
