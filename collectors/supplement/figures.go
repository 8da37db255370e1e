package supplement

import (
	"math"
	"slices"
)

// made is what a Store derived last, and from what.
type made struct {
	units      []string
	programmes uint64
	edition    uint64 // of units and programmes
	tables     map[*Table]*madeFigures
	readings   map[*Table]uint64 // how often a table was read, or was found to be gone
	last       []Figure          // figures that rest on several tables
}

// madeFigures are those of a table.
type madeFigures struct {
	readings []uint64 // of it and of the tables that it uses
	edition  uint64
	basis    basis

	figures []Figure
	period  bool // they are of a period
}

// Figures derives figures: one list for each table, in the order of labels. The result
// must not be changed. If the figures of a table stay the same, so does their slice.
func (s *Store) Figures(now *Inputs) (all [][]Figure) {
	m := &s.made
	if m.programmes != now.Programmes || !slices.Equal(m.units, now.Units) {
		m.programmes, m.units = now.Programmes, now.Units
		m.edition++
	}
	from, _ := s.opts.Period.latest(now.Today)
	of := basis{today: now.Today, from: from, placed: now.Placed}
	last := s.newAccumulator(now)
	last.out = make([]Figure, 0, len(m.last))
	for _, t := range Tables() {
		own := m.tables[t]
		if own == nil {
			own = &madeFigures{}
			m.tables[t] = own
		}
		if readings := s.readingsOf(t); !slices.Equal(own.readings, readings) || own.edition != m.edition || t.stale(own.basis, of) {
			figures, period := s.figuresOf(t, now)
			if own.period = period; !slices.EqualFunc(own.figures, figures, Figure.equal) {
				own.figures = figures
			}
			own.readings, own.edition, own.basis = readings, m.edition, of
		}
		last.periodic = last.periodic || own.period
		last.addOfCases(t)
		all = append(all, own.figures)
	}
	last.addPeriod()
	if !slices.EqualFunc(m.last, last.out, Figure.equal) {
		m.last = last.out
	}
	return append(all, m.last)
}

// readingsOf is how often what the figures of a table rest on was read.
func (s *Store) readingsOf(t *Table) []uint64 {
	readings := []uint64{s.made.readings[t]}
	for _, other := range t.uses {
		readings = append(readings, s.made.readings[other])
	}
	return readings
}

// figuresOf derives the figures of a table, and whether they are of a period.
func (s *Store) figuresOf(t *Table, now *Inputs) (figures []Figure, period bool) {
	acc := s.newAccumulator(now)
	acc.addTable(t)
	acc.sort()
	return acc.out, acc.periodic
}

func (f Figure) equal(g Figure) bool {
	return f.Def == g.Def && math.Float64bits(f.Value) == math.Float64bits(g.Value) && slices.Equal(f.Labels, g.Labels)
}

// stale reports whether figures may be others now, of the same rows.
func (t *Table) stale(was, is basis) bool {
	if is.placed != was.placed {
		return true
	}
	if t.cadence == perPeriod {
		return is.from != was.from
	}
	return is.today != was.today || is.units != was.units
}
