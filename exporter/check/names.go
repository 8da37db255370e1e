package check

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/name"
	"casework/collectors/source"
	"casework/exporter/text"
)

// maxNames is how many findings about names of a kind are printed.
const maxNames = 20

// A missingType is a case type that settings list and no case has.
type missingType struct {
	listed  string
	nearest string // the type that cases have and settings do not list which is most like it; "" for none
}

// missing are the case types that are listed and not met; none where there are
// no types, or no cases.
func missing(listed, met []string) (types []missingType) {
	if len(met) == 0 {
		return nil
	}
	others := slices.DeleteFunc(slices.Clone(met), func(t string) bool { return t == "" || slices.Contains(listed, t) })
	for _, t := range listed {
		if !slices.Contains(met, t) {
			types = append(types, missingType{t, text.Nearest(t, slices.Values(others))})
		}
	}
	return types
}

// names reports what may be misspelt.
func (c *checker) names(d *dryRun) {
	for i, pair := range d.spellings {
		if i == maxNames {
			c.add(source.Finding{Level: source.Warning, Subject: "names", Detail: fmt.Sprintf("and %d more units are spelt in two ways", len(d.spellings)-i)})
			break
		}
		c.add(source.Finding{
			Level: source.Warning, Subject: "names", Detail: strings.Join(name.Quote(pair[:]...), " and ") + " count as one unit",
			Hint: "They differ in blanks around the name, in characters that are not seen, or in how letters with marks are stored. " +
				"Write it in one way in the source; where two units are meant, name them apart.",
		})
	}
	c.missing(d.missingTypes, "case types", "CASE_TYPES lists ", "count as \"other\"")
	c.missing(d.missingRules, "deadlines file", "a rule is of case type ", "get no deadline by this rule")
	if d.incomplete {
		c.add(source.Finding{
			Level: source.Warning, Subject: "deadlines file", Detail: "a rule starts_at complete, and no case has complete_at: none gets a deadline by it",
			Hint: "Give cases a complete_at, or have the rule start at received.",
		})
	}
}

// missing warns of case types that no case has: where they are listed, in what
// words, and what that does to the cases that are meant.
func (c *checker) missing(types []missingType, subject, listed, until string) {
	for _, t := range types {
		f := source.Finding{
			Level: source.Warning, Subject: subject, Detail: listed + text.Quote(t.listed) + ", and no case has it",
			Hint: "Write a type as its cases do, capitals too: until then they " + until + ".",
		}
		if t.nearest != "" {
			f.Detail += ": did you mean " + text.Quote(t.nearest) + "?"
		}
		c.add(f)
	}
}

// pauses says what is known of pauses, and by what.
func (c *checker) pauses(d *dryRun) {
	add := func(level source.Level, hint, format string, args ...any) {
		c.add(source.Finding{Level: level, Subject: "pauses", Detail: fmt.Sprintf(format, args...), Hint: hint})
	}
	if d.paused > 0 {
		add(source.OK, "", "%d %% of the open cases are paused now: %d of %d", (200*d.paused+d.open)/(2*d.open), d.paused, d.open)
	}
	switch {
	case d.totals:
		add(source.OK, "", "cases say for how long they were paused, and not when: there are net turnarounds, and no net waits, none of the past, "+
			"and no working days where a deadline stands still during pauses; a table of pauses would give them")
	case d.bothPauses:
		add(source.Warning, "Leave one of them out, such as by <SOURCE>_WITHOUT=cases.paused_seconds,cases.paused_since.",
			"they are told twice: the table of pauses counts, and paused_seconds and paused_since of cases do not")
	}
}
