package ledger

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/duration"
)

// TestStartedBeforeReceived: a case counts although its start is earlier than
// its receipt. By as much as clocks differ, it was started at once; by more,
// nobody knows how long it waited.
func TestStartedBeforeReceived(t *testing.T) {
	const received = epoch - day
	for _, tt := range []struct {
		early int64
		known bool
	}{{0, true}, {1, true}, {ClockTolerance, true}, {ClockTolerance + 1, false}, {3600, false}, {day, false}, {received - 1, false}} {
		for _, closed := range []int64{0, epoch - 60} {
			t.Run(fmt.Sprintf("%d s, closed %v", tt.early, closed != 0), func(t *testing.T) {
				l := withBaseline(testOptions)
				learn(l, epoch, Case{ID: 1, Unit: "A", Received: received, Started: received - tt.early, Closed: closed, Reopened: -1})
				eachWay(t, l, epoch, func(t *testing.T, l *Ledger) {
					v := view(l, epoch)
					want, rejected := map[string]int64{"received|A|0": 1, "started|A|0": 1}, map[string]int{}
					waits := 1
					if tt.known {
						want["waits|A|0"] = 1
					} else {
						waits, rejected["cases started_before_received"] = 0, 1
					}
					if closed != 0 {
						want["closed|A|0"], want["turnarounds|A|0"], want["turnaround seconds|A|0"] = 1, 1, closed-received
					}
					if diff := cmp.Diff(want, counted(v)); diff != "" {
						t.Errorf("counted (-want +got):\n%s", diff)
					}
					if diff := cmp.Diff(rejected, rejections(v)); diff != "" {
						t.Errorf("rejected (-want +got):\n%s", diff)
					}
					if n := v.Rows[Cases]; n != 1 {
						t.Errorf("%d cases count, want 1", n)
					}
					q := v.Units[0].Queue[0]
					if q.Waiting != 0 || q.Open != one(closed == 0) {
						t.Errorf("queue %+v, want none waiting and open: %v", q, closed == 0)
					}
					m := v.Units[0].Windows[0][Inactive]
					if m.Received != 1 || m.Started != 1 || m.Wait != (duration.Dist{N: waits}) {
						t.Errorf("window %+v, want one received and started, and %d waits of 0 s", m, waits)
					}
					month := l.Panel([]int64{epoch - 30*day, epoch}, day, epoch).Units[0].Months[0]
					if month.Received != 1 || month.Vague != int64(1-waits) || month.Started != int64(waits) || month.WaitTotal != 0 || month.Queued != 0 {
						t.Errorf("month %+v, want one case, its wait known: %v", month, tt.known)
					}
				})
			})
		}
	}
}

// TestFarDeadline: a deadline that no record can keep is none.
func TestFarDeadline(t *testing.T) {
	l := withBaseline(testOptions)
	for i, closed := range []int64{0, epoch} {
		learn(l, epoch, Case{ID: ID(i + 1), Unit: "A", Received: epoch - day, Closed: closed, Deadline: 253402214400, Reopened: -1})
	}
	v := view(l, epoch)
	want := map[string]int64{"received|A|0": 2, "closed|A|0": 1, "turnarounds|A|0": 1, "turnaround seconds|A|0": day}
	if diff := cmp.Diff(want, counted(v)); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if q := v.Units[0].Queue[0]; q.Open != 1 || q.Overdue != 0 {
		t.Errorf("queue %+v, want one open and none overdue", q)
	}
	if diff := cmp.Diff(map[string]int{}, rejections(v)); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
}

// TestChangedStepsBack: of two computers that write, the clock of one is fast.
// What the other writes after it is taken over at the next poll, and counted
// once, though its changed_at is earlier.
func TestChangedStepsBack(t *testing.T) {
	for name, skew := range map[string]int64{"4 s": 4, "10 min": 600, "1 h": 3600, "a day": day} {
		later := Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1}
		closed, moved, reopened := later, later, later
		closed.Closed = epoch + 2
		moved.Unit = "B"
		from := func(c Case) Case { c.Closed = epoch - 60; return c }
		for change, rows := range map[string][2]Case{
			"closed": {later, closed}, "moved": {later, moved}, "reopened": {from(later), reopened},
		} {
			before, after := rows[0], rows[1]
			before.Changed, after.Changed = (epoch-1+skew)*1e6, (epoch+2)*1e6
			for _, repaired := range []string{"by the next poll", "by a reconciliation"} {
				t.Run(name+", "+change+", "+repaired, func(t *testing.T) {
					l := withBaseline(testOptions)
					poll := func(now int64, c Case) {
						l.Advance(now)
						l.Apply(Cases, &Page{Cases: []Case{c}, Now: now * 1e6}, now)
					}
					poll(epoch, before)
					poll(epoch+1, before)
					if repaired == "by the next poll" {
						poll(epoch+60, after)
					} else {
						l.Advance(epoch + 60)
						l.Reconcile(Cases, &Page{Cases: []Case{after}}, epoch+60)
					}
					once := counted(view(l, epoch+60))
					for range 2 {
						poll(epoch+120, after)
					}
					v := view(l, epoch+120)
					if diff := cmp.Diff(once, counted(v)); diff != "" {
						t.Errorf("counted again (-once +now):\n%s", diff)
					}
					want := map[string]int64{"received|A|0": 1}
					open := map[string]int{"A": 1}
					switch change {
					case "closed":
						want["closed|A|0"], want["turnarounds|A|0"], want["turnaround seconds|A|0"] = 1, 1, day+2
						open = map[string]int{}
					case "moved":
						want, open = map[string]int64{}, map[string]int{"B": 1} // A has no rows left to show
					case "reopened":
						want["closed|A|0"], want["turnarounds|A|0"], want["turnaround seconds|A|0"] = 1, 1, day-60
						want["reopened|A|0"] = 1
					}
					if diff := cmp.Diff(want, counted(v)); diff != "" {
						t.Errorf("counted (-want +got):\n%s", diff)
					}
					if diff := cmp.Diff(open, observed(v, l.opts).Open); diff != "" {
						t.Errorf("open (-want +got):\n%s", diff)
					}
				})
			}
		}
	}
}

// TestSlowWriter: a computer whose clock is slow writes a row after one whose
// clock is right. What goes on is taken over at once; what a replica that lags
// shows is not, however fast its writer's clock was.
func TestSlowWriter(t *testing.T) {
	at := func(seconds int64) int64 { return (epoch + seconds) * 1e6 }
	row := Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1, Changed: at(-10)}
	started := row
	started.Started, started.Changed = epoch-20, at(-20)
	l := withBaseline(testOptions)
	learn(l, epoch, row)
	learn(l, epoch, started)
	learn(l, epoch, started)
	want := map[string]int64{"received|A|0": 1, "started|A|0": 1, "waits|A|0": 1, "wait seconds|A|0": day - 20}
	if diff := cmp.Diff(want, counted(view(l, epoch))); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	held := Session{ID: 1, Unit: "A", Programme: "v", Planned: epoch - day, Changed: at(-10)}
	learnSessions(l, epoch, held)
	held.Held, held.Minutes, held.Changed = epoch-100, 1, at(-20)
	learnSessions(l, epoch, held)
	if diff := cmp.Diff([]Supervised{{}, {1, 1, 60}}, view(l, epoch).Units[0].Counters.Sessions); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}

	// Withdrawn, by a writer whose clock is fast; then seen as it was.
	withdrawn := row
	withdrawn.Changed = at(30)
	poll := func(now int64, c Case) {
		l.Advance(epoch + now)
		l.Apply(Cases, &Page{Cases: []Case{c}, Now: at(now)}, epoch+now)
	}
	poll(10, withdrawn)
	poll(20, started)
	if q := view(l, epoch+20).Units[0].Queue[0]; q.Waiting != 1 {
		t.Errorf("queue %+v: the older row of a replica that lags was taken for a change", q)
	}
}
