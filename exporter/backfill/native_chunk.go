package main

import (
	"encoding/binary"
	"math"

	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"casework/collectors/exposition"
	"casework/collectors/timeseries"
)

// A nativeChunk is a chunk of native histograms, and where it goes on. Of each number
// it holds by how much its change differs from the change before, which is mostly 0.
type nativeChunk struct {
	bitstream
	time, count, zero changing
	sum               floating
	counts            []changing // by bucket: how much more is in it than in the one before
}

// A changing is a number of samples: that of the last one, and how much more it is than
// that of the one before.
type changing struct{ last, change int64 }

// next takes the number of a sample, and returns by how much its change differs.
func (c *changing) next(v int64) int64 {
	change := v - c.last
	differs := change - c.change
	c.last, c.change = v, change
	return differs
}

// begin begins a chunk of a series, which starts over or not, with its buckets.
func (n *nativeChunk) begin(s *series, from int64, startsOver bool, schema int32, buckets []timeseries.NativeBucket) {
	header := byte(chunkenc.NotCounterReset)
	switch {
	case len(s.chunks) == 0: // of this span: what was before is not known
		header = byte(chunkenc.UnknownCounterReset)
	case startsOver:
		header = byte(chunkenc.CounterReset)
	}
	s.grow(chunkenc.EncHistogram, from)
	n.bitstream = bitstream{bytes: s.last().Chunk.Bytes()}
	n.bytes[2] = header
	n.threshold()
	n.signed(int64(schema))
	n.spans(buckets)
	n.zeros(1) // no spans of negative buckets
}

// threshold writes the bound of the zero bucket.
func (n *nativeChunk) threshold() {
	const whole, least = 255, -242
	fraction, exponent := math.Frexp(exposition.ZeroThreshold)
	if fraction == 0.5 && exponent >= least && exponent < whole+least-1 {
		n.put(uint64(exponent-least+1), 8)
		return
	}
	n.put(whole, 8)
	n.put(math.Float64bits(exposition.ZeroThreshold), 64)
}

// spans writes which buckets there are, by stretches without a gap.
func (n *nativeChunk) spans(buckets []timeseries.NativeBucket) {
	stretches := 0
	for i := range buckets {
		if i == 0 || buckets[i].Index != buckets[i-1].Index+1 {
			stretches++
		}
	}
	n.unsigned(uint64(stretches))
	next := int32(0)
	for from := 0; from < len(buckets); {
		to := from + 1
		for to < len(buckets) && buckets[to].Index == buckets[to-1].Index+1 {
			to++
		}
		n.unsigned(uint64(to - from))
		n.signed(int64(buckets[from].Index - next))
		from, next = to, buckets[to-1].Index+1
	}
}

// append appends the histogram of a run at several times, which ascend; the buckets
// hold its counts.
func (n *nativeChunk) append(s *series, times []int64, r *nativeRun, buckets []timeseries.NativeBucket) {
	num := binary.BigEndian.Uint16(n.bytes)
	for i, t := range times {
		switch {
		case num == 0:
			n.first(t, r, buckets)
		case i >= 2 && t-n.time.last == n.time.change: // all is as it was before, and so are the changes
			n.time.last = t
			n.zeros(4 + len(buckets))
		default:
			n.next(t, r, buckets)
		}
		num++
	}
	binary.BigEndian.PutUint16(n.bytes, num)
	last := s.last()
	last.MaxTime = times[len(times)-1]
	last.Chunk.Reset(n.bytes)
}

// first writes the first sample, in full.
func (n *nativeChunk) first(t int64, r *nativeRun, buckets []timeseries.NativeBucket) {
	n.time, n.count, n.zero = changing{last: t}, changing{last: int64(r.count)}, changing{last: int64(r.zero)}
	n.signed(t)
	n.unsigned(r.count)
	n.unsigned(r.zero)
	n.sum.first(&n.bitstream, r.sum)
	n.counts = n.counts[:0]
	before := int64(0)
	for i := range buckets {
		more := int64(buckets[i].Count) - before
		n.signed(more)
		n.counts = append(n.counts, changing{last: more})
		before += more
	}
}

// next writes a sample that comes after another.
func (n *nativeChunk) next(t int64, r *nativeRun, buckets []timeseries.NativeBucket) {
	n.signed(n.time.next(t))
	n.signed(n.count.next(int64(r.count)))
	n.signed(n.zero.next(int64(r.zero)))
	n.sum.next(&n.bitstream, r.sum)
	before, same := int64(0), 0
	for i := range buckets {
		now := int64(buckets[i].Count)
		differs := n.counts[i].next(now - before)
		before = now
		if differs == 0 {
			same++
			continue
		}
		if same > 0 {
			n.zeros(same)
			same = 0
		}
		n.signed(differs)
	}
	if same > 0 {
		n.zeros(same)
	}
}
