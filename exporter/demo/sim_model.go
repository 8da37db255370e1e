package main

import (
	"math"
	"math/rand/v2"
	"time"

	"casework/collectors/civil"
)

// programme is the name of the supervision programme.
const programme = "veiledning"

// A Model is the municipality as a set of chances. What is true of it is
// stated here, so that what is measured on its data can be judged:
//
//   - Supervision changes the waiting time, in working time, by the factor
//     1+Wait, and the chance of an error report by 1+Errors, reached evenly
//     over the first three months. A case has the effect of the day it is
//     received, its error reports that of the day it is closed. Nothing else
//     in the Model depends on supervision: not arrivals, not staffing, not the
//     time from start to closing, nor pauses.
//   - The units that join were slower before ("slower"), so the two groups'
//     medians compared with each other hide the effect.
//   - Every unit gets faster by trend a year, so a unit compared with its own
//     past exaggerates it.
//   - In the unit that has a delay, cases that are received in the last delayDays wait longer by
//     that. Its months that are compared are earlier: a comparison follows each case for 90 days.
type Model struct {
	Wait, Errors float64 // the true effect: -0.25 is a quarter less
	seed         uint64
	calendar     *Calendar
	units        []unitModel
}

const (
	trend     = 0.12       // how much shorter waiting gets in a year, everywhere
	ramp      = 91 * 86400 // seconds until supervision has its full effect
	errorRate = 0.09       // chance of an error report on a case
	lateRate  = 0.04       // chance that a case is registered days after it is received
	reopen    = 0.04       // chance that a closed case is opened again
	correct   = 0.02       // chance that a case's received_at is corrected afterwards
	delayDays = 63         // days before now from which people wait longer in the unit that has a delay
)

// A unitModel is a unit and its load from day to day.
type unitModel struct {
	unitSpec
	start int64     // when supervision begins, Unix seconds; 0 never
	late  int64     // when cases are received from which the delay is of, Unix seconds
	load  []float64 // by day: how many times the usual waiting time people wait
}

// newModel returns the Model of the municipality as seen from now.
func newModel(o Options, calendar *Calendar) *Model {
	m := &Model{Wait: o.EffectWait, Errors: o.EffectErrors, seed: o.Seed, calendar: calendar}
	month := monthOf(o.Now.In(o.Zone))
	for i, spec := range town {
		u := unitModel{unitSpec: spec}
		if spec.joined > 0 {
			u.start = civil.DayOf(month).AddMonths(-spec.joined).Start(o.Zone).Unix()
		}
		u.late = (civil.DayOf(o.Now.In(o.Zone)) - delayDays).Start(o.Zone).Unix()
		u.load = m.loads(rand.New(rand.NewPCG(o.Seed, uint64(1000+i))), spec.perDay)
		m.units = append(m.units, u)
	}
	return m
}

// monthOf is the UTC midnight of the first day of t's month.
func monthOf(t time.Time) time.Time {
	return civil.DayOf(t).Month().Date()
}

// loads simulates a unit's backlog: what is received and not dealt with on a
// day waits for the next, holidays empty the office faster than they stop the
// applications, people fall ill for weeks, and a long backlog is met with
// overtime.
func (m *Model) loads(rng *rand.Rand, perDay float64) []float64 {
	loads := make([]float64, len(m.calendar.working))
	backlog, absent := 3.0, 0.0 // in days' work
	for day := range loads {
		backlog += float64(poisson(rng, m.arrivals(perDay, day))) / perDay
		if m.calendar.working[day] {
			absent = 0.85*absent + 0.08*rng.NormFloat64()
			overtime := 0.12 * (backlog - 4)
			backlog -= (1.04 - absent + overtime) * staffed(m.calendar.Date(day))
		}
		backlog = min(max(backlog, 0), 15)
		loads[day] = 0.72 + 0.07*backlog
	}
	return loads
}

// arrivals is how many cases a unit expects to receive on a day.
func (m *Model) arrivals(perDay float64, day int) float64 {
	date := m.calendar.Date(day)
	rate := perDay * season(date)
	if !m.calendar.working[day] {
		return 0.08 * rate // on the web form
	}
	return rate * [...]float64{0, 1.2, 1.08, 1, 0.95, 0.77, 0}[date.Weekday()]
}

// season is the share of the usual arrivals at a time of year.
func season(date time.Time) float64 {
	switch {
	case date.Month() == time.July:
		return 0.55
	case christmas(date):
		return 0.35
	case date.Month() == time.August, date.Month() == time.January:
		return 1.15
	}
	return 1
}

// staffed is the share of the usual staff at a time of year.
func staffed(date time.Time) float64 {
	switch {
	case date.Month() == time.July:
		return 0.45
	case christmas(date):
		return 0.4
	}
	return 1
}

func christmas(date time.Time) bool {
	return date.Month() == time.December && date.Day() >= 20 ||
		date.Month() == time.January && date.Day() <= 2
}

// supervised is how much of the full effect a unit has at an instant: 0 to 1.
func (u *unitModel) supervised(unix int64) float64 {
	if u.start == 0 {
		return 0
	}
	return min(max(float64(unix-u.start)/ramp, 0), 1)
}

// waiting draws the working seconds that a case waits.
func (m *Model) waiting(rng *rand.Rand, u *unitModel, t *caseType, received int64) float64 {
	days := u.wait * t.wait
	if u.joined > 0 {
		days *= slower
	}
	if u.delay > 0 && received >= u.late {
		days *= u.delay
	}
	days *= u.load[m.calendar.Day(received)]
	years := float64(received-m.calendar.At(0, 0)) / (365.25 * 86400)
	days *= math.Pow(1-trend, years) * (1 + m.Wait*u.supervised(received))
	return days * math.Exp(0.6*rng.NormFloat64()) * workday
}

// working draws the working seconds from a case's start to its closing.
func (*Model) working(rng *rand.Rand, t *caseType) float64 {
	return t.work * math.Exp(0.7*rng.NormFloat64()) * workday
}

// typeOf draws a case's type.
func (u *unitModel) typeOf(rng *rand.Rand) *caseType {
	draw := rng.Float64()
	for i := range u.types {
		if draw -= u.types[i].share; draw < 0 {
			return &u.types[i]
		}
	}
	return &u.types[0]
}

// poisson draws from a Poisson distribution with a mean below 100.
func poisson(rng *rand.Rand, mean float64) int {
	limit, product := math.Exp(-mean), rng.Float64()
	n := 0
	for ; product > limit; n++ {
		product *= rng.Float64()
	}
	return n
}
