package disclosure

import "casework/collectors/name"

// Programs did not always write names in their normal form. What they showed of
// two spellings of one name was shown apart; together it would tell, less what
// was shown, what was withheld of one of them. So it is withheld until the
// period is over.

// join adds a cell that was kept, by the normal name of its unit.
func (r *release) join(c Cell) {
	c.Unit = name.Normal(c.Unit)
	of := cellKey{c.Unit, c.State}
	if _, again := r.cells[of]; again {
		c = Cell{Unit: c.Unit, State: c.State}
	}
	r.cells[of] = c
}

// withheldWith is a release of the units of two, of which nothing is shown.
func (r *release) withheldWith(other *release) *release {
	all := &release{from: min(r.from, other.from), until: max(r.until, other.until), least: r.least, cells: map[cellKey]Cell{}}
	for _, one := range []*release{r, other} {
		for of := range one.cells {
			all.cells[of] = Cell{Unit: of.unit, State: of.state}
		}
	}
	return all
}
