package effect

import (
	"math"
	"slices"
)

// basis lists the units that the group-overall estimate compares, by their
// places in rows, and the periods of their base windows and from a start on.
func (d *design) basis(rows []int) []Basis {
	used := make([][]bool, len(d.units)) // by index of period; nil for units that are not compared
	for c := range d.cohorts {
		has := func(i int) bool { return !math.IsNaN(d.meanChange(d.units[i], c)) }
		treated := slices.DeleteFunc(slices.Clone(d.cohorts[c].units), func(i int) bool { return !has(i) })
		controls := slices.DeleteFunc(slices.Clone(d.controls(c, d.start(c))), func(i int) bool { return !has(i) })
		if len(treated) == 0 || len(controls) == 0 {
			continue
		}
		for _, i := range slices.Concat(treated, controls) {
			if used[i] == nil {
				used[i] = make([]bool, len(d.periods))
			}
			u, to := d.units[i], d.cohorts[c].base+1
			for t := max(0, to-max(1, d.opts.Window)); t < to; t++ {
				used[i][t] = !math.IsNaN(u.y[t])
			}
			for t := d.cohorts[c].first; t < d.end(u, c); t++ {
				used[i][t] = !math.IsNaN(u.y[t])
			}
		}
	}
	var all []Basis
	for i, of := range used {
		if of == nil {
			continue
		}
		b := Basis{Unit: rows[d.units[i].row]}
		for t, is := range of {
			if is {
				b.Periods = append(b.Periods, d.periods[t])
			}
		}
		all = append(all, b)
	}
	return all
}
