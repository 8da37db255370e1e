package effect

import "math"

// A cellSum is one comparison of a cohort with its controls between two
// times: its estimate, and what each unit contributes to it.
type cellSum struct {
	cohort, at int // at indexes periods
	post       bool
	isBase     bool // the base itself: zero by definition
	value      float64

	treated, controls         []int // units observed at both times
	weightTreated, weightCtrl float64
	meanTreated, meanCtrl     float64
}

// change is unit u's outcome at period index t minus its base for cohort c.
// It is NaN where either is missing.
func (d *design) change(u *unit, c, t int) float64 {
	if t < d.cohorts[c].first && d.opts.Base == VaryingBase {
		return u.y[t] - u.y[t-1]
	}
	return u.y[t] - u.base[c]
}

// cells computes all comparisons of cohort c from the period with index from
// on, in order of periods. Those that have no unit on a side are left out.
func (d *design) cells(c, from int) []cellSum {
	if d.opts.Base == VaryingBase {
		from = max(from, 1)
	}
	out := make([]cellSum, 0, max(0, len(d.periods)-from))
	group := &d.cohorts[c]
	for t := from; t < len(d.periods); t++ {
		s := cellSum{cohort: c, at: t, post: t >= group.first}
		baseAt := group.base
		if !s.post && d.opts.Base == VaryingBase {
			baseAt = t - 1
		}
		if t == baseAt && d.opts.Window <= 1 {
			s.isBase = true
			out = append(out, s)
			continue
		}
		s.treated, s.weightTreated, s.meanTreated = d.side(group.units, c, t)
		s.controls, s.weightCtrl, s.meanCtrl = d.side(d.controls(c, d.periods[max(t, baseAt)]), c, t)
		if len(s.treated) == 0 || len(s.controls) == 0 {
			continue
		}
		s.value = s.meanTreated - s.meanCtrl
		out = append(out, s)
	}
	return out
}

// side is the weighted mean change of those of the units that are observed
// at both times.
func (d *design) side(units []int, c, t int) (seen []int, weight, mean float64) {
	seen = units
	for n, i := range units {
		u := d.units[i]
		dy := d.change(u, c, t)
		if math.IsNaN(dy) {
			if len(seen) == len(units) {
				seen = append(make([]int, 0, len(units)), units[:n]...)
			}
			continue
		}
		if len(seen) < len(units) {
			seen = append(seen, i)
		}
		weight += u.weight
		mean += u.weight * dy
	}
	return seen, weight, mean / weight
}

// addInfluence adds factor times each unit's influence on the cell's value
// to phi. Influences are in the sum convention: the estimate's error is
// about their sum, so its variance is the sum of their squares.
func (d *design) addInfluence(phi []float64, s *cellSum, factor float64) {
	for _, i := range s.treated {
		u := d.units[i]
		phi[i] += factor * u.weight * (d.change(u, s.cohort, s.at) - s.meanTreated) / s.weightTreated
	}
	for _, i := range s.controls {
		u := d.units[i]
		phi[i] -= factor * u.weight * (d.change(u, s.cohort, s.at) - s.meanCtrl) / s.weightCtrl
	}
}

// byCluster sums phi within clusters; it is phi itself without clusters.
func (d *design) byCluster(phi []float64) []float64 {
	if d.clusters == len(d.units) {
		return phi
	}
	sums := make([]float64, d.clusters)
	for i, u := range d.units {
		sums[u.cluster] += phi[i]
	}
	return sums
}
