package effect

import (
	"math"
	"testing"
)

// TestRollOutEndsWithControls: the panel ends in the last month in which five
// units had not started, and nothing after it counts.
func TestRollOutEndsWithControls(t *testing.T) {
	t.Parallel()
	w := standard(20)
	w.treated, w.first, w.last = 20, 14, 36
	p := w.panel(3)
	a := analyse(t, p, Settings{Seed: 1, Draws: 99})
	waiting := 0
	for _, u := range p.Units {
		if u.Adopted > a.Counts.Until {
			waiting++
		}
	}
	if a.Headline == nil || a.Counts.Controls != waiting || waiting < 5 || a.Counts.NotYet != waiting {
		t.Fatalf("%+v with %d units that start after %d", a.Counts, waiting, a.Counts.Until)
	}
	next := 0
	for _, u := range p.Units {
		if u.Adopted > a.Counts.Until+1 {
			next++
		}
	}
	if next >= 5 {
		t.Errorf("a month later %d units had not started either", next)
	}
	for i := range p.Units {
		for m := a.Counts.Until; m < w.months; m++ {
			p.Units[i].Y[m] += 100
		}
	}
	if b := analyse(t, p, Settings{Seed: 1, Draws: 99}); b.Headline.Value != a.Headline.Value {
		t.Errorf("months after the end count: %v became %v", a.Headline.Value, b.Headline.Value)
	}
}

// TestYoungUnits: a unit lacks none of the months before it existed.
func TestYoungUnits(t *testing.T) {
	t.Parallel()
	w := standard(20)
	w.first, w.last = 26, 26
	p := w.panel(1)
	exist := func(i, months int) {
		for m := range w.months - months {
			p.Units[i].Y[m] = math.NaN()
		}
	}
	exist(0, 24)  // starts in its 14th month
	exist(1, 18)  // in its 8th: enough for a preliminary result only
	exist(15, 20) // never starts
	exist(16, 9)  // never starts, too young
	a := analyse(t, p, Settings{Seed: 1, Draws: 99})
	if a.State != Published || a.Counts.Treated != 9 || a.Counts.Controls != 9 || a.Counts.ShortBefore != 1 || a.Counts.Sparse != 1 {
		t.Errorf("state %s of %+v", a.State, a.Counts)
	}
	if a.Counts.PreMonths != 13 {
		t.Errorf("%d months before the shortest start, want 13", a.Counts.PreMonths)
	}
}

// TestSeasonOfOneGroup: a season that only supervised units have is no change,
// whatever part of a year has passed.
func TestSeasonOfOneGroup(t *testing.T) {
	t.Parallel()
	w := standard(20).null()
	w.noise = 1e-6
	w.first, w.last = 34, 34
	for _, missing := range []float64{0, 0.1} {
		w.missing = missing
		p := w.panel(1)
		for i := range p.Units[:w.treated] {
			for m := range p.Units[i].Y {
				p.Units[i].Y[m] += 0.1 * math.Sin(float64(m)*math.Pi/6)
			}
		}
		near := func(what string, s Settings, want bool) {
			a := analyse(t, p, s)
			if a.Headline == nil {
				t.Fatalf("%s: %+v", what, a.Counts)
			}
			if got := math.Abs(a.Headline.Value) < 0.02; got != want {
				t.Errorf("%s, %v missing: the headline is %v", what, missing, a.Headline.Value)
			}
		}
		near("month by month", Settings{Season: 12, Seed: 1, Draws: 99}, true)
		near("against the whole year", Settings{Seed: 1, Draws: 99}, false)
	}
}

// TestAnswers holds each answer to its conditions.
func TestAnswers(t *testing.T) {
	t.Parallel()
	of := func(state State, head, low, high float64) *Analysis {
		return &Analysis{State: state, Headline: &Effect{Value: head}, Continued: &Continued{Low: low, High: high}}
	}
	for name, tt := range map[string]struct {
		a    *Analysis
		p    float64
		want Answer
	}{
		"all hold":                 {of(Published, -0.2, -0.3, -0.1), 0.01, BeyondEarlier},
		"an increase":              {of(Published, 0.2, 0.1, 0.3), 0.01, BeyondEarlier},
		"by chance":                {of(Published, -0.2, -0.3, -0.1), 0.05, CannotTell},
		"line reaches no change":   {of(Published, -0.2, -0.3, 0.01), 0.01, MayContinue},
		"line on the other side":   {of(Published, -0.2, 0.1, 0.3), 0.01, MayContinue},
		"no line":                  {&Analysis{State: Published, Headline: &Effect{Value: 1}}, 0.01, MayContinue},
		"slopes differ before":     {of(PreTrendDiffers, -0.2, -0.3, -0.1), 0.01, MayContinue},
		"slopes differ, by chance": {of(PreTrendDiffers, -0.2, -0.3, -0.1), 0.06, CannotTell},
		"few months":               {of(Preliminary, -0.2, -0.3, -0.1), 0.001, CannotTell},
		"nothing to compare":       {&Analysis{State: TooFewUnits}, 0, CannotTell},
	} {
		if got := tt.a.Answer(tt.p); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
