package supplement

import (
	"cmp"
	"slices"
)

// A cell is what people of one unit, under one state of supervision, add up
// to.
type cell struct {
	unit     string
	state    int
	n        int     // people, or their answers
	min, max float64 // of the answers; equal answers disclose each of them
	sums     [4]float64
	unknown  [4]bool // sums that are not known, or not of every cell pooled
	shown    bool
}

// add pools another cell into c.
func (c *cell) add(o *cell) {
	switch {
	case o.n == 0: // has no answers
	case c.n == 0:
		c.min, c.max = o.min, o.max
	default:
		c.min, c.max = min(c.min, o.min), max(c.max, o.max)
	}
	c.n += o.n
	for i := range c.sums {
		c.sums[i] += o.sums[i]
		c.unknown[i] = c.unknown[i] || o.unknown[i]
	}
}

// suppress marks the cells of one group that may be shown, and returns the pool
// of all of them. Cells that are not safe are hidden (primary suppression). If
// what remains of the pool without the shown cells is not safe, the smallest of
// those are hidden too until it is (complementary suppression); if nothing
// helps, the pool is not shown. What remains is never of one unit: that would
// be safe, and shown.
func suppress(cells []*cell, safe func(*cell) bool) (pool cell) {
	for _, c := range cells {
		pool.add(c)
		c.shown = safe(c)
	}
	order := slices.SortedFunc(slices.Values(cells), func(a, b *cell) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.unit, b.unit))
	})
	for {
		var rest cell
		for _, c := range cells {
			if !c.shown && c.n > 0 {
				rest.add(c)
			}
		}
		if rest.n == 0 || safe(&rest) {
			pool.shown = pool.n > 0
			return pool
		}
		i := slices.IndexFunc(order, func(c *cell) bool { return c.shown })
		if i < 0 {
			return pool
		}
		order[i].shown = false
	}
}

// byState calls each with the cells of each state of supervision.
func byState(cells []*cell, each func(state int, cells []*cell)) {
	for state := range states {
		var of []*cell
		for _, c := range cells {
			if c.state == state {
				of = append(of, c)
			}
		}
		if len(of) > 0 {
			each(state, of)
		}
	}
}
