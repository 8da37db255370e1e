package sweep_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// TestAgreesWithTheDatabase: whatever is written to a database between polls,
// and however often the exporter ends or its sweep fails, no open case that is
// there is ever missing, and a quarter of an hour after the last change the
// open cases are those of the database.
func TestAgreesWithTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, kind *kind) {
		for _, idType := range []string{"BIGINT", "VARCHAR(40)"} {
			for range 2 {
				seed := rand.Uint64()
				t.Run(fmt.Sprintf("%s/%d", idType, seed), func(t *testing.T) {
					agrees(t, kind, idType, rand.New(rand.NewPCG(seed, 0)))
				})
			}
		}
	})
}

func agrees(t *testing.T, kind *kind, idType string, random *rand.Rand) {
	w := newTown(t, kind, idType, nil)
	w.exec(insert(1, 1500))
	w.pass(time.Minute)
	restarts := 0
	next := 2000
	for range 60 {
		for range random.IntN(6) {
			id := fmt.Sprint(1 + random.IntN(1500))
			if random.IntN(4) == 0 && next > 2000 {
				id = fmt.Sprint(2000 + random.IntN(next-2000))
			}
			change := "changed_at = UTC_TIMESTAMP(6) WHERE case_id = '" + id + "'"
			switch random.IntN(8) {
			case 0, 1:
				w.exec("DELETE FROM casework_cases WHERE case_id = '" + id + "'")
			case 2:
				w.exec("UPDATE casework_cases SET closed_at = UTC_TIMESTAMP(), " + change)
			case 3:
				w.exec("UPDATE casework_cases SET closed_at = NULL, " + change)
			case 4:
				w.exec("UPDATE casework_cases SET unit = 'C', " + change)
			case 5: // deleted and reinserted at once
				w.exec("DELETE FROM casework_cases WHERE case_id = '"+id+"'",
					"INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES ("+id+", 'A', UTC_TIMESTAMP(), UTC_TIMESTAMP(6))")
			case 6, 7:
				w.exec(fmt.Sprintf("INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (%d, 'A', UTC_TIMESTAMP(), UTC_TIMESTAMP(6))", next))
				next++
			}
		}
		switch random.IntN(25) {
		case 0:
			w.restart()
			restarts++
		case 1, 2:
			w.broken.fail = map[string]error{[]string{"Ask", "Identify", "Sweepable"}[random.IntN(3)]: fmt.Errorf("lost")}
		default:
			w.broken.fail = nil
		}
		_ = w.step() // what fails is taken up again
		there, known := w.there(), w.known()
		for id := range there {
			if !known[id] {
				t.Fatalf("an open case that is in the database is not in the ledger")
			}
		}
	}
	w.broken.fail = nil
	w.pass(15 * time.Minute)
	if restarts > 0 { // what changed shortly before a restart waits until it can no longer be on its way
		w.pass(3 * keep)
	}
	there, known := w.there(), w.known()
	for id := range known {
		if !there[id] {
			t.Errorf("a case is open that the database does not have")
		}
	}
	before := w.deleted()
	if before == 0 {
		t.Error("no case was deleted: this proves nothing")
	}
	w.pass(time.Hour)
	w.want(len(there), before)
}

// known is the open cases of the ledger.
func (w *town) known() map[ledger.ID]bool {
	all := map[ledger.ID]bool{}
	for _, id := range w.ledger.OpenCases(w.source.Columns()) {
		all[id] = true
	}
	return all
}

// there is the open cases of the database.
func (w *town) there() map[ledger.ID]bool {
	w.Helper()
	rows, err := w.db.Query("SELECT case_id FROM casework_cases WHERE closed_at IS NULL")
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	all, keyer := map[ledger.ID]bool{}, w.ledger.Keyer()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			w.Fatal(err)
		}
		n, err := strconv.ParseUint(text, 10, 64) // a number is one whatever the column's type
		if err != nil {
			w.Fatal(err)
		}
		all[keyer.Int(n)] = true
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	return all
}
