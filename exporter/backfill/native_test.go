package main

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"casework/collectors/exposition"
	"casework/collectors/timeseries"
)

// prometheusForm is a histogram in Prometheus' form: runs of buckets, each count as
// its difference from the one before.
func prometheusForm(h *timeseries.Histogram) *histogram.Histogram {
	out := &histogram.Histogram{
		Schema: h.Schema, ZeroThreshold: exposition.ZeroThreshold, ZeroCount: h.ZeroCount, Count: h.Count(), Sum: h.Sum,
	}
	var next int32
	var last int64
	for i, b := range h.AppendNative(nil) {
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

// appended appends histograms one by one, as Prometheus does.
type appended struct {
	chunks []chunkenc.Chunk
	app    chunkenc.Appender
}

func (a *appended) add(t *testing.T, ms int64, h *histogram.Histogram) {
	t.Helper()
	var before chunkenc.Appender
	if n := len(a.chunks); n == 0 || a.chunks[n-1].NumSamples() >= chunkSamples {
		before = a.app
		c := chunkenc.NewHistogramChunk()
		app, err := c.Appender()
		if err != nil {
			t.Fatal(err)
		}
		a.chunks, a.app = append(a.chunks, c), app
	}
	made, recoded, app, err := a.app.AppendHistogram(before, 0, ms, h, false)
	if err != nil {
		t.Fatal(err)
	}
	a.app = app
	switch {
	case made != nil && recoded:
		a.chunks[len(a.chunks)-1] = made
	case made != nil: // the counter was reset
		a.chunks = append(a.chunks, made)
	}
}

// TestNativeChunksAreThoseOfPrometheus: whatever is observed, in runs or at instants
// of its own, and with resets, chunks of native histograms hold the bytes that
// chunkenc makes of one sample after the other.
func TestNativeChunksAreThoseOfPrometheus(t *testing.T) {
	t.Parallel()
	chunked, reset := 0, 0
	var maker nativeMaker
	var s series // with chunks of the span before
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 2))
		var o observed
		var want appended
		counts, zero, sum := map[int32]uint64{}, uint64(0), 0.0
		at, distance := rng.Int64N(1<<41), int64(21_600_000)
		var times, all []int64
		for range rng.IntN(60) {
			switch rng.IntN(25) {
			case 0: // some of it is less
				counts, zero, sum = map[int32]uint64{}, 0, 0
				reset++
			case 1:
				zero += rng.Uint64N(3)
			case 2:
				for index := range counts {
					counts[index]--
					if counts[index] == 0 {
						delete(counts, index)
					}
					reset++
					break
				}
			}
			for range rng.IntN(4) {
				index := int32(rng.IntN(1 + rng.IntN(250)))
				counts[index] += 1 + rng.Uint64N(1<<rng.IntN(20))
				sum += rng.Float64() * 1e6
			}
			h := &timeseries.Histogram{Schema: 3, Sum: sum, ZeroCount: zero, Counts: []uint64{zero}}
			for _, index := range slices.Sorted(maps.Keys(counts)) {
				h.Native.Add(int(index), counts[index])
				h.Counts[0] += counts[index]
			}
			if rng.IntN(5) == 0 {
				at += 1 + rng.Int64N(1000)
				o.log(0, 0, at, h)
				want.add(t, at, prometheusForm(h))
				all = append(all, at)
				at += rng.Int64N(distance)
				continue
			}
			from := len(times)
			for range 1 + rng.IntN(1+rng.IntN(80)) {
				at += distance
				times, all = append(times, at), append(all, at)
				want.add(t, at, prometheusForm(h))
			}
			o.log(from, len(times), 0, h)
		}
		if o.last == nil {
			continue
		}
		s.chunks = s.chunks[:0]
		maker.observations(&s, &o, times)
		got := s.chunks
		if len(got) != len(want.chunks) {
			t.Fatalf("seed %d: %d chunks, want %d", seed, len(got), len(want.chunks))
		}
		for i, c := range got {
			n := c.Chunk.NumSamples()
			if !bytes.Equal(c.Chunk.Bytes(), want.chunks[i].Bytes()) || c.MinTime != all[0] || c.MaxTime != all[n-1] {
				t.Fatalf("seed %d, chunk %d of %d:\n%x, want\n%x", seed, i, len(got), c.Chunk.Bytes(), want.chunks[i].Bytes())
			}
			all = all[n:]
			chunked++
		}
	}
	if chunked < 1500 || reset < 300 {
		t.Errorf("only %d chunks were compared, and %d resets", chunked, reset)
	}
}
