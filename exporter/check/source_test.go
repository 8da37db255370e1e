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
	"casework/collectors/source/postgres/postgrestest"
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
	if err := Run(t.Context(), &out, cfg, slog.New(slog.NewTextHandler(&log, nil)), Options{}); err == nil {
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
	t.Run("MariaDB", func(t *testing.T) {
		db := mariadbtest.Start(t)
		checkCasesAlone(t, db.Exec, db.CreateUser, map[string]string{
			"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_DATABASE": db.Database,
		}, "CREATE TABLE casework_cases (case_id INT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME)",
			"INSERT INTO casework_cases SELECT seq, 'Byggesak', UTC_TIMESTAMP() - INTERVAL seq HOUR, IF(seq % 3, UTC_TIMESTAMP(), NULL) FROM seq_1_to_90")
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		db := postgrestest.Start(t)
		checkCasesAlone(t, db.Exec, db.CreateUser, map[string]string{
			"KOMMUNE_DRIVER": "postgres", "KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_DATABASE": db.Database,
		}, "CREATE TABLE casework_cases (case_id int PRIMARY KEY, unit text, received_at timestamptz, closed_at timestamptz)",
			`INSERT INTO casework_cases SELECT n, 'Byggesak', now() - n * interval '1 hour', CASE WHEN n % 3 > 0 THEN now() END FROM generate_series(1, 90) AS g(n)`,
			"REVOKE TEMP ON DATABASE "+db.Database+" FROM PUBLIC")
	})
}

func checkCasesAlone(t *testing.T, exec func(string, ...any) error, createUser func(name, password string) error, settings map[string]string, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := createUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	programmes := filepath.Join(t.TempDir(), "programmes.csv")
	if err := os.WriteFile(programmes, []byte("unit,programme,starts_on\nByggesak,p,2026-01-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings["KOMMUNE_PASSWORD"], settings["KOMMUNE_PROGRAMMES_FILE"] = "secret", programmes
	configtest.SetEnv(t, settings)
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out, log strings.Builder
	if err := Run(t.Context(), &out, cfg, slog.New(slog.NewTextHandler(&log, nil)), Options{}); err != nil {
		t.Errorf("check finds: %v", err)
	}
	for _, want := range []string{
		"errors.sql: there is no such table: no error metrics\n", "units.sql: there is no such table: units are known from their cases only\n",
		"cases.sql: columns case_id, unit, received_at, closed_at\n", "cases.sql: no started_at: no waiting times", "rows of cases: 90\n", "casework_queue_cases",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("check does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(out.String(), log.String())
	}
}
