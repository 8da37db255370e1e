package effect

import (
	"maps"
	"slices"
)

// A mean is a weighted mean of cells with the units' influence on it.
type mean struct {
	at     int
	value  float64
	weight float64 // Σ of the cells' weights
	phi    []float64
	cells  []int // into the sums
}

// aggregate fills the averages of r.
func (r *GroupTimes) aggregate() {
	d := r.design
	simple := &mean{}
	dynamic, calendar, group := map[int]*mean{}, map[int]*mean{}, map[int]*mean{}
	for k := range r.sums {
		s := &r.sums[k]
		c := d.cohorts[s.cohort]
		add(dynamic, d.periods[s.at]-c.start, k)
		if s.post {
			simple.cells = append(simple.cells, k)
			add(calendar, d.periods[s.at], k)
			add(group, c.start, k)
		}
	}
	d.average(simple, r.sums, true)
	r.Simple = Estimate{Value: simple.value, SE: d.standardError(simple.phi)}
	r.Dynamic = r.points(dynamic, true)
	r.Calendar = r.points(calendar, true)
	r.Group = r.points(group, false)
	r.Dynamic.overallMean(func(at int) bool { return at >= 0 })
	r.Calendar.overallMean(func(int) bool { return true })
	r.Group.overallByUnits()
}

func add(means map[int]*mean, at, cell int) {
	if means[at] == nil {
		means[at] = &mean{at: at}
	}
	means[at].cells = append(means[at].cells, cell)
}

// average fills m from its cells, weighted by their cohorts' weights. With
// estimated set, phi allows for these weights being estimated from the same
// units: (w/S)·Σ over cells of the unit's own cohort of (value − mean).
func (d *design) average(m *mean, sums []cellSum, estimated bool) {
	for _, k := range m.cells {
		p := d.cohorts[sums[k].cohort].weight
		m.weight += p
		m.value += p * sums[k].value
	}
	m.value /= m.weight
	m.phi = make([]float64, len(d.units))
	for _, k := range m.cells {
		c := d.cohorts[sums[k].cohort]
		d.addInfluence(m.phi, &sums[k], c.weight/m.weight)
		if estimated {
			for _, i := range c.units {
				m.phi[i] += d.units[i].weight / m.weight * (sums[k].value - m.value)
			}
		}
	}
}

// points turns means into an aggregate, in order.
func (r *GroupTimes) points(means map[int]*mean, estimated bool) Aggregate {
	a := Aggregate{design: r.design}
	for _, at := range slices.Sorted(maps.Keys(means)) {
		m := means[at]
		r.design.average(m, r.sums, estimated)
		p := Point{At: at, Estimate: Estimate{Value: m.value, SE: r.design.standardError(m.phi)}}
		seen := map[int]bool{}
		for _, k := range m.cells {
			s := &r.sums[k]
			for _, i := range s.treated {
				seen[i] = true
			}
			p.Controls = max(p.Controls, len(s.controls))
		}
		p.Treated = len(seen)
		a.Points = append(a.Points, p)
		a.phi = append(a.phi, m.phi)
	}
	return a
}

// overallMean is the plain mean of the points that count.
func (a *Aggregate) overallMean(counts func(at int) bool) {
	a.overall = make([]float64, len(a.design.units))
	n := 0.0
	for _, p := range a.Points {
		if counts(p.At) {
			n++
		}
	}
	for k, p := range a.Points {
		if !counts(p.At) {
			continue
		}
		a.Overall.Value += p.Value / n
		for i, v := range a.phi[k] {
			a.overall[i] += v / n
		}
	}
	a.Overall.SE = a.design.standardError(a.overall)
}

// overallByUnits is the mean of cohorts weighted by their units, which are
// estimated weights.
func (a *Aggregate) overallByUnits() {
	d := a.design
	a.overall = make([]float64, len(d.units))
	at := func(p Point) cohort {
		c, _ := slices.BinarySearchFunc(d.cohorts, p.At, func(c cohort, start int) int { return c.start - start })
		return d.cohorts[c]
	}
	total := 0.0
	for _, p := range a.Points {
		total += at(p).weight
		a.Overall.Value += at(p).weight * p.Value
	}
	a.Overall.Value /= total
	for k, p := range a.Points {
		for i, v := range a.phi[k] {
			a.overall[i] += at(p).weight / total * v
		}
		for _, i := range at(p).units {
			a.overall[i] += d.units[i].weight / total * (p.Value - a.Overall.Value)
		}
	}
	a.Overall.SE = d.standardError(a.overall)
}
