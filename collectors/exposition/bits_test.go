package exposition

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestAddRun: bits that are copied in runs are those that are added one by one.
func TestAddRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 1, 64).Draw(t, "bytes")
		var runs, ones bitWriter
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			k := rapid.UintRange(0, 32).Draw(t, "bits before")
			v := uint32(uint64(rapid.Uint32().Draw(t, "value")) & (1<<k - 1))
			runs.add(v, k)
			ones.add(v, k)
			at := rapid.IntRange(0, len(b)*8).Draw(t, "at")
			n := rapid.IntRange(0, len(b)*8-at).Draw(t, "n")
			runs.addRun(b, at, n)
			for i := at; i < at+n; i++ {
				ones.add(uint32(b[i/8]>>(i%8)&1), 1)
			}
			if runs.bits() != ones.bits() {
				t.Fatalf("%d bits, want %d", runs.bits(), ones.bits())
			}
		}
		runs.fill()
		ones.fill()
		if !bytes.Equal(runs.buf, ones.buf) {
			t.Fatalf("%x, want %x", runs.buf, ones.buf)
		}
	})
}
