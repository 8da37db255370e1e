package main

import (
	"slices"

	"casework/collectors/codec"
	"casework/collectors/timeseries"
)

// An observed is the native histograms of a series in a span: of each run what is
// more than in the one before, as few observations come at a time.
type observed struct {
	runs []byte                // as logged
	last *timeseries.Histogram // of the newest run
}

// What is logged of a run begins with these.
const (
	anyInstant = 1 << iota // it is one sample, at an instant of its own
	startsOver             // something is less than in the run before: all is logged
)

// log logs a run of equal histograms: from one instant of the span up to another, by
// their indexes; or one at the instant ms, if upTo is 0.
func (o *observed) log(from, upTo int, ms int64, h *timeseries.Histogram) {
	flags, last := byte(0), o.last
	if upTo == 0 {
		flags |= anyInstant
	}
	if last == nil || falls(last, h) {
		flags |= startsOver
		last = &timeseries.Histogram{}
	}
	var e codec.Encoder
	e.Reset(o.runs)
	e.Byte(flags)
	if upTo == 0 {
		e.Int(ms)
	} else {
		e.Uint(uint64(from))
		e.Uint(uint64(upTo))
	}
	e.Float(h.Sum)
	e.Uint(h.Count())
	e.Uint(h.ZeroCount)
	before := last.Native
	for _, now := range h.Native {
		for len(before) > 0 && before[0].Index < now.Index {
			before = before[1:]
		}
		more := now.Count
		if len(before) > 0 && before[0].Index == now.Index {
			more -= before[0].Count
		}
		if more > 0 {
			e.Uint(more)
			e.Int(int64(now.Index))
		}
	}
	e.Uint(0)
	o.runs, o.last = e.Bytes(), h
}

// falls reports whether anything is less than before, as after a reset.
func falls(before, now *timeseries.Histogram) bool {
	if now.Count() < before.Count() || now.ZeroCount < before.ZeroCount {
		return true
	}
	buckets := now.Native
	for _, was := range before.Native {
		for len(buckets) > 0 && buckets[0].Index < was.Index {
			buckets = buckets[1:]
		}
		if len(buckets) == 0 || buckets[0].Index != was.Index || buckets[0].Count < was.Count {
			return true
		}
	}
	return false
}

// A nativeRun is a run as it was logged.
type nativeRun struct {
	times       []int64
	startsOver  bool
	sum         float64
	count, zero uint64
	more        []timeseries.NativeBucket // than in the run before
}

// observations appends what was observed in a span, one sample after the other.
func (s *series) observations(o *observed, times []int64) error {
	var buckets []timeseries.NativeBucket
	for _, r := range o.read(times) {
		if r.startsOver {
			buckets = buckets[:0]
		}
		for _, m := range r.more {
			at, there := slices.BinarySearchFunc(buckets, m.Index, func(b timeseries.NativeBucket, index int32) int { return int(b.Index) - int(index) })
			if !there {
				buckets = slices.Insert(buckets, at, timeseries.NativeBucket{Index: m.Index})
			}
			buckets[at].Count += m.Count
		}
		for _, t := range r.times {
			if err := s.histogram(t, nativeHistogram(o.last.Schema, &r, buckets)); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads what was logged; times are those of the span.
func (o *observed) read(times []int64) (runs []nativeRun) {
	var d codec.Decoder
	d.Reset(o.runs)
	var more []timeseries.NativeBucket
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
		start := len(more)
		for n := d.Uint(); n > 0; n = d.Uint() {
			more = append(more, timeseries.NativeBucket{Index: int32(d.Int()), Count: n})
		}
		r.more = more[start:len(more):len(more)]
		runs = append(runs, r)
	}
	return runs
}
