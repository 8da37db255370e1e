package study

import (
	"math"
	"math/rand/v2"
	"testing"

	"casework/collectors/ledger"
)

func cellOf(t *testing.T, p *Planning, started, after int) PlanCell {
	t.Helper()
	for _, c := range p.Cells {
		if c.Started == started && c.After == after {
			return c
		}
	}
	t.Fatalf("no cell of %d units and %d months", started, after)
	return PlanCell{}
}

// TestPlanHoldsWhatItPromises: in other panels of the same world, changes as
// small as the plan says are told about as often as it says.
func TestPlanHoldsWhatItPromises(t *testing.T) {
	t.Parallel()
	w := ordinary(40, 48)
	w.started = 0
	p, supervised, _ := w.panel(1)
	s, err := New(p, supervised, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.plan(Wait, 40)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Units != 40 || plan.Months != 48 {
		t.Errorf("%d units and %d months, want 40 and 48", plan.Units, plan.Months)
	}
	few, many, long := cellOf(t, plan, 5, 6), cellOf(t, plan, 20, 6), cellOf(t, plan, 20, 12)
	for _, c := range []PlanCell{few, many, long} {
		if c.Why != "" || !(c.Any < 0 && c.Any > -0.6 && c.Beyond <= c.Any) || c.False > 0.12 {
			t.Errorf("cell is %+v", c)
		}
	}
	if many.Any < few.Any+0.02 || long.Any < many.Any-0.02 || many.Controls != 20 {
		t.Errorf("5 units see %.2f, 20 see %.2f against %v, and %.2f after 12 months", few.Any, many.Any, many.Controls, long.Any)
	}
	if c := cellOf(t, plan, 40, 6); c.Why != FewUnits {
		t.Errorf("40 of 40 units start: %+v", c)
	}
	told, panels := 0, 50
	for seed := range panels {
		p, _, _ := w.panel(uint64(100 + seed))
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		supervised := map[string][]ledger.Period{}
		for _, i := range rng.Perm(40)[:20] {
			supervised[p.Units[i].Unit] = []ledger.Period{{From: p.Bounds[42]}}
			for m := 39; m < len(p.Units[i].Months); m++ { // waits are followed past the start
				one := &p.Units[i].Months[m]
				one.Queued = int64(float64(one.Queued) * (1 + many.Any))
				one.QueuedSquares = int64(float64(one.QueuedSquares) * (1 + many.Any) * (1 + many.Any))
			}
		}
		s := &Study{Panel: p}
		s.Settings.defaults()
		s.draws = planDraws
		c, err := s.compare(Wait, s.spells(supervised))
		if err != nil {
			t.Fatal(err)
		}
		c.P = c.Analysis.Headline.P
		if c.Answer() != "cannot_tell" {
			told++
		}
	}
	if share := float64(told) / float64(panels); math.Abs(share-PlanPower) > 0.2 {
		t.Errorf("a change of %.0f %% is told in %.0f %% of panels; the plan says %.0f %%", 100*many.Any, 100*share, 100*PlanPower)
	}
}

// TestPlanSaysWhatItCannot: too few months or units, and months with too few
// cases, are gaps.
func TestPlanSaysWhatItCannot(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		w    world
		want map[int]PlanGap // by months after
	}{
		"months": {ordinary(12, 20), map[int]PlanGap{3: "", 6: FewMonths, 12: FewMonths}},
		"units":  {ordinary(9, 40), map[int]PlanGap{3: FewUnits, 6: FewUnits}},
		"cases":  {func() world { w := ordinary(14, 36); w.cases, w.later = 3, 3; return w }(), map[int]PlanGap{3: FewUsable}},
	} {
		tt.w.started = 0
		p, supervised, _ := tt.w.panel(1)
		s, err := New(p, supervised, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := s.plan(Wait, 10)
		if err != nil {
			t.Fatal(err)
		}
		for after, want := range tt.want {
			if c := cellOf(t, plan, 5, after); c.Why != want {
				t.Errorf("%s: 5 units after %d months: %+v, want %q", name, after, c, want)
			}
		}
	}
	if _, err := (&Study{Panel: &ledger.Panel{}}).Plan(Errors); err == nil {
		t.Error("an outcome that nobody records is planned for")
	}
}

// TestPlanLeavesSupervisionOut: units count for as long as they were without.
func TestPlanLeavesSupervisionOut(t *testing.T) {
	t.Parallel()
	p, supervised, _ := ordinary(16, 40).panel(1)
	s, err := New(p, supervised, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	pl := &planner{outcome: Wait}
	panel, _ := s.rows(Wait, s.did)
	pl.periods, pl.units, pl.settings = panel.Periods, panel.Units, s.analysis(Wait)
	if early, late := len(pl.without(18)), len(pl.without(40)); early <= late || late != 8 {
		t.Errorf("%d units are without supervision until month 18, %d until the last; want more, and 8", early, late)
	}
}
