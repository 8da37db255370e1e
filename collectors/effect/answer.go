package effect

// An Answer says in one of three ways what an Analysis allows to be said.
type Answer string

// The answers.
const (
	// BeyondEarlier: the groups changed differently, and by more than their
	// earlier development would have come to.
	BeyondEarlier Answer = "beyond_earlier_development"
	// MayContinue: the groups changed differently, but that may have begun
	// before the start: their earlier development may explain it.
	MayContinue Answer = "may_continue_earlier_development"
	// CannotTell: anything else, among it too few units or months.
	CannotTell Answer = "cannot_tell"
)

// Answers lists all answers, from the strongest on.
func Answers() []Answer { return []Answer{BeyondEarlier, MayContinue, CannotTell} }

// Answer is what a allows to be said, where p is the p-value that is
// published: Headline.P, or more where several outcomes are looked at.
//
// An answer other than CannotTell needs the units and months of a published
// result and p below 0.05. BeyondEarlier needs slopes before the start that do
// not differ as well, and an interval of Continued that lies on the headline's
// side of no change: to have passed a test of earlier slopes protects no
// estimate by itself (Roth, "Pretest with Caution", AER: Insights 4, 2022).
// Where starts were drawn by lot, p below 0.05 alone is BeyondEarlier: who
// started has nothing to do with how units developed.
func (a *Analysis) Answer(p float64) Answer {
	head := a.Headline
	if head == nil || a.State != Published && a.State != PreTrendDiffers || p >= significance {
		return CannotTell
	}
	if a.Drawn {
		return BeyondEarlier
	}
	c := a.Continued
	beyond := a.State == Published && c != nil &&
		(head.Value > 0 && c.Low > 0 || head.Value < 0 && c.High < 0)
	if beyond {
		return BeyondEarlier
	}
	return MayContinue
}
