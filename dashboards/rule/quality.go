package rule

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A Quality is what the wait alert does on simulated units of one kind.
type Quality struct {
	PerWeek, Spread, Wander, Errors float64 // of the units, and the threshold WaitErrors
	Default                         bool    // the threshold is the default

	False2y       float64 // false alarms a unit in two years
	P50, P90      int     // days until a lasting rise is detected; 999 is never
	Within12Weeks float64 // share of rises detected before 84 days
}

// measure simulates units twice: stable, and with a rise on a random day.
func (t *Thresholds) measure(w *world, u unitSim, units int) Quality {
	const keep = 14
	var q Quality
	var delays []int
	early := 0
	for i := range units {
		rng := rand.New(rand.NewPCG(1, uint64(i)))
		u.rise = simDays
		starts, _ := alarms(t.judge(newJudged(w, u.days(w, rng), t.BaselineDays)), 0, keep)
		for _, day := range starts {
			if day >= simHistory {
				q.False2y++
			}
		}
		rng = rand.New(rand.NewPCG(2, uint64(i)))
		u.rise = simHistory + rng.IntN(simJudged-150)
		starts, ends := alarms(t.judge(newJudged(w, u.days(w, rng), t.BaselineDays)), 0, keep)
		delay, falsely := 999, false
		for k, day := range starts {
			falsely = falsely || day < u.rise && ends[k] > u.rise
			if day >= u.rise {
				delay = min(delay, day-u.rise)
			}
		}
		if !falsely { // an alarm that fires already says nothing of delay
			delays = append(delays, delay)
			if delay <= 84 {
				early++
			}
		}
	}
	slices.Sort(delays)
	q.False2y /= float64(units)
	q.P50, q.P90 = delays[len(delays)/2], delays[len(delays)*9/10]
	q.Within12Weeks = float64(early) / float64(len(delays))
	return q
}

// SimulateWaitAlert measures the wait alert with the default thresholds and their
// neighbours, and returns what it measured with the text of the runbook about it.
// It takes a minute.
func SimulateWaitAlert() ([]Quality, string, error) {
	w := newWorld()
	const units = 200
	var b strings.Builder
	b.WriteString("## What to expect of it\n\nSimulated: " + fmt.Sprint(units) + " units of each kind, two years after half a year of history, with weekdays and Norwegian holidays. " +
		"Delay: days from when waiting rises by 30 % for good until the alert fires. False alarms: on units where nothing changes. " +
		"Spread is the standard deviation of the logarithm of waits; wander is how much the level of a \"stable\" unit moves by itself. " +
		"The simulation evaluates the rule's definition once a day, in Go. `make bench-alerts` repeats it.\n\n" +
		"| cases a week | spread | wander | " + thresholdsPrefix + "_WAIT_ERRORS | median delay, days | 90 % within, days | detected within 12 weeks | false alarms a unit in two years |\n|---|---|---|---|---|---|---|---|\n")
	var all []Quality
	for _, u := range []unitSim{
		{perWeek: 5, spread: 0.6},
		{perWeek: 20, spread: 0.6},
		{perWeek: 100, spread: 0.6},
		{perWeek: 20, spread: 0.6, wander: 0.05},
		{perWeek: 20, spread: 0.8},
	} {
		days := func(n int) string {
			if n == 999 {
				return "never"
			}
			return fmt.Sprint(n)
		}
		for _, z := range []float64{1.75, 2, 2.25, 2.5, 3} {
			th, err := thresholds()
			if err != nil {
				return nil, "", err
			}
			normal := th.WaitErrors == z
			th.WaitErrors = z
			q := th.measure(w, u, units)
			q.PerWeek, q.Spread, q.Wander, q.Errors, q.Default = u.perWeek, u.spread, u.wander, z, normal
			all = append(all, q)
			mark := ""
			if normal {
				mark = " (default)"
			}
			fmt.Fprintf(&b, "| %v | %v | %v %% | %v%s | %s | %s | %.0f %% | %.2f |\n", u.perWeek, u.spread, u.wander*100, z, mark, days(q.P50), days(q.P90), q.Within12Weeks*100, q.False2y)
		}
	}
	return all, b.String(), nil
}
