package main

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
)

// then is a database that is brought forward from instant to instant, and
// shows the rows of another as they stood.
type then struct {
	*mariadbtest.Server
	clock WallClock
	last  time.Time // on the clock
}

// thenName is the database as it was.
const thenName = "casework_then"

// newThen has all rows of the simulation in MariaDB, and a second database
// that knows nothing yet but units and programmes, of which rows do not tell
// since when they are there.
func newThen(t *testing.T, s *Simulation) *then {
	t.Helper()
	d := &then{Server: mariadbtest.Start(t, "--innodb-flush-log-at-trx-commit=0"), clock: s.Town.Clock}
	if err := d.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.CreateUser(dbUser, "history"); err != nil {
		t.Fatal(err)
	}
	demo := dial(t, s.Town)
	d.exec(t, "CREATE DATABASE "+thenName+" CHARACTER SET utf8mb4")
	for _, name := range []string{"units", "programmes", "sessions", "errors", "pauses", "cases"} {
		d.copy(t, demo, "casework_"+name)
		d.exec(t, fmt.Sprintf("CREATE TABLE %s.casework_%s LIKE casework_%[2]s", thenName, name))
	}
	for _, name := range []string{"units", "programmes"} {
		d.exec(t, fmt.Sprintf("INSERT INTO %s.casework_%s SELECT * FROM casework_%[2]s", thenName, name))
	}
	d.exec(t, "GRANT SELECT ON "+thenName+".* TO "+dbUser)
	return d
}

func (d *then) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if err := d.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

// has reports whether a table has a column.
func (d *then) has(t *testing.T, table, column string) bool {
	t.Helper()
	n := 0
	err := d.DB().QueryRowContext(t.Context(),
		"SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?", table, column).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n > 0
}

// copy copies a table of the demo's database. That has all columns that the exporter may
// ask for; those that the table here lacks must be without a value, as the exporter does
// without them.
func (d *then) copy(t *testing.T, from *sql.DB, table string) {
	t.Helper()
	rows, err := from.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	row, targets := make([]any, len(columns)), make([]any, len(columns))
	var own []string // columns of the table here
	var at []int     // their indexes in a row
	for i, column := range columns {
		targets[i] = &row[i]
		if d.has(t, table, column) {
			own, at = append(own, column), append(at, i)
		}
	}
	var page []any
	copied := 0
	put := func() {
		n := len(page) / len(own)
		one := "(" + strings.Repeat("?,", len(own)-1) + "?)"
		d.exec(t, "INSERT INTO "+table+" ("+strings.Join(own, ",")+") VALUES "+strings.Repeat(one+",", n-1)+one, page...)
		copied, page = copied+n, page[:0]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		for i, v := range row {
			if slices.Contains(at, i) {
				page = append(page, v)
			} else if v != nil {
				t.Fatalf("%s.%s is %v, and no column of the table that is compared", table, columns[i], v)
			}
		}
		if len(page) >= 1000*len(own) {
			put()
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(page) > 0 {
		put()
	}
	t.Logf("%s: %d rows", table, copied)
}

// first is when the first case was received.
func (d *then) first(t *testing.T) time.Time {
	t.Helper()
	var wall time.Time
	if err := d.DB().QueryRowContext(t.Context(), "SELECT MIN(received_at) FROM casework_cases").Scan(&wall); err != nil {
		t.Fatal(err)
	}
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, d.clock.zone).UTC()
}

// comings say how rows came about, between two moments of the clock. What is
// reopened and open now was reopened at the last instant that its row tells.
var comings = []string{
	`REPLACE INTO casework_then.casework_cases
	SELECT case_id, unit, case_type, received_at, started, closed, deadline_at,
		IF(closed_at <= upto OR closed_at IS NULL AND COALESCE(started_at, received_at) <= upto, reopened_count, 0),
		GREATEST(received_at, COALESCE(started, received_at), COALESCE(closed, received_at)) AS came
	FROM (SELECT *, IF(started_at <= upto, started_at, NULL) AS started, IF(closed_at <= upto, closed_at, NULL) AS closed
		FROM casework_cases, (SELECT CAST(? AS DATETIME) AS since, CAST(? AS DATETIME) AS upto) AS moments
		WHERE received_at <= upto) AS known
	WHERE GREATEST(received_at, COALESCE(started, received_at), COALESCE(closed, received_at)) > since`,

	// Nothing tells that a case was registered late: a pause is there when it begins.
	`REPLACE INTO casework_then.casework_pauses
	SELECT pause_id, case_id, paused_at, IF(resumed_at <= upto, resumed_at, NULL), IF(resumed_at <= upto, resumed_at, paused_at)
	FROM casework_pauses, (SELECT CAST(? AS DATETIME) AS since, CAST(? AS DATETIME) AS upto) AS moments
	WHERE paused_at <= upto AND (paused_at > since OR resumed_at > since)`,

	`INSERT INTO casework_then.casework_errors
	SELECT error_id, unit, case_id, reported_at, kind, reported_at
	FROM casework_errors, (SELECT CAST(? AS DATETIME) AS since, CAST(? AS DATETIME) AS upto) AS moments
	WHERE reported_at > since AND reported_at <= upto`,

	`REPLACE INTO casework_then.casework_sessions
	SELECT session_id, unit, programme, kind, planned_at, IF(held_at <= upto, held_at, NULL),
		IF(held_at <= upto, minutes, NULL), IF(held_at <= upto, participants, NULL),
		IF(held_at <= upto, GREATEST(held_at, planned_at), planned_at)
	FROM casework_sessions, (SELECT CAST(? AS DATETIME) AS since, CAST(? AS DATETIME) AS upto) AS moments
	WHERE LEAST(planned_at, COALESCE(held_at, planned_at)) <= upto
		AND (planned_at > since OR held_at > since)`,
}

// forward brings the database forward to an instant.
func (d *then) forward(t *testing.T, at time.Time) {
	t.Helper()
	since := d.last
	if since.IsZero() {
		since = time.Unix(0, 0).UTC()
	}
	d.last = d.clock.Wall(at)
	for _, query := range comings {
		d.exec(t, query, since, d.last)
	}
}

// sessionToday reports whether a session is planned for later on the day.
func (d *then) sessionToday(t *testing.T, at time.Time) bool {
	t.Helper()
	wall, n := d.clock.Wall(at), 0
	err := d.DB().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM casework_sessions WHERE planned_at > ? AND planned_at < ?",
		wall, wall.Truncate(24*time.Hour).Add(24*time.Hour)).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n > 0
}

// env is the environment of a program that reads a database of the server,
// and keeps its files in a directory.
func (d *then) env(t *testing.T, o settings, dir, name string) []string {
	t.Helper()
	password, state := filepath.Join(dir, "password"), filepath.Join(dir, "state")
	if err := os.WriteFile(password, []byte("history"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: &net.TCPAddr{IP: net.ParseIP(d.Host), Port: d.Port}}
	return append(childEnv(s, o, "127.0.0.1:0", state, password), "KOMMUNE_DATABASE="+name)
}
