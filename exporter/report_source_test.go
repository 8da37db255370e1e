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
		"CASEWORK_STATE_DIR": states, "CASEWORK_MIN_CELL": "5", "CASEWORK_LANGUAGE": "en",
		"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "root", "KOMMUNE_DATABASE": db.Database,
	})
	report := func() (status int, said, complaint string) {
		p, stdout, stderr := testProgram(nil)
		return p.run(t.Context(), []string{"report"}), stdout.String(), stderr.String()
	}
	young := func(when string, want ...string) {
		t.Helper()
		status, said, complaint := report()
		if status != exitOK || complaint != "" {
			t.Errorf("%s: status %d, %s", when, status, complaint)
		}
		for _, w := range append(want, "<!DOCTYPE html>\n<html lang=\"en\">", "</html>") {
			if !strings.Contains(said, w) {
				t.Errorf("%s: the report lacks %q", when, w)
			}
		}
	}
	young("without a case", "It is too early to compare", "The source has no cases yet.")
	if err := db.Exec(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, changed_at)
		VALUES (3001, 'unit 1', '', UTC_TIMESTAMP() - INTERVAL 1 HOUR, UTC_TIMESTAMP())`); err != nil {
		t.Fatal(err)
	}
	young("with a case", "It is too early to compare", "The source has cases since ", " is the first whole month, and its figures come on ",
		"<dt>Units hidden</dt><dd>1</dd>")
	if err := db.Exec(`UPDATE casework_cases SET received_at = UTC_TIMESTAMP() - INTERVAL 75 DAY`); err != nil {
		t.Fatal(err)
	}
	young("with closed months, in which nothing was closed", "There is nothing to compare: ", "each case was followed for 90 days")
	if err := db.Exec(`UPDATE casework_cases SET received_at = '2019-03-14', started_at = '2019-03-20', closed_at = '2019-03-21'`); err != nil {
		t.Fatal(err)
	}
	young("with cases that are older than all months", "There is nothing to compare: the newest case is of Mar 2019, and nothing happened in the months that are compared (")
	if err := db.Exec(`DELETE FROM casework_cases`); err != nil {
		t.Fatal(err)
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
