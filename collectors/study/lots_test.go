package study

import (
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/lottery"
)

// draw draws starts for units of a town from the month with index first on.
func draw(t *testing.T, p *ledger.Panel, units []int, first, perMonth, starts int) *lottery.Draw {
	t.Helper()
	var all []lottery.Unit
	for _, i := range units {
		all = append(all, lottery.Unit{Name: p.Units[i].Unit, Cases: int64(100 + i)})
	}
	at := time.Unix(p.Bounds[first], 0).In(oslo)
	d, err := lottery.New(all, lottery.Options{
		Source: "s", Seed: "4", At: at.AddDate(0, -1, 0), First: time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC),
		PerMonth: perMonth, Starts: starts, Strata: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// startsOf are the periods of supervision that a draw asks for.
func startsOf(d *lottery.Draw) map[string][]ledger.Period {
	supervised := map[string][]ledger.Period{}
	for _, u := range d.Units {
		if !u.Start.IsZero() {
			supervised[u.Name] = []ledger.Period{{From: time.Date(u.Start.Year(), u.Start.Month(), 9, 0, 0, 0, 0, oslo).Unix()}}
		}
	}
	return supervised
}

func numbers(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// TestLotteryIsCompared: units that took part are compared as they were drawn,
// and no other.
func TestLotteryIsCompared(t *testing.T) {
	p, _ := town{units: 24, months: 36, seed: 6}.make()
	d := draw(t, p, numbers(4, 24), 16, 2, 10)
	supervised := startsOf(d)
	for i, u := range []string{"unit 00", "unit 01"} {
		supervised[u] = []ledger.Period{{From: p.Bounds[14+i]}}
	}
	study := func() *Study {
		s, err := New(p, supervised, Settings{Location: oslo, Lottery: d})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := study()
	c := s.of(t, Wait)
	if s.Lots.Units != 20 || s.Lots.Started != 10 || s.Lots.Deviating != 0 || s.Lots.Others != 4 {
		t.Errorf("lots are %+v", *s.Lots)
	}
	if n := c.Analysis.Counts; !c.Analysis.Drawn || n.Treated != 10 || n.Controls != 10 {
		t.Errorf("drawn %v, %d with and %d without; want 10 and 10", c.Analysis.Drawn, n.Treated, n.Controls)
	}
	if len(s.Charts) != 24 || s.Charts[0].Charts[0].Started != 14 {
		t.Error("charts must be of all units, and of what they did")
	}
	first, other := d.Units[0].Name, d.Units[19].Name
	delete(supervised, first)
	supervised[other] = []ledger.Period{{From: p.Bounds[20]}}
	supervised[d.Units[1].Name][0].From = p.Bounds[22]
	again := study()
	if again.Lots.Deviating != 3 {
		t.Errorf("%d units deviate, want 3", again.Lots.Deviating)
	}
	if a, b := c.Analysis.Headline.Value, again.of(t, Wait).Analysis.Headline.Value; a != b {
		t.Errorf("what units did instead moves the estimate from %v to %v", a, b)
	}
}

// TestLotteryThatHasNotBegun: before anyone starts there is nothing to compare.
func TestLotteryThatHasNotBegun(t *testing.T) {
	p, _ := town{units: 12, months: 24, seed: 6}.make()
	d := draw(t, p, numbers(0, 12), 24, 2, 6)
	s, err := New(p, nil, Settings{Location: oslo, Lottery: d})
	if err != nil {
		t.Fatal(err)
	}
	if c := s.of(t, Wait); c.Shown() || s.Lots.Started != 0 || s.Lots.Deviating != 0 {
		t.Errorf("shown %v, lots %+v", c.Shown(), *s.Lots)
	}
}

// TestLotteryOfManySeeds: of a town in which nothing happens, a lottery claims
// something in a twentieth of all draws.
func TestLotteryOfManySeeds(t *testing.T) {
	t.Parallel()
	w := ordinary(40, 36)
	w.goodUnits, w.drift, w.lottery = true, 0.012, 1
	if got := w.simulate(Wait, 60); got.beyond > 0.15 || got.reported < 0.9 {
		t.Errorf("%.0f %% claim a change, %.0f %% are reported", 100*got.beyond, 100*got.reported)
	}
}
