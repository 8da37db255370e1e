package exposition

import "encoding/binary"

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

// addRun appends n bits of b, as run has them.
func (w *bitWriter) addRun(b []byte, n int) {
	buf, acc, shift := w.buf, w.acc, w.n
	for ; n >= 32; n -= 32 {
		acc |= uint64(binary.LittleEndian.Uint32(b)) << shift
		buf = binary.LittleEndian.AppendUint32(buf, uint32(acc))
		acc >>= 32
		b = b[4:]
	}
	w.buf, w.acc = buf, acc
	for ; n > 0; n -= 8 {
		k := min(n, 8)
		w.add(uint32(b[0])&(1<<k-1), uint(k))
		b = b[1:]
	}
}

// run returns what was written since reset, with zeros up to a whole byte, and how
// many bits it is.
func (w *bitWriter) run() ([]byte, int) {
	n := len(w.buf)*8 + int(w.n)
	for ; w.n > 0; w.n -= min(w.n, 8) {
		w.buf = append(w.buf, byte(w.acc))
		w.acc >>= 8
	}
	return w.buf, n
}

// reset has the writer append to buf.
func (w *bitWriter) reset(buf []byte) { w.buf, w.acc, w.n = buf, 0, 0 }

// align ends a block: an empty stored block fills the byte, as a flush does.
func (w *bitWriter) align() {
	w.add(0, 3)
	w.run()
	w.buf = append(w.buf, 0, 0, 0xff, 0xff)
}
