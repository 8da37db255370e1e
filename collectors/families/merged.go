package families

import (
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// MergedUnit is the value of the unit label for all units that are too small to be
// shown by themselves. A unit that bears the name has it to itself: the rest
// is then MergedUnitElse.
const (
	MergedUnit     = "Øvrige"
	MergedUnitElse = "Øvrige (sammenslått)"
)

// mergedUnits collects the cases of the merged units. They have neither counters
// nor histograms, whose increases would tell of single cases.
func (b *Builder) mergedUnits() {
	r := b.in.View.MergedUnits
	if r == nil {
		return
	}
	name := MergedUnit
	for i := range b.in.View.Units {
		if b.in.View.Units[i].Unit.Unit == MergedUnit {
			name = MergedUnitElse
		}
	}
	for state, units := range r.Units {
		if units == 0 {
			continue
		}
		for slot := range r.Queue[state] {
			b.waiting(&r.Queue[state][slot],
				b.labelled(&metric.QueueCases, name, states[state], b.in.View.Slots[slot]))
		}
		for w := range r.Windows {
			slotted(&r.Windows[w][state], func(slot int, m *ledger.Measures) {
				b.measures(&perUnit, b.mergedWindow(name, w, state, slot), m, slot < 0)
			})
		}
	}
}

func (b *Builder) mergedWindow(name string, window, state, slot int) *timeseries.Series {
	return b.labelled(&metric.WindowClosed, name, states[state], b.slotName(slot), b.in.View.Windows[window].Name)
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

// skip makes the series of a hidden unit without showing them. What was
// counted while it was hidden is no increase once it is shown, so they must
// not begin at 0 then.
func (b *Builder) skip(u *ledger.UnitView) {
	for state := range u.Counters.Flows {
		for slot := range u.Counters.Flows[state] {
			b.fresh(b.slot(u, state, slot))
		}
		for kind := 1; kind < len(b.in.View.Kinds); kind++ {
			b.fresh(b.kind(u, state, kind))
		}
	}
}
