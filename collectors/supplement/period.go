package supplement

import (
	"fmt"

	"casework/collectors/civil"
)

// A Period is the length of the closed calendar periods that figures about
// people are shown for, in months.
type Period int

// The periods.
const (
	Monthly   Period = 1
	Quarterly Period = 3
	HalfYear  Period = 6
	Yearly    Period = 12
)

// ParsePeriod reads month, quarter, half_year or year.
func ParsePeriod(s string) (Period, error) {
	p, ok := map[string]Period{"month": Monthly, "quarter": Quarterly, "half_year": HalfYear, "year": Yearly}[s]
	if !ok {
		return 0, fmt.Errorf("period %q: allowed are month, quarter, half_year, year", s)
	}
	return p, nil
}

// settleDays is how long after its end a period is shown: answers and
// absence are registered late.
const settleDays = 14

// latest is the latest period that is closed and settled on a day: its first
// day and the day after its last.
func (p Period) latest(today civil.Day) (from, until civil.Day) {
	month := (today - settleDays).Month()
	until = month.AddMonths(-((int(month.Date().Month()) - 1) % int(p)))
	return until.AddMonths(-int(p)), until
}
