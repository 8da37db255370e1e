package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config/configtest"
)

// TestPlanOfASource draws a starting order of a real database's units, and has
// the report compare them by it.
func TestPlanOfASource(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, started_at, closed_at, changed_at)
		SELECT seq, CONCAT('unit ', seq % 10), '', at, at + INTERVAL 5 DAY, at + INTERVAL 9 DAY, UTC_TIMESTAMP()
		FROM (SELECT seq, UTC_TIMESTAMP() - INTERVAL 30 + seq DIV 10 DAY AS at FROM seq_1_to_9000) AS days`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "draw.csv")
	run := func(lottery string, args ...string) (status int, said, complaint string) {
		vars := map[string]string{
			"CASEWORK_STATE_DIR": t.TempDir(),
			"KOMMUNE_HOST":       db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "root", "KOMMUNE_DATABASE": db.Database,
		}
		if lottery != "" {
			vars["KOMMUNE_LOTTERY_FILE"] = lottery
		}
		configtest.SetEnv(t, vars)
		p, stdout, stderr := testProgram(nil)
		return p.run(t.Context(), args), stdout.String(), stderr.String()
	}
	from := time.Now().AddDate(0, 2, 0).Format("2006-01")
	status, said, complaint := run("", "plan", "--units=all", "--per-month=2", "--starts=5", "--seed=4 8 15", "--from="+from, "--output="+file)
	if status != exitOK || said != "" || complaint != "" {
		t.Fatalf("draw: status %d, %s%s", status, said, complaint)
	}
	content, err := os.ReadFile(file)
	if err != nil || bytes.Count(content, []byte("\n"+from)) != 2 || !bytes.Contains(content, []byte("# source: kommune\n")) {
		t.Fatalf("the file is\n%s, %v", content, err)
	}
	if status, _, complaint := run("", "plan", "--units=all", "--per-month=2", "--seed=5", "--output="+file); status != exitFailure || !strings.Contains(complaint, "drawn once") {
		t.Errorf("a second draw: status %d, %s", status, complaint)
	}
	if status, said, complaint := run(file, "report", "--lang=en"); status != exitOK || !strings.Contains(said, "0 of 10 units were drawn to start by the last month") {
		t.Errorf("report: status %d, %s", status, complaint)
	}
	if status, said, complaint := run(file, "plan", "--lang=en"); status != exitOK || !strings.Contains(said, "How small a change of waiting time") {
		t.Errorf("table: status %d, %s", status, complaint)
	}
	edited := bytes.Replace(content, []byte(from), []byte("2031-01"), 1)
	if err := os.WriteFile(file, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"report"}, {"--config.check"}, {"check"}} {
		if status, said, complaint := run(file, args...); status == exitOK || !strings.Contains(said+complaint, "the file was edited after the draw") {
			t.Errorf("%s with an edited file: status %d, %s%s", args, status, said, complaint)
		}
	}
}
