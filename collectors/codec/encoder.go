// Package codec writes and reads the values that a stored state is made of: numbers,
// texts, and lists of them. What they mean, in what order they stand and whether they
// are whole is for the caller to say: nothing in an encoding names them, and it has no
// checksum.
//
// Whole numbers take as many bytes as they need (a varint), or 4 or 8 where they are
// fixed, lowest byte first. A text and a list begin with their length.
package codec

import (
	"encoding/binary"
	"math"
)

// An Encoder appends values to a buffer. The zero value begins with an empty one.
type Encoder struct{ buf []byte }

// Reset has the Encoder append to buf, of which it becomes the owner.
func (e *Encoder) Reset(buf []byte) { e.buf = buf }

// Bytes is what the Encoder was given by Reset, and what was written since. It is good
// until the next write.
func (e *Encoder) Bytes() []byte { return e.buf }

// Len is the length of Bytes.
func (e *Encoder) Len() int { return len(e.buf) }

// Byte writes a byte.
func (e *Encoder) Byte(b byte) { e.buf = append(e.buf, b) }

// Uint writes a whole number as a varint: 1 byte below 128, at most 10.
func (e *Encoder) Uint(v uint64) { e.buf = binary.AppendUvarint(e.buf, v) }

// Int writes a whole number as a varint in zigzag order: 1 byte from −64 to 63, at most 10.
func (e *Encoder) Int(v int64) { e.buf = binary.AppendVarint(e.buf, v) }

// Fixed64 writes a whole number as 8 bytes.
func (e *Encoder) Fixed64(v uint64) { e.buf = binary.LittleEndian.AppendUint64(e.buf, v) }

// Fixed32 writes a whole number as 4 bytes.
func (e *Encoder) Fixed32(v uint32) { e.buf = binary.LittleEndian.AppendUint32(e.buf, v) }

// Float writes the bits of a number as Fixed64 does.
func (e *Encoder) Float(v float64) { e.Fixed64(math.Float64bits(v)) }

// Bool writes a byte, 1 or 0.
func (e *Encoder) Bool(v bool) {
	if v {
		e.Byte(1)
	} else {
		e.Byte(0)
	}
}

// String writes a text of any bytes.
func (e *Encoder) String(s string) {
	e.Uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// Uints writes a list of what Uint writes. Most of what is stored is in such lists, and
// most of that is small.
func (e *Encoder) Uints(v []uint64) {
	e.Uint(uint64(len(v)))
	buf := e.buf
	for _, n := range v {
		if n < 0x80 {
			buf = append(buf, byte(n))
		} else {
			buf = binary.AppendUvarint(buf, n)
		}
	}
	e.buf = buf
}

// Floats writes a list of what Float writes.
func (e *Encoder) Floats(v []float64) { writeList(e, v, e.Float) }

// Strings writes a list of what String writes.
func (e *Encoder) Strings(v []string) { writeList(e, v, e.String) }

func writeList[T any](e *Encoder, list []T, write func(T)) {
	e.Uint(uint64(len(list)))
	for _, v := range list {
		write(v)
	}
}
