package families

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// shownText is samples as text, by metric.
func shownText(made Families) map[string][]string {
	text := map[string][]string{}
	for def, samples := range made {
		for s := range samples.All() {
			line := fmt.Sprint(s.Series, " ", s.Value, " ", s.Created)
			if h := s.Histogram; h != nil {
				line += fmt.Sprint(h.Bounds, h.Counts, h.Sum, h.ZeroCount, h.AppendNative(nil))
			}
			text[def.Name] = append(text[def.Name], line)
		}
	}
	return text
}

// TestSameUnitsAreTakenOver: whatever happens from one Build to the next, what a
// Builder makes that takes over what did not change is what it makes of units that are
// unlike any other, and what it made before stays as it was.
func TestSameUnitsAreTakenOver(t *testing.T) {
	const day = 86400
	now := int64(1_780_000_000)
	opts := ledger.Options{
		WaitBounds: benchBounds, TurnaroundBounds: benchBounds, AgeBounds: []int64{7 * day}, CaseTypes: []string{"a", "b"},
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}, {Name: "1d", Seconds: day}}, Intake: ledger.Window{Name: "91d", Seconds: 91 * day},
		StartedWithin: []int64{7 * day},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	l := ledger.New(opts, 1, now)
	for _, table := range ledger.Tables() {
		l.EndBaseline(table)
	}
	options := Options{Source: "test", WaitBounds: benchBounds, TurnaroundBounds: benchBounds, ZeroHold: 600e9}
	taking, anew := NewBuilder(options), NewBuilder(options)
	var in Input
	type shown struct {
		made Families
		text map[string][]string
		use  *timeseries.Use
		poll int
	}
	var before []shown
	unchanged := func() {
		t.Helper()
		for _, b := range before {
			if !maps.EqualFunc(b.text, shownText(b.made), slices.Equal[[]string]) {
				t.Fatalf("what was made at poll %d has changed since", b.poll)
			}
		}
	}
	over, all := 0, 0
	ended, again := map[*float64]bool{}, 0 // memory that nobody reads any more, and how much of it is used again
	last, slow := map[*metric.Def]*float64{}, 0
	for poll := range 240 {
		now += int64(rng.IntN(2000))
		for range rng.IntN(4) {
			id := uint64(rng.IntN(60))
			unit := fmt.Sprintf("unit %d", id%11)
			c := ledger.Case{ID: l.Keyer().Int(id), Unit: unit, Type: []string{"a", "b", "c"}[id%3], Received: now - int64(rng.IntN(9*day)), Reopened: -1, Changed: int64(poll + 1)}
			if rng.IntN(2) == 0 {
				c.Started = min(c.Received+int64(rng.IntN(5*day)), now)
				c.Closed = min(c.Started+int64(rng.IntN(5*day)), now)
			}
			l.Apply(ledger.Cases, &ledger.Page{Cases: []ledger.Case{c}, Next: ledger.Cursor(poll)}, now)
		}
		switch rng.IntN(12) {
		case 0:
			in.HasErrors, in.ErrorsRecent = !in.HasErrors, true
		case 1:
			in.Withheld = !in.Withheld
		case 2:
			l.SetProgrammes([]ledger.Programme{{Unit: fmt.Sprintf("unit %d", rng.IntN(11)), Name: "p", From: now - day}})
		case 3:
			l.SetUnits([]ledger.Unit{{Unit: "unit 1", Name: fmt.Sprint("named at ", poll)}, {Unit: "unit 2"}, {Unit: "unit 3"}}, now)
		case 4:
			l.SetUnits(nil, now)
		}
		in.View = l.View(now, rng.IntN(10) > 0)
		in.Now, in.Columns = now, in.View.Columns
		for i := range in.View.Units {
			if in.View.Units[i].Stamp == 0 {
				t.Fatal("units have no stamps: nothing would be taken over")
			}
			for _, m := range taking.series.unit(in.View.Units[i].Unit.Unit).made {
				all++
				if m.stamp == in.View.Units[i].Stamp {
					over++
				}
			}
		}
		made, err := taking.Build(&in)
		if err != nil {
			t.Fatal(err)
		}
		unlike := *in.View
		unlike.Units = slices.Clone(unlike.Units)
		for i, u := range unlike.Units {
			other := *u
			other.Stamp, unlike.Units[i] = 0, &other
		}
		other := in
		other.View = &unlike
		whole, err := anew.Build(&other)
		if err != nil {
			t.Fatal(err)
		}
		got, want := shownText(made), shownText(whole)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if !slices.Equal(got[name], want[name]) {
				t.Fatalf("poll %d: %s:\n%q\nwant\n%q", poll, name, got[name], want[name])
			}
		}
		if len(got) != len(want) {
			t.Fatalf("poll %d: %d metrics, want %d", poll, len(got), len(want))
		}
		for def, samples := range made {
			if at := &samples.Values[0]; at != last[def] {
				if ended[at] {
					again++
				}
				last[def] = at
			}
		}
		before = append(before, shown{made, got, taking.Use(), poll})
		unchanged()
		if slow--; slow < -20 {
			slow = rng.IntN(15) // a reader takes his time
		}
		before = slices.DeleteFunc(before, func(b shown) bool {
			if b.poll == poll || slow > 0 && b.poll%3 == 0 || rng.IntN(3) == 0 {
				return false
			}
			b.use.End()
			for _, samples := range b.made {
				ended[&samples.Values[0]] = true
			}
			return true
		})
	}
	unchanged()
	if again < 500 {
		t.Errorf("the memory of %d families was used again: the test says too little", again)
	}
	if over*4 < all {
		t.Errorf("%d of %d sections of units were taken over: the test says too little", over, all)
	}
}

// TestNothingChangedIsTheSame: families of units in which nothing changed are the same
// slices, so that nobody need compare them; one unit more or less is seen.
func TestNothingChangedIsTheSame(t *testing.T) {
	in := benchInput(0)
	b := NewBuilder(Options{Source: "test", WaitBounds: benchBounds, TurnaroundBounds: benchBounds})
	build := func(in *Input) timeseries.Samples {
		made, err := b.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		return made[&metric.WindowReceived]
	}
	build(in) // to know how many there are: samples move while a slice grows
	first := build(in)
	if again := build(in); !again.Same(&first) {
		t.Error("it was made again")
	}
	fewer, view := *in, *in.View
	view.Units = slices.Delete(slices.Clone(view.Units), 500, 501)
	fewer.View = &view
	if got := build(&fewer); got.Len() >= first.Len() || &got.Series[0] == &first.Series[0] {
		t.Errorf("without a unit: %d samples, the same: %v", got.Len(), &got.Series[0] == &first.Series[0])
	}
	view.Units = slices.Clone(in.View.Units)[:999]
	if got := build(&fewer); got.Len() >= first.Len() || got.At(0) != first.At(0) {
		t.Errorf("without the last unit: %d samples", got.Len())
	}
	if got := build(in); !slices.Equal(got.Series, first.Series) || !slices.Equal(got.Values, first.Values) {
		t.Error("with all units again, it is another")
	}
}

// TestUnitComesBack: of a unit that was not shown for a while, nothing is taken over:
// what was made of it may be written over by then.
func TestUnitComesBack(t *testing.T) {
	in := benchInput(0)
	options := Options{Source: "test", WaitBounds: benchBounds, TurnaroundBounds: benchBounds}
	b := NewBuilder(options)
	build := func(b *Builder, in *Input) map[string][]string {
		made, err := b.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		text := shownText(made)
		b.Use().End()
		return text
	}
	build(b, in)
	build(b, in) // samples moved while slices grew
	for range 5 {
		fewer, view := *in, *in.View
		view.Units = slices.Delete(slices.Clone(view.Units), 500, 501)
		view.Units[10].Stamp += 1 << 32 // is made anew
		in.View.Units[10].Stamp = view.Units[10].Stamp
		fewer.View = &view
		build(b, &fewer)
	}
	if got, want := build(b, in), build(NewBuilder(options), in); !maps.EqualFunc(want, got, slices.Equal[[]string]) {
		for name := range want {
			if !slices.Equal(want[name], got[name]) {
				t.Errorf("%s is not what a new Builder makes of it", name)
			}
		}
	}
}
