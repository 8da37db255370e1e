package disclosure

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"casework/collectors/ledger"
)

const testDay = 86400

func testPolicy() *Policy {
	return NewPolicy(5, []ledger.Window{{Name: "28d", Seconds: 28 * testDay}}, 91*testDay, time.UTC)
}

// nothing is a Lookback in which nothing happened.
func nothing(int64, int64, func(string) (int64, bool)) []ledger.UnitWindow { return nil }

// TestSidesOfUnits follows some units through a year.
func TestSidesOfUnits(t *testing.T) {
	p := testPolicy()
	day := func(month time.Month, d int) int64 { return time.Date(2026, month, d, 12, 0, 0, 0, time.UTC).Unix() }
	cases := map[string]int{"large": 300, "a": 3, "b": 64, "band": 65}
	var last *Screening
	for _, step := range []struct {
		what                    string
		at                      int64
		change                  map[string]int // −1 is gone
		shown, hidden, waitings string
	}{
		{"at first", day(1, 10), nil, "large band", "a b", ""},
		{"a new unit waits", day(1, 20), map[string]int{"new": 5}, "large band", "a b", "new"},
		{"until the month is over", day(2, 1), nil, "large band", "a b new", ""},
		{"a unit shrinks, but not in the middle of a month", day(2, 5), map[string]int{"band": 64}, "large band", "a b new", ""},
		{"at the end of it", day(3, 1), nil, "large", "a b new band", ""},
		{"a little growth changes nothing", day(4, 1), map[string]int{"b": 99}, "large", "a b new band", ""},
		{"more lets a unit wait", day(5, 1), map[string]int{"b": 100, "a": 100}, "large", "new band", "b a"},
		{"unless it shrinks again", day(5, 20), map[string]int{"a": 99}, "large", "new band", "b a"},
		{"for the longest window", day(6, 1), nil, "large b", "new band a", ""},
		{"a unit that has gone is hidden", day(9, 1), map[string]int{"large": -1}, "b", "new band a", ""},
		{"also when it is back", day(9, 2), map[string]int{"large": 500}, "b", "new band a large", ""},
	} {
		for unit, n := range step.change {
			cases[unit] = n
			if n < 0 {
				delete(cases, unit)
			}
		}
		var sizes []ledger.UnitSize
		for unit, n := range cases {
			sizes = append(sizes, ledger.UnitSize{Unit: unit, Cases: n})
		}
		last = p.Next(last, step.at, sizes, nothing)
		got, want := map[string]ledger.Treatment{}, map[string]ledger.Treatment{}
		for i, tr := range last.Treatments(sizes) {
			got[sizes[i].Unit] = tr
		}
		for i, units := range []string{ledger.Shown: step.shown, ledger.Merged: step.hidden, ledger.LeftOut: step.waitings} {
			for unit := range strings.FieldsSeq(units) {
				want[unit] = ledger.Treatment(i)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.what, diff)
		}
	}
	for unit, want := range map[string]Placement{
		"band": {Side: hidden, Since: day(3, 1), ShownUntil: day(3, 1)},
		"b":    {Side: shown, Waited: day(5, 1), Since: day(6, 1)},
		"a":    {Side: hidden, Since: day(6, 1)},
	} {
		if got := last.Units[unit]; got != want {
			t.Errorf("%s is placed %+v, want %+v", unit, got, want)
		}
	}
	for _, tt := range []struct {
		unit string
		at   int64
		want bool
	}{{"b", day(5, 1) + 91*testDay - 1, false}, {"b", day(5, 1) + 91*testDay, true}, {"new", day(6, 1), true}, {"nobody", day(6, 1), true}} {
		if got := p.ShowsIntake(last, tt.unit, tt.at); got != tt.want {
			t.Errorf("what is said of the cases that %s received is shown: %v, want %v", tt.unit, got, tt.want)
		}
	}
}

// TestVersionTwoIsRead: it did not say since when units that are shown waited, as they
// had then waited for long enough.
func TestVersionTwoIsRead(t *testing.T) {
	content, err := os.ReadFile("testdata/version2.json")
	if err != nil {
		t.Fatal(err)
	}
	n, err := Decode(content, "town")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Placement{
		"grown": {Side: shown, Since: 1_770_000_000}, "large": {Side: shown},
		"small": {Side: hidden, Since: 1_760_000_000, ShownUntil: 1_760_000_000}, "new": {Side: waiting, Since: 1_771_000_000},
	}
	if diff := cmp.Diff(want, n.Units); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !testPolicy().ShowsIntake(n, "grown", 1_770_000_060) {
		t.Error("a unit that waited for as long as cases are followed lost what is said of them")
	}
}

// TestTablesStand: a Table is made at the beginning of a month, of whole
// windows that do not overlap, and stands until the next.
func TestTablesStand(t *testing.T) {
	p := NewPolicy(5, []ledger.Window{{Name: "45d", Seconds: 45 * testDay}}, 0, time.UTC)
	var last *Screening
	var asked []string
	lookback := func(at, seconds int64, _ func(string) (int64, bool)) []ledger.UnitWindow {
		asked = append(asked, time.Unix(at, 0).UTC().Format("01-02 15:04"))
		if seconds != 45*testDay {
			t.Errorf("a window of %d s", seconds)
		}
		return nil
	}
	for at := time.Date(2026, 1, 20, 7, 0, 0, 0, time.UTC); at.Month() < 7; at = at.Add(40 * time.Hour) {
		last = p.Next(last, at.Unix(), nil, lookback)
	}
	if diff := cmp.Diff([]string{"01-01 00:00", "03-01 00:00", "05-01 00:00"}, asked); diff != "" {
		t.Errorf("tables as of (-want +got):\n%s", diff)
	}
}

// TestFiguresOfATable: a figure is shown if it rests on enough units and cases
// of which none dominates, and it is the rule that keeps it back.
func TestFiguresOfATable(t *testing.T) {
	units := func(received ...int) (all []ledger.UnitWindow) {
		for _, n := range received {
			all = append(all, ledger.UnitWindow{Received: n})
		}
		return all
	}
	for name, tt := range map[string]struct {
		units []ledger.UnitWindow
		want  map[Statistic]float64
		off   func(*rules)
	}{
		"three units":                {units: units(3, 4, 5), want: map[Statistic]float64{Received: 12}},
		"two units":                  {units: units(30, 40), off: func(r *rules) { r.fewest, r.dominance = 2, 0 }},
		"two with a third of none":   {units: units(30, 40, 0), off: func(r *rules) { r.fewest, r.dominance = 2, 0 }},
		"one alone":                  {units: units(30), off: func(r *rules) { r.fewest, r.dominance = 1, 0 }},
		"too few cases":              {units: units(1, 1, 1, 1)},
		"one that dominates":         {units: units(100, 50, 9), off: func(r *rules) { r.dominance = 0 }},
		"one that just does not":     {units: units(100, 50, 10), want: map[Statistic]float64{Received: 160}},
		"two that dominate together": {units: units(100, 100, 5, 4), off: func(r *rules) { r.dominance = 0 }},
		"a stock is rounded": {
			units: []ledger.UnitWindow{{Open: 3}, {Open: 4}, {Open: 5}}, want: map[Statistic]float64{Open: 10},
		},
		"up too": {
			units: []ledger.UnitWindow{{Waiting: 4}, {Waiting: 4}, {Waiting: 5}}, want: map[Statistic]float64{Queue: 15},
		},
	} {
		p := testPolicy()
		want := tt.want
		if want == nil {
			want = map[Statistic]float64{}
		}
		if diff := cmp.Diff(want, p.figures(tt.units)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if tt.off != nil {
			if tt.off(&p.rules); len(p.figures(tt.units)) == 0 {
				t.Errorf("%s: it is not that rule which keeps it back", name)
			}
		}
	}
}

// TestTimesAndSharesOfATable: times are described where their cases are shown,
// and shares where both parts of them might be.
func TestTimesAndSharesOfATable(t *testing.T) {
	waits := []ledger.UnitWindow{{Started: 2, Waits: []uint32{1, 2}}, {Started: 3, Waits: []uint32{3, 4}}, {Started: 1, Waits: []uint32{10}}}
	want := map[Statistic]float64{Started: 6, WaitMedian: 3, WaitP90: 7.6, WaitMean: 4}
	if diff := cmp.Diff(want, testPolicy().figures(waits), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
	judged := func(met ...int) (all []ledger.UnitWindow) {
		for _, n := range met {
			all = append(all, ledger.UnitWindow{WithDeadline: 10, Met: n})
		}
		return all
	}
	p := testPolicy()
	if diff := cmp.Diff(map[Statistic]float64{DeadlineCases: 30, MetShare: 0.5}, p.figures(judged(4, 5, 6))); diff != "" {
		t.Errorf("a share (-want +got):\n%s", diff)
	}
	for _, met := range [][]int{{10, 10, 10}, {10, 10, 3}, {0, 0, 7}, {0, 0, 0}} { // those not met are of one unit, or of none
		if diff := cmp.Diff(map[Statistic]float64{DeadlineCases: 30}, p.figures(judged(met...))); diff != "" {
			t.Errorf("a share of %v met (-want +got):\n%s", met, diff)
		}
	}
	p.rules.parts = false
	if len(p.figures(judged(10, 10, 3))) != 2 {
		t.Error("it is not that rule which keeps the share back")
	}
}

// TestScreeningIsKept: what is kept is read again, of the same source alone,
// and not if it was edited.
func TestScreeningIsKept(t *testing.T) {
	lookback := func(int64, int64, func(string) (int64, bool)) []ledger.UnitWindow {
		return []ledger.UnitWindow{{Received: 4}, {Received: 5}, {Received: 6}}
	}
	n := testPolicy().Next(nil, 1_780_000_000, []ledger.UnitSize{{Unit: "a", Cases: 99}, {Unit: "b", Cases: 9}}, lookback)
	content, err := n.Encode("source one")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(content, "source one")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n, got, cmpopts.IgnoreUnexported(Screening{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-kept +read):\n%s", diff)
	}
	if _, err := Decode(content, "source two"); !errors.Is(err, ErrForeign) {
		t.Errorf("of another source: %v", err)
	}
	if _, err := Decode(bytes.Replace(content, []byte(`one`), []byte(`two`), 1), "source two"); !errors.Is(err, ErrEdited) {
		t.Errorf("made another source's: %v", err)
	}
	if _, err := Decode(bytes.Replace(content, []byte(`"hidden"`), []byte(`"shown"`), 1), "source one"); !errors.Is(err, ErrEdited) {
		t.Errorf("edited: %v", err)
	}
	if _, err := Decode(bytes.Replace(content, []byte(`"version": 3`), []byte(`"version": 4`), 1), "source one"); !errors.Is(err, ErrNewer) {
		t.Errorf("of a later version: %v", err)
	}
	for _, damaged := range []string{"", "{}", `{"month":"2026-03"}`, string(content[:len(content)/2])} {
		if _, err := Decode([]byte(damaged), "source one"); err == nil {
			t.Errorf("%q is read", damaged)
		}
	}
}

// TestVersionOneIsRead: units that the version before showed are shown, and
// always were; of the others nothing counts from before the upgrade.
func TestVersionOneIsRead(t *testing.T) {
	content, err := os.ReadFile("testdata/version1.json")
	if err != nil {
		t.Fatal(err)
	}
	before, err := Decode(content, "any source")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC).Unix()
	var from int64
	n := testPolicy().Next(before, at, []ledger.UnitSize{{Unit: "large", Cases: 99}, {Unit: "few", Cases: 9}},
		func(_, _ int64, of func(string) (int64, bool)) []ledger.UnitWindow {
			from, _ = of("few")
			return nil
		})
	was := Placement{Side: hidden, Since: at, ShownUntil: at}
	want := map[string]Placement{"large": {Side: shown}, "supervised": {Side: shown}, "some": was, "few": was, "alone": was, "new": was}
	if diff := cmp.Diff(want, n.Units); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if from != at || n.Month != "2026-03" {
		t.Errorf("of few counts what it received from %d on, in %s", from, n.Month)
	}
}
