package main

import (
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"

	"casework/collectors/exposition"
	"casework/collectors/timeseries"
)

// floats appends the same float sample at several times, which ascend.
func (s *series) floats(times []int64, value float64) {
	for len(times) > 0 {
		if s.full() {
			s.grow(chunkenc.NewXORChunk(), times[0])
		}
		n := min(chunkSamples-s.last().Chunk.NumSamples(), len(times))
		for _, t := range times[:n] {
			s.app.Append(0, t, value)
		}
		s.last().MaxTime = times[n-1]
		times = times[n:]
	}
}

// histogram appends a native histogram, which it may change.
func (s *series) histogram(ms int64, h *histogram.Histogram) error {
	var before chunkenc.Appender
	if s.full() {
		if len(s.chunks) > 0 { // of this span
			before = s.app
		}
		s.grow(chunkenc.NewHistogramChunk(), ms)
	}
	made, recoded, app, err := s.app.AppendHistogram(before, 0, ms, h, false)
	if err != nil {
		return err
	}
	s.app = app
	switch {
	case made != nil && recoded:
		s.last().Chunk = made
	case made != nil: // the counter was reset
		s.chunks = append(s.chunks, chunks.Meta{Chunk: made, MinTime: ms})
	}
	s.last().MaxTime = ms
	return nil
}

// full reports whether a sample needs a new chunk.
func (s *series) full() bool {
	return len(s.chunks) == 0 || s.last().Chunk.NumSamples() >= chunkSamples
}

func (s *series) last() *chunks.Meta { return &s.chunks[len(s.chunks)-1] }

// grow begins a chunk.
func (s *series) grow(c chunkenc.Chunk, from int64) {
	app, err := c.Appender()
	if err != nil {
		panic(err) // of an empty chunk, which has no samples to misread
	}
	s.chunks, s.app = append(s.chunks, chunks.Meta{Chunk: c, MinTime: from}), app
}

// nativeHistogram brings a histogram into Prometheus' form: runs of buckets,
// each count as its difference from the one before.
func nativeHistogram(schema int32, r *nativeRun, buckets []timeseries.NativeBucket) *histogram.Histogram {
	out := &histogram.Histogram{
		Schema: schema, ZeroThreshold: exposition.ZeroThreshold, ZeroCount: r.zero,
		Count: r.count, Sum: r.sum, PositiveBuckets: make([]int64, 0, len(buckets)),
	}
	var next int32
	var last int64
	for i, b := range buckets {
		if n := len(out.PositiveSpans); i > 0 && b.Index == next {
			out.PositiveSpans[n-1].Length++
		} else {
			out.PositiveSpans = append(out.PositiveSpans, histogram.Span{Offset: b.Index - next, Length: 1})
		}
		next = b.Index + 1
		out.PositiveBuckets = append(out.PositiveBuckets, int64(b.Count)-last)
		last = int64(b.Count)
	}
	return out
}
