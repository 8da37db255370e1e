package flow

import "math"

// A Sorted is durations in ascending order, in seconds.
type Sorted interface {
	Len() int
	// UpTo is how many of them are at most v. Median asks for ascending v alone.
	UpTo(v uint32) int
	// At is the one of a rank, from 0 on.
	At(rank int) uint32
}

// Median is the time after which half of all cases were started, in seconds, of
// the times until a start, of the times until a closing without a start, and of the
// ages of the cases that still wait, in ascending order. It reports false where
// half is not reached. See the package's documentation for the formula.
//
// Between two ages of cases that wait, each start adds the same to the cumulative
// incidence: S/n changes where a case is censored alone. So it takes time in
// proportion to the cases that wait, and not to all. Rounding does not decide: half
// is reached at 10⁻⁹ of a case below it.
func Median(started, closed Sorted, waiting []uint32) (seconds uint32, reached bool) {
	return medianOf(started, closed, waiting, nil)
}

// medianOf is Median. It lowers steady, if that is not nil, to the time in which the
// first of those that wait, as far as they were looked at, is as old as a case was that
// left after a longer time than its age: before that, their growing older alone
// changes nothing.
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
	share, each := 0.0, 1/float64(left) // F so far, and what each start adds
	starts := 0
	half := func(upTo int) bool {
		if 0.5-share > each*float64(upTo-starts+1) { // by far not: there is nothing to divide
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
