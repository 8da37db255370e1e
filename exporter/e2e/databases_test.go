package e2e

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/exposition"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres/postgrestest"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// A caseTable is a table of the adapter views that a file fills.
type caseTable struct {
	name    string
	columns []string // of the table and of the file
	create  string   // {time} is a type of times
}

var caseTables = []caseTable{
	{
		"cases",
		[]string{"case_id", "unit", "case_type", "received_at", "started_at", "closed_at", "reopened_count"},
		`CREATE TABLE casework_cases (case_id VARCHAR(64) PRIMARY KEY, unit VARCHAR(100) NOT NULL, case_type VARCHAR(200) NOT NULL,
			received_at {time}, started_at {time}, closed_at {time}, reopened_count INT, changed_at {time})`,
	},
	{
		"errors",
		[]string{"error_id", "unit", "case_id", "reported_at", "kind"},
		`CREATE TABLE casework_errors (error_id VARCHAR(64) PRIMARY KEY, unit VARCHAR(100) NOT NULL, case_id VARCHAR(64),
			reported_at {time}, kind VARCHAR(100) NOT NULL, changed_at {time})`,
	},
}

// statements are those that fill a table from a file, alike in every database,
// and the last instant in it.
func (ct *caseTable) statements(t *testing.T, path string) (all []string, last time.Time) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("no data: %v", err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for batch := range slices.Chunk(rows[1:], 2000) {
		var b strings.Builder
		fmt.Fprintf(&b, "INSERT INTO casework_%s (%s, changed_at) VALUES\n", ct.name, strings.Join(ct.columns, ", "))
		for i, row := range batch {
			if i > 0 {
				b.WriteString(",\n")
			}
			b.WriteString("(")
			for _, column := range ct.columns {
				value := row[slices.Index(rows[0], column)]
				if value == "" {
					b.WriteString("NULL, ")
					continue
				}
				if at, err := time.Parse(time.DateTime, value); err == nil && at.After(last) {
					last = at
				}
				fmt.Fprintf(&b, "'%s', ", strings.ReplaceAll(value, "'", "''"))
			}
			b.WriteString("'2000-01-01')")
		}
		all = append(all, b.String())
	}
	return all, last
}

// TestDatabasesShowTheSame: the same cases in MariaDB and in PostgreSQL, as
// wall clocks and as instants, give the same metrics, byte for byte.
func TestDatabasesShowTheSame(t *testing.T) {
	maria, postgres := mariadbtest.Start(t, "--innodb-flush-log-at-trx-commit=0"), postgrestest.Start(t)
	if err := maria.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := postgres.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	servers := []struct {
		name, instant, wall string
		settings            map[string]string
		exec                func(string, ...any) error
	}{
		{"MariaDB", "TIMESTAMP NULL", "DATETIME", map[string]string{"KOMMUNE_SOCKET": maria.Socket, "KOMMUNE_DATABASE": maria.Database}, maria.Exec},
		{"PostgreSQL", "TIMESTAMPTZ", "TIMESTAMP", map[string]string{
			"KOMMUNE_DRIVER": "postgres", "KOMMUNE_SOCKET": postgres.Socket, "KOMMUNE_DATABASE": postgres.Database, "KOMMUNE_SCHEMA": "public",
		}, postgres.Exec},
	}
	for _, set := range []string{"travel_claims", "boston_311"} {
		for _, zone := range []string{"UTC", "Europe/Oslo"} {
			t.Run(set+"/"+zone, func(t *testing.T) {
				shown := map[string]string{}
				for _, server := range servers {
					kinds := map[string]string{"instants": server.instant, "wall clocks": server.wall}
					for name, kind := range kinds {
						last := fillCases(t, server.exec, kind, filepath.Join("..", "..", "..", "shared", "data", set))
						shown[server.name+", "+name] = shownAt(t, server.settings, zone, last)
					}
				}
				for _, name := range []string{"instants", "wall clocks"} {
					one, other := shown["MariaDB, "+name], shown["PostgreSQL, "+name]
					if strings.Count(one, "\n") < 200 {
						t.Errorf("%s: only %d lines are shown", name, strings.Count(one, "\n"))
					}
					if diff := cmp.Diff(one, other); diff != "" {
						t.Errorf("%s (-MariaDB +PostgreSQL):\n%s", name, diff)
					}
				}
			})
		}
	}
}

// fillCases makes the tables anew, with times of a type, and returns when the
// last thing happened.
func fillCases(t *testing.T, exec func(string, ...any) error, kind, dir string) (last time.Time) {
	t.Helper()
	run := func(statement string) {
		t.Helper()
		if err := exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for i := range caseTables {
		ct := &caseTables[i]
		run("DROP TABLE IF EXISTS casework_" + ct.name)
		run(strings.ReplaceAll(ct.create, "{time}", kind))
		statements, at := ct.statements(t, filepath.Join(dir, ct.name+".csv.gz"))
		for _, statement := range statements {
			run(statement)
		}
		if at.After(last) {
			last = at
		}
	}
	return last
}

// shownAt is what the exporter would show of a source at an instant, but for
// its own metrics.
func shownAt(t *testing.T, settings map[string]string, zone string, at time.Time) string {
	t.Helper()
	all := map[string]string{
		"KOMMUNE_HOST": "", "KOMMUNE_USER": "reader", "KOMMUNE_PASSWORD": "secret", "KOMMUNE_TIMEZONE": zone,
		"CASEWORK_MIN_CELL": "0", "CASEWORK_WINDOWS": "28d,91d,365d",
	}
	maps.Copy(all, settings)
	t.Setenv("KOMMUNE_DRIVER", "")
	t.Setenv("KOMMUNE_SCHEMA", "")
	configtest.SetEnv(t, all)
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	source, err := app.OpenSource(cfg, &cfg.Sources[0], slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	read, err := source.ReadOnce(t.Context(), app.ReadOptions{At: at})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := exposition.WriteText(&b, read.Shown); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
