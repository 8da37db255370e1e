package check

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestCheckOfTotals: check says what there is not where cases say for how long they were
// paused and not when, that a table of pauses comes before, and that deadlines which run
// from complete on need a complete_at.
func TestCheckOfTotals(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec := func(statements ...string) {
		t.Helper()
		for _, s := range statements {
			if err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	exec(`ALTER TABLE casework_cases ADD paused_seconds INT, ADD paused_since DATETIME, ADD complete_at DATETIME`,
		`INSERT INTO casework_cases (case_id, unit, case_type, received_at, closed_at, paused_seconds, paused_since, changed_at) VALUES
			(1, 'Nord', 'bygg', NOW() - INTERVAL 20 DAY, NOW() - INTERVAL 2 DAY, 86400, NULL, NOW()),
			(2, 'Nord', 'bygg', NOW() - INTERVAL 20 DAY, NULL, 0, NOW() - INTERVAL 2 DAY, NOW()),
			(3, 'Nord', 'bygg', NOW() - INTERVAL 20 DAY, NULL, -5, NULL, NOW())`)
	if err := db.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(t.TempDir(), "deadlines.csv")
	if err := os.WriteFile(rules, []byte("case_type,rule\nbygg,no:byggesøknad-12-uker\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	says := func() string {
		t.Helper()
		configtest.SetEnv(t, map[string]string{
			"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_PASSWORD": "secret", "KOMMUNE_DATABASE": db.Database,
			"KOMMUNE_DEADLINES_FILE": rules,
		})
		cfg, err := config.Load()
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := Run(t.Context(), &out, cfg, slog.New(slog.DiscardHandler), Options{}); err != nil {
			t.Errorf("check finds: %v\n%s", err, out.String())
		}
		return out.String()
	}
	const (
		totals   = "OK       pauses: cases say for how long they were paused, and not when"
		both     = "warning  pauses: they are told twice"
		complete = "warning  deadlines file: a rule starts_at complete, and no case has complete_at"
	)
	out := says()
	for _, want := range []string{
		totals, complete, "50 % of the open cases are paused now: 1 of 2", "rejected rows: 1 for cases impossible_pause",
		"1 of the 3 newest cases are paused, 0 of them for more than 365 days",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("check does not say %s:\n%s", want, out)
		}
	}
	if strings.Contains(out, both) {
		t.Errorf("check says what is not so:\n%s", out)
	}
	exec(`UPDATE casework_cases SET complete_at = received_at, changed_at = NOW() WHERE case_id = 1`,
		`INSERT INTO casework_pauses (pause_id, case_id, paused_at) VALUES (1, 2, NOW() - INTERVAL 1 DAY)`)
	if out = says(); !strings.Contains(out, both) || strings.Contains(out, totals) || strings.Contains(out, complete) {
		t.Errorf("with a table of pauses, and a case that is complete, check says\n%s", out)
	}
}
