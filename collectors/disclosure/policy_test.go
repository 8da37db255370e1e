package disclosure

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/disclosure/disclosuretest"
	"casework/collectors/ledger"
)

const (
	testDay     = 86400
	testHorizon = 28 * testDay
)

func testPolicy() *Policy {
	return NewPolicy(5, []ledger.Window{{Name: "28d", Seconds: testHorizon}}, time.UTC)
}

// A town is units that come, go, grow, shrink and change their supervision.
type town struct {
	at      int64
	sizes   map[string]*ledger.UnitSize
	changed map[string]int64 // when the state did
}

// live passes some time.
func (w *town) live(t *rapid.T) {
	w.at += rapid.Int64Range(1, 40).Draw(t, "days") * testDay
	for i := range disclosuretest.Units {
		name := fmt.Sprintf("u%d", i)
		u := w.sizes[name]
		switch rapid.IntRange(0, 9).Draw(t, "event") {
		case 0:
			if u == nil {
				w.sizes[name] = &ledger.UnitSize{Unit: name, State: rapid.IntRange(0, 1).Draw(t, "state")}
			}
		case 1:
			if u != nil && rapid.IntRange(0, 3).Draw(t, "closed down") == 0 {
				delete(w.sizes, name)
			}
		case 2:
			if u != nil {
				u.State = 1 - u.State
				w.changed[name] = w.at
			}
		case 3, 4:
			if u != nil {
				u.Cases = rapid.SampledFrom([]int{0, 2, 30, 64, 65, 99, 100, 300}).Draw(t, "cases")
			}
		}
	}
	for name, u := range w.sizes {
		u.Steady = w.at-w.changed[name] >= testHorizon
	}
}

// TestSmallUnitsCannotBeDerived: whoever sees all that was ever shown, and
// knows which units are merged, can compute the cells of no unit but those
// that were shown by themselves.
func TestSmallUnitsCannotBeDerived(t *testing.T) {
	var merged, shown int
	rapid.Check(t, func(t *rapid.T) {
		s := testPolicy()
		w := &town{
			at: time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC).Unix(), sizes: map[string]*ledger.UnitSize{},
			changed: map[string]int64{},
		}
		for i := range 7 {
			name := fmt.Sprintf("u%d", i)
			w.sizes[name] = &ledger.UnitSize{
				Unit: name, State: i % 2, Cases: rapid.SampledFrom([]int{2, 10, 64, 65, 300}).Draw(t, "cases"),
			}
		}
		a := disclosuretest.NewAttacker(testHorizon)
		var last *Screening
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			w.live(t)
			var sizes []ledger.UnitSize
			for _, u := range w.sizes {
				sizes = append(sizes, *u)
			}
			last = s.Next(last, w.at, sizes)
			treatment := map[string]ledger.Treatment{}
			for i, tr := range last.Treatments(sizes) {
				treatment[sizes[i].Unit] = tr
			}
			a.Observe(w.at, treatment)
			var rest [2][]string
			for unit, tr := range treatment {
				switch tr {
				case ledger.Shown:
					shown++
					a.SeeAlone(unit)
				case ledger.Merged:
					merged++
					if !w.sizes[unit].Steady {
						t.Fatalf("%s is merged although some of its cases count under the other state", unit)
					}
					state := w.sizes[unit].State
					rest[state] = append(rest[state], unit)
				}
			}
			for _, units := range rest {
				a.See(units...)
			}
			if cell, ok := a.Derived(); ok {
				t.Fatalf("the cells of %s, which was never shown by itself, follow from what was shown\n%+v", cell, last)
			}
		}
	})
	if merged == 0 || shown == 0 {
		t.Errorf("%d units merged, %d shown: the test would prove nothing", merged, shown)
	}
}

// TestScreeningOfATown follows some units through a year.
func TestScreeningOfATown(t *testing.T) {
	s := testPolicy()
	day := func(month time.Month, d int) int64 { return time.Date(2026, month, d, 12, 0, 0, 0, time.UTC).Unix() }
	sizes := map[string]ledger.UnitSize{}
	for name, cases := range map[string]int{"large": 300, "a": 3, "b": 20, "c": 60, "band": 70} {
		sizes[name] = ledger.UnitSize{Unit: name, Cases: cases, Steady: true}
	}
	set := func(name string, change func(*ledger.UnitSize)) {
		u := sizes[name]
		u.Unit, u.Steady = name, true
		change(&u)
		sizes[name] = u
	}
	var last *Screening
	for _, step := range []struct {
		what   string
		at     int64
		change func()
		want   map[string]ledger.Treatment
	}{
		{"at first", day(1, 10), func() {}, treat("large band", "a b c", "")},
		{"a new unit waits", day(1, 20), func() { set("new", func(u *ledger.UnitSize) { u.Cases = 5 }) }, treat("large band", "a b c", "new")},
		{"one unit has nothing to be merged with", day(3, 1), func() {}, treat("large band", "a b c", "new")},
		{"a unit shrinks, but not in the middle of a month", day(3, 5), func() { set("band", func(u *ledger.UnitSize) { u.Cases = 64 }) }, treat("large band", "a b c", "new")},
		{"at the end of it", day(4, 1), func() {}, treat("large", "a b c", "new band")},
		{"and is merged a window later", day(5, 1), func() {}, treat("large", "a b c new band", "")},
		{"a little growth changes nothing", day(6, 1), func() { set("b", func(u *ledger.UnitSize) { u.Cases = 99 }) }, treat("large", "a b c new band", "")},
		{"more does", day(7, 1), func() { set("b", func(u *ledger.UnitSize) { u.Cases = 100 }) }, treat("large b", "a c new band", "")},
		{"but not if one would be left alone", day(8, 1), func() { set("c", func(u *ledger.UnitSize) { u.Cases = 100 }) }, treat("large b", "a c new band", "")},
		{"unless the other grows too", day(9, 1), func() { set("a", func(u *ledger.UnitSize) { u.Cases = 100 }) }, treat("large b a c", "new band", "")},
		{"a block is dissolved at once", day(9, 2), func() { set("new", func(u *ledger.UnitSize) { u.State, u.Steady = ledger.Active, false }) }, treat("large b a c", "", "new band")},
	} {
		step.change()
		var list []ledger.UnitSize
		for _, u := range sizes {
			list = append(list, u)
		}
		last = s.Next(last, step.at, list)
		got := map[string]ledger.Treatment{}
		for i, tr := range last.Treatments(list) {
			got[list[i].Unit] = tr
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.what, diff)
		}
	}
}

// treat lists treatments by unit.
func treat(shown, merged, leftOut string) map[string]ledger.Treatment {
	want := map[string]ledger.Treatment{}
	for i, units := range []string{ledger.Shown: shown, ledger.Merged: merged, ledger.LeftOut: leftOut} {
		for _, unit := range strings.Fields(units) {
			want[unit] = ledger.Treatment(i)
		}
	}
	return want
}
