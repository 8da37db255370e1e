package sweep_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// insert is the statement for open cases from one number to another, changed
// a day ago.
func insert(from, to int) string { return insertOf("seq", from, to) }

// insertOf is insert, where an expression makes identifiers of numbers.
func insertOf(id string, from, to int) string {
	return fmt.Sprintf(`INSERT INTO casework_cases (case_id, unit, received_at, changed_at)
		SELECT `+id+`, 'A', UTC_TIMESTAMP() - INTERVAL 2 DAY, UTC_TIMESTAMP(6) - INTERVAL 1 DAY FROM seq_%d_to_%d`, from, to)
}

// TestGoneWithinMinutes: open cases that are deleted leave within a quarter of
// an hour, whatever their identifiers are, and however short they were there;
// those that are there stay.
func TestGoneWithinMinutes(t *testing.T) {
	each(t, func(t *testing.T, kind *kind) {
		for _, idType := range kind.idTypes {
			t.Run(idType, func(t *testing.T) {
				id := func(n int) string { return kind.id(idType, n) }
				numbered := "seq"
				if idType == "UUID" {
					numbered = "lpad(seq::text, 32, '0')::uuid"
				}
				w := newTown(t, kind, idType, nil)
				w.exec(insertOf(numbered, 1, 2500))
				w.pass(time.Minute)
				w.want(2500, 0)
				w.exec("DELETE FROM casework_cases WHERE case_id IN (" + id(17) + ", " + id(2000) + ")")
				w.pass(15 * time.Minute)
				w.want(2498, 2)

				// One that came, and was merged into another a minute later, on a quiet day.
				w.exec("INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (" + id(3000) + ", 'A', UTC_TIMESTAMP(), UTC_TIMESTAMP(6))")
				w.pass(time.Minute)
				w.want(2499, 2)
				w.exec("DELETE FROM casework_cases WHERE case_id = " + id(3000))
				w.pass(15 * time.Minute)
				w.want(2498, 3)
			})
		}
	})
}

// TestClosedIsNotGone: a case that is closed is there, though no poll can see
// that it was closed; a closed case is not asked for.
func TestClosedIsNotGone(t *testing.T) { each(t, testClosedIsNotGone) }

func testClosedIsNotGone(t *testing.T, kind *kind) {
	w := newTown(t, kind, "BIGINT", nil)
	w.exec(insert(1, 50))
	w.pass(time.Minute)
	w.exec("UPDATE casework_cases SET closed_at = received_at + INTERVAL 1 HOUR, changed_at = changed_at WHERE case_id <= 10")
	w.exec("UPDATE casework_cases SET closed_at = received_at + INTERVAL 1 HOUR, changed_at = UTC_TIMESTAMP(6) WHERE case_id BETWEEN 11 AND 20")
	w.pass(time.Minute)
	w.exec("DELETE FROM casework_cases WHERE case_id BETWEEN 15 AND 20")
	w.pass(time.Hour)
	w.want(40, 0)
}

// TestGapIsBridged: a table that is emptied and filled again shows its cases
// again, and those that came back are not counted anew. If the gap is shorter
// than two polls, nothing is seen of it.
func TestGapIsBridged(t *testing.T) { each(t, testGapIsBridged) }

func testGapIsBridged(t *testing.T, kind *kind) {
	w := newTown(t, kind, "BIGINT", nil)
	w.exec(insert(1, 300))
	w.pass(time.Minute)
	w.exec("CREATE TABLE kept AS SELECT * FROM casework_cases")
	for _, gap := range []struct {
		polls, deleted int
	}{{1, 0}, {15, 300}} {
		w.exec("DELETE FROM casework_cases")
		w.pass(time.Duration(gap.polls) * time.Minute)
		w.want(300-gap.deleted, gap.deleted)
		w.exec("INSERT INTO casework_cases SELECT * FROM kept")
		w.pass(15 * time.Minute)
		w.want(300, gap.deleted)
	}
	for state, flows := range w.ledger.View(w.now.Unix(), true).Units[0].Counters.Flows {
		if n := flows[0].Received; n != 0 {
			t.Errorf("state %d: %d cases count as received anew, want 0", state, n)
		}
	}
}

// TestReinserted: a case that was deleted and is there again, with the same
// identifier, is one case, and open.
func TestReinserted(t *testing.T) { each(t, testReinserted) }

func testReinserted(t *testing.T, kind *kind) {
	w := newTown(t, kind, "BIGINT", nil)
	w.exec(insert(1, 30))
	w.pass(time.Minute)
	for range 3 {
		w.exec("DELETE FROM casework_cases WHERE case_id = 7",
			"INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (7, 'A', UTC_TIMESTAMP() - INTERVAL 2 DAY, UTC_TIMESTAMP(6))")
		w.pass(3 * time.Minute)
	}
	w.want(30, 0)
	w.exec("DELETE FROM casework_cases WHERE case_id = 7")
	w.pass(15 * time.Minute)
	w.want(29, 1)
	w.exec(strings.Replace(insert(7, 7), "INTERVAL 1 DAY", "INTERVAL 0 DAY", 1))
	w.pass(time.Minute)
	w.want(30, 1)
}

// TestAfterRestart: a process that begins with what was stored knows no
// identifiers. It learns them, and finds what was deleted before; what changed
// shortly before it began is left until that can no longer be on its way.
func TestAfterRestart(t *testing.T) { each(t, testAfterRestart) }

func testAfterRestart(t *testing.T, kind *kind) {
	for _, idType := range []string{"BIGINT", "VARCHAR(40)"} {
		t.Run(idType, func(t *testing.T) {
			w := newTown(t, kind, idType, nil)
			w.exec(insert(1, 2000), "UPDATE casework_cases SET closed_at = received_at + INTERVAL 1 HOUR WHERE CAST(case_id AS DECIMAL) > 1500")
			w.pass(time.Minute)
			w.exec("INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (3000, 'A', UTC_TIMESTAMP(), UTC_TIMESTAMP(6))")
			w.poll()
			w.restart()
			w.exec("DELETE FROM casework_cases WHERE case_id IN ('5', '1234', '3000')")
			w.pass(2 * time.Minute)
			w.restart() // in the midst of it
			w.pass(15 * time.Minute)
			w.want(1499, 2)
			w.exec("DELETE FROM casework_cases WHERE case_id = '6'")
			w.pass(15 * time.Minute)
			w.want(1498, 3)
			w.pass(2 * keep)
			w.want(1497, 4)
			read := w.rows
			w.pass(time.Hour)
			if per := (w.rows - read) / 60; per > 400 {
				t.Errorf("%d rows are read a minute, want no more than the open cases in 12 minutes", per)
			}
		})
	}
}

// TestFailuresRemoveNothing: what fails in the midst of a sweep is taken up
// again, and takes nothing out that is there.
func TestFailuresRemoveNothing(t *testing.T) { each(t, testFailuresRemoveNothing) }

func testFailuresRemoveNothing(t *testing.T, kind *kind) {
	w := newTown(t, kind, "BIGINT", nil)
	w.exec(insert(1, 3000))
	w.pass(time.Minute)
	w.restart()
	w.exec("DELETE FROM casework_cases WHERE case_id % 1000 = 0")
	lost := errors.New("the connection is lost")
	for i := range 30 {
		method := []string{"", "Ask", "Identify", "Sweepable", ""}[i%5]
		w.broken.fail = map[string]error{method: lost}
		if err := w.step(); err != nil && !errors.Is(err, lost) {
			t.Fatal(err)
		}
	}
	w.broken.fail = nil
	w.pass(15 * time.Minute)
	w.want(2997, 3)
}

// TestOtherType: a column of identifiers whose type changes is asked in the new
// one.
func TestOtherType(t *testing.T) { each(t, testOtherType) }

func testOtherType(t *testing.T, kind *kind) {
	w := newTown(t, kind, "VARCHAR(40)", nil)
	w.exec(insert(1, 100))
	w.pass(time.Minute)
	w.exec(kind.change("VARCHAR(40)", map[string]string{"MariaDB": "VARBINARY(60)", "PostgreSQL": "BYTEA"}[kind.name]))
	_ = w.source.Changes(t.Context(), ledger.Cases, 1, func(*ledger.Page) error { return nil }) // may fail, and has the columns looked up again
	w.exec("DELETE FROM casework_cases WHERE case_id = '50'")
	failed := 0
	for range 40 {
		if err := w.step(); err != nil {
			failed++
		}
	}
	if failed > 2 { // so does a sweep that fails, on each of the connections
		t.Errorf("%d sweeps failed", failed)
	}
	w.want(99, 1)
}

// TestCostlySweepIsOff: where the server would read a whole table to find some
// cases, there is no sweep, and the log says so, once.
func TestCostlySweepIsOff(t *testing.T) { each(t, testCostlySweepIsOff) }

func testCostlySweepIsOff(t *testing.T, kind *kind) {
	w := newTown(t, kind, "BIGINT", nil)
	w.exec(insert(1, 20_000))
	w.exec(kind.keyless...)
	w.pass(time.Minute)
	w.exec("DELETE FROM casework_cases WHERE case_id = 50")
	read := w.rows
	for range 30 {
		if err := w.sweep.Step(t.Context(), w.now); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(w.interval)
	}
	w.want(20_000, 0)
	if w.rows != read {
		t.Errorf("%d rows were read", w.rows-read)
	}
	if n := strings.Count(w.log.String(), "open cases are not swept"); n != 1 {
		t.Errorf("the log says %d times that there is no sweep, want once:\n%s", n, w.log.String())
	}
}
