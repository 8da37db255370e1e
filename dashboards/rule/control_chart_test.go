package rule

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"casework/collectors/effect"
	"casework/dashboards/query"
)

// chartAlarms are the days on which a control chart of the unit's months would
// raise an alarm by one of the rules: five days after the month's end, for as
// long as the month is the last. A month is taken as the 28 days at its end.
func chartAlarms(days []simDay, rules ...effect.Rule) []bool {
	const lag, long = 5, 36
	on := make([]bool, len(days))
	var months []float64
	for day := range days {
		if simStart.AddDate(0, 0, day+1).Day() != 1 {
			continue
		}
		value := math.NaN()
		if days[day].n >= query.MinCases {
			value = days[day].mean
		}
		months = append(months, value)
		chart, err := effect.NewChart(months[max(0, len(months)-long):], effect.ChartOptions{})
		if err != nil {
			panic(err) // of no value above
		}
		last := chart.Points[len(chart.Points)-1]
		if len(months) < 12 || !last.High || !slices.Contains(rules, last.Signal) {
			continue
		}
		for d := day + lag; d < min(day+lag+31, len(days)); d++ {
			on[d] = true
		}
	}
	return on
}

// TestControlChartsAsAlerts measures whether signals of control charts, joined
// to the alert on waiting, would improve it. They do not, so no alert rule
// reads them: see what it prints.
func TestControlChartsAsAlerts(t *testing.T) {
	if os.Getenv("BENCH_ALERTS") == "" {
		t.Skip("BENCH_ALERTS is not set: make bench-alerts measures the alert")
	}
	w := newWorld()
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []unitSim{{perWeek: 5, spread: 0.6}, {perWeek: 20, spread: 0.6}, {perWeek: 100, spread: 0.6}} {
		var alone [2]float64
		for i, way := range []struct {
			name  string
			rules []effect.Rule
		}{
			{"the alert alone", nil},
			{"or a point outside the limits", []effect.Rule{effect.OutsideLimits}},
			{"or any rule", effect.Rules()},
		} {
			alarmed := func(days []simDay) []bool {
				on := th.judge(newJudged(w, days, th.BaselineDays))
				for d, more := range chartAlarms(days, way.rules...) {
					on[d] = on[d] || more
				}
				return on
			}
			told, falsely := joined(w, u, alarmed)
			t.Logf("%3v cases a week, %-30s detected within 12 weeks %3.0f %%, false alarms a unit in two years %.2f",
				u.perWeek, way.name+":", 100*told, falsely)
			if i == 0 {
				alone = [2]float64{told, falsely}
			} else if told > alone[0]+0.05 && falsely <= alone[1] {
				t.Errorf("%s is better than the alert alone: use it", way.name)
			}
		}
	}
}

// joined measures a way to raise alarms: the share of rises detected within 12
// weeks, and false alarms on stable units.
func joined(w *world, u unitSim, alarmed func([]simDay) []bool) (told, falsely float64) {
	const units, keep = 200, 14
	judged := 0
	for i := range units {
		u.rise = simDays
		starts, _ := alarms(alarmed(u.days(w, rand.New(rand.NewPCG(1, uint64(i))))), 0, keep)
		for _, day := range starts {
			if day >= simHistory {
				falsely++
			}
		}
		rng := rand.New(rand.NewPCG(2, uint64(i)))
		u.rise = simHistory + rng.IntN(simJudged-150)
		starts, ends := alarms(alarmed(u.days(w, rng)), 0, keep)
		early, before := false, false
		for k, day := range starts {
			before = before || day < u.rise && ends[k] > u.rise
			early = early || day >= u.rise && day <= u.rise+84
		}
		if before {
			continue // an alarm that fires already says nothing
		}
		judged++
		if early {
			told++
		}
	}
	return told / float64(max(judged, 1)), falsely / units
}
