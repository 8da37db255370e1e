package ledger

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const (
	hour    = int64(3600)
	day     = 24 * hour
	epoch   = int64(1_700_000_000)
	overlap = 2 * hour // of the simulated source
)

var testOptions = Options{
	WaitBounds:       []float64{3600, 86400, 7 * 86400},
	TurnaroundBounds: []float64{86400, 30 * 86400},
	Windows:          []Window{{"7d", 7 * day}, {"28d", 28 * day}},
	AgeBounds:        []int64{day, 7 * day, 20 * day},
	Intake:           Window{"35d", 35 * day},
	StartedWithin:    []int64{2 * day, 9 * day},
	Keep:             time.Duration(overlap+hour) * time.Second,
}

// poll reads what changed, as a source does: everything from the overlap
// on, in the order of change, in pages of any size, some rows twice; from a
// replica that lags, as it stood some time ago.
func (w *world) poll(t *rapid.T, lag bool) {
	w.ledger.SetProgrammes(w.programmes)
	w.ledger.Advance(w.now)
	w.model.advance(w)
	at := w.now
	if lag {
		at -= rapid.Int64Range(0, overlap).Draw(t, "lag")
	}
	w.pollPauses(t, at)
	low := int64(w.ledger.Cursor(Cases)) - overlap*1e6
	rows := slices.DeleteFunc(w.read(at), func(c Case) bool { return c.Changed < low })
	slices.SortFunc(rows, func(a, b Case) int { return int(a.Changed - b.Changed) })
	if len(rows) > 0 && rapid.Bool().Draw(t, "twice") {
		rows = slices.Insert(rows, 0, rapid.SampledFrom(rows).Draw(t, "row"))
	}
	for _, c := range rows {
		w.model.learn(w, c)
	}
	for len(rows) > 0 {
		n := rapid.IntRange(1, len(rows)).Draw(t, "page")
		next := Cursor(0)
		for _, c := range rows[:n] {
			next = max(next, Cursor(c.Changed))
		}
		w.ledger.Apply(Cases, &Page{Cases: rows[:n], Next: next}, w.now)
		rows = rows[n:]
	}
	low = int64(w.ledger.Cursor(Errors)) - overlap*1e6
	for _, id := range sortedKeys(w.errors) {
		e := w.errors[id][len(w.errors[id])-1]
		if e.Changed >= low {
			w.model.learnError(w, e)
			w.ledger.Apply(Errors, &Page{Errors: []Error{e}, Next: Cursor(e.Changed)}, w.now)
		}
	}
	w.ledger.EndBaseline(Cases)
	w.ledger.EndBaseline(Errors)
	w.model.baseline = false
	w.save()
}

// save stores the ledger as its keeper does: a delta, or a checkpoint.
func (w *world) save() {
	if delta, ok := w.ledger.AppendDelta(nil); ok {
		w.stored = append(w.stored, delta)
		return
	}
	w.stored = nil
	err := w.ledger.Checkpoint(func(p []byte) error {
		w.stored = append(w.stored, slices.Clone(p))
		return nil
	})
	if err != nil {
		panic(err)
	}
}

func (w *world) restart(t *rapid.T) {
	if w.stored == nil {
		t.Skip("nothing stored yet")
	}
	rest := w.stored
	l, err := Restore(testOptions, w.now, func() ([]byte, error) {
		if len(rest) == 0 {
			return nil, nil
		}
		p := rest[0]
		rest = rest[1:]
		return p, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	l.SetDeadlines(lawful{})
	w.ledger = l
	if rapid.Bool().Draw(t, "checkpoint") {
		l.Invalidate()
	}
}

// reconcile compares the ledger with the database and repairs it.
func (w *world) reconcile(t *rapid.T) {
	w.poll(t, false)
	seen := map[ID]bool{}
	for id := range w.cases {
		seen[id] = true
	}
	gone := w.ledger.Missing(Cases, 0, 1<<32, seen, w.now)
	for _, id := range gone {
		if _, ok := w.cases[id]; ok {
			t.Fatalf("row %x is missing, says the ledger, but the database has it", id)
		}
	}
	w.ledger.Delete(Cases, gone)
	w.reconcilePauses(t)
	for _, id := range gone {
		delete(w.model.waiting, id) // gone before its time came
		w.model.gone[id] = true
	}
	w.save()
}

// check compares the ledger with the oracle and the model.
func (w *world) check(t *rapid.T) {
	w.now += 3 * overlap // every commit has happened
	w.poll(t, false)
	// What was deleted so lately that it is still in flight stays until the
	// versions are forgotten.
	w.now += 10 * day
	for t := range w.ledger.recent {
		w.ledger.recent[t].newest = w.now * 1e6
	}
	w.reconcile(t)

	cases := w.read(w.now)
	var reports []Error
	for _, id := range sortedKeys(w.errors) {
		reports = append(reports, w.errors[id][len(w.errors[id])-1])
	}
	view := w.ledger.View(w.now, true)
	w.checkPauses(t, view, cases)
	want := oracle(cases, reports, w.readPauses(w.now), w.programmes, testOptions, w.now)
	got := observed(view, testOptions)
	// A rejected row that is deleted has no time to look for it by, so it
	// stays listed; the oracle does not know it any more.
	const impossible = "cases|impossible_pause"
	if got.Rejected[impossible] != want.Rejected[impossible] {
		t.Fatalf("%d cases have impossible pauses, want %d", got.Rejected[impossible], want.Rejected[impossible])
	}
	got.Rejected, want.Rejected = nil, nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("state differs from the oracle (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(w.model.counts, counted(view)); diff != "" {
		t.Fatalf("counters differ from the model (-want +got):\n%s", diff)
	}
}

// counted flattens the counters of a View, leaving out zeros.
func counted(v *View) map[string]int64 {
	out := map[string]int64{}
	put := func(n uint64, parts ...any) {
		if n != 0 {
			out[fmt.Sprint(parts...)] += int64(n)
		}
	}
	for _, u := range v.Units {
		for state := range numStates {
			where := fmt.Sprintf("|%s|%d", u.Unit.Unit, state)
			f := &u.Counters.Flows[state][0]
			put(f.Received, "received", where)
			put(f.Started, "started", where)
			put(f.Closed, "closed", where)
			put(f.Reopened, "reopened", where)
			put(f.Met, "met", where)
			put(f.Missed, "missed", where)
			put(f.Wait.Count(), "waits", where)
			put(f.Wait.Sum, "wait seconds", where)
			put(f.Turnaround.Count(), "turnarounds", where)
			put(f.Turnaround.Sum, "turnaround seconds", where)
			put(f.Net.Count(), "nets", where)
			put(f.Net.Sum, "net seconds", where)
			for kind, n := range u.Counters.Errors[state] {
				put(n, "error ", v.Kinds[kind].Name, where)
			}
		}
	}
	return out
}

// TestHistories: whatever happens to a database, and however it is read, the
// ledger shows what a query from scratch would, and counts every transition
// that it could see once.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.by = rapid.SampledFrom([]netBy{byIntervals, byTotals, byNothing}).Draw(t, "pauses by") // byNothing: by both
		for i, u := range units[:3] {
			id := w.ledger.Keyer().Int(uint64(1000000 + i))
			w.first[id] = true
			w.cases[id] = []written{{Case: Case{
				ID: id, Unit: u, Received: epoch - 300*day, Started: epoch - 299*day,
				Closed: epoch - 298*day, Reopened: -1, Changed: (epoch - 298*day) * 1e6,
			}}}
		}
		t.Repeat(map[string]func(*rapid.T){
			"insert":    w.insert,
			"start":     w.start,
			"close":     w.close,
			"reopen":    w.reopen,
			"edit":      w.edit,
			"report":    w.report,
			"delete":    w.delete,
			"restore":   w.restore,
			"pause":     w.pause,
			"resume":    w.resume,
			"repause":   w.editPause,
			"unpause":   w.deletePause,
			"total":     w.total,
			"complete":  w.complete,
			"supervise": w.supervise,
			"failover":  func(t *rapid.T) { w.restart(t); w.poll(t, true) },
			"poll":      func(t *rapid.T) { w.tick(t); w.poll(t, false) },
			"lag":       func(t *rapid.T) { w.tick(t); w.poll(t, true) },
			"restart":   w.restart,
			"reconcile": func(t *rapid.T) { w.tick(t); w.reconcile(t) },
		})
		w.check(t)
	})
}
