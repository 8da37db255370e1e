package rule

import (
	"math"
	"slices"
)

// The wait alert's definition in Go, a sample a day. It mirrors the PromQL of
// waitAlerts and recordingGroups; TestWaitRuleIsWhatIsSimulated compares them.

// A judged unit is its windows and what is usual for it, day by day.
type judged struct {
	world        *world
	days         []simDay
	mean, median []float64 // usual
	spread       []float64 // usual
}

func newJudged(w *world, days []simDay, least int) *judged {
	pick := func(value func(day int) float64) []float64 {
		series := make([]float64, len(days))
		for day := range days {
			series[day] = value(day)
		}
		return usualOf(series, least)
	}
	return &judged{
		world: w, days: days,
		mean:   pick(func(day int) float64 { return days[day].mean / math.Pow(w.stretch[day], stretchHistory) }),
		median: pick(func(day int) float64 { return days[day].median / math.Pow(w.stretch[day], stretchHistory) }),
		spread: pick(func(day int) float64 { return math.Log(days[day].p90/days[day].median) / 1.2816 }),
	}
}

// usualOf is the median over 26 weeks that ended 28 days ago, day by day. It
// is NaN before there are least days.
func usualOf(series []float64, least int) []float64 {
	usual := make([]float64, len(series))
	var sorted []float64
	for day := range series {
		if in := day - 28; in >= 0 && !math.IsNaN(series[in]) {
			at, _ := slices.BinarySearch(sorted, series[in])
			sorted = slices.Insert(sorted, at, series[in])
		}
		if out := day - 28 - 182; out >= 0 && !math.IsNaN(series[out]) {
			at, _ := slices.BinarySearch(sorted, series[out])
			sorted = slices.Delete(sorted, at, at+1)
		}
		usual[day] = math.NaN()
		if len(sorted) >= least {
			usual[day] = quantile(sorted, 0.5)
		}
	}
	return usual
}

// limit is above what the mean wait rises on a day.
func (t *Thresholds) limit(j *judged, day int) float64 {
	chance := math.Exp(t.WaitErrors * math.Sqrt((math.Exp(j.spread[day]*j.spread[day])-1)/float64(j.days[day].n-unsure)))
	return j.mean[day] * max(chance, t.WaitMargin) * math.Pow(j.world.stretch[day], t.WaitHolidays)
}

// judge returns on which days the alert's condition holds.
func (t *Thresholds) judge(j *judged) []bool {
	const window, year = 28, 364
	holds := make([]bool, len(j.days))
	for day := window; day < len(j.days); day++ {
		d, before := j.days[day], j.days[day-window]
		holds[day] = d.mean > t.limit(j, day) && d.n >= t.WaitCases &&
			d.median > t.WaitMedian*j.median[day]*j.world.stretch[day] &&
			(d.mean > t.WaitTrend*before.mean || before.mean > t.limit(j, day-window)) &&
			(day < year || !(d.mean <= t.WaitSeasonal*j.days[day-year].mean))
	}
	return holds
}

// alarms returns the days on which alerts begin to fire and those from which
// they no longer do, given when the condition holds.
func alarms(holds []bool, wait, keep int) (starts, ends []int) {
	pending, last, firing := -1, -1, false
	for day, h := range holds {
		if h {
			if pending < 0 {
				pending = day
			}
			last = day
			if !firing && day-pending >= wait {
				firing = true
				starts = append(starts, day)
			}
			continue
		}
		pending = -1
		if firing && day-last >= keep {
			firing = false
			ends = append(ends, day)
		}
	}
	if firing {
		ends = append(ends, len(holds))
	}
	return starts, ends
}
