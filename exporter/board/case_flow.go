package board

import (
	"strings"

	"casework/collectors/families"
	"casework/exporter/finding"
)

// caseFlowTiles say how cases of a unit come to be started and closed.
func caseFlowTiles(w *finding.Writer, f *families.CaseFlow) (all []tile) {
	days := func(seconds float64) string { return w.Say("days", w.Number(seconds/86400, 1)) }
	if f.Handled > 0 {
		all = append(all, tile{w.Say("handling"), days(f.Handling), w.Say("handling.of", f.Window)})
	}
	switch {
	case f.Received == 0:
	case f.Reached:
		all = append(all, tile{w.Say("intake"), days(f.Waited), w.Say("intake.of", w.Whole(f.Received), f.Intake)})
	default:
		all = append(all, tile{w.Say("intake"), finding.Unknown, w.Say("intake.few", w.Whole(f.Received), f.Intake)})
	}
	for _, one := range f.Within {
		all = append(all, tile{
			w.Say("within", lengthName(w, one.Name)), w.Number(100*float64(one.Started)/float64(one.Followed), 0) + "\u00a0%",
			w.Say("within.of", w.Whole(one.Followed)),
		})
	}
	return all
}

// lengthName is a length such as "7d" or "36h" in words.
func lengthName(w *finding.Writer, length string) string {
	unit := w.Say("ages.days")
	if strings.HasSuffix(length, "h") {
		unit = w.Say("ages.hours")
	}
	return strings.TrimRight(length, "dh") + " " + unit
}
