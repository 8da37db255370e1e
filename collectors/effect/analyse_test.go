package effect

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func analyse(t *testing.T, p Panel, s Settings) *Analysis {
	t.Helper()
	a, err := Analyse(p, s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestStates(t *testing.T) {
	t.Parallel()
	calm := standard(40)
	calm.noise = 0.05
	for name, tt := range map[string]struct {
		change   func(*world, *Settings)
		panel    func(*Panel)
		want     State
		interval bool
	}{
		"enough of everything": {want: Published, interval: true},
		"four treated":         {change: func(w *world, _ *Settings) { w.treated = 4 }, want: Preliminary},
		"two treated":          {change: func(w *world, _ *Settings) { w.treated = 2 }, want: TooFewUnits},
		"none treated":         {change: func(w *world, _ *Settings) { w.treated = 0 }, want: TooFewUnits},
		"four controls and all others start at once": {
			change: func(w *world, _ *Settings) { w.treated, w.first, w.last = 36, 20, 20 }, want: TooFewUnits,
		},
		"all start at once": {change: func(w *world, _ *Settings) { w.treated, w.first, w.last = 40, 20, 20 }, want: TooFewUnits},
		"a roll-out to all": {change: func(w *world, _ *Settings) { w.treated = 40 }, want: Published, interval: true},
		"four units are left out of a roll-out": {
			change: func(w *world, _ *Settings) { w.treated = 36 }, want: Published, interval: true,
		},
		"eight months before": {change: func(w *world, _ *Settings) { w.first, w.last = 9, 10 }, want: Preliminary, interval: true},
		"four months before":  {change: func(w *world, _ *Settings) { w.first, w.last = 4, 5 }, want: TooFewUnits},
		"two months after":    {change: func(w *world, _ *Settings) { w.first, w.last = 35, 36 }, want: TooEarly},
		"drift before":        {change: func(w *world, _ *Settings) { w.goodUnits, w.drift = true, 0.05 }, want: PreTrendDiffers, interval: true},
		"observed too seldom": {change: func(w *world, _ *Settings) { w.missing = 0.5 }, want: TooFewUnits},
		"already treated": {panel: func(p *Panel) {
			for i := range p.Units {
				p.Units[i].Adopted = min(p.Units[i].Adopted, 1)
			}
		}, want: TooFewUnits},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := calm, Settings{Seed: 1, Draws: 199}
			if tt.change != nil {
				tt.change(&w, &s)
			}
			p := w.panel(1)
			if tt.panel != nil {
				tt.panel(&p)
			}
			a := analyse(t, p, s)
			if a.State != tt.want {
				t.Fatalf("state is %s, want %s: %+v %+v", a.State, tt.want, a.Counts, a.PreTrend)
			}
			if shown := tt.want == Published || tt.want == Preliminary || tt.want == PreTrendDiffers; shown != (a.Headline != nil) {
				t.Fatalf("headline is %v in state %s", a.Headline, a.State)
			}
			if a.Headline != nil && a.Headline.HasInterval != tt.interval {
				t.Errorf("interval: %v, want %v", a.Headline.HasInterval, tt.interval)
			}
		})
	}
}

func TestHeadline(t *testing.T) {
	t.Parallel()
	p := standard(40).panel(4)
	a := analyse(t, p, Settings{Seed: 1, Weights: true})
	r, err := GroupTime(p, Options{Base: UniversalBase, Window: 12})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "headline", a.Headline.Value, r.Group.Overall.Value)
	near(t, "raw difference after − before", a.Raw.After-a.Raw.Before, a.Headline.Value)
	near(t, "P", a.Headline.P, max(a.Headline.PWelch, a.Headline.PPermutation))
	near(t, "middle of the interval", (a.Headline.Low+a.Headline.High)/2, a.Headline.Value)
	if ratio := a.PreTrend.Detectable / a.PreTrend.SE; ratio < 2.8 || ratio > 3.2 {
		t.Errorf("detectable slope is %v standard errors, want about 1.96 + 0.84 and more for few units", ratio)
	}
	sum := 0.0
	for _, u := range a.Units {
		near(t, "change − expected", u.Change-u.Expected, u.Difference)
		sum += u.Difference / float64(len(a.Units))
		if p.Units[u.Unit].Adopted == 0 {
			t.Errorf("unit %d never starts, yet has a contrast", u.Unit)
		}
	}
	near(t, "mean of the units' differences", sum, a.Headline.Value)
	dynamic := map[int]float64{}
	for _, p := range r.Dynamic.Points {
		dynamic[p.At] = p.Value
	}
	for _, e := range a.Events {
		near(t, "event point", e.Value, dynamic[e.Month])
	}
	if a.Weighted == nil || a.Weighted.Value == a.Headline.Value || a.OneMonthBase.Value == a.Headline.Value {
		t.Error("the sensitivity estimates repeat the headline")
	}
	if again := analyse(t, p, Settings{Seed: 1, Weights: true}); !reflect.DeepEqual(a, again) {
		t.Error("the same seed gave another analysis")
	}
}

// TestDifferenceOfMeans checks HC2 and Welch on the textbook case: one
// cohort, where they are the two-sample t test of the units' changes.
func TestDifferenceOfMeans(t *testing.T) {
	t.Parallel()
	w := standard(20)
	w.first, w.last = 20, 20
	p := w.panel(2)
	e := analyse(t, p, Settings{Seed: 1}).Headline
	var n, mean, variance [2]float64
	change := func(u Unit) (arm int, v float64) {
		if u.Adopted > 0 {
			arm = 1
		}
		return arm, meanOf(u.Y[19:]) - meanOf(u.Y[7:19])
	}
	for _, u := range p.Units {
		arm, v := change(u)
		n[arm]++
		mean[arm] += v
	}
	for _, u := range p.Units {
		arm, v := change(u)
		off := v - mean[arm]/n[arm]
		variance[arm] += off * off / (n[arm] - 1) / n[arm]
	}
	total := variance[0] + variance[1]
	near(t, "value", e.Value, mean[1]/n[1]-mean[0]/n[0])
	near(t, "SE", e.SE, math.Sqrt(total))
	near(t, "DF", e.DF, total*total/(variance[0]*variance[0]/(n[0]-1)+variance[1]*variance[1]/(n[1]-1)))
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	w := standard(40)
	w.badMonth = true
	if a := analyse(t, w.panel(1), Settings{Draws: 99}); a.BaseMonth != nil && !a.BaseMonth.Extreme {
		t.Errorf("units started after their worst month: %+v", a.BaseMonth)
	}
	sparse := standard(40).panel(1)
	sparse.Units[0].Y = make([]float64, 36)
	for k := range sparse.Units[0].Y {
		sparse.Units[0].Y[k] = math.NaN()
	}
	if a := analyse(t, sparse, Settings{Draws: 99}); a.Counts.Sparse != 1 || a.Counts.Treated != 19 {
		t.Errorf("counts are %+v, want one unit too sparse", a.Counts)
	}
}

// TestLongHistories drops the units with short histories if enough have long ones.
func TestLongHistories(t *testing.T) {
	t.Parallel()
	p := standard(40).panel(1)
	for i := range 15 {
		p.Units[i].Adopted = 9
	}
	a := analyse(t, p, Settings{Seed: 1, Draws: 99})
	if a.State != Published || a.Counts.Treated != 5 || a.Counts.ShortBefore != 15 {
		t.Errorf("%s with %+v, want the 5 units with long histories", a.State, a.Counts)
	}
	p.Units[15].Adopted = 9
	if a := analyse(t, p, Settings{Seed: 1, Draws: 99}); a.State != Preliminary || a.Counts.Treated != 20 {
		t.Errorf("%s with %+v, want a preliminary result of all 20", a.State, a.Counts)
	}
}

func TestSlope(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for name, tt := range map[string]struct {
		y    []float64
		want float64
	}{
		"straight":           {[]float64{9, 1, 3, 5, 7, 0}, 2},
		"with a gap":         {[]float64{9, 1, nan, 5, 7, 0}, 2},
		"bent":               {[]float64{9, 0, 1, 1, 2, 0}, 0.6},
		"two months seen":    {[]float64{9, 1, nan, nan, 7, 0}, nan},
		"only before window": {[]float64{9, nan, nan, nan, nan, 0}, nan},
	} {
		d, err := newDesign(Panel{Periods: []int{1, 2, 3, 4, 5, 6}, Units: []Unit{{Adopted: 6, Y: tt.y}, {Y: make([]float64, 6)}}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.slope(4)(d.units[0], 0); math.IsNaN(got) != math.IsNaN(tt.want) || math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: slope %v, want %v", name, got, tt.want)
		}
	}
}

// TestPlacebo computes one unit's rank by hand.
func TestPlacebo(t *testing.T) {
	t.Parallel()
	p := Panel{Periods: []int{1, 2}, Units: []Unit{{Adopted: 2, Y: []float64{1, 6}}}}
	for _, change := range []float64{0, 1, 2, 9} { // mean 3; from the others: 4, 8/3, 4/3, 8
		p.Units = append(p.Units, Unit{Y: []float64{2, 2 + change}})
	}
	for own, want := range map[float64]float64{5: 4.0 / 5, 7: 3.0 / 5, 10.5: 2.0 / 5, 12: 1.0 / 5} {
		p.Units[0].Y[1] = 1 + own
		d, err := newDesign(p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		u := d.contrasts(d, []int{0, 1, 2, 3, 4})[0]
		near(t, "change", u.Change, own)
		near(t, "expected", u.Expected, 3)
		near(t, "placebo rank", u.P, want)
	}
}

func TestSettingsFaults(t *testing.T) {
	t.Parallel()
	_, err := Analyse(standard(10).panel(1), Settings{MinTreated: 3, Draws: 5, Level: 95, MinObserved: 2, Anticipation: -1})
	for _, want := range []string{"MinTreated is 3; 5 to", "Draws is 5", "Level is 95", "MinObserved is 2", "Anticipation is -1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

// TestAnalyseIsFinite draws panels of all kinds; JSON refuses what is not finite.
func TestAnalyseIsFinite(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := standard(rapid.IntRange(1, 24).Draw(t, "units"))
		w.treated = rapid.IntRange(0, w.units).Draw(t, "treated")
		w.missing = rapid.SampledFrom([]float64{0, 0.1, 0.4}).Draw(t, "missing")
		w.noise = rapid.SampledFrom([]float64{0.3, 0}).Draw(t, "noise")
		s := Settings{
			Draws: 99, MinObserved: 0.4, Controls: ControlGroup(rapid.IntRange(0, 1).Draw(t, "controls")),
			Window: rapid.SampledFrom([]int{1, 6, 12}).Draw(t, "window"), Clustered: rapid.Bool().Draw(t, "clustered"),
			Anticipation: rapid.IntRange(0, 2).Draw(t, "anticipation"), Weights: true,
		}
		a, err := Analyse(w.panel(rapid.Uint64().Draw(t, "seed")), s)
		if err != nil {
			t.Fatal(err)
		}
		finite(t, a)
		check(t, a)
	})
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
