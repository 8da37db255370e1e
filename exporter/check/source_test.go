package check

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestCheckOfASource holds what check says of a database beside files that
// replace its tables.
func TestCheckOfASource(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DROP TABLE casework_surveys", "DROP TABLE casework_goals", "DROP TABLE casework_costs",
		`INSERT INTO casework_cases (case_id, unit, case_type, received_at, changed_at)
			SELECT seq, IF(seq % 50, 'Byggesak', 'Liten'), '', UTC_TIMESTAMP() - INTERVAL seq HOUR, UTC_TIMESTAMP() FROM seq_1_to_500`,
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	folder := filepath.Join(dir, "drop")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	for path, content := range map[string]string{
		filepath.Join(folder, "surveys.csv"): "response_id,unit,audience,answered_at,score\n1,Byggesak,citizen,2026-01-02,4\n",
		filepath.Join(dir, "programmes.csv"): "unit,programme,starts_on\nBygesak,p,2026-01-01\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	configtest.SetEnv(t, map[string]string{
		"CASEWORK_STATE_DIR": dir, "CASEWORK_MIN_CELL": "5",
		"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "root", "KOMMUNE_DATABASE": db.Database,
		"KOMMUNE_PROGRAMMES_FILE": filepath.Join(dir, "programmes.csv"), "KOMMUNE_DROP_FOLDER": folder,
	})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out, log strings.Builder
	if err := Run(t.Context(), &out, cfg, slog.New(slog.NewTextHandler(&log, nil))); err == nil {
		t.Error("root may write, which is a problem")
	}
	report := out.String()
	for _, want := range []string{
		"drop folder: surveys.csv: 1 row of surveys\n",
		"optional tables: off: there is no such table, or no right to read it, for goals, costs\n",
		"rows of cases: 500 count, of 1000 read",
		"small units: 1 unit hidden for CASEWORK_MIN_CELL: 1 combined and shown as one unit, 0 suppressed\n",
		"programmes: programmes name units that no case has: Bygesak\n",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("check does not say %q", want)
		}
	}
	for _, not := range []string{"surveys.sql", "programmes.sql"} {
		if strings.Contains(report, not) {
			t.Errorf("check speaks of %s, which is not read", not)
		}
	}
	if t.Failed() {
		t.Log(fmt.Sprint(report, log.String()))
	}
}

// TestCheckOfCasesAlone: a source with a table of cases and a file of
// programmes, and nothing else, has no problem.
func TestCheckOfCasesAlone(t *testing.T) {
	db := mariadbtest.Start(t)
	for _, statement := range []string{
		"CREATE TABLE casework_cases (case_id INT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME)",
		"INSERT INTO casework_cases SELECT seq, 'Byggesak', UTC_TIMESTAMP() - INTERVAL seq HOUR, IF(seq % 3, UTC_TIMESTAMP(), NULL) FROM seq_1_to_90",
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	programmes := filepath.Join(t.TempDir(), "programmes.csv")
	if err := os.WriteFile(programmes, []byte("unit,programme,starts_on\nByggesak,p,2026-01-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	configtest.SetEnv(t, map[string]string{
		"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_PASSWORD": "secret", "KOMMUNE_DATABASE": db.Database,
		"KOMMUNE_PROGRAMMES_FILE": programmes,
	})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out, log strings.Builder
	if err := Run(t.Context(), &out, cfg, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
		t.Errorf("check finds: %v", err)
	}
	for _, want := range []string{
		"errors.sql: there is no such table: no error metrics\n", "units.sql: there is no such table: units are known from their cases only\n",
		"cases.sql: columns case_id, unit, received_at, closed_at\n", "cases.sql: no started_at: no waiting times", "rows of cases: 90\n", "casework_cases_received_total",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("check does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(out.String(), log.String())
	}
}
