package deadline

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/name"
)

// A Unit is what the length of a period is counted in.
type Unit string

// The units.
const (
	Days     Unit = "days"     // of the calendar
	Workdays Unit = "workdays" // Monday to Friday but for public holidays
	Weeks    Unit = "weeks"
	Months   Unit = "months"
)

// Units lists every Unit.
func Units() []string { return []string{string(Days), string(Workdays), string(Weeks), string(Months)} }

// Longest is the longest period that a rule may have, in its unit.
const Longest = 3660

// AnyType is the case type of a rule for all cases whose type has no rule of its
// own, cases without a type among them.
const AnyType = "*"

// Forever is the last day on which a rule without an end is in force.
const Forever = civil.Day(math.MaxInt32)

// A Rule is the deadline of the cases of a type that were received from a day to
// another, both included.
type Rule struct {
	CaseType    string // compared in the form of package name; or AnyType
	Length      int    // 1 to Longest
	Unit        Unit
	Moved       bool      // an end on a Saturday, Sunday or holiday is moved to the next working day
	Pausable    bool      // the period stands still while the case is paused: see Paused
	Complete    bool      // the period runs from the day on which there was all that a decision takes, and not from the receipt
	From, Until civil.Day // From 0 is since ever, Until Forever has no end
	Law         string    // what lays it down
	Source      string    // where that was read
	Dated       string    // of what year the source is
}

// end is the last day of the period of a case received on a day. It reports false
// beyond the calendar.
func (r *Rule) end(c *calendar, received civil.Day) (day civil.Day, ok bool) {
	switch r.Unit {
	case Days:
		day = received + civil.Day(r.Length)
	case Weeks:
		day = received + civil.Day(7*r.Length)
	case Months:
		first := received.AddMonths(r.Length)
		day = min(first+received-received.Month(), first.AddMonths(1)-1)
	case Workdays:
		return c.after(received, r.Length)
	}
	if r.Moved {
		return c.after(day, 0)
	}
	return day, day <= lastDay
}

// String is what a rule comes to, such as "3 months". It is the same for the same
// deadlines.
func (r *Rule) String() string {
	said := fmt.Sprintf("%q: %d %s", r.CaseType, r.Length, r.Unit)
	if r.Moved {
		said += ", an end on a day off moved"
	}
	if r.Pausable {
		said += ", without pauses"
	}
	if r.Complete {
		said += ", from complete on"
	}
	if r.From != 0 {
		said += ", from " + r.From.Date().Format(time.DateOnly)
	}
	if r.Until != Forever {
		said += ", until " + r.Until.Date().Format(time.DateOnly)
	}
	return said
}

// Rules are the deadlines of a source. They do not change, and any goroutine may
// use them.
type Rules struct {
	list []Rule
	ends map[string][]uint32 // by case type: the deadline by day of receipt, from firstDay on; 0 is none, or one from complete on
	from map[string][]period // by case type: those that run from complete on
	days *calendar
}

// A period is what a rule that runs from complete on comes to.
type period struct {
	*Rule
	ends []uint32 // by the day from which it runs, as those of Rules
}

// New returns rules that count days in a zone. It fails if two are in force for
// one type on one day.
func New(list []Rule, zone *time.Location) (*Rules, error) {
	r := &Rules{list: slices.Clone(list), ends: map[string][]uint32{}, from: map[string][]period{}, days: newCalendar(zone)}
	for i := range r.list {
		r.list[i].CaseType = name.Normal(r.list[i].CaseType)
	}
	slices.SortStableFunc(r.list, func(a, b Rule) int {
		return cmp.Or(strings.Compare(a.CaseType, b.CaseType), cmp.Compare(a.From, b.From))
	})
	for i := range r.list {
		rule := &r.list[i]
		if i > 0 && r.list[i-1].CaseType == rule.CaseType && r.list[i-1].Until >= rule.From {
			return nil, fmt.Errorf("two rules are in force at once: %v; %v", &r.list[i-1], rule)
		}
		ends := r.ends[rule.CaseType]
		if ends == nil {
			ends = make([]uint32, lastDay-firstDay+1)
			r.ends[rule.CaseType] = ends
		}
		from, until := rule.From, rule.Until
		if rule.Complete { // on any day
			ends, from, until = make([]uint32, len(ends)), 0, lastDay
			r.from[rule.CaseType] = append(r.from[rule.CaseType], period{rule, ends})
		}
		if from == 0 {
			from = firstDay
		}
		for day := from; day <= min(until, lastDay); day++ {
			if end, ok := rule.end(r.days, day); ok {
				ends[day-firstDay] = r.days.end(end)
			}
		}
	}
	return r, nil
}

// Of returns a function that gives the deadline of cases of a type: the last second in
// which a case is in time, or 0 for none. It is given when the case was received and when
// it was complete, or 0 if it is not; all in Unix seconds. The rule is the one in force
// at the receipt. Of returns nil if the type has no rule.
func (r *Rules) Of(caseType string) func(received, complete uint32) uint32 {
	caseType = r.named(caseType)
	ends, from := r.ends[caseType], r.from[caseType]
	switch {
	case ends == nil:
		return nil
	case from == nil:
		return func(received, _ uint32) uint32 { return ends[r.days.dayOf(received)-firstDay] }
	}
	return func(received, complete uint32) uint32 {
		day := r.days.dayOf(received)
		for i := range from {
			if from[i].in(day) {
				if complete == 0 {
					return 0
				}
				return from[i].ends[max(day, r.days.dayOf(complete))-firstDay]
			}
		}
		return ends[day-firstDay]
	}
}

// named is what the rules of a type are named by.
func (r *Rules) named(caseType string) string {
	if r.ends[caseType] == nil {
		return AnyType
	}
	return caseType
}

// in reports whether a rule is in force for cases received on a day.
func (r *Rule) in(day civil.Day) bool { return r.From <= day && day <= r.Until }

// begin is the day from which the period of a case runs, and the instant before which
// pauses do not count. It reports false if the period does not run yet, as the case is not
// complete.
func (r *Rule) begin(c *calendar, received, complete uint32) (day civil.Day, instant uint32, ok bool) {
	day = c.dayOf(received)
	if !r.Complete {
		return day, received, true
	}
	return max(day, c.dayOf(complete)), max(received, complete), complete != 0
}

// of are the rules of cases of a type, in the order of their days.
func (r *Rules) of(caseType string) (rules []*Rule) {
	caseType = r.named(caseType)
	for i := range r.list {
		if r.list[i].CaseType == caseType {
			rules = append(rules, &r.list[i])
		}
	}
	return rules
}

// List is the rules in the order of their case types.
func (r *Rules) List() []Rule { return slices.Clone(r.list) }

// String says what all rules come to, which is the same for the same deadlines.
func (r *Rules) String() string {
	var all []string
	for i := range r.list {
		all = append(all, r.list[i].String())
	}
	return strings.Join(all, "; ")
}
