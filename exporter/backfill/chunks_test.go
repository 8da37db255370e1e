package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// TestChunksAreThoseOfPrometheus: however times and values go on, in however many
// pieces they are given, chunks of floats hold the bytes that chunkenc writes.
func TestChunksAreThoseOfPrometheus(t *testing.T) {
	t.Parallel()
	values := []float64{0, 1, -1, 2.5, 1e300, math.Inf(1), math.NaN(), math.Copysign(0, -1), math.SmallestNonzeroFloat64}
	distances := []int64{1, 300_000, 21_600_000, 21_600_001, 21_599_000, 21_600_000 + 1<<13, 21_600_000 - 1<<13, 21_600_000 + 1<<16, 21_600_000 + 1<<19, 1 << 21, 1 << 40}
	chunked := 0
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := &series{}
		var times []int64
		var want []chunkenc.Chunk
		var app chunkenc.Appender
		for span := range 2 {
			at, distance, v := rng.Int64N(1<<41), int64(21_600_000), 0.0
			times, want = times[:0], want[:0]
			for range rng.IntN(40) {
				if rng.IntN(3) == 0 {
					distance = distances[rng.IntN(len(distances))]
				}
				switch rng.IntN(3) {
				case 0:
					v = values[rng.IntN(len(values))]
				case 1:
					v += float64(rng.IntN(100)-50) / float64(1+rng.IntN(3))
				default:
					v = math.Float64frombits(rng.Uint64())
				}
				from := len(times)
				for range 1 + rng.IntN(60) {
					times = append(times, at)
					if n := len(want); n == 0 || want[n-1].NumSamples() == chunkSamples {
						c := chunkenc.NewXORChunk()
						want = append(want, c)
						var err error
						if app, err = c.Appender(); err != nil {
							t.Fatal(err)
						}
					}
					app.Append(0, at, v)
					at += distance
				}
				s.floats(times[from:], v)
			}
			if len(s.chunks) != len(want) {
				t.Fatalf("seed %d, span %d: %d chunks, want %d", seed, span, len(s.chunks), len(want))
			}
			at = 0
			for i, c := range s.chunks {
				n := int64(c.Chunk.NumSamples())
				if !bytes.Equal(c.Chunk.Bytes(), want[i].Bytes()) || c.MinTime != times[at] || c.MaxTime != times[at+n-1] {
					t.Fatalf("seed %d, span %d, chunk %d:\n%x, want\n%x", seed, span, i, c.Chunk.Bytes(), want[i].Bytes())
				}
				at += n
				chunked++
			}
			s.chunks = s.chunks[:0]
		}
	}
	if chunked < 10_000 {
		t.Errorf("only %d chunks were compared", chunked)
	}
}
