package deadline

import (
	"iter"

	"casework/collectors/civil"
	"casework/collectors/pause"
)

// Workdays returns a function that says how many working days a case of a type took, given
// when it was received, complete and closed, and its pauses in order. A case is in time
// exactly if it took no more than the Length of its rule.
//
// A case that was closed on the day from which its period runs took 0. Any other took the
// least n for which it was closed by the end of the nth working day after that day. So a
// closing on a day off counts for the working day that follows. If the rule is pausable, a
// working day at whose end the case was paused does not count.
//
// The function reports false if the period is not counted in working days, or does not run
// yet. Workdays returns nil if no rule of the type counts in working days.
func (r *Rules) Workdays(caseType string) func(received, complete, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool) {
	var rules []*Rule
	for _, rule := range r.of(caseType) {
		if rule.Unit == Workdays {
			rules = append(rules, rule)
		}
	}
	if rules == nil {
		return nil
	}
	return func(received, complete, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool) {
		for _, rule := range rules {
			if !rule.in(r.days.dayOf(received)) {
				continue
			}
			day, instant, ok := rule.begin(r.days, received, complete)
			switch {
			case !ok:
				return 0, false
			case !rule.Pausable:
				paused = nil
			default:
				paused = since(instant, paused)
			}
			return r.days.workdays(day, max(r.days.dayOf(closed), day), paused), true
		}
		return 0, false
	}
}

// workdays is how many working days there are from a day to another that is not before it,
// without those at whose ends a case was paused.
func (c *calendar) workdays(from, to civil.Day, paused iter.Seq[pause.Interval]) uint32 {
	if from == to {
		return 0
	}
	before := func(day civil.Day) int32 { return c.nth[day-firstDay] }
	n := before(to) + 1 - before(from+1) // to, or the working day that follows it, is the last
	if paused != nil {
		for span := range paused {
			n -= before(c.dayOf(span.Until)) - before(c.dayOf(span.From))
		}
	}
	return uint32(n)
}
