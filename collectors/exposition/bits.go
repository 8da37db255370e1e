package exposition

import (
	"encoding/binary"
	"slices"
)

// A bitWriter appends bits to bytes as DEFLATE has them: the lowest bit of a
// byte first.
type bitWriter struct {
	buf []byte
	acc uint64 // the last n bits, not in buf yet
	n   uint   // below 32
}

// add appends the lowest k bits of v, of which no higher bit may be set; k is at
// most 32.
func (w *bitWriter) add(v uint32, k uint) {
	w.acc |= uint64(v) << w.n
	if w.n += k; w.n >= 32 {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, uint32(w.acc))
		w.acc >>= 32
		w.n -= 32
	}
}

// addRun appends the n bits of b that begin at one of its bits.
func (w *bitWriter) addRun(b []byte, at, n int) {
	b = b[at/8:]
	skip := uint(at % 8)
	if whole := min(n/64, (len(b)-1)/8); whole > 0 {
		w.addWords(b, skip, whole)
		n -= 64 * whole
		b = b[8*whole:]
	}
	for ; n > 0; n -= 8 {
		v, k := uint32(b[0])>>skip, min(n, 8)
		if len(b) > 1 {
			v |= uint32(b[1]) << (8 - skip)
		}
		w.add(v&(1<<k-1), uint(k))
		b = b[1:]
	}
}

// addWords appends words of 64 bits of b that begin at a bit of its first byte. There is a
// byte behind them.
func (w *bitWriter) addWords(b []byte, skip uint, words int) {
	from := len(w.buf)
	w.buf = slices.Grow(w.buf, 8*words)[:from+8*words]
	out, acc, shift := w.buf[from:], w.acc, w.n
	b = b[:8*words+1]
	for len(out) >= 8 && len(b) >= 9 {
		v := binary.LittleEndian.Uint64(b)>>skip | uint64(b[8])<<(64-skip)
		binary.LittleEndian.PutUint64(out, acc|v<<shift)
		acc = v >> (64 - shift)
		out, b = out[8:], b[8:]
	}
	w.acc = acc
}

// bits is how many bits there are.
func (w *bitWriter) bits() int { return len(w.buf)*8 + int(w.n) }

// fill ends the last byte with zeros.
func (w *bitWriter) fill() {
	for ; w.n > 0; w.n -= min(w.n, 8) {
		w.buf = append(w.buf, byte(w.acc))
		w.acc >>= 8
	}
}

// reset has the writer append to buf.
func (w *bitWriter) reset(buf []byte) { w.buf, w.acc, w.n = buf, 0, 0 }

// align ends a block: an empty stored block fills the byte, as a flush does.
func (w *bitWriter) align() {
	w.add(0, 3)
	w.fill()
	w.buf = append(w.buf, 0, 0, 0xff, 0xff)
}
