package aggregate

import "casework/collectors/metric"

// A fold collects figures.
type fold struct {
	*Now
	book        *Book
	opts        *Options
	from, until Day // of the period
	periodic    bool
	out         []Figure
}

func (f *fold) put(def *metric.Def, v float64, labels ...string) {
	f.out = append(f.out, Figure{def, labels, v})
}

// state is a unit's state of supervision on a day.
func (f *fold) state(unit string, day Day) int {
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
func (f *fold) inWindow(day Day, w Window) bool {
	return day > f.Today-Day(w.Days) && day <= f.Today
}

// marked shows whether a cell is withheld, and reports whether it is not.
func (f *fold) marked(hidden *metric.Def, c *cell, labels ...string) bool {
	if c.shown {
		f.put(hidden, 0, labels...)
	} else {
		f.put(hidden, 1, labels...)
	}
	return c.shown
}
