// Package civil holds the calendar: days, months, and the instants at which
// they begin in a time zone. It is the project's only definition of these. It
// is pure: no I/O and no clock.
//
// A day does not always begin at 00:00. Where clocks are put forward at
// midnight it begins at 01:00, and time.Date returns 23:00 of the day before.
// Day.Start is right there too.
package civil

import (
	"slices"
	"time"
)

// A Day is a calendar date, as the number of days since 1970-01-01, which is
// day 0. The zero Day is a valid date.
type Day int32

const secondsPerDay = 86400

// DayOf is the calendar date that t shows in its own location.
func DayOf(t time.Time) Day {
	return Day(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// Date is the day's midnight in UTC.
func (d Day) Date() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Month is the first day of the day's month.
func (d Day) Month() Day { return d - Day(d.Date().Day()-1) }

// AddMonths is the first day of the month that is n months after the day's
// own; n may be negative.
func (d Day) AddMonths(n int) Day { return DayOf(d.Month().Date().AddDate(0, n, 0)) }

// Start is the first instant of the day in a zone. Where clocks are put
// forward at midnight, the day begins at the new time; where midnight comes
// twice, it begins at the first. A day that a zone left out begins when the
// day after it does.
func (d Day) Start(zone *time.Location) time.Time {
	wall := int64(d) * secondsPerDay
	offsets := [2]int64{offsetAt(wall-secondsPerDay, zone), offsetAt(wall+secondsPerDay, zone)}
	slices.SortFunc(offsets[:], func(a, b int64) int { return int(b - a) }) // earlier instant first
	for _, offset := range offsets {
		if offsetAt(wall-offset, zone) == offset {
			return time.Unix(wall-offset, 0).In(zone)
		}
	}
	// No instant reads midnight: the day begins where the clock was put
	// forward over it.
	start, _ := time.Unix(wall-offsets[1], 0).In(zone).ZoneBounds()
	return start
}

// offsetAt is how many seconds clocks in a zone are ahead of UTC at an instant.
func offsetAt(unix int64, zone *time.Location) int64 {
	_, offset := time.Unix(unix, 0).In(zone).Zone()
	return int64(offset)
}
