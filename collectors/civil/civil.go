// Package civil holds the calendar: days, months, the instants at which they
// begin in a time zone, and what clocks there show. It is the project's only
// definition of these. It is pure: no I/O and no clock of its own.
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

// On is the day of a year, a month and a day of the month. It reports false for
// any that the calendar does not have, and for years before 1 or after 9999. It
// is time.Date for whoever asks very often.
//
// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
func On(year, month, day int) (Day, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	// Years begin in March, so that the leap day is the last of one.
	if month -= 3; month < 0 {
		month += 12
		year--
	}
	return Day(year*365 + year/4 - year/100 + year/400 + (153*month+2)/5 + day - 1 - daysTo1970), true
}

// daysTo1970 is the number of days from 0000-03-01 to 1970-01-01.
const daysTo1970 = 719468

// daysIn is the number of days of a month.
func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
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
