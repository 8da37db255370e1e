package finding

import (
	"time"

	"casework/collectors/study"
)

// Expected says what there will be, and from when on, of a source that is too
// young for a comparison.
func (w *Writer) Expected(e *study.Expected) string {
	if e.First == 0 {
		return w.Say("expected.nothing")
	}
	days := w.Whole(int(e.FollowUp / (24 * time.Hour)))
	return w.Say("expected.months", w.Month(e.First), w.Month(e.Month), w.Date(e.At)) + " " +
		w.Say("expected.waits", days, w.Date(e.Followed)) + " " + w.Say("expected.answer")
}
