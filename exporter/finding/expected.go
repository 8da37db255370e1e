package finding

import (
	"time"

	"casework/collectors/study"
)

// Expected says what there will be, and from when on, of a source that is too
// young for a comparison. Closed says that its first month is over, and has figures.
func (w *Writer) Expected(e *study.Expected, closed bool) string {
	if e.First == 0 {
		return w.Say("expected.nothing")
	}
	days := w.Whole(int(e.FollowUp / (24 * time.Hour)))
	months := w.Say("expected.months", w.Month(e.First), w.Month(e.Month), w.Date(e.At))
	if closed {
		months = w.Say("expected.since", w.Month(e.First))
	}
	return months + " " + w.Say("expected.waits", days, w.Date(e.Followed)) + " " + w.Say("expected.answer")
}
