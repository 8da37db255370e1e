package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// eachWay runs a test on a ledger as it is, and as it is after a restart.
func eachWay(t *testing.T, l *Ledger, now int64, test func(*testing.T, *Ledger)) {
	again := restart(t, l, testOptions, now)
	t.Run("without a restart", func(t *testing.T) { test(t, l) })
	t.Run("after a restart", func(t *testing.T) { test(t, again) })
}

// TestRowsAhead: rows of the future are rejected until their time comes, and
// then counted although the source does not return them again.
func TestRowsAhead(t *testing.T) {
	l := withBaseline(testOptions)
	later := epoch + 3*day
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: later, Reopened: -1, Changed: epoch * 1e6},
		Case{ID: 2, Unit: "A", Received: epoch - day, Started: epoch - day, Closed: later, Deadline: later, Reopened: -1})
	learnErrors(l, epoch, Error{ID: 1, Unit: "A", Kind: "error", Reported: later})
	learnSessions(l, epoch, Session{ID: 1, Unit: "A", Programme: "v", Planned: epoch, Held: later, Minutes: 60})

	eachWay(t, l, epoch, func(t *testing.T, l *Ledger) {
		waiting := map[string]int{"cases in_future": 2, "errors in_future": 1, "sessions in_future": 1}
		for _, now := range []int64{epoch, later - FutureTolerance - 1} {
			l.Advance(now)
			v := view(l, now)
			if diff := cmp.Diff(waiting, rejections(v)); diff != "" {
				t.Fatalf("rejected before their time (-want +got):\n%s", diff)
			}
			if n := len(v.Units); n != 0 {
				t.Fatalf("%d units have rows that count", n)
			}
		}
		for range 2 { // the second time counts nothing
			now := later - FutureTolerance
			l.Advance(now)
			v := view(l, now)
			if diff := cmp.Diff(map[string]int{}, rejections(v)); diff != "" {
				t.Errorf("rejected (-want +got):\n%s", diff)
			}
			want := map[string]int64{
				"received|A|0": 2, "started|A|0": 1, "waits|A|0": 1, "closed|A|0": 1, "met|A|0": 1,
				"turnarounds|A|0": 1, "turnaround seconds|A|0": 4 * day, "error error|A|0": 1,
			}
			if diff := cmp.Diff(want, counted(v)); diff != "" {
				t.Errorf("counted when their time came (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]Supervised{{}, {1, 1, 3600}}, v.Units[0].Counters.Sessions); diff != "" {
				t.Errorf("sessions (-want +got):\n%s", diff)
			}
		}
	})
}

func TestRowsAheadAreForgotten(t *testing.T) {
	later := epoch + 3*day
	ahead := Case{ID: 1, Unit: "A", Received: later, Reopened: -1, Changed: 1}
	t.Run("when a newer version is of the past", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, ahead, Case{ID: 1, Unit: "A", Received: epoch, Reopened: -1, Changed: 2})
		l.Advance(later)
		if diff := cmp.Diff(map[string]int64{"received|A|0": 1}, counted(view(l, later))); diff != "" {
			t.Errorf("counted (-want +got):\n%s", diff)
		}
		if got := l.tables[Cases].find(1).first; int64(got) != epoch {
			t.Errorf("received at %d, want the newer version's %d", got, epoch)
		}
	})
	t.Run("when a newer version is impossible", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, ahead, Case{ID: 1, Unit: "", Received: epoch, Reopened: -1, Changed: 2})
		l.Advance(later)
		if diff := cmp.Diff(map[string]int{"cases no_unit": 1}, rejections(view(l, later))); diff != "" {
			t.Errorf("rejected (-want +got):\n%s", diff)
		}
	})
	t.Run("when they are deleted", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, ahead)
		learnErrors(l, epoch, Error{ID: 1, Unit: "A", Reported: later})
		learnSessions(l, epoch, Session{ID: 1, Unit: "A", Planned: later})
		for _, t := range Tables() {
			l.Delete(t, []ID{1})
		}
		l.Advance(later)
		if v := view(l, later); v.Rows != [numTables]int{} {
			t.Errorf("rows that count: %v, want none", v.Rows)
		}
	})
}

// TestSessionsPlannedAhead: a session counts as planned from the time that it
// is planned for, not before.
func TestSessionsPlannedAhead(t *testing.T) {
	l := withBaseline(testOptions)
	plan := epoch + 2*day
	learnSessions(l, epoch,
		Session{ID: 1, Unit: "A", Programme: "v", Planned: plan},
		Session{ID: 2, Unit: "A", Programme: "v", Planned: plan, Held: epoch - 60, Minutes: 30}) // held early
	eachWay(t, l, epoch, func(t *testing.T, l *Ledger) {
		tests := []struct {
			now    int64
			total  Supervised
			window Held // of seven days
		}{
			{epoch, Supervised{Held: 1, Seconds: 1800}, Held{Seconds: 1800}},
			{plan - 1, Supervised{Held: 1, Seconds: 1800}, Held{Seconds: 1800}},
			{plan, Supervised{Planned: 2, Held: 1, Seconds: 1800}, Held{Planned: 2, Held: 1, Seconds: 1800}},
			{plan + day, Supervised{Planned: 2, Held: 1, Seconds: 1800}, Held{Planned: 2, Held: 1, Seconds: 1800}},
			{plan + 7*day, Supervised{Planned: 2, Held: 1, Seconds: 1800}, Held{}},
		}
		for _, tt := range tests {
			l.Advance(tt.now)
			v := view(l, tt.now)
			if diff := cmp.Diff(tt.total, v.Units[0].Counters.Sessions[1]); diff != "" {
				t.Errorf("counted at %+d s (-want +got):\n%s", tt.now-epoch, diff)
			}
			var window Held
			if held := v.Units[0].Sessions; held != nil {
				window = held[0][1]
			}
			if diff := cmp.Diff(tt.window, window); diff != "" {
				t.Errorf("in the window at %+d s (-want +got):\n%s", tt.now-epoch, diff)
			}
		}
	})
}

// TestRowsAheadOfTheBaseline: a row of the first load whose time comes later
// is an event after the baseline.
func TestRowsAheadOfTheBaseline(t *testing.T) {
	l := New(testOptions, 1, epoch)
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1},
		Case{ID: 2, Unit: "A", Received: epoch + day, Reopened: -1})
	l.EndBaseline(Cases)
	if diff := cmp.Diff(map[string]int64{}, counted(view(l, epoch))); diff != "" {
		t.Errorf("the baseline counts (-want +got):\n%s", diff)
	}
	l.Advance(epoch + day)
	if diff := cmp.Diff(map[string]int64{"received|A|0": 1}, counted(view(l, epoch+day))); diff != "" {
		t.Errorf("counted when its time came (-want +got):\n%s", diff)
	}
}
