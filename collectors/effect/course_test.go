package effect_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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
	got := common(y)
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
	if none := common(nil); none.Values != nil {
		t.Errorf("of no unit: %v", none)
	}
}

// TestCommonCourseIsTheMean holds it to the units' mean where nothing is missing.
func TestCommonCourseIsTheMean(t *testing.T) {
	t.Parallel()
	got := common([][]float64{{1, 2, 6}, {3, 4, 2}})
	for p, want := range []float64{-1, 0, 1} {
		if math.Abs(got.Values[p]-got.Values[1]-want) > 1e-12 || got.Units[p] != 2 {
			t.Errorf("period %d: %v of %d units, want %v of 2", p, got.Values[p]-got.Values[1], got.Units[p], want)
		}
	}
}

// TestCommonCourses: the courses that are fitted beside each other are, to the last
// bit, those of the units of each.
func TestCommonCourses(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 7))
	for _, units := range []int{0, 1, 2, 30} {
		var y [][]float64
		var fold []int
		folds := min(units, 7)
		for i := range units {
			row := make([]float64, 20)
			for m := range row {
				row[m] = r.NormFloat64()
				if r.IntN(4) == 0 || m == 3 {
					row[m] = math.NaN()
				}
			}
			y, fold = append(y, row), append(fold, i%folds)
		}
		all, others := effect.CommonCourses(y, fold, folds)
		same := func(what string, got, want effect.Course) {
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%d units, %s: %v, want %v", units, what, got, want)
			}
		}
		same("all", all, courseOf(y))
		same("all without folds", common(y), courseOf(y))
		for k, got := range others {
			var rest [][]float64
			for i, row := range y {
				if fold[i] != k {
					rest = append(rest, row)
				}
			}
			same(fmt.Sprint("all but fold ", k), got, courseOf(rest))
		}
	}
}

// common is the course of all units.
func common(y [][]float64) effect.Course {
	all, _ := effect.CommonCourses(y, slices.Repeat([]int{-1}, len(y)), 0)
	return all
}

// courseOf fits one course by itself, a sweep over all units at a time.
func courseOf(y [][]float64) effect.Course {
	if len(y) == 0 {
		return effect.Course{}
	}
	c := effect.Course{Values: make([]float64, len(y[0])), Units: make([]int, len(y[0]))}
	scale := 0.0
	for _, row := range y {
		for t, v := range row {
			if !math.IsNaN(v) {
				c.Units[t]++
				scale = max(scale, math.Abs(v))
			}
		}
	}
	for range 500 {
		before := slices.Clone(c.Values)
		sums := make([]float64, len(c.Values))
		for _, row := range y {
			level, n := 0.0, 0
			for t, v := range row {
				if !math.IsNaN(v) {
					level += v - c.Values[t]
					n++
				}
			}
			level /= float64(n)
			for t, v := range row {
				if !math.IsNaN(v) {
					sums[t] += v - level
				}
			}
		}
		largest := 0.0
		for t, n := range c.Units {
			if n > 0 {
				c.Values[t] = sums[t] / float64(n)
				largest = max(largest, math.Abs(c.Values[t]-before[t]))
			}
		}
		if largest <= 1e-11*scale {
			break
		}
	}
	for t, n := range c.Units {
		if n == 0 {
			c.Values[t] = math.NaN()
		}
	}
	return c
}
