package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// A writer changes a database as case workers do.
type writer struct {
	t      *testing.T
	db     *database
	random *rand.Rand
	open   []int64 // cases that were written since the baseline
	happen map[string]float64
	units  []string

	fast      time.Duration // by how much the clock of a second server that writes is ahead; 0 if there is none
	elsewhere bool          // times but changed_at are of another clock than the database's, which is right
}

func newWriter(t *testing.T, db *database, random *rand.Rand) *writer {
	return &writer{
		t: t, db: db, random: random, happen: map[string]float64{},
		units: []string{"Barnevern", "Byggesak", "NAV", "Økonomi og næring"},
	}
}

// exec runs a statement. It returns how many rows it wrote; -1 if it failed.
func (w *writer) exec(query string, args ...any) int64 {
	r, err := w.db.DB().Exec(w.db.bound(query), args...)
	if err != nil {
		w.t.Errorf("%s: %v", query, err)
		return -1
	}
	n, err := r.RowsAffected()
	if err != nil {
		w.t.Error(err)
	}
	return n
}

// fill writes cases that were there before anything was counted.
func (w *writer) fill(n int) {
	for i := range n {
		w.exec(`INSERT INTO casework_cases (unit, received_at, started_at) VALUES (?, NOW() - INTERVAL '9' DAY, ?)`,
			w.units[i%len(w.units)], time.Now().UTC().AddDate(0, 0, -8))
	}
	for _, u := range w.units {
		w.exec(`INSERT INTO casework_errors (unit, reported_at, kind) VALUES (?, NOW() - INTERVAL '9' DAY, 'error')`, u)
	}
}

// run writes until ctx ends. A transition is noted only if it was written.
func (w *writer) run(ctx context.Context) {
	for ctx.Err() == nil {
		w.step()
		time.Sleep(time.Duration(w.random.IntN(6)) * time.Millisecond)
	}
}

func (w *writer) step() {
	unit := w.units[w.random.IntN(len(w.units))]
	now, changed := w.now()
	if len(w.open) < 20 || w.random.IntN(4) == 0 {
		var id int64
		insert := w.db.bound(`INSERT INTO casework_cases (unit, received_at, changed_at) VALUES (?, ` + now + `, ` + changed + `) RETURNING case_id`)
		if err := w.db.DB().QueryRow(insert, unit).Scan(&id); err != nil {
			w.t.Errorf("%s: %v", insert, err)
			return
		}
		w.open = append(w.open, id)
		w.note("received", unit, 1)
		return
	}
	id := w.open[w.random.IntN(len(w.open))]
	switch w.random.IntN(5) {
	case 0:
		w.change("started", id, `SET started_at = `+now+`, changed_at = `+changed+` WHERE case_id = ? AND started_at IS NULL`)
	case 1, 2:
		w.change("closed", id, `SET closed_at = `+now+`, changed_at = `+changed+` WHERE case_id = ? AND closed_at IS NULL`)
	case 3:
		w.change("reopened", id, `SET closed_at = NULL, reopened_count = reopened_count + 1, changed_at = `+changed+`
			WHERE case_id = ? AND closed_at IS NOT NULL`)
	case 4:
		if w.exec(`INSERT INTO casework_errors (unit, reported_at, kind, changed_at) VALUES (?, `+now+`, 'error', `+changed+`)`, unit) == 1 {
			w.note("errors", unit, 1)
		}
	}
}

// change writes a transition and notes it if a row was there for it.
func (w *writer) change(what string, id int64, set string) {
	if w.exec(`UPDATE casework_cases `+set, id) == 1 {
		var unit string
		if err := w.db.DB().QueryRow(w.db.bound(`SELECT unit FROM casework_cases WHERE case_id = ?`), id).Scan(&unit); err != nil {
			w.t.Error(err)
		}
		w.note(what, unit, 1)
	}
}

func (w *writer) note(what, unit string, n float64) { w.happen[what+" "+unit] += n }

// expected is what counters must have increased by.
func (w *writer) expected() map[string]float64 { return w.happen }

// An increases adds up counters over scrapes, as increase() does.
type increases struct {
	last    map[string]float64
	total   map[string]float64
	faults  []string
	scrapes int
}

func newIncreases() *increases {
	return &increases{last: map[string]float64{}, total: map[string]float64{}}
}

// counterOf names the counters that TestKill follows.
var counterOf = map[string]string{
	"casework_cases_received_total": "received", "casework_cases_started_total": "started",
	"casework_cases_closed_total": "closed", "casework_cases_reopened_total": "reopened",
	"casework_errors_reported_total": "errors", "casework_wait_seconds_count": "started",
}

// add takes in a sample. The wait histogram must agree with its counter.
func (c *increases) add(series string, v float64) {
	name, labels, _ := strings.Cut(series, "{")
	what, ok := counterOf[name]
	if !ok {
		return
	}
	last, seen := c.last[series]
	c.last[series] = v
	if !seen {
		last = 0
	}
	if v < last {
		c.faults = append(c.faults, fmt.Sprintf("%s fell from %v to %v", series, last, v))
		last = 0
	}
	if strings.HasSuffix(name, "_count") || v == last {
		return
	}
	_, unit, _ := strings.Cut(labels, `unit="`)
	unit, _, _ = strings.Cut(unit, `"`)
	c.total[what+" "+unit] += v - last
}

// differ lists where the increases are not those that happened.
func (c *increases) differ(want map[string]float64) (diff []string) {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got := c.total[key]; got != want[key] {
			diff = append(diff, fmt.Sprintf("%s increased by %v; %v happened", key, got, want[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.total)) {
		if _, ok := want[key]; !ok {
			diff = append(diff, fmt.Sprintf("%s increased by %v; nothing happened", key, c.total[key]))
		}
	}
	return diff
}
