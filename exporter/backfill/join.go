package main

import (
	"maps"
	"slices"

	"casework/collectors/counts"
	"casework/collectors/timeseries"
)

// A join makes a counter of the history end at the value from which that of a
// live exporter goes on, which may have counted from 0 at any instant before.
// The live counter is what it would be had the history been reset at some
// instant: so that is what is written. Until then the history stands as it is;
// then a 0, and from there on it counts up to the live value. What increase()
// sees, over the reset and over the seam, is what happened.
type join struct {
	live, end value // of the live exporter, and of the history at the same instant
	reset     bool  // is behind
}

// A value is that of a counter, or of a histogram: what its series show.
type value struct {
	count  float64           // a counter's value, or how many observations
	series []float64         // of the classic series of a place, in their order; nil without
	native map[int32]float64 // buckets by index; nil without
	zero   float64           // observations in the native zero bucket
	sum    float64           // of native histograms
}

// before is how much the history counts before the reset: none if it is not
// above 0.
func (j *join) before() float64 { return j.end.count - j.live.count }

// joined is a value of the history as it is written. Where live and history
// disagree in a bucket, as rows were corrected since, that bucket counts nothing
// for a while: it never falls.
func (j *join) joined(end, live, v float64) float64 {
	if j.before() <= 0 {
		return v + live - end
	}
	return max(0, live-(end-v))
}

// crosses reports whether a value is the first behind the reset.
func (j *join) crosses(count float64) bool { return !j.reset && j.before() > 0 && count > j.before() }

// stands reports whether a value is written as it is.
func (j *join) stands(count float64) bool { return !j.reset && j.before() > 0 && count <= j.before() }

// joinedTo logs a sample to a place's series as its join has it, and what comes
// before it.
func (w *writer) joinedTo(p *place, ms int64, s *timeseries.Sample) {
	j := p.join
	count := s.Value
	if s.Histogram != nil {
		count = float64(s.Histogram.Count())
	}
	if j.stands(count) {
		w.write(p, ms, s, nil)
		return
	}
	if j.crosses(count) {
		j.reset = true
		if ms-2 >= max(w.span.from, p.last+1) {
			if s.Histogram == nil { // of a histogram it is not known which bucket this would be
				w.float(p.values[0], ms-2, j.before())
			}
			w.write(p, ms-1, emptyOf(s), nil)
		}
	}
	w.write(p, ms, s, j)
}

// emptyOf is a sample of the same series that has counted nothing.
func emptyOf(s *timeseries.Sample) *timeseries.Sample {
	empty := timeseries.Sample{Series: s.Series}
	if s.Histogram != nil {
		h := *s.Histogram
		h.Counts, h.Native, h.Sum, h.ZeroCount = make([]uint64, len(h.Counts)), counts.List{}, 0, 0
		empty.Histogram = &h
	}
	return &empty
}

// nativeOf is a histogram as it is written, natively.
func (j *join) nativeOf(h *timeseries.Histogram) *timeseries.Histogram {
	if j == nil || j.live.native == nil {
		return h
	}
	out, mine := *h, map[int32]float64{}
	for index, n := range h.Native.All() {
		mine[int32(index)] = float64(n)
	}
	out.Native = counts.List{}
	all := maps.Clone(mine)
	maps.Copy(all, j.live.native)
	for _, index := range slices.Sorted(maps.Keys(all)) {
		if n := max(0, j.joined(j.end.native[index], j.live.native[index], mine[index])); n > 0 {
			out.Native.Add(int(index), uint64(n))
		}
	}
	out.ZeroCount = uint64(max(0, j.joined(j.end.zero, j.live.zero, float64(h.ZeroCount))))
	out.Sum = max(0, j.joined(j.end.sum, j.live.sum, h.Sum))
	// How many there are is counted from the buckets.
	out.Counts = []uint64{out.ZeroCount}
	for _, n := range out.Native.All() {
		out.Counts[0] += n
	}
	return &out
}

// classicOf are the values of the classic series of a histogram: its buckets,
// cumulated, its sum and its count.
func classicOf(h *timeseries.Histogram) []float64 {
	var all []float64
	var cumulated uint64
	for _, n := range h.Counts {
		cumulated += n
		all = append(all, float64(cumulated))
	}
	return append(all, h.Sum, float64(cumulated))
}

// valueOf is what a sample of a place shows.
func (p *place) valueOf(s *timeseries.Sample) value {
	h := s.Histogram
	if h == nil {
		return value{count: s.Value}
	}
	v := value{count: float64(h.Count())}
	if p.values != nil {
		v.series = classicOf(h)
	}
	if p.native != nil {
		v.native, v.zero, v.sum = map[int32]float64{}, float64(h.ZeroCount), h.Sum
		for index, n := range h.Native.All() {
			v.native[int32(index)] = float64(n)
		}
	}
	return v
}
