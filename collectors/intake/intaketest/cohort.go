// Package intaketest computes what became of cases received from all of them at once, for
// the tests of what is kept as they come and go.
package intaketest

import (
	"slices"

	"casework/collectors/intake"
)

const numEnds = int(intake.Waits) + 1

// A Cohort is cases received in a window, each in one of some cells. It is not safe
// for concurrent use.
type Cohort struct {
	at, window int64
	within     []int64
	cases      []uint64       // cell, and time to the end or age, and intake.End
	shares     []intake.Share // by cell × times + time
	sorted     bool

	scratch   []uint64
	durations []uint32
	bounds    []int
	groups    []int32 // by cell: its group, as Measure asked last
	cells     int
}

// Reset empties the Cohort, and has it hold the cases of some cells as of an
// instant: those received in the window before it, and for each of the times within
// which a case is to be started, those of the window that ended so long before it.
// All are in seconds.
func (c *Cohort) Reset(at, window int64, within []int64, cells int) {
	c.at, c.window, c.within, c.sorted, c.cells = at, window, within, false, cells
	c.cases = c.cases[:0]
	c.shares = slices.Grow(c.shares[:0], cells*len(within))[:cells*len(within)]
	clear(c.shares)
}

// Since is the instant after which cases are received that the Cohort holds.
func (c *Cohort) Since() int64 {
	if len(c.within) == 0 {
		return c.at - c.window
	}
	return c.at - c.window - slices.Max(c.within)
}

// Add adds a case, given when it was received and left the queue, and how; left is
// of no account for one that waits. What lies after the instant of the Cohort has
// not happened.
func (c *Cohort) Add(cell int, received, left int64, end intake.End) {
	if left > c.at {
		end = intake.Waits
	}
	if end == intake.Waits {
		left = c.at
	}
	for i, time := range c.within {
		if since := received + time; since <= c.at && since > c.at-c.window {
			s := &c.shares[cell*len(c.within)+i]
			s.Followed++
			if end == intake.Started && left-received <= time {
				s.Started++
			}
		}
	}
	if received > c.at-c.window && received <= c.at {
		c.cases = append(c.cases, uint64(cell)<<32|uint64(left-received)<<2|uint64(end))
	}
}

// Measure is the Intakes of groups of cells: of is the group of a cell, below 0 if
// it is in none.
func (c *Cohort) Measure(groups int, of func(cell int) int) []intake.Intake {
	c.groups = slices.Grow(c.groups[:0], c.cells)[:c.cells] // there are fewer cells than cases
	for cell := range c.groups {
		c.groups[cell] = int32(of(cell))
	}
	all := make([]intake.Intake, groups)
	shares := make([]intake.Share, groups*len(c.within))
	for g := range all {
		all[g].Within = shares[g*len(c.within) : (g+1)*len(c.within)]
	}
	if len(c.within) > 0 {
		for cell := range len(c.shares) / len(c.within) {
			if g := c.groups[cell]; g >= 0 {
				for i := range c.within {
					all[g].Within[i].Followed += c.shares[cell*len(c.within)+i].Followed
					all[g].Within[i].Started += c.shares[cell*len(c.within)+i].Started
				}
			}
		}
	}
	if !c.sorted {
		c.scratch = intake.Sort(c.cases, c.scratch)
		c.sorted = true
	}
	c.distribute(groups)
	for g := range all {
		// Each bound has moved on to the end of its part.
		from := 0
		if g > 0 {
			from = c.bounds[g*numEnds-1]
		}
		to := c.bounds[g*numEnds : (g+1)*numEnds]
		all[g].N = to[intake.Waits] - from
		median, reached := intake.Median(NewList(c.durations[from:to[intake.Started]]), NewList(c.durations[to[intake.Started]:to[intake.Closed]]), c.durations[to[intake.Closed]:to[intake.Waits]])
		all[g].Median, all[g].Reached = float64(median), reached
	}
	return all
}

// distribute puts the durations in the order of their groups and ends, each part in
// ascending order.
func (c *Cohort) distribute(groups int) {
	parts := groups * numEnds
	c.bounds = slices.Grow(c.bounds[:0], parts+1)[:parts+1]
	clear(c.bounds)
	part := func(k uint64) int {
		g := int(c.groups[k>>32])
		if g < 0 {
			return -1
		}
		return g*numEnds + int(k&3)
	}
	for _, k := range c.cases {
		c.bounds[part(k)+1]++
	}
	c.bounds[0] = 0 // those that are in no group
	for i := range parts {
		c.bounds[i+1] += c.bounds[i]
	}
	c.durations = slices.Grow(c.durations[:0], c.bounds[parts])[:c.bounds[parts]]
	for _, k := range c.cases {
		if p := part(k); p >= 0 {
			c.durations[c.bounds[p]] = uint32(k) >> 2
			c.bounds[p]++
		}
	}
}
