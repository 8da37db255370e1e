package effect

import "math"

// A Continued is the change beyond what the groups' earlier development would
// have come to: each unit's mean after the start minus the line through its
// months before, read at the mean of the months after, supervised units minus
// units without. Unlike the headline it allows the groups to have developed
// differently before, at the price of a wider interval.
type Continued struct {
	Value, SE, DF float64
	// Low and High bound the interval of ContinuedLevel.
	Low, High float64
	// P is the two-sided p-value of the t test.
	P float64
	// Months is the most months before the start that a line goes through.
	Months int
	// Treated and Controls are the units in it: a line needs more months than
	// a mean.
	Treated, Controls int
}

// ContinuedLevel is the level of Continued's interval. An answer needs one end
// of it, so its error on one side is 5 %.
const ContinuedLevel = 0.90

// A Breakdown says how much differences in earlier development matter.
type Breakdown struct {
	// Drift is what the difference in slope before the start comes to between
	// the mean month of the base window and the mean month after: the change
	// that would be seen if the slopes went on and nothing else happened.
	Drift, SE, DF, P float64
	// M is how many times as large the drift would have to be to explain the
	// change: the largest multiple for which the intervals of the headline,
	// and of the headline with that much drift added and subtracted, all
	// exclude no change, on the same side. 0 if the headline's own interval
	// does not, at most MaxBreakdown.
	M float64
}

// MaxBreakdown is where the search for Breakdown.M ends.
const MaxBreakdown = 100

// continued is the mean of u's months from the start of cohort c on, minus the
// least-squares line through its last months before, read at the mean of those
// months. It needs what slope needs.
func (d *design) continued(months int) functional {
	return func(u *unit, c int) float64 {
		b := d.slope(months)(u, c)
		if math.IsNaN(b) {
			return b
		}
		before := d.observedMean(u, max(0, d.cohorts[c].base+1-months), d.cohorts[c].base+1)
		after := d.observedMean(u, d.cohorts[c].first, d.end(u, c))
		return after.y - before.y - b*(after.t-before.t)
	}
}

// drift is what u's slope over all months before cohort c comes to between the
// mean of its base window and the mean of its months from the start on.
func (d *design) drift(u *unit, c int) float64 {
	to := d.cohorts[c].base + 1
	base := d.observedMean(u, max(0, to-max(1, d.opts.Window)), to)
	after := d.observedMean(u, d.cohorts[c].first, d.end(u, c))
	return d.slopeBetween(u, min(to, firstObserved(u.y)), to) * (after.t - base.t)
}

// A centroid is the mean period and the mean outcome of the months in which a unit
// is observed; NaN without any.
type centroid struct{ t, y float64 }

// observedMean is the mean of u over the periods [from, to).
func (d *design) observedMean(u *unit, from, to int) centroid {
	var m centroid
	n := 0.0
	for t := from; t < to; t++ {
		if y := u.y[t]; !math.IsNaN(y) {
			m.t += float64(d.periods[t])
			m.y += y
			n++
		}
	}
	m.t /= n
	m.y /= n
	return m
}

// continuedEstimate is the estimate that lets the earlier development go on.
// It is nil where it cannot be computed, or units on a side are too few for an
// interval.
func (d *design) continuedEstimate(s Settings) *Continued {
	c, spread, ok := d.test(d.continued(s.LineMonths), d.start)
	if !ok || c.treated < s.MinTreated || c.controls < s.MinControls {
		return nil
	}
	out := &Continued{
		Value: c.value, SE: spread.se, DF: spread.df, P: spread.p(c.value),
		Months: s.LineMonths, Treated: c.treated, Controls: c.controls,
	}
	out.Low, out.High = spread.interval(c.value, ContinuedLevel)
	return out
}

// A rival explains the change by earlier development: the headline on the
// units whose drift is known, and their drift, with influences. Both are linear
// in the outcomes, so that any multiple of the drift can be added at no cost.
type rival struct {
	d             *design
	change, drift contrast
	phi           []float64 // scratch
}

// newRival reports false where nothing can be compared.
func (d *design) newRival() (*rival, bool) {
	known := func(f, other functional) functional {
		return func(u *unit, c int) float64 {
			if math.IsNaN(other(u, c)) {
				return math.NaN()
			}
			return f(u, c)
		}
	}
	r := &rival{d: d, phi: make([]float64, len(d.units))}
	var okChange, okDrift bool
	r.change, okChange = d.compare(known(d.meanChange, d.drift), d.start)
	r.drift, okDrift = d.compare(known(d.drift, d.meanChange), d.start)
	return r, okChange && okDrift
}

// interval is the interval of the change with x times the drift added.
func (r *rival) interval(x, level float64) (low, high float64, ok bool) {
	for i := range r.phi {
		r.phi[i] = r.change.phi[i] + x*r.drift.phi[i]
	}
	spread, ok := r.d.welch(r.phi)
	if !ok {
		return 0, 0, false
	}
	low, high = spread.interval(r.change.value+x*r.drift.value, level)
	return low, high, true
}

// union is the hull of the intervals of the change, and of the change with m
// times the drift added and subtracted. It reports false where one does not
// exist.
func (r *rival) union(m, level float64) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, x := range []float64{0, m, -m} {
		l, h, ok := r.interval(x, level)
		if !ok {
			return 0, 0, false
		}
		low, high = min(low, l), max(high, h)
	}
	return low, high, true
}

// breakdown is that of the headline head; nil where the drift has no standard
// error.
func (d *design) breakdown(head *Effect, level float64) *Breakdown {
	r, ok := d.newRival()
	if !ok {
		return nil
	}
	spread, ok := d.welch(r.drift.phi)
	if !ok {
		return nil
	}
	b := &Breakdown{Drift: r.drift.value, SE: spread.se, DF: spread.df, P: spread.p(r.drift.value)}
	excludes := func(m float64) bool {
		low, high, ok := r.union(m, level)
		return ok && (low > 0 || high < 0)
	}
	// The headline is of a few units more where some have no drift.
	if head.Low <= 0 && head.High >= 0 || !excludes(0) {
		return b
	}
	high := 1.0
	for excludes(high) {
		if high *= 2; high > MaxBreakdown {
			b.M = MaxBreakdown
			return b
		}
	}
	low := high / 2
	if high == 1 {
		low = 0
	}
	// An interval's end is concave in the multiple but for the degrees of
	// freedom, so that there is one crossing.
	for high-low > 1e-12*high {
		middle := (low + high) / 2
		if middle <= low || middle >= high {
			break
		}
		if excludes(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	b.M = low
	return b
}
