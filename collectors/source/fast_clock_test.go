package source_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// TestFastClockOfAServer: one of two application servers that write has a clock
// that is fast by an hour or a day, in all times that it writes. What the other one
// wrote counts meanwhile; when the clock has been caught up with, all counts, once,
// and nobody has touched a row.
func TestFastClockOfAServer(t *testing.T) { eachPlain(t, testFastClockOfAServer) }

func testFastClockOfAServer(t *testing.T, d *database) {
	for _, skew := range []time.Duration{time.Hour, 24 * time.Hour} {
		for _, changed := range []string{"", ", changed_at"} {
			t.Run(fmt.Sprint(skew, changed), func(t *testing.T) {
				fastClock(t, newDatabase(t, d.dialect), skew, changed, skew > time.Hour)
			})
		}
	}
}

func fastClock(t *testing.T, d *database, skew time.Duration, changed string, restarted bool) {
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, unit VARCHAR(20), received_at {wall}, started_at {wall}, closed_at {wall}, changed_at {wall})",
		"CREATE TABLE e (id INT PRIMARY KEY, at {wall}, changed_at {wall})", "CREATE TABLE s (id INT PRIMARY KEY, planned_at {wall}, held_at {wall}, changed_at {wall})",
		"CREATE INDEX c_changed ON c (changed_at)", "CREATE INDEX e_changed ON e (changed_at)", "CREATE INDEX s_changed ON s (changed_at)",
		"INSERT INTO c SELECT seq, 'Nord', {now} - INTERVAL 2 DAY, NULL, NULL, {now} - INTERVAL 2 DAY FROM seq_1_to_9",
		"INSERT INTO s VALUES (1, {now} - INTERVAL 1 DAY, NULL, {now} - INTERVAL 2 DAY)")
	adapter := map[string]string{
		"cases.sql":    "SELECT id AS case_id, unit, received_at, started_at, closed_at" + changed + " FROM c",
		"errors.sql":   "SELECT id AS error_id, 'Nord' AS unit, 'a' AS kind, at AS reported_at" + changed + " FROM e",
		"sessions.sql": "SELECT id AS session_id, 'Nord' AS unit, 'p' AS programme, planned_at, held_at, 30 AS minutes" + changed + " FROM s",
	}
	f := d.follow(d.files(adapter), nil)
	f.polls(1)
	fast := fmt.Sprintf("{now} + INTERVAL %d SECOND", int(skew.Seconds()))
	d.exec(
		"UPDATE c SET started_at = "+fast+", changed_at = "+fast+" WHERE id = 1",
		"UPDATE c SET closed_at = "+fast+", changed_at = "+fast+" WHERE id = 2",
		"UPDATE c SET started_at = {now}, changed_at = {now} WHERE id = 3",
		"UPDATE c SET closed_at = "+fast+", changed_at = "+fast+" WHERE id = 3",
		"UPDATE c SET unit = 'Sør', changed_at = "+fast+" WHERE id = 4",
		"UPDATE c SET closed_at = {now}, changed_at = {now} WHERE id = 4",
		"INSERT INTO c VALUES (10, 'Nord', "+fast+", NULL, NULL, "+fast+"), (11, 'Nord', "+fast+", "+fast+", "+fast+", "+fast+")",
		"INSERT INTO e VALUES (1, "+fast+", "+fast+")", "UPDATE s SET held_at = "+fast+", changed_at = "+fast,
	)
	check := func(when string, want tally, ahead [3]int, happened [2]uint64) {
		t.Helper()
		if diff := cmp.Diff(want, f.tally()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
		v := f.ledger.View(f.now(), true)
		for table, n := range ahead {
			if got := v.Rejected[table][ledger.InFuture]; got != n {
				t.Errorf("%s: %d of %v are in the future, want %d", when, got, ledger.Table(table), n)
			}
		}
		for table := range v.Corrections {
			if n := v.Corrections[table][ledger.Withdrawn]; n != 0 {
				t.Errorf("%s: %d of %v are withdrawn", when, n, ledger.Table(table))
			}
		}
		_, reported, planned := f.aheadTally()
		if got := [2]uint64{reported, planned}; got != happened {
			t.Errorf("%s: errors reported and sessions planned are %v, want %v", when, got, happened)
		}
	}
	before := tally{Open: 8, Rows: 9, Started: 1, Closed: 1}
	for range 2 {
		f.polls(1)
		check("before", before, [3]int{5, 1, 1}, [2]uint64{0, 0})
	}
	if restarted {
		f = d.follow(d.files(adapter), f.restored())
		f.polls(1)
		check("before, after a restart", before, [3]int{5, 1, 1}, [2]uint64{0, 0})
	}
	f.ahead = skew + time.Minute
	for range 3 {
		f.polls(1)
		check("then", tally{Open: 7, Rows: 11, Received: 2, Started: 3, Closed: 4}, [3]int{}, [2]uint64{1, 0})
	}
	f.night()
	f.polls(1)
	check("the night after", tally{Open: 7, Rows: 11, Received: 2, Started: 3, Closed: 4}, [3]int{}, [2]uint64{1, 0})
}
