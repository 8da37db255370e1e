package rule

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"casework/collectors/caseload"
)

// This file simulates units whose waiting is known, to measure how good the
// alert about it is. What is true of them:
//
//   - Cases arrive on working days, most on Mondays, half as many in July;
//     a few in weekends and on holidays.
//   - A case waits a log-normal number of working seconds; offices work from
//     08:00 to 15:30 on weekdays that are not in closedWeekdays, so that
//     waits in calendar time are longer around holidays.
//   - Waits are 15 % longer in July. Where a unit wanders, its level of waiting
//     moves around its mean with a memory of weeks as well.
//   - A rise makes every case that starts from a day on have waited 30 %
//     longer, for good.
const (
	simDays    = simHistory + simJudged
	simHistory = 30 * 7 // days before judging begins
	simJudged  = 2 * 365
	simRise    = 1.3
	simSummer  = 1.15
	workSecs   = 27000 // of a working day, from 08:00
)

var simStart = date(2025, time.January, 6)

// A world is the calendar of the simulation.
type world struct {
	working []bool
	before  []int // working days before each day
	days    []int // the working days
	stretch []float64
}

func newWorld() *world {
	w := &world{}
	closed := map[time.Time]bool{}
	holidays := closedWeekdays(2024, 2030)
	for _, h := range holidays {
		closed[h.date] = true
	}
	for day := range simDays + 400 {
		d := simStart.AddDate(0, 0, day)
		working := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !closed[d]
		w.before = append(w.before, len(w.days))
		if working {
			w.days = append(w.days, day)
		}
		w.working = append(w.working, working)
		w.stretch = append(w.stretch, stretchAt(holidays, d.AddDate(0, 0, 1)))
	}
	return w
}

// add is the second at which work working seconds have passed since the
// second.
func (w *world) add(at int, work float64) int {
	day := at / 86400
	worked := w.before[day] * workSecs
	if w.working[day] {
		worked += min(max(at%86400-8*3600, 0), workSecs)
	}
	worked += int(work)
	nth := min(worked/workSecs, len(w.days)-1)
	return w.days[nth]*86400 + 8*3600 + worked - nth*workSecs
}

// A unitSim is a simulated unit.
type unitSim struct {
	perWeek float64
	spread  float64 // standard deviation of the logarithm of waits
	wander  float64 // standard deviation of its level, as a ratio
	rise    int     // day of the rise, simDays for none
}

// A simDay is what the exporter would show at the end of a day, in seconds.
type simDay struct {
	n                 int
	median, p90, mean float64
}

// days simulates the unit, and returns its windows of 28 days day by day.
func (u unitSim) days(w *world, rng *rand.Rand) []simDay {
	started := make([][]float64, simDays+400)
	usual := (2 + 8*rng.Float64()) * workSecs
	wander := 0.0
	for day := range simDays {
		wander = 0.95*wander + u.wander*math.Sqrt(1-0.95*0.95)*rng.NormFloat64()
		d := simStart.AddDate(0, 0, day)
		for range caseload.Poisson(rng, u.perWeek*caseload.Arrivals(d, w.working[day])) {
			at := day*86400 + 8*3600 + rng.IntN(workSecs)
			wait := usual * math.Exp(wander+u.spread*rng.NormFloat64())
			if d.Month() == time.July {
				wait *= simSummer
			}
			start := w.add(at, wait)
			waited := float64(start - at)
			if start/86400 >= u.rise {
				waited *= simRise
			}
			if s := start / 86400; s < len(started) {
				started[s] = append(started[s], waited)
			}
		}
	}
	result := make([]simDay, simDays)
	var window []float64
	for day := range simDays {
		window = window[:0]
		for _, waits := range started[max(day-27, 0) : day+1] {
			window = append(window, waits...)
		}
		slices.Sort(window)
		sum := 0.0
		for _, wait := range window {
			sum += wait
		}
		result[day] = simDay{len(window), quantile(window, 0.5), quantile(window, 0.9), sum / float64(len(window))}
	}
	return result
}

// quantile interpolates linearly between order statistics, as the exporter
// and quantile_over_time do. It is NaN of nothing.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}
