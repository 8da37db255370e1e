package detect

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// judge runs a Detector over a past from a day on, calibrated each quarter, and returns the
// days on which episodes of Risen begin and end, counted from the first of the past.
func judge(m Measure, p *Past, from int, o Options) (starts, ends []int) {
	d := New(m, p.First+int32(from), o)
	was := Normal
	for i := from; i < len(p.Days); i++ {
		if (i-from)%91 == 0 {
			d.Calibrate(&Past{p.First, p.Days[:i]})
		}
		is := d.Add(&p.Days[i])
		if is == Risen && was != Risen {
			starts = append(starts, i)
		}
		if is != Risen && was == Risen {
			ends = append(ends, i)
		}
		was = is
	}
	if was == Risen {
		ends = append(ends, len(p.Days))
	}
	return starts, ends
}

// knows is the CUSUM of what is known of each day, which begins anew above a limit: the
// days on which it does, and how high it got each time it left 0.
func knows(known []float64, limit float64) (alarms []int, maxima []float64) {
	s, most := 0.0, 0.0
	for i, add := range known {
		s = max(0, s+add)
		if most = max(most, s); s == 0 && most > 0 {
			maxima, most = append(maxima, most), 0
		}
		if s >= limit {
			alarms, s = append(alarms, i), 0
		}
	}
	return alarms, append(maxima, most)
}

// A quality is how good the judgement of a kind of unit is, and a CUSUM that knows the
// true distributions and raises as many false alarms.
type quality struct {
	falseYear    float64 // false alarms a unit and year
	delay, known float64 // median days until a change is told
	soon         float64 // share told within 12 weeks
}

// quality simulates so many units of a kind that do not change, and as many that do.
func (k kind) quality(w *world, units int) quality {
	stable, changed := make([]unit, units), make([]unit, units)
	days := make([]int, units)
	for i := range units {
		stable[i] = k.unit(w, simDays, rand.New(rand.NewPCG(1, uint64(i))))
		rng := rand.New(rand.NewPCG(2, uint64(i)))
		days[i] = simHistory + rng.IntN(simJudged-250)
		changed[i] = k.unit(w, days[i], rng)
	}
	if k.measure == Backlog {
		knowBacklog(stable, changed)
	}
	alarms := 0
	var maxima, delays, knowns []float64
	for i := range stable {
		starts, _ := judge(k.measure, stable[i].past, simHistory, Options{})
		alarms += len(starts)
		_, most := knows(stable[i].known[simHistory:], math.Inf(1))
		maxima = append(maxima, most...)
	}
	slices.Sort(maxima)
	limit := maxima[len(maxima)-max(alarms, 1)]
	for i := range changed {
		starts, ends := judge(k.measure, changed[i].past, simHistory, Options{})
		delay, before := first(starts, days[i]), false
		for j, s := range starts {
			before = before || s < days[i] && ends[j] > days[i]
		}
		if !before { // an alarm that fires already says nothing
			delays = append(delays, delay)
		}
		told, _ := knows(changed[i].known, limit)
		knowns = append(knowns, first(told, days[i]))
	}
	q := quality{float64(alarms) / float64(units) / (simJudged / 364.), middle(delays), middle(knowns), 0}
	for _, d := range delays {
		if d <= 84 {
			q.soon += 1 / float64(len(delays))
		}
	}
	return q
}

// first is how many days it takes from a change to the first of the days.
func first(days []int, change int) float64 {
	for _, day := range days {
		if day >= change {
			return float64(day - change + 1)
		}
	}
	return math.Inf(1)
}

func middle(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// knowBacklog replaces the backlogs by what a CUSUM adds that knows their mean on each
// day of the calendar and how their logarithm goes on from day to day.
func knowBacklog(stable, changed []unit) {
	mean := make([]float64, simDays)
	for _, u := range stable {
		for day, open := range u.known {
			mean[day] += open / float64(len(stable))
		}
	}
	rest := func(u unit, day int) float64 { return math.Log((u.known[day] + 1) / (mean[day] + 1)) }
	var products, squares, left, n float64
	for _, u := range stable {
		for day := simHistory; day < simDays; day++ {
			products += rest(u, day) * rest(u, day-1)
			squares += rest(u, day-1) * rest(u, day-1)
		}
	}
	kept := products / squares
	for _, u := range stable {
		for day := simHistory; day < simDays; day++ {
			e := rest(u, day) - kept*rest(u, day-1)
			left += e * e
			n++
		}
	}
	variance, shift := left/n, (1-kept)*math.Log(Rise)
	for _, list := range [][]unit{stable, changed} {
		for _, u := range list {
			add := make([]float64, simDays)
			for day := 400; day < simDays; day++ { // before, it fills
				e := rest(u, day) - kept*rest(u, day-1)
				add[day] = shift / variance * (e - shift/2)
			}
			copy(u.known, add)
		}
	}
}

// kinds lists what make bench-alerts simulates.
func kinds() (all []kind) {
	for _, perWeek := range []float64{5, 20, 100} {
		for _, spread := range []float64{0.6, 1.2} {
			all = append(all, kind{Wait, perWeek, spread, false, false}, kind{Wait, perWeek, spread, true, false}, kind{Wait, perWeek, spread, false, true})
		}
	}
	for _, m := range []Measure{Backlog, DeadlineShare, ErrorsRising, ErrorsSilent} {
		for _, perWeek := range []float64{5, 20, 100} {
			for _, load := range []bool{false, true} {
				all = append(all, kind{m, perWeek, 0.6, false, load})
			}
		}
	}
	return all
}

// TestAlertQuality holds what the package promises of simulated units: see kinds. It takes
// many minutes: make bench-alerts sets BENCH_ALERTS to how many units of each kind are simulated.
func TestAlertQuality(t *testing.T) {
	units, err := strconv.Atoi(os.Getenv("BENCH_ALERTS"))
	if err != nil {
		t.Skip("BENCH_ALERTS is no number of units: make bench-alerts measures how soon changes are told, and how often falsely")
	}
	w := newWorld()
	t.Log("| measure | cases a week | spread | times | load | false alarms a unit and year | median delay, days | told within 12 weeks | median delay of a CUSUM that knows the distributions |")
	for _, k := range kinds() {
		if only := os.Getenv("ALERTS_ONLY"); only != "" && only != fmt.Sprint(k.measure, k.perWeek) && only != k.measure.String() {
			continue
		}
		q := k.quality(w, units)
		t.Logf("| %v | %v | %v | %s | %s | %.2f | %v | %.0f %% | %v |", k.measure, k.perWeek, k.spread,
			map[bool]string{false: "seconds", true: "days"}[k.whole], map[bool]string{false: "independent", true: "with memory"}[k.load],
			q.falseYear, q.delay, 100*q.soon, q.known)
		if q.falseYear > 0.5 {
			t.Errorf("%+v: %.2f false alarms a unit and year, more than 0.5", k, q.falseYear)
		}
		if q.delay > k.bar(q.known) {
			t.Errorf("%+v: told after %v days, later than %v", k, q.delay, k.bar(q.known))
		}
	}
}

// bar is after how many days half of the changes must be told.
func (k kind) bar(known float64) float64 {
	if k.measure == Wait && k.spread == 0.6 && !k.load {
		switch k.perWeek {
		case 20:
			return 21
		case 100:
			return 10
		}
	}
	return 1.5 * known
}
