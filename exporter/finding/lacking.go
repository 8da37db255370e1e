package finding

import (
	"strings"

	"casework/collectors/effect"
	"casework/collectors/study"
)

// Nothing says why a study has no comparison of the outcome chosen beforehand.
// Newest is the newest case where nothing happened in the months of the study, in
// Unix seconds; 0 otherwise.
func (w *Writer) Nothing(s *study.Study, newest int64) string {
	bounds := s.Panel.Bounds
	months, last := w.Month(bounds[0]), w.Month(bounds[len(bounds)-1]-1)
	if months != last {
		months = w.Say("range", months, last)
	}
	if newest != 0 {
		return w.Say("nothing.old", w.Month(newest), months)
	}
	return w.Say("nothing.outcome", w.Say("outcome."+string(s.Settings.Primary)), months)
}

// Sides says how many units a comparison rests on, or would.
func (w *Writer) Sides(n effect.Counts) string {
	return w.Say("fact.units.value", w.Whole(n.Treated), w.Whole(n.Controls))
}

// LeftOut says how many units a comparison leaves out, by reason.
func (w *Writer) LeftOut(n effect.Counts) string {
	return w.Counted(
		Count{Key: "fact.left.already", N: n.AlreadyTreated}, Count{Key: "fact.left.recent", N: n.TooRecent},
		Count{Key: "fact.left.short", N: n.ShortBefore}, Count{Key: "fact.left.sparse", N: n.Sparse},
	)
}

// Unlisted says what to do where no unit of a source has supervision.
func (w *Writer) Unlisted(source string) string {
	return w.Say("fact.units.none", strings.ToUpper(source)+"_PROGRAMMES_FILE")
}
