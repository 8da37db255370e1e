package change

import (
	"time"

	"casework/collectors/civil"
	"casework/collectors/deadline"
	"casework/collectors/detect"
)

// LeastHistory is how many days of history a unit has before it is judged.
const LeastHistory = 182

// Refits reports whether what is usual is taken anew at the beginning of a day, which is so on the first day of a quarter.
func Refits(day civil.Day) bool {
	date := day.Date()
	return date.Day() == 1 && date.Month()%3 == 1
}

// Calibrates reports whether the detectors of a unit are calibrated anew on a day on which they are refit. first is the
// day on which the unit's history begins. They are on the first such day with a year of history, and from a year and a
// half on, each 1 January.
func Calibrates(first, day civil.Day) bool {
	const year, young = 2 * LeastHistory, 3 * LeastHistory
	if day-first >= young {
		return day.Date().YearDay() == 1
	}
	return day-first >= year && day.AddMonths(-3)-first < year
}

// newYear is 1 January of the year of a day, or of a later year.
func newYear(day civil.Day, later int) civil.Day {
	return civil.DayOf(time.Date(day.Date().Year()+later, 1, 1, 0, 0, 0, 0, time.UTC))
}

// firstOfficeDay is where all calendars begin. It is fixed, so that sums of working days are rounded the same for every history.
var firstOfficeDay = civil.DayOf(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC))

// Offices is the calendar of offices until the end of a day's year: without weekends, public holidays of Norway, and
// the days from Christmas Eve to New Year's Eve.
func Offices(until civil.Day) *detect.Calendar {
	end := newYear(until, 1)
	holidays := map[civil.Day]bool{}
	for year := firstOfficeDay.Date().Year(); year <= end.Date().Year(); year++ {
		for _, h := range deadline.Holidays(year) {
			holidays[h.Day] = true
		}
	}
	return detect.NewCalendar(int32(firstOfficeDay), int32(end), func(day int32) bool {
		d := civil.Day(day).Date()
		return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || holidays[civil.Day(day)] || d.Month() == time.December && d.Day() >= 24
	})
}
