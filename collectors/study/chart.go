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
type Chart struct {
	Outcome Outcome
	First   int // month of the panel that the first point is of
	effect.Chart
	// Started is the point from which the unit was under supervision, or −1.
	// Where enough points lie before it, limits are from those.
	Started int
}

// enoughBefore is how many months with values before the start of
// supervision a chart needs to take its limits from them.
const enoughBefore = 12

// charts draws the control charts of a unit that started in the given month.
func (s *Study) charts(u *ledger.PanelUnit, start int) (UnitCharts, error) {
	out := UnitCharts{Unit: u.Unit}
	first := max(0, len(u.Months)-s.Settings.ChartMonths)
	for _, o := range Outcomes() {
		if !o.known(s.Panel) {
			continue
		}
		values := make([]float64, 0, len(u.Months)-first)
		started, before, some := -1, 0, false
		for t := first; t < len(u.Months); t++ {
			y, n := s.value(u, t, o)
			switch {
			case start != 0 && s.month(s.Panel.Bounds[t]) >= start:
				if started < 0 {
					started = t - first
				}
			case n > 0:
				before++
			}
			some = some || n > 0
			values = append(values, y)
		}
		if !some {
			continue
		}
		options := effect.ChartOptions{Trend: s.Settings.Trend, Shift: s.Settings.Shift}
		if started > 0 && before >= enoughBefore {
			options.Fix = started
		}
		made, err := effect.NewChart(values, options)
		if err != nil {
			return out, err
		}
		bound(&made, o)
		out.Charts = append(out.Charts, Chart{Outcome: o, First: first, Chart: made, Started: started})
	}
	return out, nil
}

// bound keeps limits to what the outcome can be: no point can lie beyond
// others.
func bound(c *effect.Chart, o Outcome) {
	for i := range c.Segments {
		c.Segments[i].Lower = max(c.Segments[i].Lower, 0)
		if o == Deadline {
			c.Segments[i].Upper = min(c.Segments[i].Upper, 1)
		}
	}
}

// Last is the point of the panel's last month, and the segment that it is in.
func (c *Chart) Last() (effect.ChartPoint, effect.Segment) {
	p := c.Points[len(c.Points)-1]
	return p, c.Segments[p.Segment]
}

// N is the number of points with a value.
func (c *Chart) N() int {
	n := 0
	for _, p := range c.Points {
		if !math.IsNaN(p.Value) {
			n++
		}
	}
	return n
}

// value is what a control chart shows of a unit's month, and the cases behind
// it; NaN where there are too few or the month is the unit's first, or earlier.
func (s *Study) value(u *ledger.PanelUnit, month int, o Outcome) (float64, int64) {
	y, n := o.charted(&u.Months[month])
	if n < int64(s.Settings.MinCases) || u.Since == 0 || u.Since > s.Panel.Bounds[month] || math.IsInf(y, 0) {
		return math.NaN(), 0
	}
	return y, n
}
