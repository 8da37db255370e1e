package main

import (
	"context"
	"math"
	"slices"

	"github.com/prometheus/prometheus/model/labels"
)

// An entry is a run of equal samples of a series: from one instant of the span up to
// another, by their indexes, the latter not in it. Two entries with upTo 0 are a
// sample at any instant: first the instant, in milliseconds, then the value.
type entry struct {
	bits       uint64 // of the value
	series     uint32 // number
	from, upTo uint16
}

// mostEntries is about how many entries are logged before they become chunks.
const mostEntries = 1 << 18

// float logs a sample at any instant.
func (w *writer) float(s *series, ms int64, v float64) {
	w.log = append(w.log, entry{bits: uint64(ms), series: s.number}, entry{bits: math.Float64bits(v), series: s.number})
}

// A batch is what the encoder gets at a time.
type batch struct {
	log     []entry
	times   []int64   // of the span, so far
	series  []*series // all that there are, by number
	natives []native
	last    bool // of the span
	span    span
}

// A native is a series of histograms and what was observed of it in a span.
type native struct {
	of *series
	observed
}

// An encoder makes chunks of what a writer logs, and hands spans to the sink, while
// the writer goes on.
type encoder struct {
	w       *writer
	batches chan batch
	spare   chan []entry // memory of logs
	done    chan struct{}
	err     error // once done

	entries []entry   // a log, by series
	ends    []uint32  // by number: where the entries of the series end
	sorted  []*series // by labels
	maker   nativeMaker
}

// encode begins an encoder.
func (w *writer) encode(ctx context.Context) *encoder {
	e := &encoder{w: w, batches: make(chan batch, 1), spare: make(chan []entry, 3), done: make(chan struct{})}
	go func() {
		defer close(e.done)
		for b := range e.batches {
			if e.err = ctx.Err(); e.err == nil {
				e.err = e.take(ctx, &b)
			}
			if e.err != nil {
				return
			}
		}
	}()
	return e
}

// hand hands what is logged to the encoder: the last of a span, or not.
func (w *writer) hand(ctx context.Context, last bool) error {
	if w.encoder == nil {
		w.encoder = w.encode(ctx)
	}
	e, b := w.encoder, batch{log: w.log, times: w.times, series: w.table.all, last: last, span: w.span}
	if last {
		for _, s := range w.table.natives {
			if len(s.observed.runs) > 0 {
				b.natives = append(b.natives, native{s, *s.observed})
				*s.observed = observed{runs: make([]byte, 0, len(s.observed.runs))}
			}
		}
		w.times = make([]int64, 0, cap(w.times))
	}
	select {
	case e.batches <- b:
	case <-e.done:
		return e.err
	}
	select {
	case w.log = <-e.spare:
	default:
		w.log = make([]entry, 0, min(cap(w.log), mostEntries))
	}
	return nil
}

// close has the encoder end: all that it was given is stored, or it has failed.
func (w *writer) close() error {
	if w.encoder == nil {
		return nil
	}
	close(w.encoder.batches)
	<-w.encoder.done
	err := w.encoder.err
	w.encoder = nil
	return err
}

// take makes chunks of a batch.
func (e *encoder) take(ctx context.Context, b *batch) error {
	e.sort(b)
	from := uint32(0)
	for number, end := range e.ends {
		if of := e.entries[from:end]; len(of) > 0 {
			b.series[number].take(of, b.times)
		}
		from = end
	}
	select {
	case e.spare <- b.log[:0]:
	default:
	}
	if !b.last {
		return nil
	}
	return e.store(ctx, b)
}

// sort puts the entries of a log in the order of their series, and leaves those of
// each in the order of time.
func (e *encoder) sort(b *batch) {
	e.ends = slices.Grow(e.ends[:0], len(b.series))[:len(b.series)]
	clear(e.ends)
	for i := range b.log {
		e.ends[b.log[i].series]++
	}
	sum := uint32(0)
	for i, n := range e.ends {
		e.ends[i] = sum
		sum += n
	}
	e.entries = slices.Grow(e.entries[:0], len(b.log))[:len(b.log)]
	for i := range b.log {
		at := &e.ends[b.log[i].series]
		e.entries[*at] = b.log[i]
		*at++
	}
}

// take appends entries of the series.
func (s *series) take(entries []entry, times []int64) {
	for i := 0; i < len(entries); i++ {
		one := &entries[i]
		if one.upTo > 0 {
			s.floats(times[one.from:one.upTo], math.Float64frombits(one.bits))
			continue
		}
		i++
		s.floats([]int64{int64(one.bits)}, math.Float64frombits(entries[i].bits))
	}
}

// store hands a span to the sink.
func (e *encoder) store(ctx context.Context, b *batch) error {
	w, s := e.w, &b.span
	for i := range b.natives {
		n := &b.natives[i]
		e.maker.observations(n.of, &n.observed, b.times)
	}
	e.order(b.series)
	for _, one := range e.sorted {
		if len(one.chunks) > 0 {
			s.series = append(s.series, one)
		}
	}
	if len(s.series) == 0 {
		return nil
	}
	if w.rules != nil {
		recorded, err := w.rules.record(ctx, s)
		if err != nil {
			return err
		}
		s.series = append(s.series, recorded...)
		slices.SortFunc(s.series, compareLabels)
	}
	s.count()
	what, err := w.sink.take(ctx, s)
	if err != nil {
		return err
	}
	if w.rules != nil {
		if err := w.rules.written(); err != nil {
			return err
		}
	}
	w.samples += s.stats.NumSamples
	w.bytes += s.bytes
	w.report(spanReport{
		from: s.first, until: s.last, series: s.stats.NumSeries, samples: s.stats.NumSamples,
		bytes: s.bytes, what: what,
	})
	for _, one := range s.series {
		one.chunks = one.chunks[:0]
	}
	return nil
}

// order brings the series that are new into the order of labels.
func (e *encoder) order(all []*series) {
	known := len(e.sorted)
	if known == len(all) {
		return
	}
	added := slices.Clone(all[known:])
	slices.SortFunc(added, compareLabels)
	merged := make([]*series, 0, len(all))
	for _, one := range e.sorted {
		for len(added) > 0 && compareLabels(added[0], one) < 0 {
			merged, added = append(merged, added[0]), added[1:]
		}
		merged = append(merged, one)
	}
	merged = append(merged, added...)
	e.sorted = merged
}

func compareLabels(a, b *series) int { return labels.Compare(a.labels, b.labels) }
