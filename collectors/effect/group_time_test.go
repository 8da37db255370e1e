package effect_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"casework/collectors/effect"
)

var missing = math.NaN()

func unit(adopted int, y ...float64) effect.Unit {
	return effect.Unit{Adopted: adopted, Weight: 1, Y: y}
}

// small is a panel that can be computed by hand: two units start in period
// 3, one in 4, two never.
func small() effect.Panel {
	return effect.Panel{
		Periods: []int{1, 2, 3, 4},
		Units: []effect.Unit{
			unit(3, 1, 2, 5, 7),
			unit(3, 2, 3, 8, 8),
			unit(4, 0, 1, 1, 5),
			unit(0, 1, 1, 2, 3),
			unit(0, 3, 4, 4, 5),
		},
	}
}

func estimate(t *testing.T, p effect.Panel, o effect.Options) *effect.GroupTimes {
	t.Helper()
	r, err := effect.GroupTime(p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func cellOf(t *testing.T, r *effect.GroupTimes, cohort, period int) effect.Cell {
	t.Helper()
	for _, c := range r.Cells {
		if c.Cohort == cohort && c.Period == period {
			return c
		}
	}
	t.Fatalf("there is no cell of cohort %d in period %d", cohort, period)
	return effect.Cell{}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestGroupTimeByHand(t *testing.T) {
	t.Parallel()
	r := estimate(t, small(), effect.Options{})
	// Cohort 3 in period 3: changes 3 and 5, controls 1 and 0.
	c := cellOf(t, r, 3, 3)
	near(t, "ATT(3,3)", c.Value, 4-0.5)
	// φ = ∓1/2 for the cohort, ±0.25 for the controls.
	near(t, "SE(3,3)", c.SE, math.Sqrt(0.5+0.125))
	near(t, "ATT(3,4)", cellOf(t, r, 3, 4).Value, 5-1.5)
	near(t, "ATT(4,4)", cellOf(t, r, 4, 4).Value, 4-1)
	near(t, "simple", r.Simple.Value, (2*3.5+2*3.5+3)/5)
	near(t, "group overall", r.Group.Overall.Value, (2*3.5+3)/3)
	near(t, "calendar overall", r.Calendar.Overall.Value, (3.5+(2*3.5+3)/3)/2)
	near(t, "dynamic overall", r.Dynamic.Overall.Value, ((2*3.5+3)/3+3.5)/2)
	// Placebo cells count from the period before.
	near(t, "ATT(4,3)", cellOf(t, r, 4, 3).Value, 0-0.5)
}

func TestControlsThatStartLater(t *testing.T) {
	t.Parallel()
	r := estimate(t, small(), effect.Options{Controls: effect.NotYetTreated})
	c := cellOf(t, r, 3, 3)
	near(t, "ATT(3,3)", c.Value, 4-1.0/3)
	if c.Controls != 3 {
		t.Errorf("controls of ATT(3,3): %d, want the unit that starts in period 4 too", c.Controls)
	}
	if c := cellOf(t, r, 4, 2); c.Controls != 4 {
		t.Errorf("controls of ATT(4,2): %d, want all but its own cohort", c.Controls)
	}
	if c := cellOf(t, r, 3, 4); c.Controls != 2 {
		t.Errorf("controls of ATT(3,4): %d, want those that never start", c.Controls)
	}
}

func TestUniversalBaseAndWindow(t *testing.T) {
	t.Parallel()
	r := estimate(t, small(), effect.Options{Base: effect.UniversalBase})
	if c := cellOf(t, r, 4, 3); c.Value != 0 || c.SE != 0 {
		t.Errorf("the base period of cohort 4 is %+v, want zero without an error", c)
	}
	near(t, "ATT(4,2)", cellOf(t, r, 4, 2).Value, 0-(-1-0)/2.0)
	r = estimate(t, small(), effect.Options{Base: effect.UniversalBase, Window: 2})
	// Changes since the mean of periods 1 and 2: 3.5 and 5.5; 1 and 0.5.
	near(t, "ATT(3,3) of a window of 2", cellOf(t, r, 3, 3).Value, 4.5-0.75)
}

func TestAnticipation(t *testing.T) {
	t.Parallel()
	p := small()
	p.Units[2].Adopted = 0
	r := estimate(t, p, effect.Options{Anticipation: 1})
	// The base is period 1: changes 4 and 6; 1, 1 and 1.
	near(t, "ATT(3,3)", cellOf(t, r, 3, 3).Value, 5-1)
	if _, err := effect.GroupTime(p, effect.Options{Anticipation: 2}); !errors.Is(err, effect.ErrNoGroups) {
		t.Errorf("without a period before the anticipation: %v", err)
	}
}

func TestPairBalance(t *testing.T) {
	t.Parallel()
	p := small()
	p.Units[1].Y[1] = missing // one of cohort 3 has no base
	r := estimate(t, p, effect.Options{})
	c := cellOf(t, r, 3, 3)
	near(t, "ATT(3,3)", c.Value, 3-0.5)
	if c.Treated != 1 {
		t.Errorf("ATT(3,3) has %d treated units, want the one seen at both times", c.Treated)
	}
	if r := estimate(t, p, effect.Options{CompleteOnly: true}); r.Treated != 2 || r.Incomplete != 1 {
		t.Errorf("complete units: %d treated, %d left out", r.Treated, r.Incomplete)
	}
}

func TestWeightsAndClusters(t *testing.T) {
	t.Parallel()
	p := small()
	p.Units[0].Weight = 3
	near(t, "weighted ATT(3,3)", cellOf(t, estimate(t, p, effect.Options{Weighted: true}), 3, 3).Value, (3*3+5)/4.0-0.5)
	near(t, "unweighted ATT(3,3)", cellOf(t, estimate(t, p, effect.Options{}), 3, 3).Value, 3.5)
	for i := range p.Units {
		p.Units[i].Cluster = i
	}
	p.Units[3].Cluster = 1 // unit 1: φ 1/2; unit 3: φ −1/4
	near(t, "clustered SE(3,3)", cellOf(t, estimate(t, p, effect.Options{Clustered: true}), 3, 3).SE,
		math.Sqrt(0.25+0.0625+0.0625))
}

func TestUnusualPanels(t *testing.T) {
	t.Parallel()
	gaps := small()
	gaps.Periods = []int{2001, 2003, 2006, 2010}
	for i := range gaps.Units {
		if g := gaps.Units[i].Adopted; g > 0 {
			gaps.Units[i].Adopted = gaps.Periods[g-1] - 1 // between two periods
		}
	}
	r := estimate(t, gaps, effect.Options{})
	near(t, "ATT with gaps", cellOf(t, r, 2005, 2006).Value, 3.5)
	if at := r.Dynamic.Points[len(r.Dynamic.Points)-1].At; at != 5 {
		t.Errorf("last distance is %d, want 2010 − 2005", at)
	}
	first := small()
	first.Units[2].Adopted = 1
	if r := estimate(t, first, effect.Options{}); r.AlreadyTreated != 1 || r.Treated != 2 {
		t.Errorf("already treated %d, treated %d; want 1 and 2", r.AlreadyTreated, r.Treated)
	}
	all := small()
	all.Units = all.Units[:3]
	r = estimate(t, all, effect.Options{Controls: effect.NotYetTreated})
	if len(r.Group.Points) != 1 || r.Cells[len(r.Cells)-1].Period != 3 {
		t.Errorf("without never-treated units: %d cohorts up to period %d, want 1 up to 3", len(r.Group.Points), r.Cells[len(r.Cells)-1].Period)
	}
	later := small()
	later.Units[2].Adopted = 9
	if r := estimate(t, later, effect.Options{}); r.Controls != 3 {
		t.Errorf("%d controls, want the unit that starts after the panel too", r.Controls)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*effect.Panel, *effect.Options)
		want   string
	}{
		"one period":        {func(p *effect.Panel, _ *effect.Options) { *p = effect.Panel{Periods: []int{1}} }, "1 periods"},
		"order":             {func(p *effect.Panel, _ *effect.Options) { p.Periods[1] = 1 }, "periods[1] is 1 after 1"},
		"period zero":       {func(p *effect.Panel, _ *effect.Options) { p.Periods[0] = 0 }, "period 0 stands for never"},
		"length":            {func(p *effect.Panel, _ *effect.Options) { p.Units[2].Y = p.Units[2].Y[:2] }, "units[2] has 2 values"},
		"infinite":          {func(p *effect.Panel, _ *effect.Options) { p.Units[2].Y[0] = math.Inf(1) }, "units[2] has an outcome beyond"},
		"huge":              {func(p *effect.Panel, _ *effect.Options) { p.Units[1].Y[0] = 1e60 }, "units[1] has an outcome beyond"},
		"weight":            {func(p *effect.Panel, o *effect.Options) { o.Weighted, p.Units[1].Weight = true, 0 }, "units[1] has weight 0"},
		"varying window":    {func(_ *effect.Panel, o *effect.Options) { o.Window = 12 }, "Window is 12"},
		"anticipation":      {func(_ *effect.Panel, o *effect.Options) { o.Anticipation = -1 }, "Anticipation is -1"},
		"control group":     {func(_ *effect.Panel, o *effect.Options) { o.Controls = 7 }, "Controls is 7"},
		"nobody":            {func(p *effect.Panel, _ *effect.Options) { p.Units = nil }, "nothing to compare"},
		"nobody starts":     {func(p *effect.Panel, _ *effect.Options) { p.Units = p.Units[3:] }, "no unit starts"},
		"one unit":          {func(p *effect.Panel, _ *effect.Options) { p.Units = p.Units[:1] }, "nothing to compare"},
		"nothing is seen":   {func(p *effect.Panel, _ *effect.Options) { blank(p.Units) }, "nothing to compare"},
		"no control's base": {func(p *effect.Panel, _ *effect.Options) { blank(p.Units[3:]) }, "nothing to compare"},
	} {
		t.Run(name, func(t *testing.T) {
			p, o := small(), effect.Options{}
			tt.change(&p, &o)
			_, err := effect.GroupTime(p, o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

// blank leaves the units without any outcome after the first period.
func blank(units []effect.Unit) {
	for i := range units {
		for t := range units[i].Y {
			if t > 0 || len(units) > 2 {
				units[i].Y[t] = missing
			}
		}
	}
}

func TestBootstrapAgrees(t *testing.T) {
	t.Parallel()
	r := estimate(t, wide(), effect.Options{Base: effect.UniversalBase})
	band, err := r.Dynamic.Bootstrap(4999, 1, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range r.Dynamic.Points {
		if p.SE == 0 {
			if band.SE[k] != 0 {
				t.Errorf("distance %d: bootstrap SE %v of an estimate without one", p.At, band.SE[k])
			}
			continue
		}
		if ratio := band.SE[k] / p.SE; ratio < 0.9 || ratio > 1.1 {
			t.Errorf("distance %d: bootstrap SE %v, analytic %v", p.At, band.SE[k], p.SE)
		}
	}
	if band.Critical < 1.96 || band.Critical > 4 {
		t.Errorf("sup-t value is %v, want one above the normal quantile", band.Critical)
	}
	again, _ := r.Dynamic.Bootstrap(4999, 1, 0.95)
	if again.Critical != band.Critical {
		t.Error("the same seed gave another band")
	}
	if _, err := r.Dynamic.Bootstrap(1, 1, 0.95); err == nil {
		t.Error("a bootstrap of one draw was accepted")
	}
}

// wide is a panel of 60 units over 10 periods with uneven outcomes.
func wide() effect.Panel {
	var p effect.Panel
	for t := range 10 {
		p.Periods = append(p.Periods, t+1)
	}
	for i := range 60 {
		u := unit([]int{0, 0, 4, 6, 7}[i%5], make([]float64, 10)...)
		for t := range u.Y {
			u.Y[t] = math.Mod(float64((i+3)*(t+7)*(i+t)), 17) / 5
		}
		p.Units = append(p.Units, u)
	}
	return p
}
