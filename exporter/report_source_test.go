package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config/configtest"
)

// TestReportOfASource writes a report on a real database, beside the files of
// an exporter, which stay as they are.
func TestReportOfASource(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	states := t.TempDir()
	configtest.SetEnv(t, map[string]string{
		"CASEWORK_STATE_DIR": states, "CASEWORK_MIN_CELL": "5",
		"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "root", "KOMMUNE_DATABASE": db.Database,
	})
	report := func() (status int, said, complaint string) {
		p, stdout, stderr := testProgram(nil)
		return p.run(t.Context(), []string{"report", "--lang=en"}), stdout.String(), stderr.String()
	}
	if status, _, complaint := report(); status != exitFailure || !strings.Contains(complaint, `report on source "kommune": there is not one closed month`) {
		t.Errorf("of an empty database: status %d, %s", status, complaint)
	}
	if err := db.Exec(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, started_at, closed_at, changed_at)
		SELECT seq, CONCAT('unit ', seq % 3), '', at, at + INTERVAL 5 DAY, at + INTERVAL 9 DAY, UTC_TIMESTAMP()
		FROM (SELECT seq, UTC_TIMESTAMP() - INTERVAL 30 + seq DIV 4 DAY AS at FROM seq_1_to_2000) AS days`); err != nil {
		t.Fatal(err)
	}
	status, said, complaint := report()
	if status != exitOK || complaint != "" {
		t.Errorf("status %d, %s", status, complaint)
	}
	for _, want := range []string{"<!DOCTYPE html>\n<html lang=\"en\">", "0 that started supervision, 3 without", "Drawn: 3 of 3 units."} {
		if !strings.Contains(said, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	files, err := os.ReadDir(states)
	if err != nil || len(files) > 0 {
		t.Errorf("the report wrote %v, %v", files, err)
	}
}
