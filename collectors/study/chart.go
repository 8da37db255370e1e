package study

import (
	"math"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// UnitCharts are the control charts of one unit.
type UnitCharts struct {
	Unit   string
	Charts []Chart // of the outcomes with any value, in the order of Outcomes
}

// A Chart is the XmR control chart of one outcome of a unit, over the last
// months of the panel. See Outcome.charted for what its values are.
//
// The embedded chart compares the unit with units without supervision: what these changed,
// since the months that the limits are from, is taken away from the unit's values. So a
// town that gets faster as a whole makes no unit signal.
type Chart struct {
	Outcome Outcome
	First   int // month of the panel that the first point is of
	effect.Chart
	// Own is the chart of the unit alone.
	Own effect.Chart
	// Reference is how many other units, without supervision, have a value in the
	// last month. With fewer than five it is 0, and the embedded chart is Own.
	Reference int
	// Started is the point from which the unit was under supervision, or −1. If
	// enough points lie before it, the limits are from those alone.
	Started int
	// Under are the points under supervision, in spans [from, to): a programme that
	// has ended leaves the rest out.
	Under [][2]int
}

// enoughBefore is how many months with values before the start of
// supervision a chart needs to take its limits from them.
const enoughBefore = 12

// hasCharts reports whether an outcome has control charts: one that is Exploratory has
// them only where it was chosen as the primary one.
func (s *Study) hasCharts(o Outcome) bool {
	return o.known(s.Panel) && (!o.Exploratory() || o == s.Settings.Primary)
}

// charts draws the control charts of unit i of the panel, with its spells of
// supervision. references are those of the outcomes that have charts.
func (s *Study) charts(i int, spells []spell, references map[Outcome]*reference) (UnitCharts, error) {
	u := &s.Panel.Units[i]
	out := UnitCharts{Unit: u.Unit}
	first, start := s.firstCharted(), firstStart(spells)
	for _, o := range Outcomes() {
		if references[o] == nil { // hasCharts looks at all units
			continue
		}
		values := s.charted(u, o)
		if countValues(values) == 0 {
			continue
		}
		c := Chart{Outcome: o, First: first, Started: -1}
		if at := s.startsAt(start) - first; start != 0 && at < len(values) {
			c.Started = max(at, 0)
		}
		c.Under = s.under(spells, first, len(values))
		var err error
		if c.Own, err = s.chart(values, c.Started); err != nil {
			return out, err
		}
		bound(&c.Own, o)
		c.Chart = c.Own
		if held, units := references[o].against(i, values, c.Started); units > 0 {
			c.Reference = units
			if c.Chart, err = s.chart(held, c.Started); err != nil {
				return out, err
			}
			bound(&c.Chart, o)
		}
		out.Charts = append(out.Charts, c)
	}
	return out, nil
}

// under are the spans of n points from month first on that lie in spells.
func (s *Study) under(spells []spell, first, n int) (spans [][2]int) {
	for _, sp := range spells {
		from, to := max(0, s.startsAt(sp.start)-first), n
		if sp.until != openEnd {
			to = min(n, s.startsAt(sp.until)-first)
		}
		if from < to {
			spans = append(spans, [2]int{from, to})
		}
	}
	return spans
}

// chart is the chart of values, of a unit that started at the given point.
func (s *Study) chart(values []float64, started int) (effect.Chart, error) {
	return effect.NewChart(values, effect.ChartOptions{
		Trend: s.Settings.Trend, Shift: s.Settings.Shift, Fix: baseline(values, started),
	})
}

// baseline is how many points limits are from; 0 for all.
func baseline(values []float64, started int) int {
	if started > 0 && countValues(values[:started]) >= enoughBefore {
		return started
	}
	return 0
}

// firstCharted is the month of the panel that charts begin with.
func (s *Study) firstCharted() int {
	return max(0, len(s.Panel.Bounds)-1-s.Settings.ChartMonths)
}

// startsAt is the month of the panel in which a unit starts, past the end for
// one that does not within it.
func (s *Study) startsAt(start int) int {
	months := max(len(s.Panel.Bounds)-1, 0)
	for t := range months {
		if start != 0 && s.month(s.Panel.Bounds[t]) >= start {
			return t
		}
	}
	return months
}

// charted are a unit's values in the months of the charts.
func (s *Study) charted(u *ledger.PanelUnit, o Outcome) []float64 {
	first := s.firstCharted()
	values := make([]float64, 0, len(u.Months)-first)
	for t := first; t < len(u.Months); t++ {
		values = append(values, s.value(u, t, o))
	}
	return values
}

func countValues(values []float64) int {
	n := 0
	for _, y := range values {
		if !math.IsNaN(y) {
			n++
		}
	}
	return n
}

// bound keeps limits and values to what the outcome can be. Differences that are taken
// away from an outcome that is not Relative can leave less than nothing, or more than all:
// signals, which are there already, are of that.
func bound(c *effect.Chart, o Outcome) {
	most := math.Inf(1)
	if o == Deadline {
		most = 1
	}
	for i := range c.Segments {
		s := &c.Segments[i]
		s.Lower, s.Upper = max(s.Lower, 0), min(s.Upper, most)
	}
	for i := range c.Points {
		p := &c.Points[i]
		p.Value = min(max(p.Value, 0), most)
	}
}

// LastOf is the point of a chart's last month, and the segment that it is in.
func LastOf(c *effect.Chart) (effect.ChartPoint, effect.Segment) {
	p := c.Points[len(c.Points)-1]
	return p, c.Segments[p.Segment]
}

// Last is LastOf the chart that is held against units without.
func (c *Chart) Last() (effect.ChartPoint, effect.Segment) { return LastOf(&c.Chart) }

// N is the number of the unit's months with a value.
func (c *Chart) N() int {
	n := 0
	for _, p := range c.Own.Points {
		if !math.IsNaN(p.Value) {
			n++
		}
	}
	return n
}

// value is what a control chart shows of a unit's month; NaN where it rests on
// too few cases or the month is the unit's first, or earlier.
func (s *Study) value(u *ledger.PanelUnit, month int, o Outcome) float64 {
	y, n := o.charted(&u.Months[month])
	if n < int64(s.Settings.MinCases) || u.Since == 0 || u.Since > s.Panel.Bounds[month] || math.IsInf(y, 0) {
		return math.NaN()
	}
	return y
}
