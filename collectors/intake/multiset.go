package intake

import (
	"math"
	"slices"
)

// A Multiset keeps durations in ascending order, equal ones too, and finds a duration by
// its rank. It keeps them in sorted runs, short enough that an insertion moves little
// memory. Additions and removals are collected until a question is asked, and then
// made in order, which is faster. The zero value is empty. Even questions change a
// Multiset, so it is not safe for concurrent use.
type Multiset struct {
	runs []run    // ascending, none empty
	late []uint32 // added, but in no run yet
	gone []uint32 // removed, but still in the runs, or late
	n    int
	sum  uint64
}

// Len is how many durations there are.
func (r *Multiset) Len() int { return r.n }

// Sum is the sum of the durations.
func (r *Multiset) Sum() uint64 { return r.sum }

// Each visits the durations in ascending order.
func (r *Multiset) Each(visit func(uint32)) {
	r.settle()
	for _, run := range r.runs {
		for _, v := range run.all {
			visit(v)
		}
	}
}

// Add puts a duration in.
func (r *Multiset) Add(v uint32) {
	r.n++
	r.sum += uint64(v)
	r.late = append(r.late, v)
}

// Remove takes out a duration, which must be in. If it is not, the next question panics.
func (r *Multiset) Remove(v uint32) {
	r.n--
	r.sum -= uint64(v)
	r.gone = append(r.gone, v)
}

// settle makes the additions and removals that were collected.
func (r *Multiset) settle() {
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
func (r *Multiset) emptied(list []uint32) []uint32 {
	if cap(list) > 16 && cap(list) > r.n/8 {
		return nil
	}
	return list[:0]
}

// merge sorts all anew, with those that are late and without those that are gone.
func (r *Multiset) merge(late, gone []uint32) {
	all := make([]uint32, 0, r.n+len(gone))
	for _, run := range r.runs {
		all = append(all, run.all...)
	}
	all = append(all, late...)
	Sort(all, nil)
	all = without(all, gone)
	if r.runs = r.runs[:0]; len(all) == 0 {
		return
	}
	if len(all) <= runMost {
		r.runs = append(r.runs, runOf(all))
		return
	}
	r.runs = runsOf(all)
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

const notThere = "intake: a duration is removed that is not there"

// find is the index of the first run that ends at or above v, or of the last run. The
// search begins at from, which must not be behind the result.
func (r *Multiset) find(v uint32, from int) int {
	i, left := from, len(r.runs)-from
	if left == 1 { // whatever it ends at
		return i
	}
	for near := 0; near < 2 && left > 0; near++ { // durations come in order, so the run is mostly near
		if r.runs[i].end >= v {
			return i
		}
		i, left = i+1, left-1
	}
	for left > 0 {
		half := left / 2
		if r.runs[i+half].end < v {
			i, left = i+half+1, left-half-1
		} else {
			left = half
		}
	}
	return min(i, len(r.runs)-1)
}

// edit puts some in the runs, and takes others out, run by run. Both are in ascending
// order.
func (r *Multiset) edit(late, gone []uint32) {
	if len(r.runs) == 0 {
		r.runs = append(r.runs, run{})
	}
	for i := 0; len(late)+len(gone) > 0; {
		least := uint32(math.MaxUint32)
		if len(late) > 0 {
			least = late[0]
		}
		if len(gone) > 0 {
			least = min(least, gone[0])
		}
		i = r.find(least, i)
		all := r.runs[i].all
		in, out := len(late), len(gone) // that are of this run
		if i < len(r.runs)-1 {
			end := r.runs[i].end
			in, out = upTo(late, end), upTo(gone, end)
		}
		all = inserted(all, late[:in])
		all, out = removed(all, gone[:out])
		late, gone = late[in:], gone[out:]
		if i == len(r.runs)-1 && len(gone) > 0 {
			panic(notThere)
		}
		i = r.replace(i, all)
	}
}

// replace has another run, which may be empty or too long, in the place of one, and returns
// a run that is not behind that of the next one that is put in or taken out.
func (r *Multiset) replace(i int, all []uint32) int {
	switch {
	case len(all) == 0:
		r.runs = slices.Delete(r.runs, i, i+1)
	case len(all) > runMost:
		r.runs = slices.Replace(r.runs, i, i+1, runsOf(all)...)
	case i > 0 && len(all)+len(r.runs[i-1].all) <= runMost/2:
		r.runs[i-1] = runOf(append(r.runs[i-1].all, all...))
		r.runs = slices.Delete(r.runs, i, i+1)
	default:
		r.runs[i] = runOf(all)
		return i
	}
	return max(i-1, 0)
}

// At is the duration of a rank, from 0 on.
func (r *Multiset) At(rank int) uint32 {
	r.settle()
	if rank > r.n/2 {
		from := r.n
		for _, run := range slices.Backward(r.runs) {
			if from -= len(run.all); rank >= from && rank-from < len(run.all) {
				return run.all[rank-from]
			}
		}
		panic("intake: no such rank")
	}
	for _, run := range r.runs {
		if rank < len(run.all) {
			return run.all[rank]
		}
		rank -= len(run.all)
	}
	panic("intake: no such rank")
}
