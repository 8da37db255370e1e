package main

import (
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
)

// floats appends the same float sample at several times, which ascend.
func (s *series) floats(times []int64, value float64) {
	for len(times) > 0 {
		if s.full() {
			s.grow(chunkenc.EncXOR, times[0])
		}
		n := min(chunkSamples-s.last().Chunk.NumSamples(), len(times))
		for _, t := range times[:n] {
			s.app.Append(0, t, value)
		}
		s.last().MaxTime = times[n-1]
		times = times[n:]
	}
}

// histogram appends a native histogram, of which it keeps nothing.
func (s *series) histogram(ms int64, h *histogram.Histogram) error {
	var before chunkenc.Appender
	if s.full() {
		if len(s.chunks) > 0 { // of this span
			before = s.app
		}
		s.grow(chunkenc.EncHistogram, ms)
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

// grow begins a chunk, in the memory of one of a span before if there is any: that is
// stored, and no sink keeps it.
func (s *series) grow(as chunkenc.Encoding, from int64) {
	var c chunkenc.Chunk
	if n := len(s.chunks); n < cap(s.chunks) {
		c = s.chunks[:n+1][n].Chunk
	}
	switch {
	case c != nil && c.Encoding() == as:
		header := c.Bytes()[:headerOf(as)]
		clear(header)
		c.Reset(header)
	case as == chunkenc.EncHistogram:
		c = chunkenc.NewHistogramChunk()
	case len(s.chunks) == 0:
		s.xor.Reset(make([]byte, headerOf(as), firstBytes))
		c = &s.xor
	default:
		c = chunkenc.NewXORChunk()
	}
	app, err := c.Appender()
	if err != nil {
		panic(err) // of an empty chunk, which has no samples to misread
	}
	s.chunks, s.app = append(s.chunks, chunks.Meta{Chunk: c, MinTime: from}), app
}

// firstBytes is how much memory the first chunk of a series begins with: most need no
// more for a span of every sixth hour.
const firstBytes = 64

// headerOf is how many bytes an empty chunk of an encoding has, all of them 0.
func headerOf(as chunkenc.Encoding) int {
	if as == chunkenc.EncHistogram {
		return 3
	}
	return 2
}
