package study

import (
	"slices"
	"time"

	"casework/collectors/effect"
)

// A GroupChart is the control chart of one of a Course's two groups, as it was
// observed.
type GroupChart struct {
	effect.Chart
	Units int
}

// GroupCharts are the control charts of a course: of the units that have started
// supervision, and of those that have not. Where enough months lie before the
// first of them started, the limits of both are from those months: then what
// they have in common shows on both.
func (s *Study) GroupCharts(c *Course) (with, without GroupChart, err error) {
	started := slices.IndexFunc(c.Begun, func(n int) bool { return n > 0 })
	with.Units, without.Units = c.UnitsWith, c.UnitsWithout
	for _, group := range []struct {
		chart  *GroupChart
		values []float64
	}{{&with, c.With}, {&without, c.Without}} {
		if group.chart.Chart, err = s.chart(group.values, started); err != nil {
			return with, without, err
		}
		bound(&group.chart.Chart, c.Outcome)
	}
	return with, without, nil
}

// MonthOf is when a month of the panel is, as 2006-01.
func (s *Study) MonthOf(month int) string {
	return time.Unix(s.Panel.Bounds[month], 0).In(s.Settings.Location).Format("2006-01")
}
