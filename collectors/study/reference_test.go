package study

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"casework/collectors/effect"
)

// TestChartsOfATownThatGetsFaster shows that a chart has no signal of what all
// units have in common, and still one of what its own unit does.
func TestChartsOfATownThatGetsFaster(t *testing.T) {
	p, supervised := town{units: 12, started: 3, months: 36, seed: 3}.make()
	for i := range p.Units {
		for m := range p.Units[i].Months {
			one := &p.Units[i].Months[m]
			one.WaitTotal = int64(float64(one.WaitTotal) * math.Pow(0.98, float64(m)))
			if i == 1 && m >= 30 {
				one.WaitTotal /= 2
			}
		}
	}
	s, err := New(p, supervised, Settings{Location: oslo})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []effect.Rule{effect.NoSignal, effect.OutsideLimits, effect.NoSignal} {
		c := &s.Charts[i].Charts[0]
		held, _ := c.Last()
		own, segment := LastOf(&c.Own)
		if held.Signal != want || own.Signal == effect.NoSignal || c.Reference != 9 {
			t.Errorf("%s: signal %q of its own, %q held against %d units; want %q, against 9", s.Charts[i].Unit, own.Signal, held.Signal, c.Reference, want)
		}
		if _, h := c.Last(); math.Abs(h.Mean/segment.Mean-1) > 0.02 {
			t.Errorf("%s: centre line %v, of its own %v: it should stay at the unit's level", s.Charts[i].Unit, h.Mean, segment.Mean)
		}
	}
	if c := s.Charts[11].Charts[0]; c.Reference != 8 {
		t.Errorf("a unit without supervision is held against %d units, want the 8 others", c.Reference)
	}
}

// TestNoUnitIsHeldAgainstItself changes a unit's own months, which must not
// move what it is held against.
func TestNoUnitIsHeldAgainstItself(t *testing.T) {
	for _, i := range []int{0, 11} {
		p, supervised := town{units: 12, started: 3, months: 30, seed: 3}.make()
		course := func() effect.Course {
			s := &Study{Panel: p, Settings: Settings{Location: oslo}}
			s.Settings.defaults()
			r := s.reference(Wait, s.spells(supervised))
			return r.folds[r.fold[i]]
		}
		before := course()
		p.Units[i].Months[5].WaitTotal *= 10
		for m, v := range course().Values {
			if v != before.Values[m] {
				t.Fatalf("unit %d moves its own reference in month %d", i, m)
			}
		}
	}
}

// TestChartsWithTooFewUnitsWithout shows that a chart is of the unit alone
// where there are not five others without supervision.
func TestChartsWithTooFewUnitsWithout(t *testing.T) {
	s := town{units: 9, started: 5, months: 30, seed: 3}.study(t, Settings{})
	for i, u := range s.Charts {
		c := u.Charts[0]
		if c.Reference != 0 {
			t.Errorf("unit %d is held against %d units, want none", i, c.Reference)
		}
		if len(c.Points) != len(c.Own.Points) || c.Segments[0] != c.Own.Segments[0] {
			t.Errorf("unit %d: the chart is not that of the unit alone", i)
		}
	}
}

// chartShares are the shares of charts of supervised units that show a signal
// where nothing happens, of the unit alone and held against others.
func (w world) chartShares(panels int) (own, held float64) {
	charts := 0
	signals := func(c *effect.Chart) float64 {
		for _, p := range c.Points {
			if p.Signal != effect.NoSignal {
				return 1
			}
		}
		return 0
	}
	for seed := range panels {
		p, supervised, _ := w.panel(uint64(seed + 1))
		s := &Study{Panel: p}
		s.Settings.defaults()
		spells := s.spells(supervised)
		references := map[Outcome]*reference{}
		for _, o := range Outcomes() {
			references[o] = s.reference(o, spells)
		}
		for i := range p.Units {
			if len(spells[i]) > 0 {
				made, err := s.charts(i, spells[i], references)
				if err != nil {
					panic(err)
				}
				own += signals(&made.Charts[0].Own)
				held += signals(&made.Charts[0].Chart)
				charts++
			}
		}
	}
	return own / float64(charts), held / float64(charts)
}

// TestSimulationOfCharts prints how many charts of supervised units show a
// signal where nothing happens to them, in a town that stays as it is and in
// one that gets faster as a whole (make sim-effect); otherwise it holds that
// to a few.
func TestSimulationOfCharts(t *testing.T) {
	t.Parallel()
	runs, err := strconv.Atoi(os.Getenv("EFFECT_RUNS"))
	long := err == nil
	if !long {
		runs = 200
	}
	var last float64
	for i, faster := range []float64{0, 0.02} {
		w := ordinary(40, 36)
		w.faster = faster
		own, held := w.chartShares(runs / 20)
		if long {
			fmt.Printf("charts of supervised units, all units %.0f %% faster a month: %.1f %% signal alone, %.1f %% held against units without\n",
				100*faster, 100*own, 100*held)
		}
		if i == 0 {
			last = held
		} else if own < 0.9 || math.Abs(held-last) > 0.08 {
			t.Errorf("in a town that gets faster %.0f %% of charts signal alone (want nearly all) and %.0f %% held against others (want the %.0f %% of one that does not)",
				100*own, 100*held, 100*last)
		}
	}
}
