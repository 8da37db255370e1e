package families

import (
	"iter"
	"slices"

	"casework/collectors/disclosure"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// MergedUnit is the value of the unit label for all units that are too small to be
// shown by themselves. If a real unit has that name, MergedUnitElse is used instead.
const (
	MergedUnit     = "Øvrige"
	MergedUnitElse = "Øvrige (sammenslått)"
)

// mergedUnits collects what is shown of hidden units together, which stands for a
// month. What may not be shown of them is absent, not 0.
func (b *Builder) mergedUnits() {
	t, name := b.in.Merged, MergedUnit
	if t == nil {
		return
	}
	for i := range b.in.View.Units {
		if b.in.View.Units[i].Unit.Unit == MergedUnit {
			name = MergedUnitElse
		}
	}
	for state := range t.Figures {
		window := b.labelled(&metric.WindowClosed, name, states[state], "", t.Window)
		now := b.labelled(&metric.QueueCases, name, states[state], "")
		for f, v := range shownTogether(b.in, state) {
			if slices.Contains(b.off, f.def.Collector()) {
				continue
			}
			if f.now {
				b.gauge(f.def, now, v)
			} else {
				b.gauge(f.def, window, v)
			}
		}
	}
}

// shownTogether yields what is shown of the hidden units of a state together.
func shownTogether(in *Input, state int) iter.Seq2[mergedFigure, float64] {
	return func(yield func(mergedFigure, float64) bool) {
		for _, f := range mergedFigures {
			v, shown := in.Merged.Figures[state][f.statistic]
			if !shown || f.started && !in.Columns.Started || f.deadline && !in.Columns.Deadline || f.errors && !in.showErrors() {
				continue
			}
			if !yield(f, v) {
				return
			}
		}
	}
}

// A mergedFigure is what is shown of hidden units, and its metric.
type mergedFigure struct {
	statistic                 disclosure.Statistic
	def                       *metric.Def
	now                       bool // it has no window
	started, deadline, errors bool // what the source must record
}

var mergedFigures = []mergedFigure{
	{statistic: disclosure.Received, def: &metric.WindowReceived},
	{statistic: disclosure.Started, def: &metric.WindowStarted, started: true},
	{statistic: disclosure.WaitMedian, def: &metric.WindowWaitMedian, started: true},
	{statistic: disclosure.WaitP90, def: &metric.WindowWaitP90, started: true},
	{statistic: disclosure.WaitMean, def: &metric.WindowWaitMean, started: true},
	{statistic: disclosure.Closed, def: &metric.WindowClosed},
	{statistic: disclosure.TurnaroundMedian, def: &metric.WindowTurnaroundMedian},
	{statistic: disclosure.TurnaroundP90, def: &metric.WindowTurnaroundP90},
	{statistic: disclosure.TurnaroundMean, def: &metric.WindowTurnaroundMean},
	{statistic: disclosure.Handled, def: &metric.WindowHandled, started: true},
	{statistic: disclosure.HandlingMedian, def: &metric.WindowHandlingMedian, started: true},
	{statistic: disclosure.HandlingP90, def: &metric.WindowHandlingP90, started: true},
	{statistic: disclosure.HandlingMean, def: &metric.WindowHandlingMean, started: true},
	{statistic: disclosure.DeadlineCases, def: &metric.WindowDeadlineCases, deadline: true},
	{statistic: disclosure.MetShare, def: &metric.WindowDeadlineMetRatio, deadline: true},
	{statistic: disclosure.Errors, def: &metric.WindowErrors, errors: true},
	{statistic: disclosure.Queue, def: &metric.QueueCases, now: true},
	{statistic: disclosure.Open, def: &metric.OpenCases, now: true},
	{statistic: disclosure.Overdue, def: &metric.OverdueCases, now: true, deadline: true},
}

// Hidden counts the units of a view that are not shown by themselves.
func Hidden(v *ledger.View) (merged, leftOut int) {
	for i := range v.Units {
		switch v.Units[i].Treatment {
		case ledger.Merged:
			merged++
		case ledger.LeftOut:
			leftOut++
		case ledger.Shown:
		}
	}
	return merged, leftOut
}

// hiddenUnits collects how many units are hidden.
func (b *Builder) hiddenUnits() {
	merged, leftOut := Hidden(b.in.View)
	b.put(&metric.SmallUnits, float64(merged), "merged")
	b.put(&metric.SmallUnits, float64(leftOut), "nowhere")
}

// enough reports whether n cases are enough to describe them. What has no
// cases behind it is absent, not 0.
func (b *Builder) enough(n int) bool { return n >= max(b.minCell, 1) }
