package effect

import (
	"math"
	"slices"
)

// basis lists the units that the group-overall estimate compares, by their
// places in rows, and the periods that it takes from their base windows and from a
// start on.
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
			if !d.couldUse(d.units[i], c, used[i]) {
				continue
			}
			d.use(d.units[i], c, used[i])
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

// couldUse reports whether a change of u that counts for cohort c could be taken
// from a period that is not used yet: as a rule the cohorts before used them all.
func (d *design) couldUse(u *unit, c int, used []bool) bool {
	base, from, end := d.window(u, c)
	for t := base[0]; t < end; t++ {
		if t == base[1] {
			t = max(t, from)
		}
		if t < end && !used[t] && !math.IsNaN(u.y[t]) {
			return true
		}
	}
	return false
}
