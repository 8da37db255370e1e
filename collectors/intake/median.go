package intake

import "math"

// A Sorted is durations in ascending order, in seconds.
type Sorted interface {
	Len() int
	// UpTo is how many of them are at most v. Median asks for ascending v alone.
	UpTo(v uint32) int
	// At is the one of a rank, from 0 on.
	At(rank int) uint32
}

// Median is the time after which half of all cases were started, in seconds. started
// holds the times until a start, closed the times until a closing without a start, and
// waiting the ages of the cases that still wait, in ascending order. It reports false
// where half is not reached. The formula is in the package's documentation.
//
// Between the ages of two waiting cases, each start adds the same amount to the
// cumulative incidence, as S/n changes only where a case is censored. So Median takes
// time in proportion to the cases that wait, not to all cases. Half counts as reached
// at 10⁻⁹ of a case below it, so that rounding does not decide.
func Median(started, closed Sorted, waiting []uint32) (seconds uint32, reached bool) {
	return medianOf(started, closed, waiting, nil)
}

// medianOf is Median. If steady is not nil, it is lowered to the number of seconds for
// which the median stays the same while nothing but time passes. The median can change
// only when a waiting case gets as old as some case was that left the queue: then their
// order changes.
func medianOf(started, closed Sorted, waiting []uint32, steady *uint32) (seconds uint32, reached bool) {
	next := func(of Sorted, upTo int, age uint32) {
		if steady != nil && upTo < of.Len() {
			*steady = min(*steady, of.At(upTo)-age)
		}
	}
	left := started.Len() + closed.Len() + len(waiting)
	if left == 0 {
		return 0, false
	}
	share, each := 0.0, 1/float64(left) // F so far, and what each start adds to it
	starts := 0
	half := func(upTo int) bool {
		if 0.5-share > each*float64(upTo-starts+1) { // far from half: no need to divide
			return false
		}
		if upTo == starts {
			return false
		}
		need := max(1, int(math.Ceil((0.5-share)/each-1e-9)))
		if reached = starts+need <= upTo; reached {
			seconds = started.At(starts + need - 1)
		}
		return reached
	}
	for i, age := range waiting {
		upTo := started.UpTo(age)
		next(started, upTo, age)
		if half(upTo) {
			return seconds, true
		}
		share += each * float64(upTo-starts)
		starts = upTo
		gone := closed.UpTo(age)
		next(closed, gone, age)
		n := left - starts - gone - i // cases at risk at this age, this one included
		if n <= 1 {
			return 0, false
		}
		each *= float64(n) / float64(n-1)
	}
	half(started.Len())
	return seconds, reached
}
