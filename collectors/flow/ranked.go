package flow

import (
	"slices"
	"sort"
)

// A Ranked is a multiset of durations that knows each by its rank. It keeps
// them in sorted runs short enough that putting one in moves little memory.
// What is added waits at the end until something is asked: many that are added
// at once are sorted at once. The zero value is empty.
type Ranked struct {
	runs [][]uint32 // ascending, none empty
	late []uint32   // added, but in no run yet
	n    int
	sum  uint64
}

// Len is how many durations there are.
func (r *Ranked) Len() int { return r.n }

// Sum is the sum of the durations.
func (r *Ranked) Sum() uint64 { return r.sum }

// Each visits the durations in ascending order.
func (r *Ranked) Each(visit func(uint32)) {
	r.settle()
	for _, run := range r.runs {
		for _, v := range run {
			visit(v)
		}
	}
}

// runMost is the length at which a run is split; two neighbours that fit in
// half of it are joined. Of many that are sorted at once, each has runFilled.
const (
	runMost   = 512
	runFilled = runMost * 3 / 4
)

// run is the first run that ends at or above v, or the last one.
func (r *Ranked) run(v uint32) int {
	i := sort.Search(len(r.runs), func(i int) bool {
		run := r.runs[i]
		return run[len(run)-1] >= v
	})
	return min(i, len(r.runs)-1)
}

// Add puts a duration in.
func (r *Ranked) Add(v uint32) {
	r.n++
	r.sum += uint64(v)
	r.late = append(r.late, v)
}

// settle puts those that wait in their runs.
func (r *Ranked) settle() {
	if len(r.late) == 0 {
		return
	}
	late := r.late
	if len(late) > 8 && len(late) > r.n/16 {
		r.merge(late)
		r.late = nil
		return
	}
	for _, v := range late {
		r.insert(v)
	}
	if r.late = late[:0]; cap(late) > 16 {
		r.late = nil
	}
}

// merge sorts all anew, with those that are late.
func (r *Ranked) merge(late []uint32) {
	all := make([]uint32, 0, r.n)
	for _, run := range r.runs {
		all = append(all, run...)
	}
	all = append(all, late...)
	Sort(all, nil)
	if r.runs = r.runs[:0]; len(all) <= runMost {
		r.runs = append(r.runs, all)
		return
	}
	r.runs = make([][]uint32, 0, len(all)/runFilled+1)
	for len(all) > 0 {
		n := min(len(all), runFilled)
		r.runs = append(r.runs, slices.Clone(all[:n])) // each in memory of its own, to be freed with it
		all = all[n:]
	}
}

// insert puts one in its run.
func (r *Ranked) insert(v uint32) {
	if len(r.runs) == 0 {
		r.runs = append(r.runs, []uint32{v})
		return
	}
	i := r.run(v)
	run := r.runs[i]
	at, _ := slices.BinarySearch(run, v)
	if len(run) == cap(run) { // by a quarter: over many runs, spare room is the larger cost
		run = append(make([]uint32, 0, len(run)+len(run)/4+2), run...)
	}
	run = slices.Insert(run, at, v)
	r.runs[i] = run
	if len(run) > runMost {
		half := len(run) / 2
		r.runs = slices.Insert(r.runs, i+1, slices.Clone(run[half:]))
		r.runs[i] = slices.Clone(run[:half])
	}
}

// Remove takes a duration out that is in; it panics if it is not.
func (r *Ranked) Remove(v uint32) {
	r.settle()
	at, ok := 0, false
	i := 0
	if len(r.runs) > 0 {
		i = r.run(v)
		at, ok = slices.BinarySearch(r.runs[i], v)
	}
	if !ok {
		panic("flow: a duration is removed that is not there")
	}
	r.n--
	r.sum -= uint64(v)
	run := slices.Delete(r.runs[i], at, at+1)
	r.runs[i] = run
	switch {
	case len(run) == 0:
		r.runs = slices.Delete(r.runs, i, i+1)
	case i > 0 && len(run)+len(r.runs[i-1]) <= runMost/2:
		r.runs[i-1] = append(r.runs[i-1], run...)
		r.runs = slices.Delete(r.runs, i, i+1)
	}
}

// At is the duration of a rank, from 0 on.
func (r *Ranked) At(rank int) uint32 {
	r.settle()
	if rank > r.n/2 {
		from := r.n
		for _, run := range slices.Backward(r.runs) {
			if from -= len(run); rank >= from && rank-from < len(run) {
				return run[rank-from]
			}
		}
		panic("flow: no such rank")
	}
	for _, run := range r.runs {
		if rank < len(run) {
			return run[rank]
		}
		rank -= len(run)
	}
	panic("flow: no such rank")
}

// A rankCursor is a flow.Sorted of durations.
type rankCursor struct {
	*Ranked
	run, before int // runs that are passed, and the durations in them
	in          int // durations of the run that are passed
}

// cursor goes over the durations, which must not change meanwhile.
func (r *Ranked) cursor() *rankCursor {
	r.settle()
	return &rankCursor{Ranked: r}
}

// Len is how many durations there are.
func (c *rankCursor) Len() int { return c.n }

// UpTo is how many of them are at most v, which is no less than the time before. It
// looks on from there, in steps that double.
func (c *rankCursor) UpTo(v uint32) int {
	for ; c.run < len(c.runs); c.run, c.in = c.run+1, 0 {
		run := c.runs[c.run]
		if run[len(run)-1] > v {
			to, step := c.in, 1
			for run[to] <= v { // ends, as the last one is above v
				c.in = to + 1
				to = min(to+step, len(run)-1)
				step *= 2
			}
			from := c.in
			c.in += sort.Search(to-from, func(i int) bool { return run[from+i] > v })
			return c.before + c.in
		}
		c.before += len(run)
	}
	return c.before
}

// At is the duration of a rank.
func (c *rankCursor) At(rank int) uint32 {
	if in := rank - c.before; c.run < len(c.runs) && in >= 0 && in < len(c.runs[c.run]) {
		return c.runs[c.run][in]
	}
	return c.Ranked.At(rank)
}
