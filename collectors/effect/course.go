package effect

import (
	"math"
	"slices"
)

// A Course is how units develop in common, by period.
type Course struct {
	// Values are the effects of the periods in the least-squares fit of a unit's
	// level plus the period's effect to what is observed; NaN in a period in
	// which no unit is. They are known up to a constant: without a missing
	// value they are the units' means less the mean of these.
	Values []float64
	// Units is how many units are observed in each period.
	Units []int
}

// CommonCourses are the courses of all units with the given outcomes, by unit and
// period, NaN where one is missing, and of all units but those of each fold: fold
// names that of each unit, −1 for none. Units that come or leave do not move a course
// by their level. All are fitted beside each other, so that a unit is read once.
func CommonCourses(y [][]float64, fold []int, folds int) (all Course, others []Course) {
	if len(y) == 0 {
		return Course{}, make([]Course, folds)
	}
	fits := make([]*fit, folds+1)
	for k := range fits {
		fits[k] = &fit{fold: k, Course: Course{Values: make([]float64, len(y[0])), Units: make([]int, len(y[0]))}}
	}
	of := make([]Course, folds+1) // what each fold has, and units in none, after all
	scale := make([]float64, folds+1)
	for k := range of {
		of[k].Units = make([]int, len(y[0]))
	}
	for i, row := range y {
		k := fold[i]
		if k < 0 {
			k = folds
		}
		for t, v := range row {
			if !math.IsNaN(v) {
				of[k].Units[t]++
				scale[k] = max(scale[k], math.Abs(v))
			}
		}
	}
	for k, f := range fits {
		for from := range of {
			if from == k && k < folds {
				continue
			}
			for t, n := range of[from].Units {
				f.Units[t] += n
			}
			f.scale = max(f.scale, scale[from])
		}
	}
	going := slices.Clone(fits)
	for sweep := 0; sweep < mostSweeps && len(going) > 0; sweep++ {
		sweepAll(y, fold, going)
		going = slices.DeleteFunc(going, func(f *fit) bool { return f.settle() <= sweepTolerance*f.scale })
	}
	for k, f := range fits {
		for t, n := range f.Units {
			if n == 0 {
				f.Values[t] = math.NaN()
			}
		}
		if !slices.ContainsFunc(fold, func(of int) bool { return of != k }) {
			f.Course = Course{} // of no unit
		}
		if k < folds {
			others = append(others, f.Course)
		}
	}
	return fits[folds].Course, others
}

// A fit is a course that is being fitted.
type fit struct {
	Course
	fold  int // whose units have no part in it
	scale float64
	sums  []float64
}

// sweepAll adds up, for each fit and period, what is observed beyond the level of
// its unit.
func sweepAll(y [][]float64, fold []int, fits []*fit) {
	n := len(fits)
	values, sums := make([]float64, n*len(y[0])), make([]float64, n*len(y[0]))
	for k, f := range fits {
		for t, v := range f.Values {
			values[t*n+k] = v
		}
	}
	levels := make([]float64, n)
	for i, row := range y {
		clear(levels)
		seen := 0
		for t, v := range row {
			if math.IsNaN(v) {
				continue
			}
			seen++
			levels := levels[:n]
			for k, value := range values[t*n:][:n] {
				levels[k] += v - value
			}
		}
		own := slices.IndexFunc(fits, func(f *fit) bool { return f.fold == fold[i] })
		for k := range levels {
			levels[k] /= float64(seen)
		}
		for t, v := range row {
			if math.IsNaN(v) {
				continue
			}
			of := sums[t*n:][:n]
			kept := 0.0
			if own >= 0 {
				kept = of[own]
			}
			for k, level := range levels {
				of[k] += v - level
			}
			if own >= 0 {
				of[own] = kept
			}
		}
	}
	for k, f := range fits {
		f.sums = f.sums[:0]
		for t := range f.Values {
			f.sums = append(f.sums, sums[t*n+k])
		}
	}
}

// settle takes the effects from the sums, and returns their largest change.
func (f *fit) settle() float64 {
	largest := 0.0
	for t, n := range f.Units {
		if n > 0 {
			effect := f.sums[t] / float64(n)
			largest = max(largest, math.Abs(effect-f.Values[t]))
			f.Values[t] = effect
		}
	}
	return largest
}

// A fit converges geometrically, in one sweep where no value is missing.
const (
	mostSweeps     = 500
	sweepTolerance = 1e-11
)
