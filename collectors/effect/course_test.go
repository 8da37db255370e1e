package effect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"casework/collectors/effect"
)

// TestCommonCourse finds the periods' effects of an additive panel exactly,
// whichever values are missing, and not the units' levels.
func TestCommonCourse(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	const units, periods = 12, 30
	want := make([]float64, periods)
	for p := range want {
		want[p] = rng.NormFloat64()
	}
	y := make([][]float64, units)
	for i := range y {
		level := 10 * rng.NormFloat64()
		y[i] = make([]float64, periods)
		for p := range y[i] {
			y[i][p] = level + want[p]
			if rng.Float64() < 0.3 || p < i { // young ones come late
				y[i][p] = missing
			}
		}
	}
	for i := range y {
		y[i][20] = missing
	}
	got := effect.CommonCourse(y)
	for p := range want {
		if p == 20 {
			if !math.IsNaN(got.Values[p]) || got.Units[p] != 0 {
				t.Errorf("period %d, in which no unit is: %v of %d units", p, got.Values[p], got.Units[p])
			}
			continue
		}
		if d := got.Values[p] - got.Values[29] - (want[p] - want[29]); math.Abs(d) > 1e-8 {
			t.Errorf("period %d is off by %v", p, d)
		}
	}
	if none := effect.CommonCourse(nil); none.Values != nil {
		t.Errorf("of no unit: %v", none)
	}
}

// TestCommonCourseIsTheMean holds it to the units' mean where nothing is missing.
func TestCommonCourseIsTheMean(t *testing.T) {
	t.Parallel()
	got := effect.CommonCourse([][]float64{{1, 2, 6}, {3, 4, 2}})
	for p, want := range []float64{-1, 0, 1} {
		if math.Abs(got.Values[p]-got.Values[1]-want) > 1e-12 || got.Units[p] != 2 {
			t.Errorf("period %d: %v of %d units, want %v of 2", p, got.Values[p]-got.Values[1], got.Units[p], want)
		}
	}
}
