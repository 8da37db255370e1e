package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A joined view gives a case a row for each entry of its history.
const joinedQuery = `SELECT c.id AS case_id, COALESCE(h.unit, c.unit) AS unit, c.received_at, h.closed_at, COALESCE(h.changed_at, c.changed_at) AS changed_at
	FROM cases c LEFT JOIN history h ON h.id = c.id`

func (d *database) joined(columnType string) {
	d.Helper()
	d.exec("CREATE TABLE cases (id "+columnType+" PRIMARY KEY, unit VARCHAR(40), received_at {wall}, changed_at {wall})", "CREATE INDEX changed ON cases (changed_at)",
		"CREATE TABLE history (id "+columnType+", unit VARCHAR(40), received_at {wall}, closed_at {wall}, changed_at {wall})", "CREATE INDEX history_id ON history (id)",
		"INSERT INTO cases SELECT seq, 'Nord', {now} - INTERVAL 30 DAY + INTERVAL seq MINUTE, {now} - INTERVAL 1 MINUTE FROM seq_1_to_20")
}

// TestDuplicatesCountOnce: where a view gives a case an open and a closed row,
// the case counts once, polls and nightly comparisons count nothing again, and
// the first poll that meets it says so.
func TestDuplicatesCountOnce(t *testing.T) { eachPlain(t, testDuplicatesCountOnce) }

func testDuplicatesCountOnce(t *testing.T, d *database) {
	closedAnd := func(changed, unit string) []string {
		return []string{
			"INSERT INTO history SELECT id, NULL, NULL, NULL, " + changed + " FROM cases WHERE id % 2 = 0",
			"INSERT INTO history SELECT id, " + unit + ", NULL, {now} - INTERVAL 1 DAY, changed_at FROM cases WHERE id % 2 = 0",
		}
	}
	without := func(query string) string {
		return strings.Replace(query, ", COALESCE(h.changed_at, c.changed_at) AS changed_at", "", 1)
	}
	for _, tt := range []struct {
		name, query string
		before      []string // what the first load meets
		later       []string
		want        tally // of cases but those that come later
	}{
		{"at the first load", joinedQuery, closedAnd("changed_at", "NULL"), nil, tally{Open: 10, Rows: 20, Duplicates: 10}},
		{"with changed_at of their own", joinedQuery, closedAnd("{now} - INTERVAL 2 MINUTE", "NULL"), nil, tally{Open: 10, Rows: 20, Duplicates: 10}},
		{"the open row changed last", joinedQuery, closedAnd("{now}", "NULL"), nil, tally{Open: 10, Rows: 20, Duplicates: 10}},
		{"of two units", joinedQuery, closedAnd("changed_at", "'Sør'"), nil, tally{Open: 10, Rows: 20, Duplicates: 10}},
		{"without changed_at", without(joinedQuery), closedAnd("changed_at", "NULL"), nil, tally{Open: 10, Rows: 20, Duplicates: 10}},
		{"later", joinedQuery, nil, closedAnd("{now}", "NULL"), tally{Open: 10, Rows: 20, Closed: 10, Duplicates: 10}},
		{"later, with changed_at of their own", joinedQuery, nil, closedAnd("{now} - INTERVAL 2 MINUTE", "NULL"), tally{Open: 10, Rows: 20, Closed: 10, Duplicates: 10}},
		{"later, without changed_at", without(joinedQuery), nil, closedAnd("NULL", "NULL"), tally{Open: 10, Rows: 20, Closed: 10, Duplicates: 10}},
		{"later, behind the overlap", joinedQuery, nil, closedAnd("{now} - INTERVAL 3 DAY", "NULL"), tally{Open: 10, Rows: 20, Closed: 10, Duplicates: 10}},
	} {
		for _, pageSize := range []int{1, 3, 10_000} {
			t.Run(fmt.Sprint(tt.name, ", pages of ", pageSize), func(t *testing.T) {
				d := newDatabase(t, d.dialect)
				d.joined("BIGINT")
				d.exec(tt.before...)
				if strings.Contains(tt.name, "behind") {
					tt.later[1] = strings.Replace(tt.later[1], ", changed_at FROM", ", {now} - INTERVAL 3 DAY FROM", 1)
				}
				s := d.files(map[string]string{"cases.sql": tt.query}, func(o *source.Options) { o.PageSize = pageSize })
				f := d.follow(s, nil)
				f.polls(1)
				first := f.tally()
				if tt.later == nil {
					if diff := cmp.Diff(tt.want, first); diff != "" {
						t.Errorf("first poll (-want +got):\n%s", diff)
					}
				}
				d.exec(tt.later...)
				f.polls(1)
				if strings.Contains(tt.name, "behind") { // no poll meets them
					f.night()
				}
				if diff := cmp.Diff(tt.want, f.tally()); diff != "" {
					t.Errorf("the poll that meets them (-want +got):\n%s", diff)
				}
				f.polls(10)
				f.night()
				f.polls(2)
				f.night()
				if diff := cmp.Diff(tt.want, f.tally()); diff != "" {
					t.Errorf("polls and nights after it (-want +got):\n%s", diff)
				}
				if n := strings.Count(f.log.String(), "identifiers stand in several rows"); n != 1 {
					t.Errorf("it is said %d times:\n%s", n, f.log.String())
				}

				// Put right: the open rows go, and what happens then counts.
				d.exec("DELETE FROM history WHERE closed_at IS NULL")
				f.polls(1)
				f.night()
				f.polls(1)
				f.night()
				want := tt.want
				want.Duplicates = 0
				if diff := cmp.Diff(want, f.tally()); diff != "" {
					t.Errorf("once they are put right (-want +got):\n%s", diff)
				}
				d.exec("UPDATE history SET closed_at = NULL, changed_at = {now} WHERE id = 2")
				f.polls(1)
				want.Open, want.Reopened = want.Open+1, 1
				if diff := cmp.Diff(want, f.tally()); diff != "" {
					t.Errorf("reopened after that (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TestDuplicatesOfOtherTables: errors and sessions count once too.
func TestDuplicatesOfOtherTables(t *testing.T) { each(t, testDuplicatesOfOtherTables) }

func testDuplicatesOfOtherTables(t *testing.T, d *database) {
	d.exec("CREATE TABLE e (id INT, unit VARCHAR(20), kind VARCHAR(20), at {wall})", "CREATE TABLE s (id INT, unit VARCHAR(20), planned {wall}, held {wall})")
	s := d.files(map[string]string{
		"cases.sql":    "SELECT 1 AS case_id, 'Nord' AS unit, TIMESTAMP '2026-01-01 00:00:00' AS received_at, CAST(NULL AS {wallcast}) AS closed_at",
		"errors.sql":   "SELECT id AS error_id, unit, kind, at AS reported_at FROM e",
		"sessions.sql": "SELECT id AS session_id, unit, 'v' AS programme, planned AS planned_at, held AS held_at FROM s",
	})
	f := d.follow(s, nil)
	f.polls(1)
	d.exec("INSERT INTO e VALUES (1, 'Nord', 'a', {now} - INTERVAL 1 HOUR), (1, 'Sør', 'b', {now} - INTERVAL 1 HOUR)",
		"INSERT INTO s VALUES (1, 'Nord', {now} - INTERVAL 1 HOUR, NULL), (1, 'Nord', {now} - INTERVAL 1 HOUR, {now} - INTERVAL 1 HOUR)")
	f.polls(5)
	f.night()
	f.polls(1)
	v := f.ledger.View(f.now(), true)
	for _, table := range []ledger.Table{ledger.Errors, ledger.Sessions} {
		if v.Rows[table] != 1 || v.Rejected[table][ledger.DuplicateID] != 1 {
			t.Errorf("%v: %d rows, %d duplicates; want 1 and 1", table, v.Rows[table], v.Rejected[table][ledger.DuplicateID])
		}
		for _, c := range ledger.Corrections() {
			if n := v.Corrections[table][c]; n != 0 {
				t.Errorf("%v: %d corrections of kind %v", table, n, c)
			}
		}
	}
	var reported, held uint64
	for i := range v.Units {
		for state := range v.Units[i].Counters.Errors {
			for _, n := range v.Units[i].Counters.Errors[state] {
				reported += n
			}
		}
		for _, n := range v.Units[i].Counters.Sessions {
			held += n.Held
		}
	}
	if reported != 1 || held != 1 {
		t.Errorf("%d errors and %d sessions held, want 1 and 1", reported, held)
	}
}

// TestIdentifiersEqualUnderTheCollation: identifiers that the server does not
// tell apart are all read, however many lie on the boundary of a page.
func TestIdentifiersEqualUnderTheCollation(t *testing.T) {
	eachPlain(t, testIdentifiersEqualUnderTheCollation)
}

func testIdentifiersEqualUnderTheCollation(t *testing.T, d *database) {
	types := []string{"VARCHAR(16) COLLATE utf8mb4_general_ci"}
	if !d.isMariaDB() {
		d.exec("CREATE EXTENSION citext", "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
		types = []string{"CITEXT", "VARCHAR(16) COLLATE ci"}
	}
	var rows []string
	for i := range 256 {
		id := []byte("abcdefgh")
		for bit := range id {
			if i>>bit&1 != 0 {
				id[bit] -= 'a' - 'A'
			}
		}
		rows = append(rows, fmt.Sprintf("('%s', 'Nord', {now} - INTERVAL %d HOUR, NULL, {now} - INTERVAL 1 DAY)", id, i+1))
	}
	for _, kind := range types {
		d.exec("DROP TABLE IF EXISTS cases", "CREATE TABLE cases (id "+kind+", unit VARCHAR(20), received_at {wall}, closed_at {wall}, changed_at {wall})",
			"CREATE INDEX cases_id ON cases (id)", "CREATE INDEX cases_changed ON cases (changed_at)", "INSERT INTO cases VALUES "+strings.Join(rows, ", "))
		for _, columns := range []string{", changed_at", ""} {
			for _, pageSize := range []int{1, 100, 256, 10_000} {
				s := d.files(map[string]string{"cases.sql": "SELECT id AS case_id, unit, received_at, closed_at" + columns + " FROM cases"},
					func(o *source.Options) { o.PageSize = pageSize })
				f := d.follow(s, nil)
				f.polls(2)
				f.night()
				if got, want := f.tally(), (tally{Open: 256, Rows: 256}); got != want {
					t.Errorf("%s, columns %q, pages of %d: %+v, want %+v", kind, columns, pageSize, got, want)
				}
			}
		}
	}
}
