package main

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/no"

	"casework/collectors/civil"
)

// Offices are open from 08:00 to 15:30 on working days.
const (
	opens   = 8 * 3600
	workday = 7*3600 + 1800 // seconds
)

// A Calendar counts in working time: the seconds in which the offices of a
// Norwegian municipality are open.
type Calendar struct {
	zone    *time.Location
	first   time.Time // UTC midnight of day 0's date
	working []bool    // by day
	before  []int     // working days before each day
	days    []int     // the working days
}

// NewCalendar returns the Calendar of the dates of from to to. Times outside
// are taken as the nearest inside.
func NewCalendar(from, to time.Time, zone *time.Location) *Calendar {
	holidays := cal.NewBusinessCalendar()
	holidays.AddHoliday(no.Holidays...)
	c := &Calendar{zone: zone, first: dateOf(from.In(zone))}
	for day := c.first; !day.After(dateOf(to.In(zone))); day = day.AddDate(0, 0, 1) {
		working := holidays.IsWorkday(day)
		c.before = append(c.before, len(c.days))
		if working {
			c.days = append(c.days, len(c.working))
		}
		c.working = append(c.working, working)
	}
	return c
}

// dateOf is the UTC midnight of t's date.
func dateOf(t time.Time) time.Time {
	return civil.DayOf(t).Date()
}

// Day is the number of the local day of the instant, within the calendar.
func (c *Calendar) Day(unix int64) int {
	day := int(dateOf(time.Unix(unix, 0).In(c.zone)).Sub(c.first) / (24 * time.Hour))
	return min(max(day, 0), len(c.working)-1)
}

// Date is the UTC midnight of a day's date.
func (c *Calendar) Date(day int) time.Time { return c.first.AddDate(0, 0, day) }

// At is the instant of a local time of day, in seconds, on a day.
func (c *Calendar) At(day int, second int) int64 {
	d := c.Date(day)
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, second, 0, c.zone).Unix()
}

// Add is the instant at which work seconds of working time have passed since
// the instant; work may be negative.
func (c *Calendar) Add(unix int64, work float64) int64 {
	day := c.Day(unix)
	t := time.Unix(unix, 0).In(c.zone)
	at := c.before[day] * workday
	if c.working[day] {
		at += min(max(t.Hour()*3600+t.Minute()*60+t.Second()-opens, 0), workday)
	}
	at += int(work)
	nth := min(max(at/workday, 0), len(c.days)-1)
	return c.At(c.days[nth], opens+min(max(at-nth*workday, 0), workday))
}

// AddDays is the end of the local day that is a number of days, or of working
// days, after the instant's.
func (c *Calendar) AddDays(unix int64, days int, working bool) int64 {
	day := c.Day(unix)
	if working {
		nth := min(c.before[day]+days, len(c.days)-1)
		day = c.days[nth]
	} else {
		day = min(day+days, len(c.working)-1)
	}
	return c.At(day, 86400-1)
}
