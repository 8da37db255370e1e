package main

import (
	"math"
	"math/bits"
)

// A bitstream is what a chunk of Prometheus' storage holds, bit by bit. The formats
// are those of package chunkenc, whose appenders write a run of equal samples one by
// one: here a run of zeros is written at once.
type bitstream struct {
	bytes []byte
	free  uint8 // bits of the last byte that are not written yet
}

// put writes the n lowest bits of u, 1 to 64.
func (b *bitstream) put(u uint64, n uint8) {
	u <<= 64 - n
	if b.free > 0 {
		b.bytes[len(b.bytes)-1] |= byte(u >> (64 - b.free))
		if n < b.free {
			b.free -= n
			return
		}
		u, n, b.free = u<<b.free, n-b.free, 0
	}
	for ; n >= 8; n -= 8 {
		b.bytes = append(b.bytes, byte(u>>56))
		u <<= 8
	}
	if n > 0 {
		b.bytes, b.free = append(b.bytes, byte(u>>56)), 8-n
	}
}

// zeros writes n bits that are 0.
func (b *bitstream) zeros(n int) {
	if n <= int(b.free) {
		b.free -= uint8(n)
		return
	}
	n -= int(b.free)
	for ; n > 0; n -= 8 {
		b.bytes = append(b.bytes, 0)
	}
	b.free = uint8(-n)
}

// varbits are the numbers of bits that a number of variable length may have, after as
// many 1 and a 0; the last but one is eight 1, without the 0. A 0 has one bit, itself.
var varbits = [...]uint8{3, 6, 9, 12, 18, 25, 56}

// signed writes a number that is small, of either sign.
func (b *bitstream) signed(v int64) {
	if v == 0 {
		b.zeros(1)
		return
	}
	for i, n := range varbits {
		if half := int64(1) << (n - 1); -half < v && v <= half {
			b.varbit(i, uint64(v))
			return
		}
	}
	b.varbit(len(varbits), uint64(v))
}

// unsigned writes a number that is small.
func (b *bitstream) unsigned(v uint64) {
	if v == 0 {
		b.zeros(1)
		return
	}
	for i, n := range varbits {
		if v>>n == 0 {
			b.varbit(i, v)
			return
		}
	}
	b.varbit(len(varbits), v)
}

// varbit writes a number with as many bits as varbits has at a place.
func (b *bitstream) varbit(place int, v uint64) {
	if place == len(varbits) {
		b.put(0xff, 8)
		b.put(v, 64)
		return
	}
	n, ones := varbits[place], uint8(place+1)
	b.put((1<<(ones+1)-2)<<n|v&(1<<n-1), ones+1+n)
}

// A floating writes floats as their difference from the one before: the zero value
// has none. What is not 0 of it are some bits, which mostly stand where those of the
// difference before stood.
type floating struct {
	before            uint64 // its bits
	leading, trailing uint8  // zeros around the bits that stand
	stands            bool
}

// first writes a float in full.
func (f *floating) first(b *bitstream, v float64) {
	*f = floating{before: math.Float64bits(v)}
	b.put(f.before, 64)
}

// next writes a float that comes after another.
func (f *floating) next(b *bitstream, v float64) {
	difference := f.before ^ math.Float64bits(v)
	f.before ^= difference
	if difference == 0 {
		b.zeros(1)
		return
	}
	leading, trailing := uint8(min(bits.LeadingZeros64(difference), 31)), uint8(bits.TrailingZeros64(difference))
	if f.stands && leading >= f.leading && trailing >= f.trailing {
		b.put(0b10, 2)
	} else {
		f.stands, f.leading, f.trailing = true, leading, trailing
		n := 64 - leading - trailing
		b.put(0b11<<11|uint64(leading)<<6|uint64(n&63), 13)
	}
	b.put(difference>>f.trailing, 64-f.leading-f.trailing)
}
