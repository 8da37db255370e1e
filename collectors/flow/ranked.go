package flow

import (
	"math"
	"slices"
)

// A Ranked is a multiset of durations that knows each by its rank. It keeps
// them in sorted runs short enough that putting one in moves little memory.
// What is added and removed waits until something is asked: many at once are
// sorted at once, and what is near is in the processor's cache then. The zero value
// is empty.
type Ranked struct {
	runs [][]uint32 // ascending, none empty
	late []uint32   // added, but in no run yet
	gone []uint32   // removed, but still in the runs, or late
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

// Add puts a duration in.
func (r *Ranked) Add(v uint32) {
	r.n++
	r.sum += uint64(v)
	r.late = append(r.late, v)
}

// Remove takes a duration out that is in. If it is not, what asks next panics.
func (r *Ranked) Remove(v uint32) {
	r.n--
	r.sum -= uint64(v)
	r.gone = append(r.gone, v)
}

// settle puts those that wait in their runs, and takes out those that are gone.
func (r *Ranked) settle() {
	late, gone := r.late, r.gone
	if len(late)+len(gone) == 0 {
		return
	}
	Sort(gone, nil)
	if len(late) > 8 && len(late) > (r.n+len(gone))/16 {
		r.merge(late, gone)
	} else {
		Sort(late, nil)
		r.edit(late, gone)
	}
	r.late, r.gone = r.emptied(late), r.emptied(gone)
}

// emptied is a list without what was in it, or none if it has more memory than
// is worth keeping beside the durations.
func (r *Ranked) emptied(list []uint32) []uint32 {
	if cap(list) > 16 && cap(list) > r.n/8 {
		return nil
	}
	return list[:0]
}

// merge sorts all anew, with those that are late and without those that are gone.
func (r *Ranked) merge(late, gone []uint32) {
	all := make([]uint32, 0, r.n+len(gone))
	for _, run := range r.runs {
		all = append(all, run...)
	}
	all = append(all, late...)
	Sort(all, nil)
	all = without(all, gone)
	if r.runs = r.runs[:0]; len(all) == 0 {
		return
	}
	if len(all) <= runMost {
		r.runs = append(r.runs, all)
		return
	}
	r.runs = runsOf(all)
}

// runsOf cuts what is in ascending order into runs.
func runsOf(all []uint32) [][]uint32 {
	runs := make([][]uint32, 0, len(all)/runFilled+1)
	for len(all) > 0 {
		n := min(len(all), runFilled)
		runs = append(runs, slices.Clone(all[:n])) // each in memory of its own, to be freed with it
		all = all[n:]
	}
	return runs
}

// without takes some out of all, of which they are. Both are in ascending order.
func without(all, some []uint32) []uint32 {
	if len(some) == 0 {
		return all
	}
	kept := all[:0]
	for _, v := range all {
		if len(some) > 0 && some[0] == v {
			some = some[1:]
			continue
		}
		kept = append(kept, v)
	}
	if len(some) > 0 {
		panic(notThere)
	}
	return kept
}

const notThere = "flow: a duration is removed that is not there"

// run is the first run that ends at or above v, or the last one, given one that
// is not behind it.
func (r *Ranked) run(v uint32, from int) int {
	i, left := from, len(r.runs)-from
	if left == 1 { // whatever it ends at
		return i
	}
	for near := 0; near < 2 && left > 0; near++ { // as those before and behind are asked for in order
		if run := r.runs[i]; run[len(run)-1] >= v {
			return i
		}
		i, left = i+1, left-1
	}
	for left > 0 {
		half := left / 2
		if run := r.runs[i+half]; run[len(run)-1] < v {
			i, left = i+half+1, left-half-1
		} else {
			left = half
		}
	}
	return min(i, len(r.runs)-1)
}

// place is where v is in a run, or would be: behind all that are less. Most runs are not
// in the processor's cache: to look at every stride-th at once waits for memory once, and
// then once more, where halves would wait for each of their steps.
func place(run []uint32, v uint32) int {
	const stride = 16
	at := 0
	for i := stride - 1; i < len(run); i += stride {
		at += int((uint64(run[i])-uint64(v))>>63) * stride
	}
	for _, w := range run[at:min(at+stride, len(run))] {
		at += int((uint64(w) - uint64(v)) >> 63)
	}
	return at
}

// edit puts some in the runs, and takes others out, run by run. Both are in ascending
// order.
func (r *Ranked) edit(late, gone []uint32) {
	if len(r.runs) == 0 {
		r.runs = append(r.runs, nil)
	}
	for i := 0; len(late)+len(gone) > 0; {
		least := uint32(math.MaxUint32)
		if len(late) > 0 {
			least = late[0]
		}
		if len(gone) > 0 {
			least = min(least, gone[0])
		}
		i = r.run(least, i)
		run := r.runs[i]
		in, out := len(late), len(gone) // that are of this run
		if i < len(r.runs)-1 {
			end := run[len(run)-1]
			in, out = upTo(late, end), upTo(gone, end)
		}
		run = inserted(run, late[:in])
		run, out = removed(run, gone[:out])
		late, gone = late[in:], gone[out:]
		if i == len(r.runs)-1 && len(gone) > 0 {
			panic(notThere)
		}
		i = r.replace(i, run)
	}
}

// upTo is how many of few are at most v.
func upTo(few []uint32, v uint32) (n int) {
	for n < len(few) && few[n] <= v {
		n++
	}
	return n
}

// inserted is a run with some, in ascending order.
func inserted(run, some []uint32) []uint32 {
	n := len(run)
	if n+len(some) > cap(run) { // by a quarter: over many runs, spare room is the larger cost
		run = append(make([]uint32, 0, n+n/4+1+len(some)), run...)
	}
	run = run[:n+len(some)]
	for more := len(some); more > 0; more-- {
		v := some[more-1]
		at := place(run[:n], v)
		copy(run[at+more:], run[at:n])
		run[at+more-1] = v
		n = at
	}
	return run
}

// removed is a run without those of some that are in it, and how many these are. What is
// not in it is as large as its last one, and in the next run.
func removed(run, some []uint32) ([]uint32, int) {
	if len(some) == 0 {
		return run, 0
	}
	kept, from, end := 0, 0, run[len(run)-1]
	for n, v := range some {
		at := from + place(run[from:], v)
		if at == len(run) || run[at] != v {
			if v < end {
				panic(notThere)
			}
			some = some[:n]
			break
		}
		kept += move(run[kept:], run[from:at])
		from = at + 1
	}
	kept += move(run[kept:], run[from:])
	return run[:kept], len(some)
}

// move is copy, of what mostly stays where it is.
func move(to, from []uint32) int {
	if len(from) > 0 && &to[0] != &from[0] {
		copy(to, from)
	}
	return len(from)
}

// replace has another run, which may be empty or too long, in the place of one, and returns
// a run that is not behind that of the next one that is put in or taken out.
func (r *Ranked) replace(i int, run []uint32) int {
	r.runs[i] = run
	switch {
	case len(run) == 0:
		r.runs = slices.Delete(r.runs, i, i+1)
	case len(run) > runMost:
		r.runs = slices.Replace(r.runs, i, i+1, runsOf(run)...)
	case i > 0 && len(run)+len(r.runs[i-1]) <= runMost/2:
		r.runs[i-1] = append(r.runs[i-1], run...)
		r.runs = slices.Delete(r.runs, i, i+1)
	default:
		return i
	}
	return max(i-1, 0)
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
