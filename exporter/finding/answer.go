package finding

import (
	"casework/collectors/effect"
	"casework/collectors/study"
)

// An OutcomeRow is what a comparison comes to, in words and numbers. What is not
// shown is empty, and State says why.
type OutcomeRow struct {
	Name, Before, After, Estimate, Interval string
	// As is what After would have been had the change been as in units without.
	As      string
	State   string
	Why     string // why State is no stronger answer, or what makes it the strongest
	Primary bool
}

// Answer says in words what the primary outcome shows: what units went from
// and to, what they would have gone to as units without, how the two differ, and
// which of the three answers that allows.
func (w *Writer) Answer(s *study.Study, c *study.Comparison, name string) string {
	head := c.Analysis.Headline
	if !c.Shown() {
		return w.Say("answer."+string(c.Analysis.State), name)
	}
	text := w.ownChange(c, name, w.Amount(c.Outcome, c.Outcome.Ratio(head.Value)))
	if !head.HasInterval {
		return text + w.Say("answer.norange")
	}
	span := w.Span(c.Outcome, c.Outcome.Ratio(head.Low), c.Outcome.Ratio(head.High))
	differs := head.Low > 0 || head.High < 0
	switch answer := c.Answer(); {
	case answer == effect.CannotTell && c.Contested() && head.P < significance:
		text += w.Say("answer.many", span, w.Whole(s.Tried(c)))
	case answer == effect.CannotTell && c.Contested():
		text += w.Say("answer.contested", span)
	case answer == effect.CannotTell && differs:
		text += w.Say("answer.early", span)
	case answer == effect.BeyondEarlier && c.Analysis.Drawn:
		text += w.Say("answer.drawn", span, w.Date(s.Settings.Lottery.At.Unix()))
	default:
		text += w.Say("answer."+string(answer), span)
	}
	return text
}

// significance is what p-values are held against.
const significance = 0.05

// ownChange says what supervised units went from and to, what they would have gone
// to as units without, and by how much the two differ: both numbers stand beside
// the amount, as it would be taken for the whole fall otherwise.
func (w *Writer) ownChange(c *study.Comparison, name, amount string) string {
	if c.Own == nil {
		return w.Say("answer.alone", name) + " " + w.Say("answer.against.alone", amount)
	}
	level := func(v float64) string { return w.Say("level."+string(c.Outcome), w.Level(c.Outcome, v)) }
	after, as := level(c.Own.After), level(As(c))
	return w.Say("answer.own", name, w.Level(c.Outcome, c.Own.Before), after, as) + " " + w.Say("answer.against", after, as, amount)
}

// As is what supervised units would have gone to had their change been as in
// units without, within what the outcome can be: the mean change of units need
// not fit all their cases together.
func As(c *study.Comparison) float64 {
	change := c.Outcome.Ratio(c.Analysis.Headline.Value)
	if c.Outcome.Relative() {
		return c.Own.After / (1 + change)
	}
	as := max(0, c.Own.After-change)
	if c.Outcome == study.Deadline {
		as = min(as, 1)
	}
	return as
}

// Level writes what units went from or to.
func (w *Writer) Level(o study.Outcome, v float64) string {
	if !o.Followed() { // else it is in days
		v *= ShownAs(o)
	}
	return w.Number(v, 1)
}

// Row writes what a comparison of a study comes to.
func (w *Writer) Row(s *study.Study, c *study.Comparison) OutcomeRow {
	r := OutcomeRow{Name: w.Say("column." + string(c.Outcome)), Primary: c.Primary}
	if !c.Shown() {
		r.State = w.Say("state." + string(c.Analysis.State))
		return r
	}
	a := c.Analysis
	says := string(c.Answer())
	if a.Drawn && c.Answer() == effect.BeyondEarlier {
		says = "drawn"
	}
	r.State, r.Why = w.Say("says."+says), w.why(s, c)
	ratio := func(v float64) string { return w.Change(c.Outcome, c.Outcome.Ratio(v)) }
	r.Estimate = ratio(a.Headline.Value)
	if own := c.Own; own != nil {
		r.Before, r.After, r.As = w.Level(c.Outcome, own.Before), w.Level(c.Outcome, own.After), w.Level(c.Outcome, As(c))
	}
	if a.Headline.HasInterval {
		low, high := c.Outcome.Ratio(a.Headline.Low), c.Outcome.Ratio(a.Headline.High)
		r.Interval = w.Say("range", w.Bare(low, 1), w.Change(c.Outcome, high))
	}
	return r
}

// why says which gate an answer did not pass, or what it rests on.
func (w *Writer) why(s *study.Study, c *study.Comparison) string {
	a := c.Analysis
	switch {
	case c.Answer() == effect.BeyondEarlier && a.Drawn:
		return w.Say("why.drawn")
	case c.Answer() != effect.CannotTell:
		return w.Say("why." + string(c.Answer()))
	case !a.Headline.HasInterval:
		return w.Say("why.norange")
	case a.Headline.Low <= 0 && a.Headline.High >= 0:
		return w.Say("why.chance")
	case a.State == effect.Preliminary:
		return w.Say("why.early")
	case a.Headline.P < significance:
		return w.Say("why.many", w.Whole(s.Tried(c)))
	default:
		return w.Say("why.contested")
	}
}
