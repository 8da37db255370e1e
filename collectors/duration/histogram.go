package duration

import (
	"math"
	"slices"
	"sort"

	"casework/collectors/counts"
)

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
	Buckets []uint64    // observations in each bucket, not cumulated; the last has no bound
	Native  counts.List // observations in native bucket i: (2^((i-1)/8), 2^(i/8)] seconds
	Zero    uint64      // observations of 0 s, which native buckets leave out
	Sum     uint64      // of all observations, seconds
}

// Count is the number of observations.
func (h *Histogram) Count() uint64 {
	var n uint64
	for _, c := range h.Buckets {
		n += c
	}
	return n
}

// Observe counts a duration, which must not be negative. bounds are the upper bounds of
// the classic buckets, in seconds, ascending; they must be the same at every call.
func (h *Histogram) Observe(seconds int64, bounds []float64) {
	if h.Buckets == nil {
		h.Buckets = make([]uint64, len(bounds)+1)
	}
	h.Buckets[sort.SearchFloat64s(bounds, float64(seconds))]++
	h.Sum += uint64(seconds)
	if seconds == 0 {
		h.Zero++
		return
	}
	h.Native.Add(nativeIndex(seconds), 1)
}

// nativeIndex is the native bucket of a duration of at least 1 s.
func nativeIndex(seconds int64) int {
	fraction, exponent := math.Frexp(float64(seconds))
	return sort.SearchFloat64s(nativeBounds[:], fraction) + (exponent-1)*len(nativeBounds)
}

// Clone is a copy, which may be read while the histogram observes more.
func (h *Histogram) Clone() Histogram {
	return Histogram{Buckets: slices.Clone(h.Buckets), Native: h.Native.Snapshot(), Zero: h.Zero, Sum: h.Sum}
}

// CloneSince returns the earlier clone itself if nothing was observed since, and else a
// new clone. The result must not be changed.
func (h *Histogram) CloneSince(earlier *Histogram) Histogram {
	if h.Sum == earlier.Sum && h.Zero == earlier.Zero && slices.Equal(h.Buckets, earlier.Buckets) {
		return *earlier // counts only grow, and each observation is in both kinds of buckets
	}
	return h.Clone()
}

// Same reports whether two histograms share their memory, and so are the same: see
// CloneSince. If it reports false, they may still have the same counts.
func (h *Histogram) Same(o *Histogram) bool {
	return h.Sum == o.Sum && h.Zero == o.Zero && shared(h.Buckets, o.Buckets) && h.Native.Same(&o.Native)
}

func shared(a, b []uint64) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// Add adds the observations of a histogram with the same buckets.
func (h *Histogram) Add(other *Histogram) {
	h.Buckets = sum(h.Buckets, other.Buckets)
	h.Native.AddAll(&other.Native)
	h.Zero, h.Sum = h.Zero+other.Zero, h.Sum+other.Sum
}

// sum adds counts to those of a list, which grows to their length.
func sum(list, counts []uint64) []uint64 {
	if n := len(counts) - len(list); n > 0 {
		list = append(list, make([]uint64, n)...)
	}
	for i, n := range counts {
		list[i] += n
	}
	return list
}
