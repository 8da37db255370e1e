package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// eachWay runs a test on a ledger as it is, and as it is after a restart.
func eachWay(t *testing.T, l *Ledger, now int64, test func(*testing.T, *Ledger)) {
	again := restart(t, l, testOptions, now)
	t.Run("without a restart", func(t *testing.T) { test(t, l) })
	t.Run("after a restart", func(t *testing.T) { test(t, again) })
}

// TestRowsAhead: what rows say of the future counts when its time comes, although
// the source does not return them again, and what they say of the past at once.
func TestRowsAhead(t *testing.T) {
	l := withBaseline(testOptions)
	later, last := epoch+3*day, epoch+4*day
	learn(l, epoch,
		Case{ID: 1, Unit: "A", Received: later, Closed: last, Reopened: -1, Changed: epoch * 1e6},
		Case{ID: 2, Unit: "A", Received: epoch - day, Started: epoch - day, Closed: later, Deadline: later, Reopened: -1},
		Case{ID: 3, Unit: "A", Received: epoch - day, Started: later, Closed: last, Reopened: -1})
	learnErrors(l, epoch, Error{ID: 1, Unit: "A", Kind: "error", Reported: later})
	learnSessions(l, epoch, Session{ID: 1, Unit: "A", Programme: "v", Planned: epoch, Held: later, Minutes: 60})

	eachWay(t, l, epoch, func(t *testing.T, l *Ledger) {
		for _, at := range []struct {
			name     string
			now      int64
			rejected map[string]int
			counted  map[string]int64
			sessions Supervised
			queue    Queue
		}{
			{
				"before", later - FutureTolerance - 1,
				map[string]int{"cases in_future": 3, "errors in_future": 1, "sessions in_future": 1},
				map[string]int64{"received|A|0": 2, "started|A|0": 1, "waits|A|0": 1},
				Supervised{Planned: 1},
				Queue{Waiting: 1, Open: 2, Oldest: epoch - day, OldestNet: epoch - day},
			},
			{
				"when the first has come", later - FutureTolerance,
				map[string]int{"cases in_future": 2},
				map[string]int64{
					"received|A|0": 3, "started|A|0": 2, "waits|A|0": 2, "wait seconds|A|0": 4 * day, "closed|A|0": 1, "met|A|0": 1,
					"turnarounds|A|0": 1, "turnaround seconds|A|0": 4 * day, "error error|A|0": 1,
				},
				Supervised{Planned: 1, Held: 1, Seconds: 3600},
				Queue{Waiting: 1, Open: 2, Oldest: later, OldestNet: later},
			},
			{
				"when all has come", last,
				map[string]int{},
				map[string]int64{
					"received|A|0": 3, "started|A|0": 2, "waits|A|0": 2, "wait seconds|A|0": 4 * day, "closed|A|0": 3, "met|A|0": 1,
					"turnarounds|A|0": 3, "turnaround seconds|A|0": 4*day + 5*day + day, "error error|A|0": 1,
				},
				Supervised{Planned: 1, Held: 1, Seconds: 3600},
				Queue{},
			},
		} {
			for range 2 { // the second time counts nothing
				l.Advance(at.now)
				v := view(l, at.now)
				if diff := cmp.Diff(at.rejected, rejections(v)); diff != "" {
					t.Errorf("%s, rejected (-want +got):\n%s", at.name, diff)
				}
				if diff := cmp.Diff(at.counted, counted(v)); diff != "" {
					t.Errorf("%s, counted (-want +got):\n%s", at.name, diff)
				}
				if diff := cmp.Diff([]Supervised{{}, at.sessions}, v.Units[0].Counters.Sessions); diff != "" {
					t.Errorf("%s, sessions (-want +got):\n%s", at.name, diff)
				}
				if diff := cmp.Diff(at.queue, v.Units[0].Queue[0], cmpopts.IgnoreTypes(Ages{})); diff != "" {
					t.Errorf("%s, queue (-want +got):\n%s", at.name, diff)
				}
				if diff := cmp.Diff(map[string]uint64{}, corrections(l)); diff != "" {
					t.Errorf("%s, corrections (-want +got):\n%s", at.name, diff)
				}
				if due := len(l.Due(Cases, at.now)) + len(l.Due(Errors, at.now)) + len(l.Due(Sessions, at.now)); due != 0 {
					t.Errorf("%s, %d rows are due though they were applied", at.name, due)
				}
			}
			_ = restart(t, l, testOptions, at.now)
		}
	})
}

// TestClosedInTheFuture: a case that counts is not withdrawn because a fast clock
// closes it: it is open until then. It leaves if it is deleted, is looked for by the
// sweep, and its sums are those that the database adds up.
func TestClosedInTheFuture(t *testing.T) {
	l := withBaseline(testOptions)
	c := Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1, Changed: (epoch - day) * 1e6}
	learn(l, epoch, c)
	c.Started, c.Closed, c.Changed = epoch-60, epoch+3600, (epoch+3600)*1e6
	learn(l, epoch, c)
	eachWay(t, l, epoch, func(t *testing.T, l *Ledger) {
		if q := view(l, epoch).Units[0].Queue[0]; q.Open != 1 || q.Waiting != 0 {
			t.Errorf("the queue is %+v, want one open and started", q)
		}
		if diff := cmp.Diff([]ID{1}, l.OpenCases(Columns{Started: true})); diff != "" {
			t.Errorf("open cases (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]ID{1}, l.Missing(Cases, 0, epoch, nil, epoch+10*day)); diff != "" {
			t.Errorf("missing where the database has no row (-want +got):\n%s", diff)
		}
		wall := func(_ TimeColumn, unix int64) int64 { return unix }
		want := map[string]Summary{"A": {Rows: 1, Started: 1, Closed: 1, SumFirst: c.Received, SumStarted: c.Started, SumClosed: c.Closed}}
		if diff := cmp.Diff(want, l.Summaries(Cases, []int64{0, epoch + 1}, wall)[0]); diff != "" {
			t.Errorf("sums (-want +got):\n%s", diff)
		}
		for _, tt := range []struct {
			closed int64
			want   Meeting
		}{{c.Closed, Unchanged}, {c.Closed + 60, Changed}, {epoch, Changed}, {0, Changed}} {
			again := c
			again.Closed = tt.closed
			if got := l.NewRoll(Cases, epoch, 500).Case(&again); got != tt.want {
				t.Errorf("a snapshot that says it closes at %d: %v, want %v", tt.closed, got, tt.want)
			}
		}
		// Taken back before its time, it is never closed.
		back := c
		back.Closed, back.Changed = 0, c.Changed+1
		learn(l, epoch+60, back)
		l.Advance(epoch + 2*3600)
		if got := counted(view(l, epoch+2*3600)); got["closed|A|0"] != 0 || got["reopened|A|0"] != 0 || got["started|A|0"] != 1 {
			t.Errorf("counted %v, want no closing and no reopening", got)
		}
		if due := l.Due(Cases, epoch+2*3600); due != nil {
			t.Errorf("due are %v", due)
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
