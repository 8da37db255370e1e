package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSummaries(t *testing.T) {
	l := withBaseline(testOptions)
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: 100, Started: 110, Closed: 120, Deadline: 130},
		Case{ID: 2, Unit: "A", Received: 199, PausedSeconds: 40, PausedSince: 250, Complete: 230},
		Case{ID: 3, Unit: "B", Received: 200, Closed: 210},
		Case{ID: 4, Unit: "B", Received: 300}, // behind the last bound
		Case{ID: 5, Unit: "B", Received: 99},  // before the first
		Case{ID: 6, Unit: "A", Received: 150, PausedSeconds: 9, PausedSince: 160},
		Case{ID: 7, Unit: "A", Received: 150, Closed: 1 << 32, Complete: 9}, // rejected
		Case{ID: 8, Unit: "B", Received: 200, PausedSeconds: -1})
	l.Delete(Cases, []ID{6})
	learnErrors(l, epoch, Error{ID: 1, Unit: "A", Kind: "error", Reported: 150})
	learnSessions(l, epoch, Session{ID: 1, Unit: "A", Programme: "v", Planned: 150, Held: 160, Minutes: 5})
	l.Apply(Pauses, &Page{Pauses: []Pause{
		{ID: 2, Case: 1, Paused: 150, Resumed: 160},
		{ID: 4, Case: 9, Paused: 199, Resumed: epoch + day}, // of no known case, and lasts still
		{ID: 6, Case: 1, Paused: 200},
		{ID: 8, Case: 1, Paused: 150, Resumed: 140}, // rejected
		{ID: 10, Case: 1, Paused: 300},
	}}, epoch)

	wall := func(column TimeColumn, unix int64) int64 { return unix + 1000*int64(column+1) }
	bounds := []int64{100, 200, 300}
	want := map[Table][]map[string]Summary{
		Cases: {
			{"A": {
				Rows: 2, SumFirst: 2299, Started: 1, SumStarted: 2110, Closed: 1, SumClosed: 3120, Deadlines: 1, SumLine: 4130,
				Paused: 1, SumSince: 5250, Complete: 1, SumCompleted: 6230, SumPaused: 40,
			}},
			{"B": {Rows: 2, SumFirst: 2400, Closed: 1, SumClosed: 3210}},
		},
		Errors:   {{"A": {Rows: 1, SumFirst: 1150}}, {}},
		Sessions: {{"A": {Rows: 1, SumFirst: 1150, Started: 1, SumStarted: 2160}}, {}},
		Pauses: {
			{"": {Rows: 2, SumFirst: 2349, Started: 2, SumStarted: 2160 + epoch + day + 2000}},
			{"": {Rows: 1, SumFirst: 1200}},
		},
	}
	for _, table := range Tables() {
		if diff := cmp.Diff(want[table], l.Summaries(table, bounds, wall)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table, diff)
		}
	}
	for _, none := range [][]int64{nil, {100}} {
		if got := l.Summaries(Cases, none, wall); len(got) != 0 {
			t.Errorf("summaries of no span: %v", got)
		}
	}
	first, last := l.Extent(Cases)
	if first != 99 || last != 300 {
		t.Errorf("extent %d–%d, want 99–300", first, last)
	}
	if first, last := New(testOptions, 1, epoch).Extent(Cases); first != 0 || last != 0 {
		t.Errorf("extent %d–%d without rows, want 0–0", first, last)
	}
}

// TestMissing: rows not seen are missing, unless they are of another time or
// so new that a replica may not show them.
func TestMissing(t *testing.T) {
	l := withBaseline(testOptions)
	old, fresh := (epoch-day)*1e6, (epoch-60)*1e6
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: 100, Changed: old},
		Case{ID: 2, Unit: "A", Received: 100, Changed: old},   // seen
		Case{ID: 3, Unit: "A", Received: 200, Changed: old},   // of another span
		Case{ID: 4, Unit: "A", Received: 99, Changed: old},    // likewise
		Case{ID: 5, Unit: "A", Received: 100, Changed: fresh}, // in flight
		Case{ID: 6, Unit: "A", Received: 100},                 // of a source without changed_at
		Case{ID: 7, Unit: "A", Received: 199, Changed: old})
	if diff := cmp.Diff([]ID{1, 6, 7}, l.Missing(Cases, 100, 200, map[ID]bool{2: true}, epoch)); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	l.Delete(Cases, []ID{1})
	if diff := cmp.Diff([]ID{6, 7}, l.Missing(Cases, 100, 200, map[ID]bool{2: true}, epoch)); diff != "" {
		t.Errorf("missing once one was deleted (-want +got):\n%s", diff)
	}
}

// TestReconcileCountsDrift: what differs although its change is long past had
// been missed; what is still in flight had not.
func TestReconcileCountsDrift(t *testing.T) {
	old, fresh := (epoch-day)*1e6, epoch*1e6
	l := withBaseline(testOptions)
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: 100, Changed: old, Reopened: -1},
		Case{ID: 2, Unit: "A", Received: 100, Changed: fresh, Reopened: -1})
	cursor := l.Cursor(Cases)
	l.Advance(epoch)
	l.Reconcile(Cases, &Page{Next: cursor + 9, Cases: []Case{
		{ID: 1, Unit: "A", Received: 100, Started: 110, Changed: old, Reopened: -1},   // edited without a new changed_at
		{ID: 2, Unit: "A", Received: 100, Started: 110, Changed: fresh, Reopened: -1}, // in flight
		{ID: 3, Unit: "A", Received: 100, Changed: old, Reopened: -1},                 // never read
		{ID: 4, Unit: "A", Received: 100, Changed: fresh, Reopened: -1},               // inserted since
	}}, epoch)
	if l.Cursor(Cases) != cursor {
		t.Error("the cursor moved: changes between would be missed")
	}
	if diff := cmp.Diff(map[string]uint64{"cases drifted": 2}, corrections(l)); diff != "" {
		t.Errorf("corrections (-want +got):\n%s", diff)
	}
	got := counted(view(l, epoch))
	if got["received|A|0"] != 4 || got["started|A|0"] != 2 {
		t.Errorf("counted %v, want 4 received and 2 started", got)
	}
	l.Reconcile(Errors, &Page{Errors: []Error{{ID: 1, Unit: "A", Reported: 100}}}, epoch)
	l.Reconcile(Sessions, &Page{Sessions: []Session{{ID: 1, Unit: "A", Planned: 100}}}, epoch)
	l.Reconcile(Sessions, &Page{Sessions: []Session{{ID: 1, Unit: "A", Planned: 100}}}, epoch)
	want := map[string]uint64{"cases drifted": 2, "errors drifted": 1, "sessions drifted": 1}
	if diff := cmp.Diff(want, corrections(l)); diff != "" {
		t.Errorf("corrections (-want +got):\n%s", diff)
	}
}

// TestLaggingReplica: a version older than the one known is not taken for a
// change, whatever happened since that one was read.
func TestLaggingReplica(t *testing.T) {
	before := Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1, Changed: (epoch - 60) * 1e6}
	after := before
	after.Closed, after.Changed = epoch-30, (epoch-30)*1e6
	want := map[string]int64{
		"received|A|0": 1, "closed|A|0": 1, "turnarounds|A|0": 1, "turnaround seconds|A|0": day - 30,
	}
	fromDelta := func(t *testing.T, l *Ledger) *Ledger {
		again, err := restore(testOptions, epoch, append(checkpoint(withBaseline(testOptions)), delta(t, l))...)
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	tests := []struct {
		name  string
		since func(*testing.T, *Ledger) *Ledger // from a stored ledger
	}{
		{"nothing", func(_ *testing.T, l *Ledger) *Ledger { return l }},
		{"a restart", func(t *testing.T, l *Ledger) *Ledger { return restart(t, l, testOptions, epoch) }},
		{"a restart long after it was stored", func(t *testing.T, l *Ledger) *Ledger {
			checkpoint(l)
			return restart(t, l, testOptions, epoch)
		}},
		{"a restart from a delta", fromDelta},
		{"a reconciliation, then a restart from its delta", func(t *testing.T, l *Ledger) *Ledger {
			l.Missing(Cases, epoch-2*day, epoch, map[ID]bool{1: true}, epoch)
			return fromDelta(t, l)
		}},
		{"the overlap, read again", func(_ *testing.T, l *Ledger) *Ledger {
			learn(l, epoch, after)
			l.Advance(epoch)
			return l
		}},
	}
	for _, tt := range tests {
		t.Run("after "+tt.name, func(t *testing.T) {
			l := withBaseline(testOptions)
			checkpoint(l)
			learn(l, epoch, before, after)
			l = tt.since(t, l)
			learn(l, epoch, before) // as the replica still has it
			learn(l, epoch, after)
			if diff := cmp.Diff(want, counted(view(l, epoch))); diff != "" {
				t.Errorf("counted (-want +got):\n%s", diff)
			}
		})
	}
}

// TestVersionsAreForgotten: only the versions that may be read again are kept.
func TestVersionsAreForgotten(t *testing.T) {
	v := versions{keep: 100}
	for i := range int64(10000) {
		v.note(ID(i), i+1)
	}
	if len(v.queue) > 5000 {
		t.Errorf("%d versions are kept while reading", len(v.queue))
	}
	v.promote()
	if n := len(v.known); n != 101 {
		t.Errorf("%d versions are known, want 101", n)
	}
	if v.stale(9999, 10000) || !v.stale(9999, 9999) || v.stale(3, 1) || v.stale(9999, 0) {
		t.Error("stale: want only what is older than a known version")
	}
	v.note(9999, 0)
	if v.stale(9999, 9999) {
		t.Error("a version of unknown age does not forget the one before")
	}
}

// TestRowsAheadLeaveWithTheDatabase: a row whose time has not come is compared
// with the database too, and does not count if it is gone when the time comes.
func TestRowsAheadLeaveWithTheDatabase(t *testing.T) {
	const ahead, changed = epoch + 9*day, (epoch - day) * 1e6
	for table, page := range map[Table]Page{
		Cases:    {Cases: []Case{{ID: 1, Unit: "A", Received: ahead, Reopened: -1, Changed: changed}}},
		Errors:   {Errors: []Error{{ID: 1, Unit: "A", Reported: ahead, Changed: changed}}},
		Sessions: {Sessions: []Session{{ID: 1, Unit: "A", Planned: ahead, Held: ahead, Changed: changed}}},
	} {
		t.Run(table.String(), func(t *testing.T) {
			l := withBaseline(testOptions)
			l.Apply(table, &page, epoch)
			l.recent[table].newest = epoch * 1e6
			l.Advance(epoch)
			if first, last := l.Extent(table); first != ahead || last != ahead {
				t.Errorf("extent %d to %d, want %d", first, last, ahead)
			}
			gone := l.Missing(table, 0, 1<<32, nil, epoch+30*day)
			if diff := cmp.Diff([]ID{1}, gone); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
			if still := l.Missing(table, 0, 1<<32, map[ID]bool{1: true}, epoch+30*day); still != nil {
				t.Errorf("missing although it was seen: %v", still)
			}
			l.Delete(table, gone)
			l.Advance(epoch + 10*day)
			v := view(l, epoch+10*day)
			if n := v.Rows[table]; n != 0 {
				t.Errorf("%d rows count, want none; counted %v", n, counted(v))
			}
		})
	}
}

// TestVanished: of the rejected rows, those leave that a reconciliation would
// have seen.
func TestVanished(t *testing.T) {
	l := withBaseline(testOptions)
	old := (epoch - day) * 1e6
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: 2000, Started: 99, Closed: 99, Reopened: -1, Changed: old},
		Case{ID: 2, Unit: "A", Received: 1000, Closed: 99, Reopened: -1, Changed: old},
		Case{ID: 3, Unit: "A", Received: epoch + 9*day, Reopened: -1, Changed: old},
		Case{ID: 4, Unit: "A", Received: 1000, Closed: 99, Reopened: -1, Changed: old},                // seen
		Case{ID: 5, Unit: "A", Received: 1000, Closed: 99, Reopened: -1, Changed: (epoch - 60) * 1e6}, // in flight
		Case{ID: 6, Reopened: -1, Received: 100, Changed: old},                                        // has no unit to look in
		Case{ID: 7, Unit: "A", Reopened: -1, Changed: old},                                            // has no time to look for
		Case{ID: 8, Unit: "A", Received: 100, Reopened: -1, Changed: old})                             // not rejected
	l.Advance(epoch)
	gone := l.Vanished(Cases, map[ID]bool{4: true}, epoch)
	if diff := cmp.Diff([]ID{1, 2, 3}, gone); diff != "" {
		t.Errorf("vanished (-want +got):\n%s", diff)
	}
	l.Delete(Cases, gone)
	want := map[string]int{"cases closed_before_received": 2, "cases no_unit": 1, "cases no_time": 1}
	if diff := cmp.Diff(want, rejections(view(l, epoch))); diff != "" {
		t.Errorf("still rejected (-want +got):\n%s", diff)
	}
}
