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
		v.Between = max(v.Between, d.scale.charts[i].expected(d.charts[i].s)*budget[i])
	}
	if d.measure.Valued() {
		v.Now, v.N = medianOf(d.recent)
		v.Usual = d.usual
		return v
	}
	var n, x float64
	for i := range d.recent {
		c, _ := d.scale.raw(d.measure, &d.recent[i])
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

// What it takes beside a CUSUM to call a measure with values Risen: that the median since the change
// began, of the last 28 days at most, is nearer to a Rise than to what is usual; and that so many cases
// are open, or, of waits, were started in 28 days, or fewer whose median is surely above what is usual. Ranks
// can move while the median stands still, and a median of few is chance.
const (
	recentDays  = 28
	weekOfDays  = 7
	leastRecent = 15
	above       = 1.05 // times what is usual, from where a level is another
)

var leastRatio = math.Sqrt(Rise)

// higher reports whether the level since a chart was last at 0 is well above the usual one.
func (d *Detector) higher(w *watch) bool {
	if !d.measure.Valued() {
		return true
	}
	days := min(w.since, recentDays)
	if d.measure == Backlog { // of which each day says the level
		days = min(days, weekOfDays)
	}
	recent := d.recent[max(0, len(d.recent)-days):]
	now, _ := medianOf(recent)
	switch {
	case now <= leastRatio*d.usual:
		return false
	case d.measure == Backlog:
		return now >= leastRecent
	case d.measure == Wait:
		_, n := medianOf(d.recent)
		return n >= leastRecent || surelyAbove(recent, above*d.usual)
	}
	return true
}

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
