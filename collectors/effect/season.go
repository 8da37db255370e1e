package effect

import (
	"math"
	"slices"
)

// fewestPairs is how many months after a start need the same month of the year
// before it for a change to be counted between those alone.
const fewestPairs = 3

// mostSeason is the most periods that a year can have.
const mostSeason = 12

// A span is a unit's mean from a start on and its mean of the base window;
// both NaN where it has no change.
type span struct{ after, before float64 }

// span compares u's months [first of cohort c, end) with its base window. With
// a season, each month is compared with the same month of the year in the base
// window, and months that have none there are left out; if hardly any has, or
// without a season, all of them are compared with the whole window.
func (d *design) span(u *unit, c, end int) span {
	first := min(d.cohorts[c].first, end)
	sum, n := sumOf(u.y[first:end])
	if n == 0 || math.IsNaN(u.base[c]) {
		return span{after: math.NaN(), before: math.NaN()}
	}
	whole := span{after: sum / float64(n), before: u.base[c]}
	if d.season == 0 {
		return whole
	}
	base := d.baseByMonth(u, c)
	var paired span
	pairs := 0
	for t := first; t < end; t++ {
		if b := base[d.periods[t]%d.season]; !math.IsNaN(u.y[t]) && b.n > 0 {
			paired.after += u.y[t]
			paired.before += b.sum / float64(b.n)
			pairs++
		}
	}
	if pairs < fewestPairs {
		return whole
	}
	return span{after: paired.after / float64(pairs), before: paired.before / float64(pairs)}
}

type monthSum struct {
	sum float64
	n   int
}

// baseByMonth sums u's base window before cohort c by month of the year.
func (d *design) baseByMonth(u *unit, c int) [mostSeason]monthSum {
	var base [mostSeason]monthSum
	to := d.cohorts[c].base + 1
	for t := max(0, to-max(1, d.opts.Window)); t < to; t++ {
		if y := u.y[t]; !math.IsNaN(y) {
			m := &base[d.periods[t]%d.season]
			m.sum += y
			m.n++
		}
	}
	return base
}

// meanChange is u's change from its base window to its months from the start of
// cohort c on.
func (d *design) meanChange(u *unit, c int) float64 {
	s := d.span(u, c, d.end(u, c))
	return s.after - s.before
}

// before is u's mean of the base window of cohort c, as meanChange takes it.
func (d *design) before(u *unit, c int) float64 { return d.span(u, c, d.end(u, c)).before }

// sinceStart is u's mean from the start of cohort c on, as meanChange takes it.
func (d *design) sinceStart(u *unit, c int) float64 { return d.span(u, c, d.end(u, c)).after }

// window is where a change of u that counts for cohort c can come from, by index: the
// base window, and [from, end).
func (d *design) window(u *unit, c int) (base [2]int, from, end int) {
	to := d.cohorts[c].base + 1
	end = d.end(u, c)
	return [2]int{max(0, to-max(1, d.opts.Window)), to}, min(d.cohorts[c].first, end), end
}

// months lists the months, by index, that meanChange takes u's change from: those
// of the base window of cohort c, and those from its start on.
func (d *design) months(u *unit, c int) (before, after []int) {
	seen := func(from, to int) (all []int) {
		for t := from; t < to; t++ {
			if !math.IsNaN(u.y[t]) {
				all = append(all, t)
			}
		}
		return all
	}
	base, from, end := d.window(u, c)
	before, after = seen(base[0], base[1]), seen(from, end)
	if d.season == 0 {
		return before, after
	}
	among := func(list, of []int) []int {
		have := make([]bool, d.season)
		for _, t := range of {
			have[d.periods[t]%d.season] = true
		}
		return slices.DeleteFunc(slices.Clone(list), func(t int) bool { return !have[d.periods[t]%d.season] })
	}
	if paired := among(after, before); len(paired) >= fewestPairs {
		return among(before, paired), paired
	}
	return before, after
}
