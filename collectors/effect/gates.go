package effect

import (
	"math"
	"slices"
)

// tooFew is the state of a panel with too few units: too early if those that
// started recently are what is missing.
func (c Counts) tooFew() State {
	if c.Treated < fewestShown && c.Treated+c.TooRecent >= fewestShown {
		return TooEarly
	}
	return TooFewUnits
}

// selectUnits is p with the units that the headline is about, and their
// places in p.Units: none if there is no unit to compare with.
func (s Settings) selectUnits(p Panel, counts *Counts) (Panel, []int) {
	p = s.endAtLastStart(p)
	before := make([]int, len(p.Units)) // periods before the start, enough for units that never start
	var rows []int
	full, controls := 0, 0
	for i, u := range p.Units {
		switch before[i] = s.periodsBefore(p, u, counts); {
		case before[i] < 0:
			continue
		case u.Adopted == 0:
			controls++
		case before[i] >= s.MinPre:
			full++
		}
		rows = append(rows, i)
	}
	if full >= s.MinTreated {
		n := len(rows)
		rows = slices.DeleteFunc(rows, func(i int) bool { return before[i] < s.MinPre })
		counts.ShortBefore += n - len(rows)
	}
	counts.Controls = controls // also where nothing is compared
	if controls == 0 {
		return Panel{Periods: p.Periods}, nil
	}
	return Panel{Periods: p.Periods, Units: pick(p.Units, rows)}, rows
}

// endAtLastStart marks units that start after the panel as never treated
// (they are looked at below if they may expect it), and ends a panel without
// any at the last start: until then that cohort can be a control.
func (s Settings) endAtLastStart(p Panel) Panel {
	p.Units = slices.Clone(p.Units)
	last, never := 0, false
	for i, u := range p.Units {
		if u.Adopted > p.Periods[len(p.Periods)-1]+s.Anticipation {
			p.Units[i].Adopted = 0
		}
		never = never || p.Units[i].Adopted == 0
		last = max(last, u.Adopted)
	}
	end, _ := slices.BinarySearch(p.Periods, last-s.Anticipation)
	if never || s.Controls == NeverTreated || end < 2 {
		return p
	}
	p.Periods = p.Periods[:end]
	for i := range p.Units {
		u := &p.Units[i]
		u.Y = u.Y[:end]
		if u.Adopted == last {
			u.Adopted = 0
		}
	}
	return p
}

// periodsBefore is how many periods u is seen before its start, or -1 if it cannot
// be used, which it counts.
func (s Settings) periodsBefore(p Panel, u Unit, counts *Counts) int {
	start, _ := slices.BinarySearch(p.Periods, u.Adopted)
	before, _ := slices.BinarySearch(p.Periods, u.Adopted-s.Anticipation)
	var why *int
	switch {
	case float64(observed(u.Y)) < s.MinObserved*float64(len(u.Y)):
		why = &counts.Sparse
	case u.Adopted == 0:
		return math.MaxInt
	case before == 0:
		why = &counts.AlreadyTreated
	case observed(u.Y[start:]) < s.MinPost:
		why = &counts.TooRecent
	case before < s.MinPrePreliminary || math.IsNaN(meanOf(u.Y[max(0, before-s.Window):before])):
		why = &counts.ShortBefore
	default:
		return before
	}
	*why++
	return -1
}

// observed is how many of the values are observed.
func observed(values []float64) int {
	_, n := sumOf(values)
	return n
}
