package ledger

import (
	"math"
	"slices"
	"sort"

	"casework/collectors/flow"
)

// A Dist describes the durations of one group of cases. Durations are in
// seconds; without cases they are 0 and mean nothing.
type Dist struct {
	N                 int
	Median, P90, Mean float64
	Paused            int // of net durations and working days: cases that were paused meanwhile
}

// Describe describes durations, which it sorts.
func Describe(durations []uint32) Dist { return describe(durations) }

// describe sorts durations and describes them. Quantiles interpolate
// linearly between order statistics (type 7 of Hyndman and Fan, 1996; SQL's
// PERCENTILE_CONT). They are computed in integers up to the last division,
// so they are the exact quantiles, rounded once.
func describe(durations []uint32) Dist {
	n := len(durations)
	if n == 0 {
		return Dist{}
	}
	slices.Sort(durations)
	return describeSorted(durations)
}

func describeSorted(durations []uint32) Dist {
	var sum uint64
	for _, d := range durations {
		sum += uint64(d)
	}
	return distOf(len(durations), sum, func(i int) uint32 { return durations[i] })
}

// distOf describes n durations, at least one, of which the sum and each by
// its rank are known.
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

// A ranked is a multiset of durations that knows each by its rank.
type ranked struct{ flow.Ranked }

func (r *ranked) count(v uint32, enters bool) {
	if enters {
		r.Add(v)
	} else {
		r.Remove(v)
	}
}

// dist describes the durations.
func (r *ranked) dist() Dist {
	if r.Len() == 0 {
		return Dist{}
	}
	return distOf(r.Len(), r.Sum(), r.At)
}

// NativeSchema is the resolution of native histograms: 2³ buckets for each
// doubling, so a quantile read from them is within 4.4 % of the truth.
const NativeSchema = 3

// nativeBounds are the upper bounds of the eight native buckets of a
// doubling, as fractions of it: 2^(i/8)/2.
var nativeBounds = [...]float64{
	0.5, 0.5452538663326288, 0.5946035575013605, 0.6484197773255048,
	0.7071067811865475, 0.7711054127039704, 0.8408964152537144, 0.9170040432046711,
}

// A Histogram counts durations in seconds, in the classic buckets that the
// settings name and in native ones.
type Histogram struct {
	Buckets []uint64 // observations in each bucket, not cumulated; the last has no bound
	Native  []uint64 // observations in native bucket i: (2^((i-1)/8), 2^(i/8)] seconds
	Zero    uint64   // observations of 0 s, which native buckets leave out
	Sum     uint64   // of all observations, seconds
}

// Count is the number of observations.
func (h *Histogram) Count() uint64 {
	var n uint64
	for _, c := range h.Buckets {
		n += c
	}
	return n
}

// observe counts a duration of whole seconds, at least 0.
func (h *Histogram) observe(seconds int64, bounds []float64) {
	if h.Buckets == nil {
		h.Buckets = make([]uint64, len(bounds)+1)
	}
	h.Buckets[sort.SearchFloat64s(bounds, float64(seconds))]++
	h.Sum += uint64(seconds)
	if seconds == 0 {
		h.Zero++
		return
	}
	i := nativeIndex(seconds)
	if i >= len(h.Native) {
		h.Native = append(h.Native, make([]uint64, i+1-len(h.Native))...)
	}
	h.Native[i]++
}

// nativeIndex is the native bucket of a duration of at least 1 s.
func nativeIndex(seconds int64) int {
	fraction, exponent := math.Frexp(float64(seconds))
	return sort.SearchFloat64s(nativeBounds[:], fraction) + (exponent-1)*len(nativeBounds)
}

func (h *Histogram) clone() Histogram {
	return Histogram{
		Buckets: slices.Clone(h.Buckets), Native: slices.Clone(h.Native), Zero: h.Zero, Sum: h.Sum,
	}
}

// add adds the observations of a histogram with the same buckets.
func (h *Histogram) add(other *Histogram) {
	for i, n := range other.Buckets {
		h.Buckets = extend(h.Buckets, i)
		h.Buckets[i] += n
	}
	for i, n := range other.Native {
		h.Native = extend(h.Native, i)
		h.Native[i] += n
	}
	h.Zero, h.Sum = h.Zero+other.Zero, h.Sum+other.Sum
}

// squareOf is the square of a time in seconds, in minutes².
func squareOf(seconds int64) int64 {
	const minute = 60
	return (seconds / minute) * (seconds / minute)
}
