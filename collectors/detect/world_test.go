package detect

import (
	"math"
	"math/rand/v2"
	"time"

	"casework/collectors/civil"
	"casework/collectors/deadline"
)

// The days of a simulation: history, then those that are judged, then some for
// what is still under way.
const (
	simHistory = 3 * 364
	simJudged  = 2 * 364
	simDays    = simHistory + simJudged
	simSummer  = 1.15  // waits in July
	workSecs   = 27000 // of a working day, from 08:00
)

var simStart = int32(civil.DayOf(time.Date(2020, time.January, 6, 0, 0, 0, 0, time.UTC)))

// A world is the calendar of a simulation: weekends, holidays and Christmas weeks of
// Norway are closed.
type world struct {
	calendar *Calendar
	working  []bool
	before   []int // working days before each day
	open     []int // the working days
}

func newWorld() *world {
	holidays := map[int32]bool{}
	for year := 2019; year < 2028; year++ {
		for _, h := range deadline.Holidays(year) {
			holidays[int32(h.Day)] = true
		}
	}
	closed := func(day int32) bool {
		d := civil.Day(day).Date()
		return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || holidays[day] || d.Month() == time.December && d.Day() >= 24
	}
	w := &world{calendar: NewCalendar(simStart-400, simStart+simDays+400, closed)}
	for i := range int32(simDays + 400) {
		w.before = append(w.before, len(w.open))
		if w.working = append(w.working, !closed(simStart+i)); w.working[i] {
			w.open = append(w.open, int(i))
		}
	}
	return w
}

// add is the second at which so much working time has passed since another.
func (w *world) add(at int, work float64) int {
	day := at / 86400
	worked := w.before[day] * workSecs
	if w.working[day] {
		worked += min(max(at%86400-8*3600, 0), workSecs)
	}
	worked += int(work)
	nth := min(worked/workSecs, len(w.open)-1)
	return w.open[nth]*86400 + 8*3600 + worked - nth*workSecs
}

// A kind of simulated unit.
type kind struct {
	measure Measure
	perWeek float64 // cases
	spread  float64 // standard deviation of the logarithm of times that cases take
	whole   bool    // times are days
	load    bool    // load, times and risks have a memory of weeks
}

// A unit is one that was simulated: what a ledger would have of it, and what is added each
// day to the CUSUM of the likelihood ratio, which knows the true distributions before and
// after the change.
type unit struct {
	past  *Past
	known []float64
}

// unit simulates a unit that changes on a day.
func (k kind) unit(w *world, change int, rng *rand.Rand) unit {
	switch k.measure {
	case Wait:
		return k.waits(w, change, rng)
	case Backlog:
		return k.open(w, change, rng)
	}
	return k.counts(w, change, rng)
}

// A memory is an autoregression by day that has forgotten half within two weeks.
type memory struct{ now float64 }

func (m *memory) next(rng *rand.Rand) float64 {
	const kept = 0.95
	m.now = kept*m.now + math.Sqrt(1-kept*kept)*rng.NormFloat64()
	return m.now
}

// arrivals is the share of an ordinary week's cases that arrives on a day: most on
// working days, Mondays first, and half as many in July.
func arrivals(d time.Time, working bool) float64 {
	share := 0.015
	if working {
		share = [...]float64{0, 1.2, 1.08, 1, 0.95, 0.77, 0}[d.Weekday()] * 0.194
	}
	if d.Month() == time.July {
		share *= 0.5
	}
	return share
}

// poisson draws a number of that mean, which must not be large.
func poisson(rng *rand.Rand, mean float64) int {
	n, p := 0, rng.Float64()
	for limit := math.Exp(-mean); p > limit; n++ {
		p *= rng.Float64()
	}
	return n
}

// arriving is how many cases arrive on a day.
func (k kind) arriving(w *world, day int, level float64, rng *rand.Rand) int {
	rate := k.perWeek * arrivals(civil.Day(simStart+int32(day)).Date(), w.working[day])
	if k.load {
		rate *= math.Exp(loadSpread*level - loadSpread*loadSpread/2)
	}
	return poisson(rng, rate)
}

// How much load, levels of times, and risks wander where they have a memory.
const (
	loadSpread  = 0.25
	levelSpread = 0.05
	riskSpread  = 0.15
)

// waits simulates a unit whose waits become 30 % longer for all cases that are started from a day on.
func (k kind) waits(w *world, change int, rng *rand.Rand) unit {
	u := unit{&Past{simStart, make([]Day, simDays)}, make([]float64, simDays)}
	usual := (2 + 8*rng.Float64()) * workSecs
	var level memory
	wander := 0.0
	if k.load {
		wander = levelSpread
	}
	spread := math.Hypot(wander, k.spread)
	shift := math.Log(Rise) / spread
	for day := range simDays {
		level.next(rng)
		for range k.arriving(w, day, level.now, rng) {
			at := day*86400 + 8*3600 + rng.IntN(workSecs)
			z := wander*level.now + k.spread*rng.NormFloat64()
			wait := usual * math.Exp(z)
			if civil.Day(simStart+int32(day)).Date().Month() == time.July {
				wait *= simSummer
			}
			start := w.add(at, wait)
			from, s := start-(start-at), start/86400
			if s >= simDays {
				continue
			}
			z /= spread
			if s >= change {
				from = start - int(float64(start-at)*Rise)
				z += shift
			}
			u.known[s] += shift * (z - shift/2)
			u.past.Days[s].add(w, from, start, k.whole)
		}
	}
	return u
}

// add adds a case that waited from one second of the simulation until another.
func (d *Day) add(w *world, from, until int, whole bool) {
	a, b := int64(from)+int64(simStart)*86400, int64(until)+int64(simStart)*86400
	if whole {
		a, b = a/86400*86400, b/86400*86400
	}
	d.Plain = append(d.Plain, float32(b-a)/86400)
	d.Values = append(d.Values, float32(w.calendar.Working(a, b)))
}

// open simulates a unit whose cases take 30 % longer from a day on, so that its backlog rises
// by as much. What is known of it is its mean, and how its logarithm goes on from day to day.
func (k kind) open(w *world, change int, rng *rand.Rand) unit {
	u := unit{&Past{simStart, make([]Day, simDays)}, make([]float64, simDays)}
	const usual = 15 * workSecs
	var level memory
	moves := make([]int, simDays+1)
	for day := range simDays {
		level.next(rng)
		for range k.arriving(w, day, level.now, rng) {
			at := day*86400 + 8*3600 + rng.IntN(workSecs)
			end := w.add(at, usual*math.Exp(k.spread*rng.NormFloat64()))
			if c := change * 86400; end > c {
				from := max(at, c)
				end = from + int(float64(end-from)*Rise)
			}
			moves[day]++
			moves[min(end/86400, simDays)]--
		}
	}
	open := 0
	for day := range simDays {
		open += moves[day]
		u.past.Days[day].Values = []float32{float32(open)}
		u.known[day] = float64(open)
	}
	return u
}

// counts simulates a unit whose share of late cases goes from 15 to 27.5 %, whose error reports
// become twice as many, or a tenth.
func (k kind) counts(w *world, change int, rng *rand.Rand) unit {
	u := unit{&Past{simStart, make([]Day, simDays)}, make([]float64, simDays)}
	const late, later, reports = 0.15, 0.275, 0.3
	ratio := map[Measure]float64{ErrorsRising: 2, ErrorsSilent: 0.1}[k.measure]
	var level, risk memory
	closed := make([]float32, simDays)
	for day := range simDays {
		level.next(rng)
		risk.next(rng)
		by := 1.0
		if k.load {
			by = math.Exp(riskSpread*risk.now - riskSpread*riskSpread/2)
		}
		n := k.arriving(w, day, level.now, rng)
		d := &u.past.Days[day]
		if k.measure == DeadlineShare {
			p := late
			if day >= change {
				p = later
			}
			for range n {
				d.N++
				if rng.Float64() < p*by {
					d.X++
					u.known[day] += math.Log(later / late)
				} else {
					u.known[day] += math.Log((1 - later) / (1 - late))
				}
			}
			continue
		}
		closed[day] = float32(n)
		rate := reports * k.perWeek * arrivals(civil.Day(simStart+int32(day)).Date(), w.working[day])
		mean := rate * by
		if day >= change {
			mean *= ratio
		}
		x := poisson(rng, mean)
		d.X = float32(x)
		u.known[day] = float64(x)*math.Log(ratio) - rate*(ratio-1)
	}
	if k.measure != DeadlineShare {
		expect(u.past, closed, w.calendar)
	}
	return u
}
