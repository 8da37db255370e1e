package intake

import (
	"cmp"
	"slices"
)

// Sort sorts values by their lowest 32 bits, and returns the memory that it used, to
// be given to the next call. Many values take a time in proportion to their number.
func Sort[T uint32 | uint64](values, scratch []T) []T {
	if len(values) <= few {
		for i := 1; i < len(values); i++ {
			for j := i; j > 0 && uint32(values[j]) < uint32(values[j-1]); j-- {
				values[j], values[j-1] = values[j-1], values[j]
			}
		}
		return scratch
	}
	if len(values) < fewest {
		slices.SortFunc(values, func(a, b T) int { return cmp.Compare(uint32(a), uint32(b)) })
		return scratch
	}
	scratch = slices.Grow(scratch[:0], len(values))[:len(values)]
	from, to := values, scratch
	var counts [digits][1 << digit]int
	for _, v := range values {
		for d := range counts {
			counts[d][uint32(v)>>(d*digit)&(1<<digit-1)]++
		}
	}
	for d := range counts {
		next, total := &counts[d], 0
		if next[uint32(from[0])>>(d*digit)&(1<<digit-1)] == len(from) {
			continue // all have the same digit
		}
		for i, n := range next {
			next[i] = total
			total += n
		}
		for _, v := range from {
			at := &next[uint32(v)>>(d*digit)&(1<<digit-1)]
			to[*at] = v
			*at++
		}
		from, to = to, from
	}
	copy(values, from) // onto itself after two digits
	return scratch
}

// A value has three digits of 11 bits. Below fewest values, the counts of the digits
// would take longer than to compare; of a few, each is moved to its place.
const (
	digit  = 11
	digits = 3
	fewest = 600
	few    = 12
)
