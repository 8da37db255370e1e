package timeseries

import (
	"math"
	"slices"

	"casework/collectors/counts"
)

// A Histogram counts observations that are never negative, twice over: in
// classic buckets and in native ones. Native buckets reach only the scrapers
// that ask for protobuf.
type Histogram struct {
	// Bounds are the upper bounds of the classic buckets, inclusive and
	// increasing, without +Inf. All histograms of a family should share one
	// slice: their bounds are then formatted once.
	Bounds []float64
	Counts []uint64 // observations in each classic bucket, not cumulated; one more than Bounds
	Sum    float64  // of all observations

	Schema    int32       // resolution of Native: 2^Schema buckets to a doubling; −4 to 8
	ZeroCount uint64      // observations not above exposition.ZeroThreshold
	Native    counts.List // all other observations, by the index of their bucket
}

// A NativeBucket counts the observations in one native bucket.
type NativeBucket struct {
	Index int32 // i holds the observations in (2^((i−1)/2^Schema), 2^(i/2^Schema)]
	Count uint64
}

// AppendNative appends the native buckets that are not empty, in ascending order.
func (h *Histogram) AppendNative(to []NativeBucket) []NativeBucket {
	for i, n := range h.Native.All() {
		to = append(to, NativeBucket{int32(i), n})
	}
	return to
}

// Count is the number of observations.
func (h *Histogram) Count() uint64 {
	var n uint64
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// Equal reports whether two histograms are the same in all that they show.
func (h *Histogram) Equal(o *Histogram) bool {
	return h == o || math.Float64bits(h.Sum) == math.Float64bits(o.Sum) && h.ZeroCount == o.ZeroCount && h.Schema == o.Schema &&
		slices.Equal(h.Counts, o.Counts) && h.Native.Equal(o.Native) && slices.Equal(h.Bounds, o.Bounds)
}
