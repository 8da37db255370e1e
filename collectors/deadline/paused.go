package deadline

import (
	"iter"
	"math"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/pause"
)

// Paused is Of for cases that were paused, given the spans of that in order: the
// period of a rule that is pausable is longer by a day for each day at whose end the
// case was paused, and that the period still ran in; of working days, by a working day
// for each such working day. A pause that lasts, and began in time, leaves the case
// without a last second: it is the end of time. It is nil if no rule of the type is
// pausable.
func (r *Rules) Paused(caseType string) func(received uint32, paused iter.Seq[pause.Interval]) uint32 {
	rules := r.of(caseType)
	if !slices.ContainsFunc(rules, func(rule *Rule) bool { return rule.Pausable }) {
		return nil
	}
	ends := r.ends[rules[0].CaseType]
	return func(received uint32, paused iter.Seq[pause.Interval]) uint32 {
		day := r.days.dayOf(received)
		due := ends[day-firstDay]
		for _, rule := range rules {
			if rule.Pausable && due != 0 && rule.From <= day && day <= rule.Until {
				return rule.paused(r.days, day, paused)
			}
		}
		return due
	}
}

// PausedFor is Paused for cases of which nobody knows when they were paused, given for how
// many seconds in all, and since when they are paused now; 0 if they are not. The last
// second is so many seconds later, whatever the period is counted in; and the end of time
// while a case is paused, if that began in time.
func (r *Rules) PausedFor(caseType string) func(received, seconds, since uint32) uint32 {
	rules := r.of(caseType)
	if !slices.ContainsFunc(rules, func(rule *Rule) bool { return rule.Pausable }) {
		return nil
	}
	ends := r.ends[rules[0].CaseType]
	return func(received, seconds, since uint32) uint32 {
		day := r.days.dayOf(received)
		due := ends[day-firstDay]
		for _, rule := range rules {
			if !rule.Pausable || due == 0 || day < rule.From || rule.Until < day {
				continue
			}
			due = uint32(min(int64(due)+int64(seconds), math.MaxUint32))
			if since != 0 && since <= due {
				return math.MaxUint32
			}
			return due
		}
		return due
	}
}

// paused is the last second of the period of a case received on a day; 0 beyond the
// calendar.
func (r *Rule) paused(c *calendar, received civil.Day, paused iter.Seq[pause.Interval]) uint32 {
	plain := *r
	plain.Moved = false
	end, ok := plain.end(c, received)
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
