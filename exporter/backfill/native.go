package main

import (
	"slices"

	"casework/collectors/codec"
	"casework/collectors/counts"
	"casework/collectors/timeseries"
)

// An observed is the native histograms of a series in a span: of each run what is
// more than in the one before, as few observations come at a time.
type observed struct {
	runs  []byte                // as logged
	last  *timeseries.Histogram // of the newest run
	count uint64                // of it
}

// What is logged of a run begins with these.
const (
	anyInstant = 1 << iota // it is one sample, at an instant of its own
	startsOver             // something is less than in the run before: all is logged
)

// log logs a run of equal histograms: from one instant of the span up to another, by
// their indexes; or one at the instant ms, if upTo is 0.
func (o *observed) log(from, upTo int, ms int64, h *timeseries.Histogram) {
	var e codec.Encoder
	e.Reset(o.runs)
	count, begins := h.Count(), e.Len()
	if upTo == 0 {
		e.Byte(anyInstant)
		e.Int(ms)
	} else {
		e.Byte(0)
		e.Uint(uint64(from))
		e.Uint(uint64(upTo))
	}
	e.Float(h.Sum)
	e.Uint(count)
	e.Uint(h.ZeroCount)
	head := e.Len()
	more := func(index int, n uint64) {
		e.Uint(n)
		e.Int(int64(index))
	}
	if last := o.last; last == nil || count < o.count || h.ZeroCount < last.ZeroCount || !h.Native.Since(&last.Native, more) {
		e.Reset(e.Bytes()[:head])
		e.Bytes()[begins] |= startsOver
		h.Native.Since(&counts.List{}, more)
	}
	e.Uint(0)
	o.runs, o.last, o.count = e.Bytes(), h, count
}

// A nativeRun is a run as it was logged.
type nativeRun struct {
	times       []int64
	startsOver  bool
	sum         float64
	count, zero uint64
	more        []timeseries.NativeBucket // than in the run before
}

// A nativeMaker makes chunks of native histograms, with memory that it uses again.
type nativeMaker struct {
	runs    []nativeRun
	more    []timeseries.NativeBucket // of all runs
	buckets []timeseries.NativeBucket // as of the run under way, and those of its chunk that are yet empty
	chunk   nativeChunk
}

// observations appends what was observed of a series in a span, one sample after the
// other; times are those of the span.
//
// All samples of a chunk have the same buckets. A chunk begins with those that it ends
// with, though some are empty yet: Prometheus' package would write it anew for each
// that comes, to the same bytes.
func (m *nativeMaker) observations(s *series, o *observed, times []int64) {
	m.read(o, times)
	m.buckets = m.buckets[:0]
	room := 0 // for samples in the last chunk
	for i := range m.runs {
		r := &m.runs[i]
		if r.startsOver { // and so a chunk
			m.buckets, room = m.buckets[:0], 0
		}
		m.count(r)
		for left := r.times; len(left) > 0; {
			if room == 0 {
				room = chunkSamples
				m.widen(m.runs[i+1:], room-len(left))
				m.chunk.begin(s, left[0], r.startsOver && len(left) == len(r.times), o.last.Schema, m.buckets)
			}
			n := min(room, len(left))
			m.chunk.append(s, left[:n], r, m.buckets)
			room, left = room-n, left[n:]
		}
	}
}

// count counts what a run has more than the one before.
func (m *nativeMaker) count(r *nativeRun) {
	for _, b := range r.more {
		m.buckets[m.bucket(b.Index)].Count += b.Count
	}
}

// widen adds the buckets of runs, up to so many samples, to those of the run before
// them. They are empty yet.
func (m *nativeMaker) widen(runs []nativeRun, samples int) {
	for i := range runs {
		if samples <= 0 || runs[i].startsOver {
			return
		}
		for _, b := range runs[i].more {
			m.bucket(b.Index)
		}
		samples -= len(runs[i].times)
	}
}

// bucket is the place of a bucket, which is added if it is not there.
func (m *nativeMaker) bucket(index int32) int {
	at, there := slices.BinarySearchFunc(m.buckets, index, func(b timeseries.NativeBucket, index int32) int { return int(b.Index) - int(index) })
	if !there {
		m.buckets = slices.Insert(m.buckets, at, timeseries.NativeBucket{Index: index})
	}
	return at
}

// read reads what was logged; times are those of the span.
func (m *nativeMaker) read(o *observed, times []int64) {
	var d codec.Decoder
	d.Reset(o.runs)
	m.runs, m.more = m.runs[:0], m.more[:0]
	for d.Len() > 0 {
		flags := d.Byte()
		r := nativeRun{startsOver: flags&startsOver != 0}
		if flags&anyInstant != 0 {
			r.times = []int64{d.Int()}
		} else {
			from := d.Uint()
			r.times = times[from:d.Uint()]
		}
		r.sum, r.count, r.zero = d.Float(), d.Uint(), d.Uint()
		start := len(m.more)
		for n := d.Uint(); n > 0; n = d.Uint() {
			m.more = append(m.more, timeseries.NativeBucket{Index: int32(d.Int()), Count: n})
		}
		r.more = m.more[start:len(m.more):len(m.more)]
		m.runs = append(m.runs, r)
	}
}
