package intake

import "math"

// A rankCursor goes once over the durations of a Multiset, as a Sorted.
type rankCursor struct {
	*Multiset
	run, before int // runs that are passed, and the durations in them
	in          int // durations of the run that are passed
}

// begin has the cursor go over the durations of a Multiset, which must not change
// meanwhile.
func (c *rankCursor) begin(r *Multiset) *rankCursor {
	r.settle()
	*c = rankCursor{Multiset: r}
	return c
}

// Len is how many durations there are.
func (c *rankCursor) Len() int { return c.n }

// UpTo is how many durations are at most v. v must not be less than in the call before:
// the search goes on from there, first one by one, then in steps that double.
func (c *rankCursor) UpTo(v uint32) int {
	for ; c.run < len(c.runs); c.run, c.in = c.run+1, 0 {
		run := c.runs[c.run].all
		if c.runs[c.run].end <= v {
			c.before += len(run)
			continue
		}
		for to := c.in + 8; c.in < to; c.in++ { // ends before the last one, which is above v
			if run[c.in] > v {
				return c.before + c.in
			}
		}
		to, step := c.in, 1
		for run[to] <= v { // likewise
			c.in = to + 1
			to = min(to+step, len(run)-1)
			step *= 2
		}
		c.in += above(run[c.in:to], v)
		return c.before + c.in
	}
	return c.before
}

// above is the index of the first duration of a run that is above v, or the run's length.
func above(run []uint32, v uint32) int {
	if v == math.MaxUint32 {
		return len(run)
	}
	return place(run, v+1)
}

// At is the duration of a rank.
func (c *rankCursor) At(rank int) uint32 {
	if in := rank - c.before; c.run < len(c.runs) && in >= 0 && in < len(c.runs[c.run].all) {
		return c.runs[c.run].all[in]
	}
	return c.Multiset.At(rank)
}
