package ledger

import (
	"encoding/binary"
	"errors"
	"math"
)

// An encoder appends values to a buffer.
type encoder struct{ buf []byte }

func (e *encoder) byte(b byte)        { e.buf = append(e.buf, b) }
func (e *encoder) uint(v uint64)      { e.buf = binary.AppendUvarint(e.buf, v) }
func (e *encoder) int(v int64)        { e.buf = binary.AppendVarint(e.buf, v) }
func (e *encoder) fixed(v uint64)     { e.buf = binary.LittleEndian.AppendUint64(e.buf, v) }
func (e *encoder) fixed32(v uint32)   { e.buf = binary.LittleEndian.AppendUint32(e.buf, v) }
func (e *encoder) float(v float64)    { e.fixed(math.Float64bits(v)) }
func (e *encoder) bool(v bool)        { e.uint(uint64(one(v))) }
func (e *encoder) string(s string)    { e.uint(uint64(len(s))); e.buf = append(e.buf, s...) }
func (e *encoder) uints(v []uint64)   { e.uint(uint64(len(v))); each(v, e.uint) }
func (e *encoder) floats(v []float64) { e.uint(uint64(len(v))); each(v, e.float) }
func (e *encoder) strings(v []string) { e.uint(uint64(len(v))); each(v, e.string) }

func each[T any](list []T, f func(T)) {
	for _, v := range list {
		f(v)
	}
}

// ErrMalformed reports an encoding that ends early or makes no sense.
var ErrMalformed = errors.New("truncated or malformed encoding")

// A decoder reads what an encoder wrote. The first fault sticks: what is
// read after it is zero.
type decoder struct {
	buf []byte
	err error
}

func (d *decoder) fail() {
	d.err = ErrMalformed
	d.buf = nil
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.buf)) {
		d.fail()
		return nil
	}
	b := d.buf[:n]
	d.buf = d.buf[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

func (d *decoder) fixed() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) fixed32() uint32 {
	if b := d.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) float() float64     { return math.Float64frombits(d.fixed()) }
func (d *decoder) bool() bool         { return d.uint() != 0 }
func (d *decoder) string() string     { return string(d.take(d.uint())) }
func (d *decoder) uints() []uint64    { return many(d, d.uint) }
func (d *decoder) floats() []float64  { return many(d, d.float) }
func (d *decoder) strings() []string  { return many(d, d.string) }
func (d *decoder) count(most int) int { return int(d.limit(uint64(most))) }

// limit reads a number that must not exceed most.
func (d *decoder) limit(most uint64) uint64 {
	n := d.uint()
	if n > most {
		d.fail()
		return 0
	}
	return n
}

// many reads a list. An element takes a byte at least, so a length beyond
// what is left is a fault, not an allocation.
func many[T any](d *decoder, read func() T) []T {
	n := d.count(len(d.buf))
	if n == 0 {
		return nil
	}
	list := make([]T, 0, n)
	for range n {
		list = append(list, read())
	}
	return list
}

// two reads a list of two strings.
func (r *restorer) two() [2]string {
	s := r.d.strings()
	if len(s) != 2 {
		r.d.fail()
		return [2]string{}
	}
	return [2]string(s)
}

// dirty is what changed since the ledger was last encoded.
type dirty struct {
	rows    [numTables]map[ID]bool
	pauses  map[ID]change
	units   map[uint16]bool // units whose counters changed
	pending bool
	notes   map[Note]bool
	off     bool   // too much changed to list: only a checkpoint will do
	names   [4]int // codes below which the names of allNames are encoded
}

// maxDirty is how many changed rows are listed before a checkpoint is
// cheaper than listing more.
const maxDirty = 1 << 18

func (d *dirty) row(t Table, id ID) {
	if d.off {
		return
	}
	if d.rows[t] == nil {
		d.rows[t] = map[ID]bool{}
	}
	d.rows[t][id] = true
	if len(d.rows[t]) > maxDirty {
		d.off = true
		d.rows = [numTables]map[ID]bool{}
	}
}
