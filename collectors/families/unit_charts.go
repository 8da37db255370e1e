package families

import (
	"math"
	"slices"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/timeseries"
)

// chartedUnits is how many units of an outcome have every month of their control
// chart as metrics. They are what a board can show side by side; of all units
// it would be tens of thousands of series, which a study makes anew each month.
const chartedUnits = 12

// unitMonths collects the months of control charts of units to look at first, among
// those that are shown by themselves.
func (b *Builder) unitMonths() {
	if b.study == nil {
		return
	}
	shown := b.shownNames()
	if b.study.months == nil || !slices.Equal(shown, b.study.monthly) {
		b.study.months, b.study.monthly, b.study.monthsMade = b.monthSamples(shown), shown, madeBefore{}
	}
	b.takeOver(&b.study.monthsMade, 1, func() {
		for _, c := range b.study.months {
			b.add(c.def, c.sample)
		}
	})
}

// shownNames are the units that are shown by themselves, in the order of their
// names. They are the list of before if they are the same.
func (b *Builder) shownNames() []string {
	n, same := 0, true
	for u := range b.shown {
		same = same && n < len(b.names) && b.names[n] == u.Unit.Unit
		n++
	}
	if same && n == len(b.names) {
		return b.names
	}
	shown := make([]string, 0, n)
	for u := range b.shown {
		shown = append(shown, u.Unit.Unit)
	}
	b.names = shown
	return shown
}

// monthSamples are the samples of months of the charts of such of these units as
// are to be looked at first. Units are in the order of their names.
func (b *Builder) monthSamples(units []string) []chartSample {
	s := b.study.study
	all := []chartSample{}
	for _, o := range study.Outcomes() {
		charts := s.Foremost(o, chartedUnits, func(unit string) bool {
			_, found := slices.BinarySearch(units, unit)
			return found
		})
		for _, c := range charts {
			for i, p := range c.Points {
				if math.IsNaN(p.Value) {
					continue
				}
				labels := []string{c.Unit, stateAt(c.Under, i), string(o), s.MonthOf(c.First + i)}
				put := func(def *metric.Def, v float64) {
					all = append(all, chartSample{def, timeseries.Sample{Series: b.labelled(def, labels...), Value: v}})
				}
				put(&metric.ChartMonthValue, p.Value)
				if p.Signal != effect.NoSignal {
					put(&metric.ChartMonthDirection, direction(p))
				}
			}
		}
	}
	return all
}

// stateAt is a unit's state of supervision at a point of its chart, which are under
// it in spans.
func stateAt(spans [][2]int, point int) string {
	for _, under := range spans {
		if point >= under[0] && point < under[1] {
			return metric.Active
		}
	}
	return metric.Inactive
}
