package study

import (
	"math"

	"casework/collectors/effect"
)

// A reference is the common course of units without supervision, with which a chart
// compares its unit. No unit is compared with a course that it is part of: that
// would narrow the limits, which are from before its start, but not what comes after. So
// units are dealt into folds, and a fold is compared with the course of all other folds.
type reference struct {
	outcome Outcome
	folds   []effect.Course
	all     effect.Course // for units that are in no fold
	fold    []int         // of each unit of the panel, -1 for none
}

const (
	// fewestReference is how many units without supervision a course rests on.
	fewestReference = 5
	// mostFolds bounds the work. With up to as many units, each is a fold.
	mostFolds = 20
)

// reference takes the course of an outcome from the months in which units were
// without supervision: those of a unit that starts count until then.
func (s *Study) reference(o Outcome, spells [][]spell) *reference {
	r := &reference{outcome: o, fold: make([]int, len(s.Panel.Units))}
	rows := make([][]float64, 0, len(s.Panel.Units))
	var dealt []int // folds of rows
	for i := range s.Panel.Units {
		r.fold[i] = -1
		y := s.charted(&s.Panel.Units[i], o)
		if start := firstStart(spells[i]); start != 0 {
			y = y[:max(0, min(len(y), s.startsAt(start)-s.firstCharted()))]
		}
		row := make([]float64, len(s.Panel.Bounds)-1-s.firstCharted())
		some := false
		for t := range row {
			row[t] = math.NaN()
			if t < len(y) {
				row[t] = r.scaled(y[t])
			}
			some = some || !math.IsNaN(row[t])
		}
		if some {
			r.fold[i] = len(rows) % mostFolds
			dealt = append(dealt, r.fold[i])
			rows = append(rows, row)
		}
	}
	r.all, r.folds = effect.CommonCourses(rows, dealt, min(len(rows), mostFolds))
	return r
}

// scaled is a value on the scale on which units develop alike: relative changes
// for waits and counts, differences for rates and shares.
func (r *reference) scaled(v float64) float64 {
	if !r.outcome.Relative() {
		return v
	}
	if v = math.Log(v); math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// against takes from the values of unit i what the other units changed, compared with
// their average in the unit's baseline. units is how many others there are in the last
// month, or 0 if they are too few. A month with too few others has no value.
func (r *reference) against(i int, values []float64, started int) (held []float64, units int) {
	course := r.all
	if fold := r.fold[i]; fold >= 0 {
		course = r.folds[fold]
	}
	if n := len(values); len(course.Units) < n || n == 0 || course.Units[n-1] < fewestReference {
		return nil, 0
	}
	held = make([]float64, len(values))
	for t, v := range values {
		held[t] = v
		if course.Units[t] < fewestReference {
			held[t] = math.NaN()
		}
	}
	end := baseline(held, started)
	if end == 0 {
		end = len(held)
	}
	level, n := 0.0, 0
	for t, v := range held[:end] {
		if !math.IsNaN(v) {
			level += course.Values[t]
			n++
		}
	}
	if n == 0 {
		return nil, 0
	}
	level /= float64(n)
	for t, v := range held {
		switch {
		case math.IsNaN(v):
		case r.outcome.Relative():
			held[t] = v * math.Exp(level-course.Values[t])
		default:
			held[t] = v + level - course.Values[t]
		}
	}
	return held, course.Units[len(values)-1]
}
