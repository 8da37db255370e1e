package detect

import (
	"math"
	"slices"
)

// A Verdict is what a Detector has to say of its last day.
type Verdict struct {
	Judged  bool  // there is enough history to judge by
	State   State // Normal where that is not so
	Since   int32 // the day on which the change began, in days since 1970-01-01; 0 if Normal
	Adopted int32 // the day on which a risen level last became the usual one, likewise; 0 if none did

	// Now is the level of the last 28 days, Usual that of the reference. For measures with values
	// they are medians; for DeadlineShare shares of late cases; for error reports the number of
	// reports for each case closed. N is how many values, cases or reports Now rests on.
	Now, Usual float64
	N          int

	// Expected is how many cases past their deadline, or error reports, there would have been in
	// the last 28 days at the usual level; 0 for measures with values.
	Expected float64

	// Between is how many days pass on average before the CUSUM of a unit without change gets as
	// high as this one is. It is Options.Between where State becomes Risen, and never less than
	// some 91 days. It is 0 with a Scale made by Scale.For.
	Between float64
}

// Adopted is Verdict.Adopted.
func (d *Detector) Adopted() int32 { return d.adopted }

// Verdict is what there is to say of the last day.
func (d *Detector) Verdict() Verdict {
	v := Verdict{Adopted: d.adopted}
	if d.scale == nil {
		return v
	}
	v.Judged, v.State = true, d.state
	if d.state != Normal {
		v.Since = d.began
	}
	for i := range d.charts {
		v.Between = max(v.Between, d.scale.charts[i].expected(d.charts[i].s)*d.shares[i])
	}
	if d.measure.Valued() {
		v.Now, v.N = medianOf(d.newest(recentDays))
		v.Usual = d.usual
		return v
	}
	var n, x float64
	recent := d.newest(recentDays)
	for i := range recent {
		c, _ := d.scale.raw(d.measure, &recent[i])
		n += float64(c.n)
		x += float64(c.x)
	}
	if n > 0 {
		v.Now = x / n
	}
	v.Usual, v.N = d.charts[0].ref.level(), int(x)
	v.Expected = n * v.Usual
	if d.measure == DeadlineShare {
		v.N = int(n)
	}
	return v
}

// A high CUSUM is not enough to call a measure with values Risen, as ranks can move while the median stands still, and
// the median of few values is chance. It also takes a high median:
//
//   - Of waits and ages, the median since the change began, over at most sinceDays, must be nearer to a Rise than to what
//     is usual. 28 days of a small unit would be too few. That of the last recentDays must still be above what is usual.
//     For waits, the sign test must say the same of the days since the change.
//   - Of backlogs, the median of the last weekOfDays must be nearer to a Rise, and at least leastRecent.
const (
	recentDays  = 28
	sinceDays   = 91
	weekOfDays  = 7
	leastRecent = 15   // open cases
	above       = 1.05 // a level above this times the usual one counts as higher
)

var leastRatio = math.Sqrt(Rise)

// higher reports whether the level since a chart was last at 0 is well above the usual one.
func (d *Detector) higher(w *watch) bool {
	if !d.measure.Valued() {
		return true
	}
	if d.measure == Backlog { // each day is the level itself, so a week is enough
		now, _ := medianOf(d.newest(min(w.since, weekOfDays)))
		return now > leastRatio*d.usual && now >= leastRecent
	}
	since := d.newest(min(w.since, sinceDays))
	level, _ := medianOf(since)
	now, _ := medianOf(d.newest(min(w.since, recentDays)))
	return level > leastRatio*d.usual && now > above*d.usual && (d.measure != Wait || surelyAbove(since, above*d.usual))
}

// newest are the last days.
func (d *Detector) newest(days int) []Day { return d.recent[max(0, len(d.recent)-days):] }

// surelyAbove reports whether values of days are above a level more often than chance explains: the one-sided
// sign test (Dixon and Mood 1946) at 5 %, in which a value equal to the level counts half.
func surelyAbove(days []Day, level float64) bool {
	n, higher := 0.0, 0.0
	for i := range days {
		for _, v := range days[i].plain() {
			n++
			switch v := float64(v); {
			case v > level:
				higher++
			case v == level:
				higher += 0.5
			}
		}
	}
	const quantile = 1.645
	return n > 0 && (higher-0.5-n/2)/math.Sqrt(n/4) >= quantile
}

// medianOf is the median of the values of days, as people count them, and how many those are.
func medianOf(days []Day) (median float64, n int) {
	var all []float32
	for i := range days {
		all = append(all, days[i].plain()...)
	}
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return float64(all[len(all)/2]+all[(len(all)-1)/2]) / 2, len(all)
}
