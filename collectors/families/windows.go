package families

import (
	"casework/collectors/duration"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// measured are the metrics of a window, per unit or pooled.
type measured struct {
	received, started, closed, errors          *metric.Def
	wait, turnaround, netWait, netTurnaround   [3]*metric.Def // median, 90th percentile, mean
	handling                                   [3]*metric.Def
	workdays                                   [3]*metric.Def
	handled, workdaysCases                     *metric.Def
	errorsPerClosed, deadlineCases, metInShare *metric.Def
}

var perUnit = measured{
	received: &metric.WindowReceived, started: &metric.WindowStarted,
	closed: &metric.WindowClosed, errors: &metric.WindowErrors,
	wait:            [3]*metric.Def{&metric.WindowWaitMedian, &metric.WindowWaitP90, &metric.WindowWaitMean},
	turnaround:      [3]*metric.Def{&metric.WindowTurnaroundMedian, &metric.WindowTurnaroundP90, &metric.WindowTurnaroundMean},
	netWait:         [3]*metric.Def{&metric.WindowNetWaitMedian, &metric.WindowNetWaitP90, &metric.WindowNetWaitMean},
	netTurnaround:   [3]*metric.Def{&metric.WindowNetTurnaroundMedian, &metric.WindowNetTurnaroundP90, &metric.WindowNetTurnaroundMean},
	handled:         &metric.WindowHandled,
	handling:        [3]*metric.Def{&metric.WindowHandlingMedian, &metric.WindowHandlingP90, &metric.WindowHandlingMean},
	workdaysCases:   &metric.WindowWorkdaysCases,
	workdays:        [3]*metric.Def{&metric.WindowWorkdaysMedian, &metric.WindowWorkdaysP90, &metric.WindowWorkdaysMean},
	errorsPerClosed: &metric.WindowErrorsPerClosed,
	deadlineCases:   &metric.WindowDeadlineCases, metInShare: &metric.WindowDeadlineMetRatio,
}

var pooled = measured{
	received: &metric.GroupReceived, started: &metric.GroupStarted,
	closed: &metric.GroupClosed, errors: &metric.GroupErrors,
	wait:            [3]*metric.Def{&metric.GroupWaitMedian, &metric.GroupWaitP90, &metric.GroupWaitMean},
	turnaround:      [3]*metric.Def{&metric.GroupTurnaroundMedian, &metric.GroupTurnaroundP90, &metric.GroupTurnaroundMean},
	netWait:         [3]*metric.Def{&metric.GroupNetWaitMedian, &metric.GroupNetWaitP90, &metric.GroupNetWaitMean},
	netTurnaround:   [3]*metric.Def{&metric.GroupNetTurnaroundMedian, &metric.GroupNetTurnaroundP90, &metric.GroupNetTurnaroundMean},
	handled:         &metric.GroupHandled,
	handling:        [3]*metric.Def{&metric.GroupHandlingMedian, &metric.GroupHandlingP90, &metric.GroupHandlingMean},
	workdaysCases:   &metric.GroupWorkdaysCases,
	workdays:        [3]*metric.Def{&metric.GroupWorkdaysMedian, &metric.GroupWorkdaysP90, &metric.GroupWorkdaysMean},
	errorsPerClosed: &metric.GroupErrorsPerClosed,
	deadlineCases:   &metric.GroupDeadlineCases, metInShare: &metric.GroupDeadlineMetRatio,
}

// windows collects the rolling windows of every unit: under its state now,
// and under the other state if anything happened under it in the window.
func (b *Builder) windows() {
	for u := range b.shown {
		b.unit(windowsOfUnit, u, func() {
			for w := range u.Windows {
				for state := range u.Windows[w] {
					m := &u.Windows[w][state]
					if state != u.State && m.Empty() {
						continue
					}
					slotted(m, func(slot int, m *ledger.Measures) {
						b.measures(&perUnit, b.window(u, w, state, slot), m, slot < 0)
					})
				}
			}
		})
	}
}

// groups collects the rolling windows of all units of a group, pooled.
func (b *Builder) groups() {
	for state, n := range b.in.View.Active {
		b.put(&metric.GroupUnits, float64(n), states[state])
	}
	for w := range b.in.View.Groups {
		for state := range b.in.View.Groups[w] {
			slotted(&b.in.View.Groups[w][state], func(slot int, m *ledger.Measures) {
				s := b.labelled(&metric.GroupClosed, states[state], b.slotName(slot), b.in.View.Windows[w].Name)
				b.measures(&pooled, s, m, slot < 0)
			})
		}
	}
}

// measures adds one window. What has no cases behind it is absent, not 0.
// Errors have no case type, so they are shown for all types alone.
func (b *Builder) measures(defs *measured, s timeseries.Series, m *ledger.Measures, allTypes bool) {
	b.gauge(defs.received, s, float64(m.Received))
	if b.in.Columns.Started {
		b.gauge(defs.started, s, float64(m.Started))
		b.dist(&defs.wait, s, &m.Wait)
		if b.showNet() {
			b.netDist(&defs.netWait, s, &m.NetWait)
		}
	}
	if !b.in.Columns.Unclosed {
		b.gauge(defs.closed, s, float64(m.Closed))
		b.dist(&defs.turnaround, s, &m.Turnaround)
		if b.showNet() {
			b.netDist(&defs.netTurnaround, s, &m.NetTurnaround)
		}
		if b.in.Columns.Started {
			b.gauge(defs.handled, s, float64(m.Handling.N))
			b.dist(&defs.handling, s, &m.Handling)
		}
		if m.Workdays.N > 0 {
			b.gauge(defs.workdaysCases, s, float64(m.Workdays.N))
			b.netDist(&defs.workdays, s, &m.Workdays)
		}
	}
	if b.in.Columns.Deadline {
		b.gauge(defs.deadlineCases, s, float64(m.WithDeadline))
		if b.enough(m.WithDeadline) {
			b.gauge(defs.metInShare, s, float64(m.Met)/float64(m.WithDeadline))
		}
	}
	if allTypes && b.showErrors() {
		b.gauge(defs.errors, s, float64(m.Errors))
		if b.enough(m.Closed) {
			b.gauge(defs.errorsPerClosed, s, float64(m.Errors)/float64(m.Closed))
		}
	}
}

// netDist is dist of figures without pauses.
func (b *Builder) netDist(defs *[3]*metric.Def, s timeseries.Series, d *duration.Dist) {
	if tellsNet(d, b.minCell) {
		b.dist(defs, s, d)
	}
}

// tellsNet reports whether figures without pauses may be shown. Shown beside the gross
// figures, they would tell for how long cases were paused. So at least minCell cases must
// have been paused.
func tellsNet(d *duration.Dist, minCell int) bool {
	return d.N >= max(minCell, 1) && (d.Paused == 0 || d.Paused >= minCell)
}

func (b *Builder) dist(defs *[3]*metric.Def, s timeseries.Series, d *duration.Dist) {
	if !b.enough(d.N) {
		return
	}
	b.gauge(defs[0], s, d.Median)
	b.gauge(defs[1], s, d.P90)
	b.gauge(defs[2], s, d.Mean)
}
