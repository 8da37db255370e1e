package main

import (
	"encoding/binary"
	"math"

	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
)

// floats appends the same float sample at several times, which ascend.
func (s *series) floats(times []int64, value float64) {
	for len(times) > 0 {
		if s.full() {
			s.grow(chunkenc.EncXOR, times[0])
		}
		last := s.last()
		n := min(chunkSamples-last.Chunk.NumSamples(), len(times))
		s.open.append(last.Chunk, times[:n], value)
		last.MaxTime = times[n-1]
		times = times[n:]
	}
}

// An openChunk is where a chunk of floats goes on.
type openChunk struct {
	at, distance int64 // of the last sample: its time, and since the one before, milliseconds
	value        floating
	free         uint8 // of its bitstream
}

// append appends the same float at several times to the chunk.
func (o *openChunk) append(c chunkenc.Chunk, times []int64, value float64) {
	b := bitstream{c.Bytes(), o.free}
	num := binary.BigEndian.Uint16(b.bytes)
	for i := 0; i < len(times); {
		t := times[i]
		distance := t - o.at
		if num >= 2 && distance == o.distance && o.value.before == math.Float64bits(value) { // 0 and 0
			n := 1
			for i+n < len(times) && times[i+n]-times[i+n-1] == distance {
				n++
			}
			b.zeros(2 * n)
			o.at = times[i+n-1]
			num, i = num+uint16(n), i+n
			continue
		}
		switch num {
		case 0:
			distance = 0
			b.bytes = binary.AppendVarint(b.bytes, t)
			o.value.first(&b, value)
		case 1:
			b.bytes = binary.AppendUvarint(b.bytes, uint64(distance))
			o.value.next(&b, value)
		default:
			b.change(distance - o.distance)
			o.value.next(&b, value)
		}
		o.at, o.distance = t, distance
		num, i = num+1, i+1
	}
	binary.BigEndian.PutUint16(b.bytes, num)
	c.Reset(b.bytes)
	o.free = b.free
}

// change writes by how much a distance is more than the one before, milliseconds.
func (b *bitstream) change(v int64) {
	fits := func(n uint8) bool { return -(1<<(n-1)) < v && v <= 1<<(n-1) }
	switch {
	case v == 0:
		b.zeros(1)
	case fits(14):
		b.put(0b10<<14|uint64(v)&(1<<14-1), 16)
	case fits(17):
		b.put(0b110<<17|uint64(v)&(1<<17-1), 20)
	case fits(20):
		b.put(0b1110<<20|uint64(v)&(1<<20-1), 24)
	default:
		b.put(0b1111, 4)
		b.put(uint64(v), 64)
	}
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
		s.xor.Reset(append(s.xor.Bytes(), make([]byte, headerOf(as))...))
		c = &s.xor
	default:
		c = chunkenc.NewXORChunk()
	}
	s.chunks, s.open = append(s.chunks, chunks.Meta{Chunk: c, MinTime: from}), openChunk{}
}

// firstBytes is how much memory the first chunk of a series of a table begins with: most
// need no more for a span of every sixth hour.
const firstBytes = 64

// headerOf is how many bytes an empty chunk of an encoding has, all of them 0.
func headerOf(as chunkenc.Encoding) int {
	if as == chunkenc.EncHistogram {
		return 3
	}
	return 2
}
