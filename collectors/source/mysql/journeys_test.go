package mysql

import (
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// TestJourneys: a poll sees to its session once, and asks for the changes of each table
// once, without preparing a statement.
func TestJourneys(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.fill(20)
	tables := ledger.Tables()
	poll := func(want int64) {
		t.Helper()
		before, prepared := d.statements()
		for _, table := range tables {
			changes(t, s, table, cursor(t, "2014-12-31 12:00:00"))
		}
		after, preparedAfter := d.statements()
		if selects, prepares := after-before, preparedAfter-prepared; selects != want || prepares != 0 {
			t.Errorf("a poll makes %d selects and prepares %d, want %d and none", selects, prepares, want)
		}
	}
	for _, table := range tables { // looks up the columns of the queries
		if has, err := s.Has(t.Context(), source.QueryOf(table)); err != nil || !has {
			t.Fatalf("the source has %s: %v, %v", table, has, err)
		}
		changes(t, s, table, cursor(t, "2014-12-31 12:00:00"))
	}
	for range 2 {
		poll(1 + int64(len(tables)))
	}
}

// TestFloatsArePrepared: a number that the server would shorten in a text is asked for by
// a prepared statement.
func TestFloatsArePrepared(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.exec("ALTER TABLE casework_sessions MODIFY minutes FLOAT",
		"INSERT INTO casework_sessions (session_id, unit, programme, planned_at, minutes, changed_at) VALUES (1, 'Nord', 'x', '2015-01-01', 1234567, '2015-01-01')")
	for range 2 {
		r := changes(t, s, ledger.Sessions, cursor(t, "2014-12-31 12:00:00"))
		if len(r.Sessions) != 1 || r.Sessions[0].Minutes != 1234567 {
			t.Errorf("a session of 1234567 minutes is read as %+v", r.Sessions)
		}
	}
}

// statements is how many statements the server has answered so far that read, whoever
// asked, prepared ones among them, and how many it has prepared.
func (d *database) statements() (selects, prepared int64) {
	d.Helper()
	all, err := d.Status(d.Context(), `Com\_%`)
	if err != nil {
		d.Fatal(err)
	}
	return all["Com_select"], all["Com_stmt_prepare"]
}
