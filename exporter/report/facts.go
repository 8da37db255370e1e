package report

import (
	"strings"

	"casework/collectors/effect"
	"casework/collectors/study"
)

// facts lists the data that the primary outcome rests on.
func (d *document) facts(s *study.Study, c *study.Comparison) {
	months, days := d.Say("fact.span", d.Month(c.From), d.Month(c.Until-1)), d.Whole(int(s.Panel.FollowUp/86400))
	if c.Until <= c.From {
		months = d.Say("none")
	}
	if c.Outcome.Followed() {
		months += ". " + d.Say("fact.span.followed", days)
	}
	n := c.Analysis.Counts
	units := d.Sides(n)
	if n.RollOut {
		units += "; " + d.Say("fact.units.roll", d.Month(c.Until-1))
	}
	if s.Supervised == 0 {
		units += "; " + d.Unlisted(d.Source)
	}
	d.Facts = []fact{
		{d.Say("fact.months"), months},
		{d.Say("fact.units"), units},
		{d.Say("fact.cases"), d.Say("fact.cases.value", d.Whole(int(c.Started)), d.Whole(int(c.NotYet)), d.Say("outcome."+string(c.Outcome)))},
		{d.Say("fact.left"), d.LeftOut(n)},
		{d.Say("fact.rejected"), d.Rejected(d.rejected)},
		{d.Say("fact.lottery"), d.Lottery(s)},
		{d.Say("fact.chosen"), d.chosen(s, c.Outcome)},
		{d.Say("fact.asof"), d.Say("fact.asof.value", d.Date(s.Panel.At))},
	}
}

// chosen says since when the primary outcome is the chosen one, and which were
// before.
func (d *document) chosen(s *study.Study, o study.Outcome) string {
	all := s.Settings.Chosen
	if len(all) == 0 {
		return d.Say("fact.chosen.unknown", d.Say("outcome."+string(o)))
	}
	last := all[len(all)-1]
	name := d.Say("outcome." + string(last.Outcome))
	text := d.Say("fact.chosen.since", name, d.Date(last.Since))
	if first := s.FirstStart(); first != 0 && last.Since >= first {
		text = d.Say("fact.chosen.late", name, d.Date(last.Since), d.Month(first))
	}
	if len(all) > 1 {
		var before []string
		for _, c := range all[:len(all)-1] {
			before = append(before, d.Say("fact.chosen.was", d.Say("outcome."+string(c.Outcome)), d.Date(c.Since)))
		}
		text += ". " + d.Say("fact.chosen.before", strings.Join(before, ", "))
	}
	return text
}

// reading says what the answer does not say.
func (d *document) reading(c *study.Comparison) string {
	if !c.Shown() {
		return ""
	}
	key := "reading.reason"
	switch {
	case c.Answer() == effect.CannotTell:
		key = "reading.cannot_tell"
	case c.Analysis.Drawn:
		key = "reading.drawn"
	}
	return d.Say(key)
}

// notes say how to read the table and the months around the start.
func (d *document) notes(s *study.Study, primary *study.Comparison) {
	d.TableNote = d.Say("table.note")
	if tried(s) < len(s.Comparisons) {
		d.TableNote += " " + d.Say("table.exploratory")
	}
	if d.Event == nil {
		return
	}
	o := primary.Outcome
	d.EventNote = d.Say("event.note", d.Say("event.sides."+string(o)))
	if d.Event.Unsure {
		d.EventNote += " " + d.Say("event.unsure")
	}
	if d.Event.Clipped {
		d.EventNote += " " + d.Say("event.beyond")
	}
	if !o.Relative() {
		d.EventNote = d.Say("event.unit."+string(o)) + " " + d.EventNote
	}
}
