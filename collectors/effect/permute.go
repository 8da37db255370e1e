package effect

import (
	"math"
	"math/rand/v2"
)

// A permutation test asks how often units that start at random times differ
// as much as those that started: it moves the starts over the units, or over
// whole clusters where clusters decide. Where starts were drawn by lot, it draws
// that lottery again: the starts move within its strata.
//
// The statistic is the mean over treated units of their own change beyond
// that of the controls, over its standard error from welch.
type permutation struct {
	d    *design
	ch   *changes
	tiny float64

	// Scratch of one draw: by cohort, the controls' mean and weight, the
	// treated units' weight, the factor of the controls' influence, and the
	// sum of factor times mean up to the cohort.
	mean, weight, treated, factor, centre []float64
	// own is each unit's change as a treated unit, NaN if it is none.
	own []float64
	phi []float64 // by cluster
	arm []bool
	all float64 // weight of all units

	sums *armSums // nil where each draw takes all units
}

// newPermutation prepares the test of d, whose outcomes are centred.
func newPermutation(d *design) *permutation {
	cohorts := len(d.cohorts)
	all := 0.0
	for _, u := range d.units {
		all += u.weight
	}
	p := &permutation{
		d: d, ch: newChanges(d), tiny: 1e-12 * d.scale, all: all,
		mean: make([]float64, cohorts), weight: make([]float64, cohorts),
		treated: make([]float64, cohorts), factor: make([]float64, cohorts), centre: make([]float64, cohorts),
		own: make([]float64, len(d.units)),
		phi: make([]float64, d.clusters), arm: make([]bool, d.clusters),
	}
	for i := range p.own {
		p.own[i] = math.NaN()
	}
	p.sums = newArmSums(p)
	return p
}

// statistic is the studentised difference with the given cohort of each unit.
func (p *permutation) statistic(cohort []int) float64 {
	if p.sums != nil {
		if t, ok := p.quick(cohort); ok {
			return t
		}
	}
	p.controlMeans(cohort)
	theta, total := p.difference(cohort)
	if total == 0 {
		return 0
	}
	p.influences(cohort, theta, total)
	s, ok := armSpread(p.phi, p.arm, p.tiny)
	switch {
	case ok:
		return theta / s.se
	case math.Abs(theta) <= p.tiny:
		return 0
	default:
		return math.Inf(1)
	}
}

// quick is the statistic from sums over all units; false where they are not
// exact enough.
func (p *permutation) quick(cohort []int) (float64, bool) {
	p.sums.controlMeans(p, cohort)
	theta, total := p.sums.difference(p, cohort)
	if total == 0 {
		return 0, true
	}
	squares, n, ok := p.sums.squares(p, cohort, theta, total)
	if !ok {
		return 0, false
	}
	se := math.Sqrt(squares[0]*n[0]/(n[0]-1) + squares[1]*n[1]/(n[1]-1))
	return theta / se, se > p.tiny
}

// controlMeans computes each cohort's mean change of its controls.
func (p *permutation) controlMeans(cohort []int) {
	clear(p.mean)
	clear(p.weight)
	clear(p.treated)
	for i, u := range p.d.units {
		values, gaps := p.ch.control(i, cohort[i])
		if len(values) == 0 {
			continue
		}
		mean := p.mean[:len(values)]
		for c, v := range values {
			mean[c] += u.weight * v
		}
		p.weight[len(values)-1] += u.weight // and in all cohorts before, below
		for _, c := range gaps {
			p.weight[c] -= u.weight
			if c > 0 {
				p.weight[c-1] += u.weight
			}
		}
	}
	for c := len(p.mean) - 1; c >= 0; c-- {
		if c+1 < len(p.mean) {
			p.weight[c] += p.weight[c+1]
		}
	}
	p.meansOf()
}

// meansOf divides the sums in mean by their weights.
func (p *permutation) meansOf() {
	for c := range p.mean {
		// What subtracting gaps leaves of nothing is rounding.
		if p.weight[c] > 1e-9*p.all {
			p.mean[c] /= p.weight[c]
		} else {
			p.mean[c], p.weight[c] = 0, 0
		}
	}
}

// difference is the estimate, and the weight of the treated units in it. Units that
// do not start have no change of their own.
func (p *permutation) difference(cohort []int) (theta, total float64) {
	for i, c := range cohort {
		p.own[i] = math.NaN()
		if c < 0 || p.weight[c] == 0 {
			continue
		}
		v := p.ch.treated(i, c)
		if p.own[i] = v; math.IsNaN(v) {
			continue
		}
		w := p.d.units[i].weight
		total += w
		theta += w * (v - p.mean[c])
		p.treated[c] += w
	}
	return theta / total, total
}

// influences fills phi, by cluster, and the clusters' arms.
func (p *permutation) influences(cohort []int, theta, total float64) {
	clear(p.phi)
	clear(p.arm)
	centre := 0.0
	for c := range p.factor {
		p.factor[c] = 0
		if p.treated[c] > 0 {
			p.factor[c] = p.treated[c] / total / p.weight[c]
			centre += p.factor[c] * p.mean[c]
		}
		p.centre[c] = centre
	}
	for i, u := range p.d.units {
		sum := 0.0
		if values, gaps := p.ch.control(i, cohort[i]); len(values) > 0 {
			sum = p.centre[len(values)-1] - dot(p.factor, values)
			for _, c := range gaps {
				sum -= p.factor[c] * p.mean[c]
			}
		}
		if v := p.own[i]; !math.IsNaN(v) {
			sum += (v - p.mean[cohort[i]] - theta) / total
		}
		p.phi[u.cluster] += u.weight * sum
		p.arm[u.cluster] = p.arm[u.cluster] || cohort[i] >= 0
	}
}

// dot is the sum of the products of values with as many of factors. Sums of
// four run beside each other: one alone would wait for itself.
func dot(factors, values []float64) float64 {
	factors = factors[:len(values)]
	var a, b, c, d float64
	for len(values) >= 4 {
		a += factors[0] * values[0]
		b += factors[1] * values[1]
		c += factors[2] * values[2]
		d += factors[3] * values[3]
		factors, values = factors[4:], values[4:]
	}
	for i, v := range values {
		a += factors[i] * v
	}
	return a + b + c + d
}

// p is the two-sided p-value from draws, the observed starts counting as one.
func (p *permutation) p(draws int, seed uint64) float64 {
	cohort := make([]int, len(p.d.units))
	blocks := make([]int, len(p.d.units)) // what is moved together
	var labels []int
	whole := p.d.clustersDecide()
	for i, u := range p.d.units {
		cohort[i] = u.cohort
		blocks[i] = i
		if whole {
			blocks[i] = u.cluster
		}
		if blocks[i] == len(labels) {
			labels = append(labels, u.cohort)
		}
	}
	// Where each unit stands for itself, its label is its cohort.
	if len(labels) == len(cohort) {
		cohort = labels
	}
	strata := p.d.strata(len(labels))
	observed := math.Abs(p.statistic(cohort))
	rng := rand.New(rand.NewPCG(seed, permutationStream))
	reached := 1
	for range draws {
		for _, of := range strata {
			shuffle(rng, labels, of)
		}
		if len(labels) < len(cohort) {
			for i := range cohort {
				cohort[i] = labels[blocks[i]]
			}
		}
		if math.Abs(p.statistic(cohort)) >= observed*(1-1e-9) {
			reached++
		}
	}
	return float64(reached) / float64(draws+1)
}

// permutationStream keeps its random numbers apart from those of other uses of one seed.
const permutationStream = 1
