package supplement

import (
	"casework/collectors/civil"
	"casework/collectors/metric"
)

// A fold collects figures.
type fold struct {
	*Inputs
	store       *Store
	opts        *Options
	from, until civil.Day // of the period
	periodic    bool
	out         []Figure
}

func (f *fold) put(def *metric.Def, v float64, labels ...string) {
	f.out = append(f.out, Figure{def, labels, v})
}

// flag puts 1 if something is so, else 0.
func (f *fold) flag(def *metric.Def, so bool, labels ...string) {
	v := 0.0
	if so {
		v = 1
	}
	f.put(def, v, labels...)
}

// state is a unit's state of supervision on a day.
func (f *fold) state(unit string, day civil.Day) int {
	if f.Active(unit, day) {
		return 1
	}
	return 0
}

// enough reports whether a cell rests on as many people as it must.
func (f *fold) enough(c *cell) bool { return c.n >= f.opts.Least }

// enoughOrNone is enough for what says nothing of anybody while it is 0.
func (f *fold) enoughOrNone(c *cell) bool { return c.n == 0 || f.enough(c) }

// inWindow reports whether a day lies in a window, today included.
func (f *fold) inWindow(day civil.Day, w Window) bool {
	return day > f.Today-civil.Day(w.Days) && day <= f.Today
}

// marked shows whether a cell is withheld, and reports whether it is not.
func (f *fold) marked(hidden *metric.Def, c *cell, labels ...string) bool {
	f.flag(hidden, !c.shown, labels...)
	return c.shown
}
