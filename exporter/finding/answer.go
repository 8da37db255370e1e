package finding

import (
	"casework/collectors/effect"
	"casework/collectors/study"
)

// An OutcomeRow is what a comparison comes to, in words and numbers. What is not
// shown is empty, and State says why.
type OutcomeRow struct {
	Name, Before, After, Estimate, Interval, P, State, N string
	Primary                                              bool
}

// Answer says in words what the primary outcome shows: what units went from
// and to, how that differs from units without, and which of the three answers
// that allows.
func (w *Writer) Answer(s *study.Study, c *study.Comparison, name string) string {
	head := c.Analysis.Headline
	if !c.Shown() {
		return w.Say("answer."+string(c.Analysis.State), name)
	}
	text := w.ownChange(c, name) + " "
	amount := w.Amount(c.Outcome, c.Outcome.Ratio(head.Value))
	if !head.HasInterval {
		return text + w.Say("answer.norange", amount, w.PIs(c.P))
	}
	span := w.Span(c.Outcome, c.Outcome.Ratio(head.Low), c.Outcome.Ratio(head.High))
	differs := head.Low > 0 || head.High < 0
	switch answer := c.Answer(); {
	case answer == effect.CannotTell && c.Contested():
		text += w.Say("answer.contested", amount, span, w.PIs(c.P))
	case answer == effect.CannotTell && differs:
		text += w.Say("answer.early", amount, span)
	case answer == effect.BeyondEarlier && c.Analysis.Drawn:
		text += w.Say("answer.drawn", amount, span, w.Date(s.Settings.Lottery.At.Unix()))
	default:
		text += w.Say("answer."+string(answer), amount, span)
	}
	return text
}

// ownChange says what supervised units went from and to.
func (w *Writer) ownChange(c *study.Comparison, name string) string {
	if c.Own == nil {
		return ""
	}
	return w.Say("answer.own", name, w.Level(c.Outcome, c.Own.Before), w.Say("level."+string(c.Outcome), w.Level(c.Outcome, c.Own.After)))
}

// Level writes what units went from or to.
func (w *Writer) Level(o study.Outcome, v float64) string {
	if !o.Followed() { // else it is in days
		v *= ShownAs(o)
	}
	return w.Number(v, 1)
}

// Row writes what a comparison comes to.
func (w *Writer) Row(c *study.Comparison) OutcomeRow {
	r := OutcomeRow{
		Name: w.Say("column." + string(c.Outcome)), Primary: c.Primary,
		N: w.Whole(c.Analysis.Counts.Treated) + " / " + w.Whole(c.Analysis.Counts.Controls) + "; " +
			w.Whole(int(c.Started)) + " / " + w.Whole(int(c.NotYet)),
	}
	if !c.Shown() {
		r.State = w.Say("state." + string(c.Analysis.State))
		return r
	}
	a := c.Analysis
	says := string(c.Answer())
	if a.Drawn && c.Answer() == effect.BeyondEarlier {
		says = "drawn"
	}
	r.State = w.Say("says." + says)
	if a.State == effect.Preliminary {
		r.State += ", " + w.Say("state.preliminary")
	}
	ratio := func(v float64) string { return w.Cell(c.Outcome, c.Outcome.Ratio(v), 1) }
	r.Estimate, r.P = ratio(a.Headline.Value), w.P(c.P)
	if own := c.Own; own != nil {
		r.Before, r.After = w.Level(c.Outcome, own.Before), w.Level(c.Outcome, own.After)
	}
	if a.Headline.HasInterval {
		r.Interval = w.Say("range", ratio(a.Headline.Low), ratio(a.Headline.High))
	}
	if c.Contested() {
		r.State += "*"
	}
	return r
}
