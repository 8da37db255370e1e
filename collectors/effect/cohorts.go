package effect

import (
	"fmt"
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

// groupOverall is the mean of each cohort's cells from its start on, averaged over
// cohorts by their units, so that each unit counts once; and the units' influences.
func (d *design) groupOverall() (float64, []float64, error) {
	var sums []cellSum
	group := map[int]*mean{}
	for c := range d.cohorts {
		for _, s := range d.cells(c, d.cohorts[c].first) {
			add(group, d.cohorts[c].start, len(sums))
			sums = append(sums, s)
		}
	}
	if len(sums) == 0 {
		return 0, nil, errNoPost
	}
	value, phi := d.averageByUnits(d.averages(group, sums))
	return value, phi, nil
}

var errNoPost = fmt.Errorf("%w: no cohort has controls and a period from its start on", ErrNoGroups)

func add(means map[int]*mean, at, cell int) {
	if means[at] == nil {
		means[at] = &mean{at: at}
	}
	means[at].cells = append(means[at].cells, cell)
}

// averages fills means from their cells, and returns them in order.
func (d *design) averages(means map[int]*mean, sums []cellSum) (all []*mean) {
	for _, at := range slices.Sorted(maps.Keys(means)) {
		d.average(means[at], sums)
		all = append(all, means[at])
	}
	return all
}

// average fills m from its cells, weighted by their cohorts' weights.
func (d *design) average(m *mean, sums []cellSum) {
	for _, k := range m.cells {
		p := d.cohorts[sums[k].cohort].weight
		m.weight += p
		m.value += p * sums[k].value
	}
	m.value /= m.weight
	m.phi = make([]float64, len(d.units))
	for _, k := range m.cells {
		d.addInfluence(m.phi, &sums[k], d.cohorts[sums[k].cohort].weight/m.weight)
	}
}

// averageByUnits is the mean of cohorts weighted by their units, which are
// estimated weights, and the units' influences on it.
func (d *design) averageByUnits(cohorts []*mean) (value float64, phi []float64) {
	phi = make([]float64, len(d.units))
	at := func(m *mean) cohort {
		c, _ := slices.BinarySearchFunc(d.cohorts, m.at, func(c cohort, start int) int { return c.start - start })
		return d.cohorts[c]
	}
	total := 0.0
	for _, m := range cohorts {
		total += at(m).weight
		value += at(m).weight * m.value
	}
	value /= total
	for _, m := range cohorts {
		for i, v := range m.phi {
			phi[i] += at(m).weight / total * v
		}
		for _, i := range at(m).units {
			phi[i] += d.units[i].weight / total * (m.value - value)
		}
	}
	return value, phi
}
