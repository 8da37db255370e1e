package main

import (
	"encoding/binary"
	"math/bits"

	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
)

// A growing is the XOR chunk of a series that grows. It writes the bits that
// chunkenc.XORChunk does, of equal samples at even distances many at once.
type growing struct {
	bytes   []byte // whole bytes, behind room for the number of samples
	rest    uint64 // in its lowest bits, those that fill no byte yet
	waiting uint   // how many these are
	n       int    // samples

	t, delta          int64 // of the last sample
	value             uint64
	leading, trailing int // of the last value's bits that were written; leading −1 without any
}

// chunkHeader is the room for the number of samples.
const chunkHeader = 2

// start begins a chunk in memory that may be used again.
func (g *growing) start(memory []byte) {
	*g = growing{bytes: append(memory[:0], make([]byte, chunkHeader)...), leading: -1}
}

// end is the chunk's content.
func (g *growing) end() []byte {
	if g.waiting > 0 {
		g.write(0, 8-g.waiting)
	}
	binary.BigEndian.PutUint16(g.bytes, uint16(g.n))
	return g.bytes
}

// write appends the n lowest bits of a number.
func (g *growing) write(number uint64, n uint) {
	if n > 32 {
		g.write(number>>32, n-32)
		n = 32
	}
	g.rest = g.rest<<n | number&(1<<n-1)
	for g.waiting += n; g.waiting >= 8; {
		g.waiting -= 8
		g.bytes = append(g.bytes, byte(g.rest>>g.waiting))
	}
}

// zeros appends n bits 0.
func (g *growing) zeros(n uint) {
	for ; n > 32; n -= 32 {
		g.write(0, 32)
	}
	g.write(0, n)
}

// add appends a sample.
func (g *growing) add(t int64, value uint64) {
	delta := t - g.t
	switch g.n {
	case 0:
		delta = 0
		var first [binary.MaxVarintLen64]byte
		g.bytes = append(g.bytes, first[:binary.PutVarint(first[:], t)]...)
		g.write(value, 64)
	case 1:
		var second [binary.MaxVarintLen64]byte
		for _, b := range second[:binary.PutUvarint(second[:], uint64(delta))] {
			g.write(uint64(b), 8)
		}
		g.change(value)
	default:
		g.distance(delta - g.delta)
		g.change(value)
	}
	g.t, g.delta, g.value = t, delta, value
	g.n++
}

// distance writes by how much the distance to the sample before differs from that
// of the one before.
func (g *growing) distance(differs int64) {
	fits := func(n uint) bool { return -(1<<(n-1)-1) <= differs && differs <= 1<<(n-1) }
	switch {
	case differs == 0:
		g.write(0, 1)
	case fits(14):
		g.write(0b10, 2)
		g.write(uint64(differs), 14)
	case fits(17):
		g.write(0b110, 3)
		g.write(uint64(differs), 17)
	case fits(20):
		g.write(0b1110, 4)
		g.write(uint64(differs), 20)
	default:
		g.write(0b1111, 4)
		g.write(uint64(differs), 64)
	}
}

// change writes by which bits a value differs from the one before.
func (g *growing) change(value uint64) {
	differ := value ^ g.value
	if differ == 0 {
		g.write(0, 1)
		return
	}
	leading, trailing := min(bits.LeadingZeros64(differ), 31), bits.TrailingZeros64(differ)
	if g.leading >= 0 && leading >= g.leading && trailing >= g.trailing {
		g.write(0b10, 2)
		g.write(differ>>g.trailing, uint(64-g.leading-g.trailing))
		return
	}
	g.leading, g.trailing = leading, trailing
	n := 64 - leading - trailing
	g.write(0b11, 2)
	g.write(uint64(leading), 5)
	g.write(uint64(n), 6) // of 64, which do not fit, 0
	g.write(differ>>trailing, uint(n))
}

// again appends a value at several times. Where they are as far apart as the last two
// samples, and the value is theirs, that is two bits 0 each.
func (g *growing) again(times []int64, value uint64) {
	for len(times) > 0 {
		g.add(times[0], value)
		times = times[1:]
		even := 0
		for g.n >= 2 && even < len(times) && times[even]-g.t == g.delta {
			g.t = times[even]
			even++
		}
		g.n += even
		g.zeros(uint(2 * even))
		times = times[even:]
	}
}

// floats appends the same float sample at several times, which ascend.
func (s *series) floats(times []int64, value uint64) {
	for len(times) > 0 {
		if s.grows.n == chunkSamples {
			s.endChunk()
		}
		if s.grows.n == 0 {
			s.grows.start(s.memory())
			s.chunks = append(s.chunks, chunks.Meta{MinTime: times[0]})
		}
		n := min(chunkSamples-s.grows.n, len(times))
		s.grows.again(times[:n], value)
		times = times[n:]
	}
}

// memory is that of the chunk which is next, if there was one in an earlier span.
func (s *series) memory() []byte {
	if n := len(s.chunks); n < cap(s.chunks) {
		if before := s.chunks[:n+1][n].Chunk; before != nil && before.Encoding() == chunkenc.EncXOR {
			return before.Bytes()
		}
	}
	return nil
}

// endChunk ends the chunk that grows, if there is one.
func (s *series) endChunk() {
	if s.grows.n == 0 {
		return
	}
	last := &s.chunks[len(s.chunks)-1]
	last.MaxTime = s.grows.t
	chunk, err := chunkenc.FromData(chunkenc.EncXOR, s.grows.end())
	if err != nil {
		panic(err) // of an encoding that there is
	}
	last.Chunk, s.grows.n = chunk, 0
}

// varbits are the lengths of whole numbers in bits, as chunkenc writes them.
var varbits = [...]uint{3, 6, 9, 12, 18, 25, 56}

// varbit writes a whole number: the smaller the fewer bits.
func (g *growing) varbit(v int64) {
	if v == 0 {
		g.write(0, 1)
		return
	}
	for i, n := range varbits {
		if -(1<<(n-1)-1) <= v && v <= 1<<(n-1) {
			g.write(1<<(i+2)-2, uint(i+2))
			g.write(uint64(v), n)
			return
		}
	}
	g.write(0xff, 8)
	g.write(uint64(v), 64)
}

// uvarbit writes a whole number that is not negative.
func (g *growing) uvarbit(v uint64) {
	if v == 0 {
		g.write(0, 1)
		return
	}
	for i, n := range varbits {
		if v < 1<<n {
			g.write(1<<(i+2)-2, uint(i+2))
			g.write(v, n)
			return
		}
	}
	g.write(0xff, 8)
	g.write(v, 64)
}
