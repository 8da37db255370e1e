package intake

import "slices"

// A run is some durations in ascending order, and the last of them: of most runs that is
// all that is asked for, and the others are not in the processor's cache.
type run struct {
	all []uint32
	end uint32
}

func runOf(all []uint32) run { return run{all, all[len(all)-1]} }

// runMost is the length at which a run is split; two neighbours that fit in
// half of it are joined. Of many that are sorted at once, each has runFilled.
const (
	runMost   = 512
	runFilled = runMost * 3 / 4
)

// runsOf cuts what is in ascending order into runs.
func runsOf(all []uint32) []run {
	runs := make([]run, 0, len(all)/runFilled+1)
	for len(all) > 0 {
		n := min(len(all), runFilled)
		runs = append(runs, runOf(slices.Clone(all[:n]))) // each in memory of its own, to be freed with it
		all = all[n:]
	}
	return runs
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
