package families

import (
	"fmt"
	"math"
	"slices"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/timeseries"
)

// groupCharts collects the control charts of the two groups, month by month, over
// the units that are shown by themselves: what is hidden is no part of them. A
// shard does not know which units of the others are hidden, so it has none.
func (b *Builder) groupCharts() {
	if b.study == nil || b.shard.Of > 1 {
		return
	}
	shown := b.shownNames()
	if b.study.groups == nil || !slices.Equal(shown, b.study.grouped) {
		b.study.groups, b.study.grouped, b.study.groupsMade = b.groupSamples(shown), shown, madeBefore{}
	}
	b.takeOver(&b.study.groupsMade, 1, func() {
		for _, c := range b.study.groups {
			b.add(c.def, c.sample)
		}
	})
}

// groupSamples are the samples of the charts of groups of these units, which are
// in the order of their names.
func (b *Builder) groupSamples(units []string) []chartSample {
	s := b.study.study
	all := []chartSample{}
	put := func(def *metric.Def, v float64, labels ...string) {
		all = append(all, chartSample{def, timeseries.Sample{Series: b.labelled(def, labels...), Value: v}})
	}
	courses := s.Courses(func(unit string) bool {
		_, found := slices.BinarySearch(units, unit)
		return found
	})
	for i := range courses {
		c := &courses[i]
		outcome := string(c.Outcome)
		with, without, err := s.GroupCharts(c)
		if err != nil {
			b.faults[&metric.GroupChartValue] = fmt.Errorf("chart of %s: %w", outcome, err)
			continue
		}
		for month, n := range c.Begun {
			if c.UnitsWith > 0 {
				put(&metric.GroupChartStarted, float64(n)/float64(c.UnitsWith), outcome, s.MonthOf(c.First+month))
			}
		}
		for _, group := range []struct {
			state string
			chart *study.GroupChart
		}{{metric.Active, &with}, {metric.Inactive, &without}} {
			if group.chart.Units == 0 {
				continue
			}
			put(&metric.GroupChartUnits, float64(group.chart.Units), group.state, outcome)
			for month, p := range group.chart.Points {
				if !math.IsNaN(p.Value) {
					put(&metric.GroupChartValue, p.Value, group.state, outcome, s.MonthOf(c.First+month))
					put(&metric.GroupChartDirection, direction(p), group.state, outcome, s.MonthOf(c.First+month))
				}
			}
			_, segment := study.LastOf(&group.chart.Chart)
			if segment.N > 0 {
				put(&metric.GroupChartCentre, segment.Mean, group.state, outcome)
			}
			if segment.HasLimits {
				put(&metric.GroupChartLower, segment.Lower, group.state, outcome)
				put(&metric.GroupChartUpper, segment.Upper, group.state, outcome)
			}
		}
	}
	return all
}

// direction is 1 for a signal above the mean and for a rise, −1 for one below it
// and for a fall, and 0 for none.
func direction(p effect.ChartPoint) float64 {
	switch {
	case p.Signal == effect.NoSignal:
		return 0
	case p.High:
		return 1
	}
	return -1
}
