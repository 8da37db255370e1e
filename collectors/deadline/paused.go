package deadline

import (
	"iter"
	"math"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/pause"
)

// Paused is Of for cases that were paused, given their pauses in order. It returns nil if
// no rule of the type is pausable.
//
// The period of a pausable rule is longer by one day for each day of it at whose end the
// case was paused. A period of working days is longer by one working day for each such
// working day. If a pause lasts that began in time, the deadline is the end of time. If
// the period runs from when the case was complete, pauses before that do not count.
func (r *Rules) Paused(caseType string) func(received, complete uint32, paused iter.Seq[pause.Interval]) uint32 {
	rules := r.of(caseType)
	if !slices.ContainsFunc(rules, func(rule *Rule) bool { return rule.Pausable }) {
		return nil
	}
	plain := r.Of(caseType)
	return func(received, complete uint32, paused iter.Seq[pause.Interval]) uint32 {
		due := plain(received, complete)
		for _, rule := range rules {
			if rule.Pausable && due != 0 && rule.in(r.days.dayOf(received)) {
				day, instant, _ := rule.begin(r.days, received, complete)
				return rule.paused(r.days, day, since(instant, paused))
			}
		}
		return due
	}
}

// since is the part of spans that is not before an instant.
func since(instant uint32, spans iter.Seq[pause.Interval]) iter.Seq[pause.Interval] {
	return func(yield func(pause.Interval) bool) {
		for span := range spans {
			if span.From = max(span.From, instant); span.From < span.Until && !yield(span) {
				return
			}
		}
	}
}

// PausedFor is Paused for cases of which only totals are known: for how many seconds a case
// was paused in all, and since when it is paused now, or 0 if it is not. The deadline is
// so many seconds later, whatever the period is counted in. It is the end of time while
// a case is paused, if that began in time. If the period runs from when the case was
// complete, as much of the total as possible is taken to be from before that.
func (r *Rules) PausedFor(caseType string) func(received, complete, seconds, since uint32) uint32 {
	rules := r.of(caseType)
	if !slices.ContainsFunc(rules, func(rule *Rule) bool { return rule.Pausable }) {
		return nil
	}
	plain := r.Of(caseType)
	return func(received, complete, seconds, since uint32) uint32 {
		due := plain(received, complete)
		for _, rule := range rules {
			if !rule.Pausable || due == 0 || !rule.in(r.days.dayOf(received)) {
				continue
			}
			_, instant, _ := rule.begin(r.days, received, complete)
			seconds -= min(seconds, instant-received)
			due = uint32(min(int64(due)+int64(seconds), math.MaxUint32))
			if since != 0 && since <= due {
				return math.MaxUint32
			}
			return due
		}
		return due
	}
}

// paused is the last second of a period that runs from a day; 0 beyond the calendar.
func (r *Rule) paused(c *calendar, begin civil.Day, paused iter.Seq[pause.Interval]) uint32 {
	plain := *r
	plain.Moved = false
	end, ok := plain.end(c, begin)
	if !ok {
		return 0
	}
	moved := func() civil.Day { // the end, if that is the end of all
		if r.Moved {
			if day, ok := c.after(end, 0); ok {
				return day
			}
		}
		return end
	}
	for span := range paused {
		first, next := c.dayOf(span.From), c.dayOf(span.Until) // which are paused at their ends, but for next
		if first > moved() {
			break
		}
		if span.Until == math.MaxUint32 {
			return span.Until
		}
		if first > end {
			end = moved() // the period ran on to there
		}
		days := int(next - first)
		if r.Unit == Workdays {
			days = int(c.nth[next-firstDay] - c.nth[first-firstDay])
		}
		switch {
		case days == 0:
		case r.Unit == Workdays:
			if end, ok = c.after(end, days); !ok {
				return 0
			}
		default:
			end += civil.Day(days)
		}
	}
	return c.end(moved())
}
