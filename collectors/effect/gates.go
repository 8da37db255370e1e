package effect

import (
	"math"
	"slices"
)

// tooFew is the state of a panel with too few units: too early if those that
// started recently are what is missing. Time does not help a roll-out.
func (c Counts) tooFew() State {
	if !c.RollOut && c.Treated < fewestShown && c.Treated+c.TooRecent >= fewestShown {
		return TooEarly
	}
	return TooFewUnits
}

// selectUnits is p with the units that the headline is about, and their
// places in p.Units: none if there is no unit to compare with.
func (s Settings) selectUnits(p Panel, counts *Counts) (Panel, []int) {
	p = s.endWithControls(p, counts)
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

// endWithControls marks units that start after the panel as never supervised
// (they are looked at below if they may expect it). Where fewer than
// MinControls units are left, as in a roll-out to all, the panel ends at the
// last period in which as many had not started: until then those are what the
// others are compared with.
func (s Settings) endWithControls(p Panel, counts *Counts) Panel {
	end := len(p.Periods)
	for end > 1 && s.waiting(p, end) < s.MinControls {
		end--
	}
	if end < 2 {
		end = len(p.Periods)
	}
	counts.RollOut = end < len(p.Periods)
	last := p.Periods[end-1] + s.Anticipation
	p.Periods = p.Periods[:end]
	p.Units = slices.Clone(p.Units)
	for i := range p.Units {
		u := &p.Units[i]
		u.Y = u.Y[:end]
		if u.Adopted > last {
			u.Adopted = 0
			counts.NotYet++
		}
	}
	counts.Until = p.Periods[end-1]
	return p
}

// waiting is how many units of a panel that ends after end periods have not
// started by then and are observed enough to be compared with.
func (s Settings) waiting(p Panel, end int) int {
	n := 0
	for _, u := range p.Units {
		starts := u.Adopted != 0 && u.Adopted <= p.Periods[end-1]+s.Anticipation
		if !starts && s.seenEnough(u.Y[:end]) {
			n++
		}
	}
	return n
}

// seenEnough reports whether a unit that never starts is observed in enough of
// the periods since it exists.
func (s Settings) seenEnough(y []float64) bool {
	enough := min(float64(s.MinPre), s.MinObserved*float64(len(y)))
	return !s.sparse(y) && float64(observed(y)) >= enough
}

// sparse reports whether a unit is observed in too few of the periods from its
// first to its last: a young unit lacks none of those before, and one that was
// closed down, or whose supervision ended, none of those after.
func (s Settings) sparse(y []float64) bool {
	first := firstObserved(y)
	last := len(y)
	for last > first && math.IsNaN(y[last-1]) {
		last--
	}
	return first == last || float64(observed(y[first:last])) < s.MinObserved*float64(last-first)
}

// firstObserved is the first period in which a unit is observed, or the end.
func firstObserved(y []float64) int {
	i := slices.IndexFunc(y, func(v float64) bool { return !math.IsNaN(v) })
	if i < 0 {
		return len(y)
	}
	return i
}

// periodsBefore is for how many periods u exists before its start, or -1 if it
// cannot be used, which it counts.
func (s Settings) periodsBefore(p Panel, u Unit, counts *Counts) int {
	start, _ := slices.BinarySearch(p.Periods, u.Adopted)
	before, _ := slices.BinarySearch(p.Periods, u.Adopted-s.Anticipation)
	exists := before - firstObserved(u.Y)
	var why *int
	switch {
	case s.sparse(u.Y), u.Adopted == 0 && !s.seenEnough(u.Y):
		why = &counts.Sparse
	case u.Adopted == 0:
		return math.MaxInt
	case before == 0:
		why = &counts.AlreadyTreated
	case observed(u.Y[start:]) < s.MinPost:
		why = &counts.TooRecent
	case exists < s.MinPrePreliminary || math.IsNaN(meanOf(u.Y[max(0, before-s.Window):before])):
		why = &counts.ShortBefore
	default:
		return exists
	}
	*why++
	return -1
}

// observed is how many of the values are observed.
func observed(values []float64) int {
	_, n := sumOf(values)
	return n
}
