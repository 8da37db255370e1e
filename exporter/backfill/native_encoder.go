package main

import (
	"math"
	"slices"

	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"

	"casework/collectors/exposition"
	"casework/collectors/timeseries"
)

// A nativeEncoder makes the chunks of what was observed: those that
// chunkenc.HistogramChunk holds after one sample after the other was appended.
type nativeEncoder struct {
	runs    []nativeRun
	parts   []nativeRun               // of the chunk that is made
	buckets []timeseries.NativeBucket // of its end, which are all that it has
	before  []timeseries.NativeBucket // of the end of the chunk before
	chunk   growing

	t, tDelta         int64 // of the sample before
	count, countDelta int64
	zero, zeroDelta   int64
	bucket, delta     []int64 // each bucket less the one below it, and by how much that grew
}

// chunksOf are the chunks of what was observed in a span.
func (e *nativeEncoder) chunksOf(o *observed, times []int64) (all []chunks.Meta, err error) {
	e.read(o.runs, times)
	e.buckets = e.buckets[:0]
	for i, used := 0, 0; i < len(e.runs); {
		header := chunkenc.NotCounterReset
		switch {
		case i+used == 0:
			header = chunkenc.UnknownCounterReset
		case used == 0 && e.runs[i].startsOver:
			header = chunkenc.CounterReset
		}
		e.before = append(e.before[:0], e.buckets...)
		i, used = e.part(i, used)
		e.encode(header, o.last.Schema)
		chunk, err := chunkenc.FromData(chunkenc.EncHistogram, slices.Clone(e.chunk.end()))
		if err != nil {
			return nil, err
		}
		all = append(all, chunks.Meta{Chunk: chunk, MinTime: e.parts[0].times[0], MaxTime: e.t})
	}
	return all, nil
}

// part takes as many samples of runs, from a run on of which some are used, as a chunk
// holds, and returns where the next one begins.
func (e *nativeEncoder) part(i, used int) (int, int) {
	e.parts = e.parts[:0]
	for room := chunkSamples; i < len(e.runs) && room > 0; {
		r := e.runs[i]
		switch {
		case used > 0: // its buckets are known
			r.more, r.startsOver = nil, false
		case r.startsOver && len(e.parts) > 0:
			return i, 0
		case r.startsOver:
			e.buckets, e.before = e.buckets[:0], e.before[:0]
		}
		for _, m := range r.more {
			at, there := e.at(m.Index)
			if !there {
				e.buckets = slices.Insert(e.buckets, at, timeseries.NativeBucket{Index: m.Index})
			}
			e.buckets[at].Count += m.Count
		}
		n := min(room, len(r.times)-used)
		r.times = r.times[used : used+n]
		e.parts = append(e.parts, r)
		room -= n
		if used += n; used == len(e.runs[i].times) {
			i, used = i+1, 0
		}
	}
	return i, used
}

// at is the place of a bucket.
func (e *nativeEncoder) at(index int32) (int, bool) {
	return slices.BinarySearchFunc(e.buckets, index, func(b timeseries.NativeBucket, index int32) int { return int(b.Index) - int(index) })
}

// encode writes the chunk of the parts.
func (e *nativeEncoder) encode(header chunkenc.CounterResetHeader, schema int32) {
	g := &e.chunk
	g.start(g.bytes)
	g.write(uint64(header), 8)
	e.layout(schema)
	counts := make([]int64, len(e.buckets))
	for _, b := range e.before {
		at, _ := e.at(b.Index)
		counts[at] = int64(b.Count)
	}
	e.bucket, e.delta = append(e.bucket[:0], counts...), append(e.delta[:0], counts...)
	for _, r := range e.parts {
		for _, m := range r.more {
			at, _ := e.at(m.Index)
			counts[at] += int64(m.Count)
		}
		for i, t := range r.times {
			if g.n == 0 {
				e.first(t, &r, counts)
				continue
			}
			e.next(t, &r)
			if i > 1 { // nothing grew, and nothing did before
				g.zeros(uint(len(counts)))
				continue
			}
			below := int64(0)
			for k, n := range counts {
				delta := n - below - e.bucket[k]
				g.varbit(delta - e.delta[k])
				e.bucket[k], e.delta[k], below = n-below, delta, n
			}
		}
	}
}

// layout writes which buckets there are.
func (e *nativeEncoder) layout(schema int32) {
	g := &e.chunk
	if fraction, exponent := math.Frexp(exposition.ZeroThreshold); fraction != 0.5 || exponent < -242 || exponent > 11 {
		g.write(255, 8)
		g.write(math.Float64bits(exposition.ZeroThreshold), 64)
	} else {
		g.write(uint64(exponent+243), 8)
	}
	g.varbit(int64(schema))
	spans := 0
	length := func(i int) (n int) { // of the span of buckets that begins at i
		for n = 1; i+n < len(e.buckets) && e.buckets[i+n].Index == e.buckets[i].Index+int32(n); n++ {
		}
		return n
	}
	for i := 0; i < len(e.buckets); i += length(i) {
		spans++
	}
	g.uvarbit(uint64(spans))
	end := int32(0)
	for i := 0; i < len(e.buckets); {
		n := length(i)
		g.uvarbit(uint64(n))
		g.varbit(int64(e.buckets[i].Index - end))
		end = e.buckets[i].Index + int32(n)
		i += n
	}
	g.uvarbit(0) // negative ones
}

// first writes the first sample of a chunk.
func (e *nativeEncoder) first(t int64, r *nativeRun, counts []int64) {
	g := &e.chunk
	g.varbit(t)
	g.uvarbit(r.count)
	g.uvarbit(r.zero)
	g.write(r.sum, 64)
	below := int64(0)
	for k, n := range counts {
		g.varbit(n - below)
		e.bucket[k], e.delta[k], below = n-below, 0, n
	}
	e.t, e.count, e.zero = t, int64(r.count), int64(r.zero)
	e.tDelta, e.countDelta, e.zeroDelta = 0, 0, 0
	g.value = r.sum
	g.n++
}

// next writes the next sample, but for its buckets.
func (e *nativeEncoder) next(t int64, r *nativeRun) {
	g := &e.chunk
	grow := func(now int64, last, delta *int64) {
		d := now - *last
		g.varbit(d - *delta)
		*last, *delta = now, d
	}
	grow(t, &e.t, &e.tDelta)
	grow(int64(r.count), &e.count, &e.countDelta)
	grow(int64(r.zero), &e.zero, &e.zeroDelta)
	g.change(r.sum)
	g.value = r.sum
	g.n++
}
