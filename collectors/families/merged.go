package collectors

import (
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// Rest is the value of the unit label for all units that are too small to be
// shown by themselves. A unit that bears the name has it to itself: the rest
// is then RestElse.
const (
	Rest     = "Øvrige"
	RestElse = "Øvrige (sammenslått)"
)

// rest collects the cases of the merged units. They have neither counters
// nor histograms, whose increases would tell of single cases.
func (b *build) rest() {
	r := b.view.MergedUnits
	if r == nil {
		return
	}
	name := Rest
	for i := range b.view.Units {
		if b.view.Units[i].Unit.Unit == Rest {
			name = RestElse
		}
	}
	for state, units := range r.Units {
		if units == 0 {
			continue
		}
		for slot := range r.Queue[state] {
			b.waiting(&r.Queue[state][slot],
				b.labelled(&metric.QueueCases, name, states[state], b.view.Slots[slot]))
		}
		for w := range r.Windows {
			slotted(&r.Windows[w][state], func(slot int, m *ledger.Measures) {
				b.measures(&perUnit, b.restWindow(name, w, state, slot), m, slot < 0)
			})
		}
	}
}

func (b *build) restWindow(name string, window, state, slot int) *timeseries.Series {
	return b.labelled(&metric.WindowClosed, name, states[state], b.slotName(slot), b.view.Windows[window].Name)
}

// hidden counts the units that are hidden.
func (b *build) hidden() (merged, leftOut int) {
	for i := range b.view.Units {
		switch b.view.Units[i].Treatment {
		case ledger.Merged:
			merged++
		case ledger.LeftOut:
			leftOut++
		case ledger.Shown:
		}
	}
	return merged, leftOut
}

// small collects how many units are hidden.
func (b *build) small() {
	merged, leftOut := b.hidden()
	b.put(&metric.SmallUnits, float64(merged), "merged")
	b.put(&metric.SmallUnits, float64(leftOut), "nowhere")
}

// enough reports whether n cases are enough to describe them. What has no
// cases behind it is absent, not 0.
func (b *build) enough(n int) bool { return n >= max(b.minCell, 1) }

// pass makes the series of a hidden unit without showing them. What was
// counted while it was hidden is no increase once it is shown, so they must
// not begin at 0 then.
func (b *build) pass(u *ledger.UnitView) {
	for state := range u.Counters.Flows {
		for slot := range u.Counters.Flows[state] {
			b.fresh(b.slot(u, state, slot))
		}
		for kind := 1; kind < len(b.view.Kinds); kind++ {
			b.fresh(b.kind(u, state, kind))
		}
	}
}
