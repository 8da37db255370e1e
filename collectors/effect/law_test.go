package effect_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"casework/collectors/effect"
)

// drawPanel draws a panel of some units with gaps, and options for it.
func drawPanel(t *rapid.T) (effect.Panel, effect.Options) {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
	periods := rapid.IntRange(3, 12).Draw(t, "periods")
	p := effect.Panel{}
	for k := range periods {
		p.Periods = append(p.Periods, k+1)
	}
	gaps := rapid.SampledFrom([]float64{0, 0, 0.1}).Draw(t, "gaps")
	for range rapid.IntRange(6, 30).Draw(t, "units") {
		u := effect.Unit{Weight: math.Exp(rng.NormFloat64()), Cluster: rng.IntN(8), Y: make([]float64, periods)}
		if rng.IntN(2) == 0 {
			u.Adopted = 2 + rng.IntN(periods)
		}
		for k := range u.Y {
			if u.Y[k] = 3 + rng.NormFloat64(); rng.Float64() < gaps {
				u.Y[k] = math.NaN()
			}
		}
		p.Units = append(p.Units, u)
	}
	o := effect.Options{
		Controls:  effect.ControlGroup(rapid.IntRange(0, 1).Draw(t, "controls")),
		Base:      effect.Base(rapid.IntRange(0, 1).Draw(t, "base")),
		Weighted:  rapid.Bool().Draw(t, "weighted"),
		Clustered: rapid.Bool().Draw(t, "clustered"),
	}
	if o.Base == effect.UniversalBase {
		o.Window = rapid.IntRange(0, 3).Draw(t, "window")
	}
	return p, o
}

// changed is p with every outcome replaced.
func changed(p effect.Panel, y func(unit, period int, y float64) float64) effect.Panel {
	out := effect.Panel{Periods: p.Periods}
	for i, u := range p.Units {
		u.Y = append([]float64(nil), u.Y...)
		for k := range u.Y {
			u.Y[k] = y(i, k, u.Y[k])
		}
		out.Units = append(out.Units, u)
	}
	return out
}

// same compares all exported results but for rounding.
func same(t *rapid.T, what string, got, want any) {
	t.Helper()
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-8*max(1, math.Abs(a)) })
	opts := cmp.Options{near, cmpopts.IgnoreUnexported(effect.GroupTimes{}, effect.Aggregate{})}
	if diff := cmp.Diff(want, got, opts); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func TestGroupTimeLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, o := drawPanel(t)
		want, err := effect.GroupTime(p, o)
		if errors.Is(err, effect.ErrNoGroups) {
			t.Skip("nothing to compare")
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(want); err != nil {
			t.Fatalf("a result is not finite: %v", err)
		}
		again := func(what string, p effect.Panel) *effect.GroupTimes {
			got, err := effect.GroupTime(p, o)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			return got
		}
		turned := effect.Panel{Periods: p.Periods}
		for i := range p.Units {
			turned.Units = append(turned.Units, p.Units[len(p.Units)-1-i])
		}
		same(t, "order of units", again("turned", turned), want)
		same(t, "a constant for each unit", again("levels", changed(p, func(i, _ int, y float64) float64 { return y + float64(i*i%7) })), want)
		if o.Window <= 1 {
			// Windows with gaps are means over different months.
			same(t, "a constant for each period", again("months", changed(p, func(_, k int, y float64) float64 { return y + float64(k*k%5) })), want)
		}
		scaled := again("scale", changed(p, func(_, _ int, y float64) float64 { return -4 * y }))
		same(t, "scale", scaled.Group.Overall, effect.Estimate{Value: -4 * want.Group.Overall.Value, SE: 4 * want.Group.Overall.SE})
	})
}

// TestDuplicatedArms doubles every unit: estimates stay, errors shrink by √2.
func TestDuplicatedArms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, o := drawPanel(t)
		o.Clustered = false
		one, err := effect.GroupTime(p, o)
		if err != nil {
			t.Skip("nothing to compare")
		}
		p.Units = append(p.Units, p.Units...)
		two, err := effect.GroupTime(p, o)
		if err != nil {
			t.Fatal(err)
		}
		for name, pair := range map[string][2]effect.Estimate{
			"simple": {one.Simple, two.Simple}, "group": {one.Group.Overall, two.Group.Overall},
			"dynamic": {one.Dynamic.Overall, two.Dynamic.Overall}, "calendar": {one.Calendar.Overall, two.Calendar.Overall},
		} {
			same(t, name, pair[1], effect.Estimate{Value: pair[0].Value, SE: pair[0].SE / math.Sqrt2})
		}
	})
}

// TestIdenticalArms compares each unit with a copy of itself that never starts.
func TestIdenticalArms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, o := drawPanel(t)
		o.Controls = effect.NeverTreated
		for i := range p.Units {
			p.Units[i].Adopted = 3 // one cohort: its controls are its copies
			twin := p.Units[i]
			twin.Adopted = 0
			p.Units = append(p.Units, twin)
		}
		r, err := effect.GroupTime(p, o)
		if err != nil {
			t.Skip("nothing to compare")
		}
		for _, c := range r.Cells {
			if math.Abs(c.Value) > 1e-10 {
				t.Fatalf("ATT(%d,%d) of identical arms is %v", c.Cohort, c.Period, c.Value)
			}
		}
	})
}
