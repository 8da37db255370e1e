package study

import (
	"math"
	"math/rand/v2"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/lottery"
)

// A world says how a panel is simulated, case by case: unit levels, common
// months and errors that hang together over months, exponential times.
type world struct {
	units, started, months int
	// mean is the mean wait in days, followed for 90; cases a month each unit
	// receives, and later those of supervised units from the start on.
	mean         float64
	cases, later float64
	// change is what a start does to the pace at which cases are handled, from
	// that day on, and to the closings: −0.25 is a quarter less time.
	change, closings float64
	// first and last are the months, from 1 on, in which units may start.
	first, last int
	// goodUnits lets the best units start, which improve by drift a month for
	// each standard deviation; badMonth lets each start after its worst month.
	goodUnits, badMonth bool
	drift               float64
	// easy is the share of easy cases, which take half as long as all; in
	// supervised units it is easyLater from the start on. 0: one type.
	easy, easyLater float64
	// faster is by how much all units get faster a month.
	faster float64
	// lottery is the share of the starts that are drawn by lot, in strata of size:
	// with 1 who starts and when, with less the best start of their own accord
	// and the rest are drawn of the units that are left; 0 for no lottery.
	lottery float64
	// compareRules has the rule before the three answers judge too.
	compareRules bool
	// season is the amplitude of a season that only supervised units have.
	season float64
}

// ordinary is the world of the published figures: half of the units start.
func ordinary(units, months int) world {
	return world{
		units: units, started: units / 2, months: months, mean: 30, cases: 20, later: 20,
		first: 18, last: months - 5,
	}
}

const (
	autocorrelation = 0.5
	monthlyNoise    = 0.15 // of log means, beside that of the cases drawn
)

// panel draws one panel, who is under supervision since when, and by which
// lottery.
func (w world) panel(seed uint64) (*ledger.Panel, map[string][]ledger.Period, *lottery.Draw) {
	r := rand.New(rand.NewPCG(seed, 99))
	end := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := &ledger.Panel{FollowUp: 90 * day}
	// Waits are followed for three months after the last that is compared.
	for m := -w.months - 3; m <= 0; m++ {
		p.Bounds = append(p.Bounds, end.AddDate(0, m, 0).Unix())
	}
	p.At = end.Unix() + 5*day
	common := make([]float64, w.months+3)
	for t := range common {
		common[t] = 0.2*math.Sin(float64(t)*math.Pi/6) + 0.1*r.NormFloat64() - w.faster*float64(t)
	}
	supervised := map[string][]ledger.Period{}
	lots := w.draw(p, seed)
	for i := range w.units {
		u := ledger.PanelUnit{Unit: unitName(i), Since: p.Bounds[0], Months: make([]ledger.Month, w.months+3)}
		level := w.level(i, r)
		e := monthlyNoise * r.NormFloat64()
		for t := range common {
			level[t] += common[t] + e
			e = autocorrelation*e + monthlyNoise*math.Sqrt(1-autocorrelation*autocorrelation)*r.NormFloat64()
		}
		start := w.start(i, level, r)
		if lots != nil {
			start = lots.startOf(i, start, p)
		}
		if start < len(common) {
			supervised[u.Unit] = []ledger.Period{{From: p.Bounds[start]}}
		}
		for t := range u.Months {
			w.month(p, &u, t, start, math.Exp(level[t]), r)
		}
		p.Units = append(p.Units, u)
	}
	return p, supervised, lots.draw()
}

// level is a unit's own part of its log mean wait by month.
func (w world) level(i int, r *rand.Rand) []float64 {
	quality := r.NormFloat64()
	if w.goodUnits {
		quality = 1.5 - 3*(float64(i)+0.5)/float64(w.units) // the first ones start
	}
	out := make([]float64, w.months+3)
	for t := range out {
		out[t] = math.Log(w.mean) - 0.3*quality - w.drift*quality*float64(t)
		if i < w.started {
			out[t] += w.season * math.Sin(float64(t)*math.Pi/6)
		}
	}
	return out
}

// start is the index of the month in which a unit starts; past the end for never.
func (w world) start(i int, level []float64, r *rand.Rand) int {
	if i >= w.started {
		return len(level)
	}
	start := w.first - 1 + r.IntN(w.last-w.first+1)
	if w.badMonth {
		worst := w.first - 2
		for t := w.first - 2; t < w.last-1; t++ {
			if level[t] > level[worst] {
				worst = t
			}
		}
		start = worst + 1
	}
	return start
}

// month draws the cases that a unit receives in a month.
func (w world) month(p *ledger.Panel, u *ledger.PanelUnit, t, start int, mean float64, r *rand.Rand) {
	m := &u.Months[t]
	cases, easy, closings := w.cases, w.easy, 1.0
	if t >= start {
		cases, easy, closings = w.later, w.easyLater, 1+w.closings
	}
	from, until := p.Bounds[t], p.Bounds[t+1]
	startsAt := int64(math.MaxInt64)
	if start < len(u.Months) {
		startsAt = p.Bounds[start]
	}
	types := [2]ledger.TypeMonth{{Type: 1}, {Type: 2}}
	for range poisson(cases, r) {
		kind, work := 0, mean*r.ExpFloat64()
		if w.easy > 0 {
			// Means of the two types average to the unit's before any start.
			if r.Float64() < easy {
				work *= 0.5
			} else {
				kind, work = 1, work*(1-0.5*w.easy)/(1-w.easy)
			}
		}
		received := from + r.Int64N(until-from)
		wait := work * day
		if before := max(0, float64(startsAt-received)); wait > before {
			wait = before + (wait-before)*(1+w.change)
		}
		m.WaitTotal += int64(wait)
		seconds := min(int64(wait), p.FollowUp)
		minutes := seconds / 60
		types[kind].Received++
		types[kind].Queued += seconds
		types[kind].QueuedSquares += minutes * minutes
	}
	for _, one := range types {
		m.Received += int64(one.Received)
		m.Queued += one.Queued
		m.QueuedSquares += one.QueuedSquares
	}
	if w.easy > 0 {
		m.Types = types[:]
	}
	m.Started = m.Received
	m.Closed = poisson(w.cases*closings*math.Exp(0.1*r.NormFloat64()), r)
}

func poisson(mean float64, r *rand.Rand) int64 {
	n, product := int64(0), r.Float64()
	for limit := math.Exp(-mean); product > limit; n++ {
		product *= r.Float64()
	}
	return n
}
