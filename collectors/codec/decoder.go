package codec

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrMalformed reports an encoding that ends early or makes no sense.
var ErrMalformed = errors.New("truncated or malformed encoding")

// A Decoder reads what an Encoder wrote, in the same order. The first fault sticks: what
// is read after it is zero, so that Err need not be asked after each value. The zero
// value reads an empty encoding.
type Decoder struct {
	buf []byte
	err error
}

// Reset has the Decoder read buf, from its beginning and without a fault. The buffer
// must not change until all is read.
func (d *Decoder) Reset(buf []byte) { d.buf, d.err = buf, nil }

// Err is the first fault: ErrMalformed, or what Fail was given; nil without one.
func (d *Decoder) Err() error { return d.err }

// Fail notes a fault, such as ErrMalformed of a value that cannot be: nothing more is read.
func (d *Decoder) Fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.buf = nil
}

// Len is how many bytes are left: 0 after a fault.
func (d *Decoder) Len() int { return len(d.buf) }

// Peek is the byte that Byte would read, and leaves it; 0 if none is left.
func (d *Decoder) Peek() byte {
	if len(d.buf) == 0 {
		return 0
	}
	return d.buf[0]
}

func (d *Decoder) take(n uint64) []byte {
	if n > uint64(len(d.buf)) {
		d.Fail(ErrMalformed)
		return nil
	}
	b := d.buf[:n]
	d.buf = d.buf[n:]
	return b
}

// Byte reads what Encoder.Byte wrote.
func (d *Decoder) Byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint reads what Encoder.Uint wrote.
func (d *Decoder) Uint() uint64 {
	v, n := binary.Uvarint(d.buf)
	if n <= 0 {
		d.Fail(ErrMalformed)
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

// Int reads what Encoder.Int wrote.
func (d *Decoder) Int() int64 {
	v, n := binary.Varint(d.buf)
	if n <= 0 {
		d.Fail(ErrMalformed)
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

// Fixed64 reads what Encoder.Fixed64 wrote.
func (d *Decoder) Fixed64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// Fixed32 reads what Encoder.Fixed32 wrote.
func (d *Decoder) Fixed32() uint32 {
	if b := d.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// Float reads what Encoder.Float wrote.
func (d *Decoder) Float() float64 { return math.Float64frombits(d.Fixed64()) }

// Bool reads what Encoder.Bool wrote; any number but 0 is true.
func (d *Decoder) Bool() bool { return d.Uint() != 0 }

// String reads what Encoder.String wrote. It consumes it, unlike a fmt.Stringer.
func (d *Decoder) String() string { return string(d.take(d.Uint())) }

// Uints reads what Encoder.Uints wrote; nil if that is empty.
func (d *Decoder) Uints() []uint64 { return readList(d, d.Uint) }

// Floats reads what Encoder.Floats wrote; nil if that is empty.
func (d *Decoder) Floats() []float64 { return readList(d, d.Float) }

// Strings reads what Encoder.Strings wrote; nil if that is empty.
func (d *Decoder) Strings() []string { return readList(d, d.String) }

// Limit reads what Encoder.Uint wrote, which must not exceed most.
func (d *Decoder) Limit(most uint64) uint64 {
	n := d.Uint()
	if n > most {
		d.Fail(ErrMalformed)
		return 0
	}
	return n
}

// Count is Limit of how many of something follow, of which there are at most so many.
func (d *Decoder) Count(most int) int { return int(d.Limit(uint64(most))) }

// readList reads a list. An element takes a byte at least, so a length beyond what is
// left is a fault, not an allocation.
func readList[T any](d *Decoder, read func() T) []T {
	n := d.Count(len(d.buf))
	if n == 0 {
		return nil
	}
	list := make([]T, 0, n)
	for range n {
		list = append(list, read())
	}
	return list
}
