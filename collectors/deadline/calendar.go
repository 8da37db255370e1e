package deadline

import (
	"cmp"
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/no"

	"casework/collectors/civil"
)

// A Holiday is a public holiday of Norway that is not always a Sunday.
type Holiday struct {
	Day  civil.Day
	Name string // in English
}

// Holidays are those of a year, in their order. Two may be on one day.
func Holidays(year int) []Holiday {
	named := map[*cal.Holiday]string{
		no.FoersteNyttaarsdag: "New Year", no.Skjaertorsdag: "Maundy Thursday", no.Langfredag: "Good Friday",
		no.AndrePaaskedag: "Easter Monday", no.Arbeiderenesdag: "Labour Day", no.Grunnlovsdag: "Constitution Day",
		no.Kristihimmelfartsdag: "Ascension", no.AndrePinsedag: "Whit Monday", no.FoersteJuledag: "Christmas Day",
		no.AndreJuledag: "Boxing Day",
	}
	var all []Holiday
	for _, h := range no.Holidays {
		if day, _ := h.Calc(year); !day.IsZero() {
			all = append(all, Holiday{civil.DayOf(day), cmp.Or(named[h], h.Name)})
		}
	}
	slices.SortStableFunc(all, func(a, b Holiday) int { return cmp.Compare(a.Day, b.Day) })
	return all
}

// A calendar knows the days from firstDay on: when each begins in a zone, and
// which are working days.
type calendar struct {
	starts []int64     // first instant of each day, Unix seconds; one more than days
	nth    []int32     // how many working days there are before each day
	work   []civil.Day // the working days
}

// The days of a calendar: of every instant that a record of a case can hold, in
// any zone.
const (
	firstDay = civil.Day(-1)
	lastDay  = civil.Day(49711) // 2106-02-08
)

func newCalendar(zone *time.Location) *calendar {
	off := map[civil.Day]bool{}
	for year := firstDay.Date().Year(); year <= lastDay.Date().Year(); year++ {
		for _, h := range Holidays(year) {
			off[h.Day] = true
		}
	}
	c := &calendar{}
	for day := firstDay; day <= lastDay; day++ {
		c.starts = append(c.starts, day.Start(zone).Unix())
		c.nth = append(c.nth, int32(len(c.work)))
		if wd := day.Date().Weekday(); wd != time.Saturday && wd != time.Sunday && !off[day] {
			c.work = append(c.work, day)
		}
	}
	c.starts = append(c.starts, (lastDay + 1).Start(zone).Unix())
	return c
}

// dayOf is the day of an instant that a record can hold.
func (c *calendar) dayOf(unix uint32) civil.Day {
	i := int(int64(unix)/86400) - int(firstDay)
	for c.starts[i] > int64(unix) {
		i--
	}
	for i+1 < len(c.starts)-1 && c.starts[i+1] <= int64(unix) {
		i++
	}
	return firstDay + civil.Day(i)
}

// end is the last second of a day; 0 if a record cannot hold it.
func (c *calendar) end(day civil.Day) uint32 {
	if day < firstDay || day > lastDay {
		return 0
	}
	end := c.starts[day-firstDay+1] - 1
	if end < 0 || end >= 1<<32 {
		return 0
	}
	return uint32(end)
}

// after is the nth working day after a day, or from the day on if n is 0. It
// reports false beyond the calendar.
func (c *calendar) after(day civil.Day, n int) (civil.Day, bool) {
	if day < firstDay || day > lastDay {
		return 0, false
	}
	at := int(c.nth[day-firstDay]) // the first working day that is not before it
	if n > 0 {
		if at < len(c.work) && c.work[at] == day {
			at++ // the day itself is not counted
		}
		at += n - 1
	}
	if at >= len(c.work) {
		return 0, false
	}
	return c.work[at], true
}
