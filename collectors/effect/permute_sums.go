package effect

import "math"

// armSums are sums over all units from which the statistic of a draw follows in
// time that grows with the units that start in it, not with all: few start where
// many are compared. Each unit is a row of features, and the influence of a control
// is a sum of its features times factors that all controls share; so the sum of the
// controls' squared influences is a quadratic form, less what the units that start
// in the draw have in it.
type armSums struct {
	rows     []float64 // features, by unit: weight, weight × change for each cohort, weight × gap for each cohort that has any
	features int
	gap      []int     // feature of each cohort's gaps; 0 for none
	total    []float64 // sums of features over units
	products []float64 // sums of products of features, row by row
	sizes    []float64 // square roots of the diagonal of products
	factors  []float64 // scratch
	taken    []float64 // scratch: sums of features over units that start in the draw
	starting []int     // units that start in the draw
	drawn    []float64 // their rows, beside each other: what is far apart in memory is read once
	own      []float64 // their changes, then their influences
}

// newArmSums computes them for a test in which every unit stands for itself, and
// controls never start. Otherwise it is nil.
func newArmSums(p *permutation) *armSums {
	d := p.d
	if p.ch.rows != 1 || d.clusters != len(d.units) || len(d.cohorts) == 0 {
		return nil
	}
	s := &armSums{features: 1 + len(d.cohorts), gap: make([]int, len(d.cohorts))}
	for i, u := range d.units {
		if u.cluster != i {
			return nil
		}
		for _, c := range p.ch.gaps[i] {
			if s.gap[c] == 0 {
				s.gap[c] = s.features
				s.features++
			}
		}
	}
	n := s.features
	s.rows = make([]float64, n*len(d.units))
	s.total, s.products = make([]float64, n), make([]float64, n*n)
	s.sizes, s.factors, s.taken = make([]float64, n), make([]float64, n), make([]float64, n)
	for i, u := range d.units {
		row := s.row(i)
		row[0] = u.weight
		for c, v := range p.ch.values[i*p.ch.cohorts:][:p.ch.cohorts] {
			row[1+c] = u.weight * v
		}
		for _, c := range p.ch.gaps[i] {
			row[s.gap[c]] = u.weight
		}
		for a, v := range row {
			s.total[a] += v
			products := s.products[a*n:][:n]
			for b, w := range row {
				products[b] += v * w
			}
		}
	}
	for a := range n {
		s.sizes[a] = math.Sqrt(s.products[a*n+a])
	}
	return s
}

func (s *armSums) row(i int) []float64 { return s.rows[i*s.features:][:s.features] }

// controlMeans is as that of a permutation.
func (s *armSums) controlMeans(p *permutation, cohort []int) {
	s.starting, s.drawn = s.starting[:0], s.drawn[:0]
	for i, c := range cohort {
		if c >= 0 {
			s.starting = append(s.starting, i)
			s.drawn = append(s.drawn, s.row(i)...)
		}
	}
	clear(p.treated)
	clear(s.taken)
	for rest := s.drawn; len(rest) > 0; rest = rest[s.features:] {
		taken := s.taken[:s.features]
		for f, v := range rest[:s.features] {
			taken[f] += v
		}
	}
	for c := range p.mean {
		p.mean[c], p.weight[c] = s.total[1+c]-s.taken[1+c], s.total[0]-s.taken[0]
		if g := s.gap[c]; g > 0 {
			p.weight[c] -= s.total[g] - s.taken[g]
		}
	}
	p.meansOf()
}

// difference is as that of a permutation, from the rows of the units that start.
func (s *armSums) difference(p *permutation, cohort []int) (theta, total float64) {
	s.own = s.own[:0]
	for k, i := range s.starting {
		row, c := s.drawn[k*s.features:][:s.features], cohort[i]
		if g := s.gap[c]; p.weight[c] == 0 || g > 0 && row[g] != 0 {
			s.own = append(s.own, math.NaN())
			continue
		}
		v, w := row[1+c]/row[0], row[0]
		s.own = append(s.own, v)
		total += w
		theta += w * (v - p.mean[c])
		p.treated[c] += w
	}
	return theta / total, total
}

// squares are the sums of squared influences of the two arms, and how many units
// each has. It reports false where too much of them may be rounding.
func (s *armSums) squares(p *permutation, cohort []int, theta, total float64) (squares, n [2]float64, ok bool) {
	clear(s.factors)
	for c := range p.mean {
		if p.treated[c] > 0 {
			f := p.treated[c] / total / p.weight[c]
			s.factors[0] += f * p.mean[c]
			s.factors[1+c] = -f
			if g := s.gap[c]; g > 0 {
				s.factors[g] = -f * p.mean[c]
			}
		}
	}
	all, most := 0.0, 0.0
	for a, f := range s.factors {
		if f != 0 {
			all += f * dot(s.factors, s.products[a*s.features:][:s.features])
			most += math.Abs(f) * s.sizes[a]
		}
	}
	sum := 0.0
	for k, i := range s.starting {
		row := s.drawn[k*s.features:][:s.features]
		as := dot(s.factors, row)
		all -= as * as
		own := row[0] * (s.own[k] - p.mean[cohort[i]] - theta) / total
		if math.IsNaN(own) {
			own = 0 // compared with nothing
		}
		s.own[k] = own
		sum += own
	}
	n = [2]float64{float64(len(cohort) - len(s.starting)), float64(len(s.starting))}
	mean := sum / n[1]
	for _, own := range s.own {
		squares[1] += (own - mean) * (own - mean)
	}
	squares[0] = all // their sum is 0: means are the controls' own
	return squares, n, n[0] > 1 && n[1] > 1 && all > leastOfSquares*most*most
}

// leastOfSquares is how small a sum of squares may be beside what it is the
// difference of: below that, rounding could be more than a permutation test
// lets draws differ.
const leastOfSquares = 1e-4
