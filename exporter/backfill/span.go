package main

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"

	"casework/collectors/exposition"
	"casework/collectors/timeseries"
)

// A span is the samples of all series in a stretch of time that Prometheus
// keeps in one block.
type span struct {
	from, until int64     // milliseconds; until is not in it
	series      []*series // those with samples, by labels
	stats       tsdb.BlockStats
	first, last int64 // times of the first and last sample
	bytes       int64 // of the chunks
}

// A sink takes spans, in the order of time.
type sink interface {
	// take stores a span and returns what became of it, in a word or two.
	// The sink must not keep it.
	take(context.Context, *span) (string, error)
}

// spanLength is the longest stretch of time that Prometheus compacts into
// one block where it keeps years: two hours, five times tripled.
const spanLength = int64(486 * time.Hour / time.Millisecond)

// A writer cuts snapshots into spans.
type writer struct {
	table *table
	sink  sink
	rules *recorder // nil without rules
	span  span
	begun bool
	last  int64 // instant of the snapshot before, milliseconds

	samples uint64 // of all spans
	bytes   int64  // of all chunks
	report  func(spanReport)
}

// A spanReport says what became of a span.
type spanReport struct {
	from, until int64 // milliseconds
	series      uint64
	samples     uint64
	bytes       int64
	what        string
}

// add appends what the sources show at an instant, in Unix seconds.
func (w *writer) add(ctx context.Context, at int64, sources []*timeseries.Snapshot) error {
	ms := at * 1000
	if !w.begun {
		w.begun = true
		w.span = spanOf(ms)
		w.last = w.span.from - 1
	}
	type placed struct {
		samples []timeseries.Sample
		places  []*place
	}
	var families []placed
	for source, snapshot := range sources {
		for i := range snapshot.Families {
			f := &snapshot.Families[i]
			families = append(families, placed{f.Samples, w.table.find(source, f)})
		}
	}
	for _, f := range families {
		for i, p := range f.places {
			if !p.already {
				p.already = true
				if err := w.zero(p, ms, &f.samples[i]); err != nil {
					return err
				}
			}
		}
	}
	if ms >= w.span.until {
		if err := w.flush(ctx); err != nil {
			return err
		}
		w.span = spanOf(ms)
	}
	for _, f := range families {
		for i, p := range f.places {
			if err := p.append(ms, w.span.from, &f.samples[i]); err != nil {
				return err
			}
		}
	}
	w.last = ms
	return nil
}

func spanOf(ms int64) span {
	from := ms - ms%spanLength
	return span{from: from, until: from + spanLength}
}

// zero appends the 0 that a counter showed when it began, so that its first
// increase is seen, unless it began before the history or in an earlier span.
func (w *writer) zero(p *place, ms int64, s *timeseries.Sample) error {
	began := min(int64(s.Created*1000), ms-1)
	shown := s.Value != 0 || s.Histogram != nil && s.Histogram.Count() > 0
	if !shown || s.Created == 0 || began <= w.last || began >= w.span.until {
		return nil
	}
	return p.append(began, w.span.from, emptyOf(s))
}

// append appends a sample to the place's series. Samples before it may not be
// older than least, in milliseconds.
func (p *place) append(ms, least int64, s *timeseries.Sample) error {
	if p.join != nil {
		return p.joinedTo(ms, least, s)
	}
	return p.write(ms, s, nil)
}

// write writes a sample, behind the reset of a join if there is one.
func (p *place) write(ms int64, s *timeseries.Sample, j *join) error {
	p.last = ms
	h := s.Histogram
	if h == nil {
		v := s.Value
		if j != nil {
			v = j.joined(j.end.count, j.live.count, v)
		}
		p.values[0].float(ms, v)
		return nil
	}
	if p.native != nil {
		if err := p.native.histogram(ms, nativeHistogram(j.nativeOf(h))); err != nil {
			return err
		}
	}
	if p.values == nil {
		return nil
	}
	for i, v := range classicOf(h) {
		if j != nil && j.live.series != nil {
			v = max(0, j.joined(j.end.series[i], j.live.series[i], v))
		}
		p.values[i].float(ms, v)
	}
	return nil
}

// nativeHistogram brings a histogram into Prometheus' form: runs of buckets,
// each count as its difference from the one before.
func nativeHistogram(h *timeseries.Histogram) *histogram.Histogram {
	out := &histogram.Histogram{
		Schema: h.Schema, ZeroThreshold: exposition.ZeroThreshold, ZeroCount: h.ZeroCount,
		Count: h.Count(), Sum: h.Sum, PositiveBuckets: make([]int64, 0, len(h.Native)),
	}
	var next int32
	var last int64
	for i, b := range h.Native {
		if n := len(out.PositiveSpans); i > 0 && b.Index == next {
			out.PositiveSpans[n-1].Length++
		} else {
			out.PositiveSpans = append(out.PositiveSpans, histogram.Span{Offset: b.Index - next, Length: 1})
		}
		next = b.Index + 1
		out.PositiveBuckets = append(out.PositiveBuckets, int64(b.Count)-last)
		last = int64(b.Count)
	}
	return out
}

// flush hands the span over and empties it.
func (w *writer) flush(ctx context.Context) error {
	s := &w.span
	for _, one := range w.table.sort() {
		one.settle()
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
		slices.SortFunc(s.series, func(a, b *series) int { return labels.Compare(a.labels, b.labels) })
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
		one.chunks, one.app = one.chunks[:0], nil
	}
	return nil
}

// count sums up what is in the span.
func (s *span) count() {
	s.first, s.last = s.until, s.from
	for _, one := range s.series {
		s.first, s.last = min(s.first, one.chunks[0].MinTime), max(s.last, one.end())
		for _, c := range one.chunks {
			n := uint64(c.Chunk.NumSamples())
			s.stats.NumSamples += n
			if one.histograms() {
				s.stats.NumHistogramSamples += n
			} else {
				s.stats.NumFloatSamples += n
			}
			s.stats.NumChunks++
			s.bytes += int64(len(c.Chunk.Bytes()))
		}
	}
	s.stats.NumSeries = uint64(len(s.series))
}

// histograms reports whether the series holds native histograms.
func (s *series) histograms() bool {
	return s.chunks[0].Chunk.Encoding() == histogramEncoding
}
