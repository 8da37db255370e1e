package source_test

import (
	"fmt"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// aheadTally is what is counted of each table.
func (f *follower) aheadTally() (received, reported, planned uint64) {
	received = f.tally().Received
	v := f.ledger.View(f.now(), true)
	for i := range v.Units {
		for _, kinds := range v.Units[i].Counters.Errors {
			for _, n := range kinds {
				reported += n
			}
		}
		for _, s := range v.Units[i].Counters.Sessions {
			planned += s.Planned
		}
	}
	return received, reported, planned
}

// TestRowsOfTheFutureThatGo: a row that was ahead of its time and is gone
// before that never was; one that is still there counts.
func TestRowsOfTheFutureThatGo(t *testing.T) { eachPlain(t, testRowsOfTheFutureThatGo) }

func testRowsOfTheFutureThatGo(t *testing.T, d *database) {
	for _, changed := range []string{"", ", changed_at"} {
		for _, what := range []string{"stays", "goes", "goes while it cannot be read", "goes, after a restart"} {
			t.Run(what+changed, func(t *testing.T) {
				d := newDatabase(t, d.dialect)
				const columns = "(id INT PRIMARY KEY, unit VARCHAR(20), at {wall}, changed_at {wall})"
				d.exec("CREATE TABLE c "+columns, "CREATE TABLE e "+columns, "CREATE TABLE s "+columns,
					"CREATE INDEX c_changed ON c (changed_at)", "CREATE INDEX e_changed ON e (changed_at)", "CREATE INDEX s_changed ON s (changed_at)")
				adapter := map[string]string{
					"cases.sql":    "SELECT id AS case_id, unit, at AS received_at, CAST(NULL AS {wallcast}) AS closed_at" + changed + " FROM c",
					"errors.sql":   "SELECT id AS error_id, unit, 'a' AS kind, at AS reported_at" + changed + " FROM e",
					"sessions.sql": "SELECT id AS session_id, unit, 'v' AS programme, at AS planned_at" + changed + " FROM s",
				}
				for _, table := range []string{"c", "e", "s"} {
					d.exec("INSERT INTO " + table + " VALUES (1, 'Nord', {now} - INTERVAL 1 DAY, {now} - INTERVAL 1 HOUR)")
				}
				s := d.files(adapter)
				f := d.follow(s, nil)
				f.polls(1)
				for _, table := range []string{"c", "e", "s"} {
					for id := range 3 {
						d.exec(fmt.Sprintf("INSERT INTO %s VALUES (%d, 'Nord', {now} + INTERVAL %d SECOND, {now})", table, id+2, 325+id))
					}
				}
				f.polls(2)
				if c, e, s := f.aheadTally(); c+e+s != 0 {
					t.Fatalf("counted before their time: %d, %d, %d", c, e, s)
				}
				want := uint64(3)
				if what != "stays" {
					want = 1
					for _, table := range []string{"c", "e", "s"} {
						d.exec("DELETE FROM " + table + " WHERE id IN (2, 3)")
					}
				}
				if what == "goes, after a restart" {
					f.Helper()
					f = d.follow(d.files(adapter), f.restored())
				}
				f.ahead = 400 * time.Second // the sessions' time has come too
				if what == "goes while it cannot be read" {
					d.exec("ALTER TABLE c RENAME TO c1", "ALTER TABLE e RENAME TO e1", "ALTER TABLE s RENAME TO s1")
					for range 2 {
						if err := f.Poll(t.Context()); err == nil {
							t.Error("read without tables")
						}
						if c, e, s := f.aheadTally(); c+e+s != 0 {
							t.Errorf("counted though nobody knows whether they are there: %d, %d, %d", c, e, s)
						}
					}
					d.exec("ALTER TABLE c1 RENAME TO c", "ALTER TABLE e1 RENAME TO e", "ALTER TABLE s1 RENAME TO s")
				}
				f.polls(3)
				if c, e, s := f.aheadTally(); c != want || e != want || s != want {
					t.Errorf("counted %d, %d, %d; want %d of each", c, e, s, want)
				}
				if got := f.tally(); got.Open != int(want)+1 || got.Rows != int(want)+1 {
					t.Errorf("%+v, want %d open", got, want+1)
				}
				v := f.ledger.View(f.now(), true)
				if n := v.Rejected[ledger.Cases][ledger.InFuture]; n != 0 {
					t.Errorf("%d rows of the future are left", n)
				}
			})
		}
	}
}
