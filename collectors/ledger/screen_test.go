package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A testScreen treats units as it is told to, from its first Place on, and
// others as shown.
type testScreen struct {
	treat  map[string]Treatment
	placed bool

	unfollowed string     // the unit of which nothing is said of the cases received
	sizes      []UnitSize // as of the last Place
	lookback   Lookback
}

func (s *testScreen) Shows(unit string) bool { return !s.placed || s.treat[unit] == Shown }

func (s *testScreen) ShowsIntake(unit string, _ int64) bool { return unit != s.unfollowed }

func (s *testScreen) Place(_ int64, units []UnitSize, lookback Lookback) []Treatment {
	s.placed, s.sizes, s.lookback = true, units, lookback
	out := make([]Treatment, len(units))
	for i, u := range units {
		out[i] = s.treat[u.Unit]
	}
	return out
}

// TestScreenIsToldOfUnits: a Screen learns how many cases a unit received in
// the last 365 days.
func TestScreenIsToldOfUnits(t *testing.T) {
	l := withBaseline(testOptions)
	received := func(unit string, id ID, at int64) {
		learn(l, epoch, Case{ID: id, Unit: unit, Received: at, Reopened: -1})
	}
	received("a", 1, epoch-day)
	received("b", 20, epoch-365*day+1)
	received("b", 21, epoch-365*day) // a year is over
	received("b", 22, epoch+60)      // a clock ahead: not received yet
	s := &testScreen{}
	l.SetScreen(s)
	view(l, epoch)
	if diff := cmp.Diff([]UnitSize{{Unit: "a", Cases: 1}, {Unit: "b", Cases: 1}}, s.sizes); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
}

// TestScreenHidesUnits: hidden units show nothing, and are in no group.
func TestScreenHidesUnits(t *testing.T) {
	l := withBaseline(testOptions)
	s := &testScreen{treat: map[string]Treatment{"big": Shown, "small": Merged, "alone": LeftOut}}
	for i, unit := range []string{"big", "small", "alone"} {
		id := ID(10 * (i + 1))
		learn(l, epoch,
			Case{ID: id, Unit: unit, Received: epoch - 2*day, Deadline: epoch - day, Reopened: -1},        // waits, overdue
			Case{ID: id + 1, Unit: unit, Received: epoch - 2*day, Started: epoch - day, Reopened: -1},     // open
			Case{ID: id + 2, Unit: unit, Received: epoch - 2*day, Closed: epoch - day + 60, Reopened: -1}) // closed
		learnErrors(l, epoch, Error{ID: id, Unit: unit, Reported: epoch - day})
	}
	l.SetScreen(s)
	v := view(l, epoch)
	one := Queue{Waiting: 1, Open: 2, Overdue: 1, Oldest: epoch - 2*day, OldestNet: epoch - 2*day, OpenAges: Ages{0, 2}, WaitingAges: Ages{0, 1}}
	queues, treated := map[string]Queue{}, map[string]Treatment{}
	for _, u := range v.Units {
		queues[u.Unit.Unit], treated[u.Unit.Unit] = u.Queue[0], u.Treatment
		if u.Treatment != Shown && (!u.Windows[1][Inactive].Empty() || u.Windows[1][Inactive].Wait.N != 0) {
			t.Errorf("%s shows windows of its own: %+v", u.Unit.Unit, u.Windows[1][Inactive])
		}
	}
	if diff := cmp.Diff(map[string]Queue{"big": one, "small": {}, "alone": {}}, queues); diff != "" {
		t.Errorf("queues (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(s.treat, treated); diff != "" {
		t.Errorf("treatments (-want +got):\n%s", diff)
	}
	g := v.Groups[1][Inactive]
	if got, want := [...]int{g.Received, g.Started, g.Closed, g.Errors, g.Wait.N, g.Turnaround.N}, [...]int{3, 1, 1, 1, 1, 1}; got != want {
		t.Errorf("group: received, started, closed, errors, waits and turnarounds %v, want those of one unit %v", got, want)
	}
	if want := [numStates]int{Inactive: 1}; v.Active != want {
		t.Errorf("%v units of groups, want %v", v.Active, want)
	}
}

// TestLookback: a Screen gets what happened up to an instant, of cases
// received late enough, and of units whose supervision held.
func TestLookback(t *testing.T) {
	l := withBaseline(testOptions)
	const at = epoch - 10*day
	l.SetProgrammes([]Programme{
		{Unit: "supervised", Name: "v", From: at - 20*day},
		{Unit: "changed", Name: "v", From: at - 20*day + 1},
	})
	for i, unit := range []string{"a", "supervised", "changed", "unasked"} {
		id := ID(10 * (i + 1))
		learn(l, epoch,
			Case{ID: id, Unit: unit, Received: at - 30*day, Started: at - 19*day, Closed: at + 1, Reopened: -1},                           // before from
			Case{ID: id + 1, Unit: unit, Received: at - 25*day, Started: at - 19*day, Closed: at, Deadline: at, Reopened: -1},             // all but received in the window
			Case{ID: id + 2, Unit: unit, Received: at, Started: at + 1, Deadline: at - 1, Reopened: -1},                                   // waits still, and is overdue
			Case{ID: id + 3, Unit: unit, Received: at - 19*day, Started: at - 20*day + 86400, Closed: at + 5, Deadline: at, Reopened: -1}, // open still
			Case{ID: id + 4, Unit: unit, Received: at + 1, Reopened: -1})                                                                  // later
		learnErrors(l, epoch, Error{ID: id, Unit: unit, Reported: at - day}, Error{ID: id + 1, Unit: unit, Reported: at + day})
	}
	s := &testScreen{}
	l.SetScreen(s)
	view(l, epoch)
	got := s.lookback(at, 20*day, func(unit string) (int64, bool) { return at - 26*day, unit != "unasked" })
	want := UnitWindow{
		Unit: "a", State: Inactive, Received: 2, Started: 2, Waits: []uint32{6 * 86400, 0}, Turnarounds: []uint32{25 * 86400}, Handlings: []uint32{19 * 86400}, WithDeadline: 1, Met: 1,
		Errors: 1, Waiting: 1, Open: 2, Overdue: 1,
	}
	other := want
	other.Unit, other.State = "supervised", Active
	sorted := cmp.Transformer("sum", func(d []uint32) (sum uint32) {
		for _, x := range d {
			sum += x
		}
		return sum
	})
	if diff := cmp.Diff([]UnitWindow{want, other}, got, sorted); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMovesOfHiddenUnits: a case that moves from or to a hidden unit is in
// nothing that is shown, then and after a restart, and no correction tells of
// it; nor is anything of a hidden unit counted.
func TestMovesOfHiddenUnits(t *testing.T) {
	l := withBaseline(testOptions)
	s := &testScreen{treat: map[string]Treatment{"small": Merged}}
	one := func(id ID, unit string) Case { return Case{ID: id, Unit: unit, Received: epoch - day, Reopened: -1} }
	learn(l, epoch, one(1, "big"), one(2, "big"), one(3, "small"), one(4, "other"))
	learnErrors(l, epoch, Error{ID: 1, Unit: "small", Reported: epoch - day})
	l.SetScreen(s)
	view(l, epoch)
	learn(l, epoch, one(1, "small"), one(3, "big"), one(4, "big"), one(5, "small"))
	learnErrors(l, epoch, Error{ID: 1, Unit: "big", Reported: epoch - day})
	l.Delete(Cases, []ID{5})
	closing := one(3, "big")
	closing.Started, closing.Closed = epoch-60, epoch-30
	learn(l, epoch, closing)
	for _, restarted := range []bool{false, true} {
		if restarted {
			l = restart(t, l, testOptions, epoch)
			l.SetScreen(s)
		}
		v := view(l, epoch+60)
		got := map[string][4]int{}
		for _, u := range v.Units {
			c := u.Counters.Flows[Inactive][0]
			got[u.Unit.Unit] = [4]int{u.Queue[0].Open, u.Windows[1][Inactive].Received, int(c.Received), int(c.Closed)}
		}
		want := map[string][4]int{"big": {2, 2, 2, 0}, "small": {}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("restarted %v: open, received, counted, closings counted (-want +got):\n%s", restarted, diff)
		}
		if g := v.Groups[1][Inactive]; g.Received != 2 || g.Errors != 0 {
			t.Errorf("restarted %v: the group received %d cases and %d errors, want 2 and none", restarted, g.Received, g.Errors)
		}
		if c := v.Corrections[Cases]; c[Moved] != 1 || c[Deleted]+c[Retimed] != 0 || v.Corrections[Errors] != [numCorrections]uint64{} {
			t.Errorf("restarted %v: corrections %v and %v, want one move", restarted, c, v.Corrections[Errors])
		}
		p := l.Panel([]int64{epoch - 40*day, epoch + 60}, day, epoch+60)
		for _, u := range p.Units {
			if u.Unit == "big" && u.Months[0].Received != 2 {
				t.Errorf("restarted %v: big received %d cases in the panel, want 2", restarted, u.Months[0].Received)
			}
		}
	}
	l.SetScreen(nil)
	for _, u := range view(l, epoch+60).Units {
		if u.Unit.Unit == "big" && u.Queue[0].Open != 2 {
			t.Errorf("without a Screen big has %d open cases, want 2", u.Queue[0].Open)
		}
	}
}

func (f *fickle) ShowsIntake(unit string, at int64) bool { return (int64(len(unit))+at/50)%3 > 0 }
