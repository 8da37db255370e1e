package rule

import (
	"fmt"
	"strings"
	"time"

	"casework/collectors/deadline"
)

// The years whose holidays the rules know. Outside them every weekday counts
// as a working day.
const (
	firstYear = 2020
	lastYear  = 2040
)

// stretchDays is how long a holiday lengthens waits of a window of 28 days:
// while it is in the window, or cases of the window waited through it.
// stretchWeekdays is over how many weekdays its effect is spread.
const (
	stretchDays     = 49
	stretchWeekdays = 25
	// stretchHistory is the power of the stretch by which history is divided:
	// half of it, for the window of most days was touched by a holiday only at
	// its edge, and a history made too low makes false alarms.
	stretchHistory = 0.5
)

// A holiday is a weekday on which offices are closed.
type holiday struct {
	date time.Time // UTC midnight
	name string
}

// closedWeekdays are the public holidays of Norway, and Christmas Eve to New
// Year's Eve, that fall on weekdays of the years.
func closedWeekdays(first, last int) []holiday {
	var days []holiday
	for year := first; year <= last; year++ {
		var all []holiday
		for _, h := range deadline.Holidays(year) {
			if h.Day.Date().Month() != time.December {
				all = append(all, holiday{h.Day.Date(), h.Name})
			}
		}
		for day := 24; day <= 31; day++ {
			all = append(all, holiday{date(year, time.December, day), "Christmas week"})
		}
		seen := map[time.Time]bool{}
		for _, h := range all {
			if wd := h.date.Weekday(); wd != time.Saturday && wd != time.Sunday && !seen[h.date] {
				seen[h.date] = true
				days = append(days, h)
			}
		}
	}
	return days
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// julyClosed is how closed a weekday in July counts as: most take three of
// their weeks of holiday then.
const julyClosed = 0.2

// stretchExpr is how much longer than usual waits are for holidays: 1 in
// ordinary weeks, 1.25 when a fifth of the weekdays were holidays.
func stretchExpr() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%[1]d\n/\n(\n  vector(%[1]d)\n", stretchWeekdays)
	for year := firstYear; year <= lastYear; year++ {
		july := date(year, time.July, 1).Unix()
		fmt.Fprintf(&b, "  - %[1]v * 5 / 7 * (clamp(vector(time() - %[2]d) / 86400, 0, 31) - clamp(vector(time() - %[2]d) / 86400 - %[3]d, 0, 31)) # July %[4]d\n",
			julyClosed, july, stretchDays, year)
	}
	for _, h := range closedWeekdays(firstYear, lastYear) {
		fmt.Fprintf(&b, "  - (time() >= bool %d) * (time() < bool %d) # %s %s\n",
			h.date.Unix(), h.date.AddDate(0, 0, stretchDays).Unix(), h.date.Format(time.DateOnly), h.name)
	}
	b.WriteString(")")
	return b.String()
}

// stretchAt is what stretchExpr gives at an instant, for tests.
func stretchAt(holidays []holiday, t time.Time) float64 {
	left := float64(stretchWeekdays)
	july := t.Sub(date(t.Year(), time.July, 1)).Hours() / 24
	left -= julyClosed * 5 / 7 * (min(max(july, 0), 31) - min(max(july-stretchDays, 0), 31))
	for _, h := range holidays {
		if !t.Before(h.date) && t.Before(h.date.AddDate(0, 0, stretchDays)) {
			left--
		}
	}
	return stretchWeekdays / left
}
