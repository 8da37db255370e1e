package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestScreenIsToldOfUnits: a Screen learns how many cases a unit received in
// the last 365 days, and whether its state held for the longest window.
func TestScreenIsToldOfUnits(t *testing.T) {
	l := settled(testOptions)
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
