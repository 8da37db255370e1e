package detect

import (
	"math"
	"slices"
)

// A Verdict is what a Detector has to say of its last day.
type Verdict struct {
	Judged  bool  // there is enough history to judge by
	State   State // Normal where that is not so
	Since   int32 // the day on which what the State says began, in days since 1970-01-01; 0 if Normal
	Adopted int32 // the day on which a level that had risen last became the usual one; 0 if none did

	// Now and Usual are the level of the last 28 days and that of the reference: medians of
	// measures with values, shares of late cases, error reports of one that is expected. N is how many
	// values, cases or error reports Now rests on.
	Now, Usual float64
	N          int

	// Expected is how many cases past their deadline, or error reports, there would have been in
	// those days at the usual level; 0 of measures with values.
	Expected float64

	// Between is how many days pass on average before a unit without change gets as far; it is
	// Options.Between where State turns Risen, and at least some 91 days. 0 where the Scale was made by Scale.For.
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

// What it takes beside a CUSUM to call a measure with values Risen: that the median since the change began is
// nearer to a Rise than to what is usual, and that of the last 28 days is still above it; and that so many cases are
// open, or, of waits, that the sign test says so too. Ranks can move while the median stands still, and a median of few
// is chance. A change that is long in coming is told by all days since, of a quarter at most: 28 days of a small unit are few.
const (
	recentDays  = 28
	sinceDays   = 91
	weekOfDays  = 7
	leastRecent = 15   // open cases
	above       = 1.05 // times what is usual, from where a level is another
)

var leastRatio = math.Sqrt(Rise)

// higher reports whether the level since a chart was last at 0 is well above the usual one.
func (d *Detector) higher(w *watch) bool {
	if !d.measure.Valued() {
		return true
	}
	if d.measure == Backlog { // of which each day says the level
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

// surelyAbove reports whether the median of what the values of days are drawn from is above a level: the
// sign test (Dixon and Mood 1946), at 5 %, in which a value that is equal to the level counts half.
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
