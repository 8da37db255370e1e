package metric

import "slices"

// All lists every metric, in the order in which documentation lists them.
func All() []*Def { return slices.Clone(listed) }

var listed = numbered(slices.Concat(core(), intakes(), net(), workdays(), people(), changes()))

// numbered gives metrics the numbers of their places.
func numbered(all []*Def) []*Def {
	for i, d := range all {
		d.number = i + 1
	}
	return all
}

// Number is the place of a metric in All, from 1 on; 0 of one that is not listed there.
func (d *Def) Number() int {
	if d.number > 0 && listed[d.number-1] == d {
		return d.number
	}
	return 0
}
