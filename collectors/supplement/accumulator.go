package supplement

import (
	"cmp"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// An accumulator collects figures.
type accumulator struct {
	*Inputs
	store       *Store
	opts        *Options
	from, until civil.Day // of the period
	periodic    bool
	out         []Figure
}

func (s *Store) newAccumulator(now *Inputs) *accumulator {
	acc := &accumulator{Inputs: now, store: s, opts: &s.opts}
	acc.from, acc.until = s.opts.Period.latest(now.Today)
	return acc
}

// addTable derives the figures of a table.
func (acc *accumulator) addTable(t *Table) {
	if summary := acc.store.summaries[t]; summary != nil {
		summary.figures(acc)
	}
}

// addOfCases derives the figures of a table that rest on cases.
func (acc *accumulator) addOfCases(t *Table) {
	if summary, is := acc.store.summaries[t].(caseSummary); is {
		summary.ofCases(acc)
	}
}

// addPeriod says which period figures are of, if any is of one.
func (acc *accumulator) addPeriod() {
	if acc.periodic {
		acc.put(&metric.PeriodStart, float64(acc.from)*86400)
		acc.put(&metric.PeriodEnd, float64(acc.until)*86400)
	}
}

func (acc *accumulator) sort() {
	slices.SortFunc(acc.out, func(a, b Figure) int {
		return cmp.Or(slices.Compare(a.Labels, b.Labels), cmp.Compare(a.Def.Name, b.Def.Name))
	})
}

func (acc *accumulator) put(def *metric.Def, v float64, labels ...string) {
	acc.out = append(acc.out, Figure{def, labels, v})
}

// flag puts 1 if something is so, else 0.
func (acc *accumulator) flag(def *metric.Def, so bool, labels ...string) {
	v := 0.0
	if so {
		v = 1
	}
	acc.put(def, v, labels...)
}

// state is a unit's state of supervision on a day.
func (acc *accumulator) state(unit string, day civil.Day) int {
	if acc.Active(unit, day) {
		return 1
	}
	return 0
}

// hides reports whether what a unit did on a day is hidden.
func (acc *accumulator) hides(unit string, day civil.Day) bool {
	return acc.Hides != nil && acc.Hides(unit, day)
}

// enough reports whether a cell rests on as many people as it must.
func (acc *accumulator) enough(c *disclosure.Cell) bool { return c.N >= acc.opts.Least }

// enoughOrNone is enough for what discloses nothing of any person while it is 0.
func (acc *accumulator) enoughOrNone(c *disclosure.Cell) bool { return c.N == 0 || acc.enough(c) }

// inWindow reports whether a day lies in a window, today included.
func (acc *accumulator) inWindow(day civil.Day, w Window) bool {
	return day > acc.Today-civil.Day(w.Days) && day <= acc.Today
}

// release decides what is shown of a set of cells of the period [from, until);
// nothing if figures about people are left out.
func (acc *accumulator) release(of disclosure.Set, from, until civil.Day, cells []*disclosure.Cell, safe func(*disclosure.Cell) bool,
) disclosure.Release {
	if acc.opts.NoPeople {
		return disclosure.Release{}
	}
	return acc.store.releases.Decide(of, disclosure.Terms{From: from, Until: until, Least: acc.opts.Least, Safe: safe}, cells)
}

// marked shows whether a cell is withheld, and reports whether it is not.
func (acc *accumulator) marked(hidden *metric.Def, c *disclosure.Cell, labels ...string) bool {
	acc.flag(hidden, !c.Shown, labels...)
	return c.Shown
}
