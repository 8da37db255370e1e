package disclosure

import (
	"cmp"
	"slices"
)

// A Cell is what people of one unit, under one state of supervision, add up
// to.
type Cell struct {
	Unit     string
	State    int     // ledger.Inactive or ledger.Active
	N        int     // people, or their answers
	Min, Max float64 // of the answers; equal answers disclose each of them
	Sums     [4]float64
	Unknown  [4]bool // sums that are not known, or not of every cell pooled
	Shown    bool    // decided by Releases.Decide
}

// Add pools another cell into c.
func (c *Cell) Add(o *Cell) {
	switch {
	case o.N == 0: // has no answers
	case c.N == 0:
		c.Min, c.Max = o.Min, o.Max
	default:
		c.Min, c.Max = min(c.Min, o.Min), max(c.Max, o.Max)
	}
	c.N += o.N
	for i := range c.Sums {
		c.Sums[i] += o.Sums[i]
		c.Unknown[i] = c.Unknown[i] || o.Unknown[i]
	}
}

// suppress marks the cells of one group that may be shown, and returns the pool
// of all of them. Cells that are not safe are hidden (primary suppression). If
// what remains of the pool without the shown cells is not safe, the smallest of
// those are hidden too until it is (complementary suppression); if nothing
// helps, the pool is not shown. What remains is never of one unit: that would
// be safe, and shown.
func suppress(cells []*Cell, safe func(*Cell) bool) (pool Cell) {
	for _, c := range cells {
		pool.Add(c)
		c.Shown = safe(c)
	}
	order := slices.SortedFunc(slices.Values(cells), func(a, b *Cell) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Unit, b.Unit))
	})
	for {
		var rest Cell
		for _, c := range cells {
			if !c.Shown && c.N > 0 {
				rest.Add(c)
			}
		}
		if rest.N == 0 || safe(&rest) {
			pool.Shown = pool.N > 0
			return pool
		}
		i := slices.IndexFunc(order, func(c *Cell) bool { return c.Shown })
		if i < 0 {
			return pool
		}
		order[i].Shown = false
	}
}

// states is the number of states of supervision.
const states = 2

// byState calls each with the cells of each state of supervision.
func byState(cells []*Cell, each func(state int, cells []*Cell)) {
	for state := range states {
		var of []*Cell
		for _, c := range cells {
			if c.State == state {
				of = append(of, c)
			}
		}
		if len(of) > 0 {
			each(state, of)
		}
	}
}

// kept is what is remembered of a cell: nothing but its unit if it is hidden.
func (c *Cell) kept() Cell {
	if c.Shown {
		return *c
	}
	return Cell{}
}

// inOrderOfUnits sorts cells, so that sums are the same each time.
func inOrderOfUnits(cells []*Cell) []*Cell {
	slices.SortFunc(cells, func(a, b *Cell) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.State, b.State))
	})
	return cells
}
