package effect

import "math"

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

// A countedSpan is a span that is computed when it is first asked for.
type countedSpan struct {
	span

	known bool
}

// counted is the span of u that counts for cohort c. Headline, tests and reservations
// ask for the same ones, so that each is computed once.
func (d *design) counted(u *unit, c int) span {
	if d.spans == nil {
		d.spans = make([]countedSpan, len(d.units)*len(d.cohorts))
	}
	s := &d.spans[u.at*len(d.cohorts)+c]
	if !s.known {
		*s = countedSpan{d.span(u, c, d.end(u, c)), true}
	}
	return s.span
}

// meanChange is u's change from its base window to its months from the start of
// cohort c on.
func (d *design) meanChange(u *unit, c int) float64 {
	s := d.counted(u, c)
	return s.after - s.before
}

// before is u's mean of the base window of cohort c, as meanChange takes it.
func (d *design) before(u *unit, c int) float64 { return d.counted(u, c).before }

// sinceStart is u's mean from the start of cohort c on, as meanChange takes it.
func (d *design) sinceStart(u *unit, c int) float64 { return d.counted(u, c).after }

// window is where a change of u that counts for cohort c can come from, by index: the
// base window, and [from, end).
func (d *design) window(u *unit, c int) (base [2]int, from, end int) {
	to := d.cohorts[c].base + 1
	end = d.end(u, c)
	return [2]int{max(0, to-max(1, d.opts.Window)), to}, min(d.cohorts[c].first, end), end
}

// use marks the months, by index, that meanChange takes u's change from: those
// of the base window of cohort c, and those from its start on.
func (d *design) use(u *unit, c int, used []bool) {
	base, from, end := d.window(u, c)
	var before, after [mostSeason]bool // months of the year
	pairs := 0
	if d.season > 0 {
		for t := base[0]; t < base[1]; t++ {
			before[d.periods[t]%d.season] = before[d.periods[t]%d.season] || !math.IsNaN(u.y[t])
		}
		for t := from; t < end; t++ {
			if m := d.periods[t] % d.season; before[m] && !math.IsNaN(u.y[t]) {
				after[m] = true
				pairs++
			}
		}
	}
	paired := pairs >= fewestPairs // never without a season
	mark := func(from, to int) {
		for t := from; t < to; t++ {
			if !math.IsNaN(u.y[t]) && (!paired || after[d.periods[t]%d.season]) {
				used[t] = true
			}
		}
	}
	mark(base[0], base[1])
	mark(from, end)
}
