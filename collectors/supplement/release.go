package supplement

import (
	"cmp"
	"slices"

	"casework/collectors/civil"
)

// A release is what was shown of one set of figures about people: of one
// period, and of all units in both groups. It stands until the period is over.
// A figure that changed would disclose whose it was that changed.
type release struct {
	from, until civil.Day // of the period
	least       int       // Options.Least by then
	cells       map[cellKey]cell
	pools       [len(states)]cell
}

// A releaseKey names a set of figures that are pooled with each other and
// with no others.
type releaseKey struct{ table, kind, topic string }

// released is what may be shown of a set: its cells in the order of their
// units, and the pool of each group.
type released struct {
	cells []*cell
	pools [len(states)]cell
}

// release decides what is shown of a set of cells of the period [from, until).
// What was shown of it before stands, whatever its rows now say. Units of which
// nothing was shown join it together, once they and what remains of them are
// large enough; until then they are withheld, and in no pool.
//
// Nothing is shown of a period that overlaps an earlier one in part, as after
// a change of Options.Period: a quarter less two of its months is the third.
func (acc *accumulator) release(of releaseKey, from, until civil.Day, cells []*cell, safe func(*cell) bool) released {
	if acc.opts.NoPeople {
		return released{}
	}
	last := acc.store.releases[of]
	switch {
	case last == nil || from >= last.until:
		last = &release{from: from, until: until, least: acc.opts.Least}
	case from != last.from || until != last.until || acc.opts.Least > last.least:
		for _, c := range cells {
			c.shown = false
		}
		return released{cells: inOrderOfUnits(cells)}
	}
	known := map[string]bool{}
	out := released{pools: last.pools}
	for p, c := range last.cells {
		known[p.unit] = true
		c.unit, c.state = p.unit, p.state
		out.cells = append(out.cells, &c)
	}
	// In order, so that sums are the same each time.
	late := inOrderOfUnits(slices.DeleteFunc(slices.Clone(cells), func(c *cell) bool { return known[c.unit] }))
	joined := map[string]bool{}
	byState(late, func(state int, batch []*cell) {
		pool := suppress(batch, safe)
		if !pool.shown {
			return // and so is none of them
		}
		for _, c := range batch {
			joined[c.unit] = true
		}
		out.pools[state].add(&pool)
		out.pools[state].shown = true
	})
	out.cells = append(out.cells, late...)
	if len(joined) > 0 {
		next := &release{from: from, until: until, least: last.least, cells: map[cellKey]cell{}, pools: out.pools}
		for _, c := range out.cells {
			if p := (cellKey{c.unit, c.state}); known[c.unit] || joined[c.unit] {
				next.cells[p] = c.kept()
			}
		}
		acc.store.releases[of], acc.store.unsaved = next, true
	}
	out.cells = inOrderOfUnits(out.cells)
	return out
}

// groups calls each with the cells of each group that has any, and their pool.
func (r *released) groups(each func(state int, cells []*cell, pool *cell)) {
	byState(r.cells, func(state int, cells []*cell) { each(state, cells, &r.pools[state]) })
}

// kept is what is remembered of a cell: nothing but its unit if it is hidden.
func (c *cell) kept() cell {
	if c.shown {
		return *c
	}
	return cell{}
}

func inOrderOfUnits(cells []*cell) []*cell {
	slices.SortFunc(cells, func(a, b *cell) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.state, b.state))
	})
	return cells
}
