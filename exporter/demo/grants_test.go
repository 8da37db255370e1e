package main

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
)

func TestWhatElseAnExporterAsks(t *testing.T) {
	s := simulate(t, func(o *Options) { o.Months = 12 })
	db := dial(t, s.Town)
	for _, query := range []string{
		"SET SESSION time_zone = '+00:00'",
		"SET SESSION max_execution_time = 1000",
		"SET SESSION TRANSACTION READ ONLY",
		"START TRANSACTION READ ONLY",
		"SHOW VARIABLES LIKE 'version%'",
		"SHOW GRANTS",
		"SHOW GRANTS FOR CURRENT_USER()",
		"SELECT VERSION(), NOW(6), UTC_TIMESTAMP(6), @@time_zone",
		"SELECT * FROM (SELECT case_id, unit FROM casework_cases) AS q LIMIT 0",
		"SELECT q.unit, COUNT(*), MIN(q.received_at), MAX(q.received_at), SUM(q.started_at IS NOT NULL)" +
			" FROM (SELECT case_id, unit, received_at, started_at FROM casework_cases) AS q GROUP BY q.unit",
		"SELECT MIN(q.received_at), MAX(q.received_at) FROM (SELECT received_at FROM casework_cases) AS q",
		"SELECT unit, programme, starts_on, ends_on FROM casework_programmes",
		"SELECT unit, name, service, parent FROM casework_units",
		"EXPLAIN " + strings.NewReplacer("LIMIT ?", "LIMIT 10", "?", "'2026-01-01'").Replace(firstPage),
	} {
		rows, err := db.Query(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		defer rows.Close()
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	var units, active int
	row := db.QueryRow(`SELECT COUNT(DISTINCT c.unit), COUNT(DISTINCT p.unit) FROM casework_cases c
 LEFT JOIN casework_programmes p ON p.unit = c.unit`)
	if err := row.Scan(&units, &active); err != nil || units != 12 || active != 6 {
		t.Errorf("%d units, %d of them with a programme, %v; want 12 and 6", units, active, err)
	}
}

func TestWritesAreRefused(t *testing.T) {
	db := dial(t, bigTown(t, 10))
	for _, query := range []string{
		"INSERT INTO casework_cases (case_id) VALUES (1)", "DELETE FROM casework_cases",
		"UPDATE casework_cases SET unit = 'x'", "TRUNCATE casework_cases",
		"REPLACE INTO casework_cases (case_id) VALUES (1)",
		"DROP TABLE casework_cases", "CREATE TABLE x (a INT)", "CREATE DATABASE x", "DROP DATABASE casework",
		"CREATE VIEW v AS SELECT 1", "CREATE USER x", "SELECT * FROM mysql.user",
		"ALTER TABLE casework_cases ADD COLUMN x INT", "CREATE INDEX x ON casework_cases (unit)",
	} {
		if _, err := db.Exec(query); err == nil {
			t.Errorf("%s was not refused", query)
		}
	}
	var n int
	if err := db.QueryRow("SELECT COUNT(*) FROM casework_cases").Scan(&n); err != nil || n != 10 {
		t.Errorf("%d rows, %v; want 10", n, err)
	}
}

func TestAWrongPasswordIsRefused(t *testing.T) {
	s, err := Serve(bigTown(t, 10), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, login := range [][2]string{{dbUser, "wrong"}, {dbUser, ""}, {"root", ""}} {
		cfg := mysql.NewConfig()
		cfg.Net, cfg.Addr, cfg.User, cfg.Passwd = "tcp", s.Addr.String(), login[0], login[1]
		connector, err := mysql.NewConnector(cfg)
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(connector)
		if err := db.Ping(); err == nil {
			t.Errorf("%s with the password %q may log in", login[0], login[1])
		}
		db.Close()
	}
}
