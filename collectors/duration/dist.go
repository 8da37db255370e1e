// Package duration describes how long cases took, in two ways. A Dist has the exact
// quantiles of all durations of a window. A Histogram counts durations by length; its
// counts only grow, so it can be a counter. Durations are whole seconds, unless the
// caller counts in another unit, such as working days.
package duration

import (
	"slices"

	"casework/collectors/intake"
)

// A Dist describes the durations of one group of cases. Without cases, its quantiles and
// mean are 0 and mean nothing.
type Dist struct {
	N                 int
	Median, P90, Mean float64
	Paused            int // cases that were paused meanwhile; set only for net durations and working days
}

// Describe sorts the given durations in place and describes them. Quantiles interpolate
// linearly between order statistics (type 7 of Hyndman and Fan, 1996; SQL's
// PERCENTILE_CONT). They are computed in integers up to the last division,
// so they are the exact quantiles, rounded once.
func Describe(durations []uint32) Dist {
	n := len(durations)
	if n == 0 {
		return Dist{}
	}
	slices.Sort(durations)
	var sum uint64
	for _, d := range durations {
		sum += uint64(d)
	}
	return distOf(n, sum, func(i int) uint32 { return durations[i] })
}

// distOf describes n durations, at least one, given their sum and at, which returns
// each by its rank.
func distOf(n int, sum uint64, at func(rank int) uint32) Dist {
	return Dist{
		N:      n,
		Median: quantile(n, 500, at),
		P90:    quantile(n, 900, at),
		Mean:   float64(sum) / float64(n),
	}
}

// quantile is the quantile at permille/1000 of n durations, at least one,
// each known by its rank.
func quantile(n, permille int, at func(rank int) uint32) float64 {
	position := (n - 1) * permille
	i, rest := position/1000, uint64(position%1000)
	if rest == 0 {
		return float64(at(i))
	}
	return float64(uint64(at(i))*(1000-rest)+uint64(at(i+1))*rest) / 1000
}

// A Ranked is a Multiset that can be described.
type Ranked struct{ intake.Multiset }

// Count adds a duration that enters, or else removes it.
func (r *Ranked) Count(v uint32, enters bool) {
	if enters {
		r.Add(v)
	} else {
		r.Remove(v)
	}
}

// Dist describes the durations.
func (r *Ranked) Dist() Dist {
	if r.Len() == 0 {
		return Dist{}
	}
	return distOf(r.Len(), r.Sum(), r.At)
}
