package disclosure

import (
	"slices"

	"casework/collectors/civil"
)

// MinLeast is the fewest people that a figure about people may rest on.
const MinLeast = 5

// Releases are what was shown of figures about people, and decide what may be
// shown. They are used by one goroutine.
type Releases struct {
	sets    map[Set]*release
	unsaved bool // they are others than when they were last kept
}

// NewReleases returns Releases of which nothing was shown yet.
func NewReleases() *Releases { return &Releases{sets: map[Set]*release{}} }

// Len is the number of sets of which anything was shown.
func (r *Releases) Len() int { return len(r.sets) }

// A Set names a set of figures that are pooled with each other and with no
// others.
type Set struct{ Table, Kind, Topic string }

// Terms are those on which a set is shown.
type Terms struct {
	From, Until civil.Day // of the period, [From, Until)
	Least       int       // people that a figure rests on; at least MinLeast

	// Safe reports whether a cell may be shown by itself.
	Safe func(*Cell) bool
}

// A release is what was shown of one set: of one period, and of all units in
// both groups. It stands until the period is over. A figure that changed would
// disclose whose it was that changed.
type release struct {
	from, until civil.Day // of the period
	least       int       // Terms.Least by then
	cells       map[cellKey]Cell
	pools       [states]Cell
}

// A cellKey is a unit under one state of supervision.
type cellKey struct {
	unit  string
	state int
}

// A Release is what may be shown of a set: its cells in the order of their
// units, and the pool of each group.
type Release struct {
	Cells []*Cell
	Pools [states]Cell
}

// Groups calls each with the cells of each group that has any, and their pool.
func (r *Release) Groups(each func(state int, cells []*Cell, pool *Cell)) {
	byState(r.Cells, func(state int, cells []*Cell) { each(state, cells, &r.Pools[state]) })
}

// ShowAll is a Release of all cells and their pools as they are, of what is about
// acts and not about people. It marks the cells.
func ShowAll(cells []*Cell) Release {
	out := Release{Cells: inOrderOfUnits(cells)}
	for _, c := range cells {
		c.N, c.Shown = 1, true
		out.Pools[c.State].Add(c)
		out.Pools[c.State].Shown = true
	}
	return out
}

// Decide decides what is shown of a set of cells of a period. It marks the cells,
// and notes what is shown. What was shown of the set before stands, whatever its rows now say. Units of which
// nothing was shown join it together, once they and what remains of them are
// large enough; until then they are withheld, and in no pool.
//
// Nothing is shown of a period that overlaps an earlier one in part, as after
// a change of its length: a quarter less two of its months is the third.
func (r *Releases) Decide(of Set, t Terms, cells []*Cell) Release {
	last := r.sets[of]
	switch {
	case last == nil || t.From >= last.until:
		last = &release{from: t.From, until: t.Until, least: t.Least}
	case t.From != last.from || t.Until != last.until || t.Least > last.least:
		for _, c := range cells {
			c.Shown = false
		}
		return Release{Cells: inOrderOfUnits(cells)}
	}
	known := map[string]bool{}
	out := Release{Pools: last.pools}
	for p, c := range last.cells {
		known[p.unit] = true
		c.Unit, c.State = p.unit, p.state
		out.Cells = append(out.Cells, &c)
	}
	// In order, so that sums are the same each time.
	late := inOrderOfUnits(slices.DeleteFunc(slices.Clone(cells), func(c *Cell) bool { return known[c.Unit] }))
	joined := map[string]bool{}
	byState(late, func(state int, batch []*Cell) {
		pool := suppress(batch, t.Safe)
		if !pool.Shown {
			return // and so is none of them
		}
		for _, c := range batch {
			joined[c.Unit] = true
		}
		out.Pools[state].Add(&pool)
		out.Pools[state].Shown = true
	})
	out.Cells = append(out.Cells, late...)
	if len(joined) > 0 {
		next := &release{from: t.From, until: t.Until, least: last.least, cells: map[cellKey]Cell{}, pools: out.Pools}
		for _, c := range out.Cells {
			if p := (cellKey{c.Unit, c.State}); known[c.Unit] || joined[c.Unit] {
				next.cells[p] = c.kept()
			}
		}
		r.sets[of], r.unsaved = next, true
	}
	out.Cells = inOrderOfUnits(out.Cells)
	return out
}
