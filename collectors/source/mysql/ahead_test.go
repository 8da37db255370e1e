package mysql

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
func TestRowsOfTheFutureThatGo(t *testing.T) {
	for _, changed := range []string{"", ", changed_at"} {
		for _, what := range []string{"stays", "goes", "goes while it cannot be read", "goes, after a restart"} {
			t.Run(what+changed, func(t *testing.T) {
				d := newDatabase(t)
				const columns = "(id INT PRIMARY KEY, unit VARCHAR(20), at DATETIME, changed_at DATETIME(6), KEY (changed_at))"
				d.exec("CREATE TABLE c "+columns, "CREATE TABLE e "+columns, "CREATE TABLE s "+columns)
				adapter := sqlFiles(map[string]string{
					"cases.sql":    "SELECT id AS case_id, unit, at AS received_at, CAST(NULL AS DATETIME) AS closed_at" + changed + " FROM c",
					"errors.sql":   "SELECT id AS error_id, unit, 'a' AS kind, at AS reported_at" + changed + " FROM e",
					"sessions.sql": "SELECT id AS session_id, unit, 'v' AS programme, at AS planned_at" + changed + " FROM s",
				})
				for _, table := range []string{"c", "e", "s"} {
					d.exec("INSERT INTO " + table + " VALUES (1, 'Nord', NOW() - INTERVAL 1 DAY, NOW(6) - INTERVAL 1 HOUR)")
				}
				s := d.open(adapter)
				f := d.follow(s, nil)
				f.polls(1)
				for _, table := range []string{"c", "e", "s"} {
					for id := range 3 {
						d.exec(fmt.Sprintf("INSERT INTO %s VALUES (%d, 'Nord', NOW() + INTERVAL %d SECOND, NOW(6))", table, id+2, 325+id))
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
					f = d.follow(d.open(adapter), f.restored())
				}
				f.ahead = 400 * time.Second // the sessions' time has come too
				if what == "goes while it cannot be read" {
					d.exec("RENAME TABLE c TO c1, e TO e1, s TO s1")
					for range 2 {
						if err := f.Poll(t.Context()); err == nil {
							t.Error("read without tables")
						}
						if c, e, s := f.aheadTally(); c+e+s != 0 {
							t.Errorf("counted though nobody knows whether they are there: %d, %d, %d", c, e, s)
						}
					}
					d.exec("RENAME TABLE c1 TO c, e1 TO e, s1 TO s")
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
