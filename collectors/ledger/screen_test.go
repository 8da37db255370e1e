package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestScreenIsToldOfUnits: a Screen learns how many cases a unit received in
// the last 365 days, and whether its state held for the longest window.
func TestScreenIsToldOfUnits(t *testing.T) {
	l := withBaseline(testOptions)
	l.SetProgrammes([]Programme{
		{Unit: "began long ago", Name: "v", From: epoch - 28*day},
		{Unit: "began of late", Name: "v", From: epoch - 28*day + 1},
		{Unit: "begins tomorrow", Name: "v", From: epoch + day},
		{Unit: "begins now", Name: "v", From: epoch},
		{Unit: "ended of late", Name: "v", From: epoch - 90*day, Until: epoch - 28*day + 1},
		{Unit: "ended long ago", Name: "v", From: epoch - 90*day, Until: epoch - 28*day},
	})
	want := []UnitSize{
		{Unit: "began long ago", State: Active, Steady: true, Cases: 1},
		{Unit: "began of late", State: Active, Cases: 1},
		{Unit: "begins tomorrow", State: Inactive, Steady: true, Cases: 1},
		{Unit: "begins now", State: Active, Cases: 1},
		{Unit: "ended of late", State: Inactive, Cases: 1},
		{Unit: "ended long ago", State: Inactive, Steady: true, Cases: 1},
		{Unit: "never", State: Inactive, Steady: true, Cases: 2},
	}
	received := func(unit string, id ID, at int64) {
		learn(l, epoch, Case{ID: id, Unit: unit, Received: at, Reopened: -1})
	}
	for i, u := range want {
		received(u.Unit, ID(i+1), epoch-day)
	}
	received("never", 20, epoch-365*day+1)
	received("never", 21, epoch-365*day) // a year is over
	received("never", 22, epoch+60)      // a clock ahead: not received yet
	var got []UnitSize
	l.SetScreen(func(at int64, units []UnitSize) []Treatment {
		if at != epoch {
			t.Errorf("asked at %d, want %d", at, epoch)
		}
		got = units
		return make([]Treatment, len(units))
	})
	view(l, epoch)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
}

// TestScreenTreatsUnits: merged units are one and show nothing of themselves;
// those left out are nowhere, groups included. The merged units never disclose
// when their oldest case was received.
func TestScreenTreatsUnits(t *testing.T) {
	l := withBaseline(testOptions)
	treat := map[string]Treatment{"big": Shown, "small": Merged, "smaller": Merged, "alone": LeftOut}
	for i, unit := range []string{"big", "small", "smaller", "alone"} {
		id := ID(10 * (i + 1))
		learn(l, epoch,
			Case{ID: id, Unit: unit, Received: epoch - 2*day, Deadline: epoch - day, Reopened: -1},        // waits, overdue
			Case{ID: id + 1, Unit: unit, Received: epoch - 2*day, Started: epoch - day, Reopened: -1},     // open
			Case{ID: id + 2, Unit: unit, Received: epoch - 2*day, Closed: epoch - day + 60, Reopened: -1}) // closed
		learnErrors(l, epoch, Error{ID: id, Unit: unit, Reported: epoch - day})
	}
	l.SetScreen(func(_ int64, units []UnitSize) (treated []Treatment) {
		for _, u := range units {
			treated = append(treated, treat[u.Unit])
		}
		return treated
	})
	v := view(l, epoch)
	one := Queue{Waiting: 1, Open: 2, Overdue: 1, Oldest: epoch - 2*day}
	wantQueues := map[string]Queue{"big": one, "small": {}, "smaller": {}, "alone": {}}
	queues, treated := map[string]Queue{}, map[string]Treatment{}
	for _, u := range v.Units {
		queues[u.Unit.Unit], treated[u.Unit.Unit] = u.Queue[0], u.Treatment
		if u.Treatment != Shown && (!u.Windows[1][Inactive].Empty() || u.Windows[1][Inactive].Wait.N != 0) {
			t.Errorf("%s shows windows of its own: %+v", u.Unit.Unit, u.Windows[1][Inactive])
		}
	}
	if diff := cmp.Diff(wantQueues, queues); diff != "" {
		t.Errorf("queues (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(treat, treated); diff != "" {
		t.Errorf("treatments (-want +got):\n%s", diff)
	}
	rest := *v.MergedUnits
	rest.Windows = nil
	want := MergedUnits{
		Units: [numStates]int{Inactive: 2},
		Queue: [numStates][]Queue{Inactive: {{Waiting: 2, Open: 4, Overdue: 2}}, Active: {{}}},
	}
	if diff := cmp.Diff(want, rest); diff != "" {
		t.Errorf("rest (-want +got):\n%s", diff)
	}
	for name, m := range map[string]struct {
		got   Measures
		units int
	}{"rest": {v.MergedUnits.Windows[1][Inactive], 2}, "group": {v.Groups[1][Inactive], 3}} {
		got := [...]int{m.got.Received, m.got.Started, m.got.Closed, m.got.Errors, m.got.Wait.N, m.got.Turnaround.N}
		if want := [...]int{3 * m.units, m.units, m.units, m.units, m.units, m.units}; got != want {
			t.Errorf("%s: received, started, closed, errors, waits and turnarounds %v, want those of %d units %v", name, got, m.units, want)
		}
	}
}
