package main

import (
	"context"
	"time"

	"github.com/prometheus/prometheus/tsdb"

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
	table    *table
	families map[familyKey]*family
	times    []int64 // instants of the span so far, milliseconds
	log      []entry // runs of the span that are in no chunk yet
	encoder  *encoder

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
	if ms >= w.span.until {
		// What has come since shows 0 before, in the span that ends.
		w.each(sources, func(f *family, samples *timeseries.Samples) { w.align(f, ms, samples) })
		if err := w.flush(ctx); err != nil {
			return err
		}
		w.span = spanOf(ms)
	}
	w.each(sources, func(f *family, samples *timeseries.Samples) { w.take(f, ms, samples) })
	w.times = append(w.times, ms)
	if len(w.log) >= mostEntries {
		if err := w.hand(ctx, false); err != nil {
			return err
		}
	}
	w.last = ms
	return nil
}

// each visits the families of the sources that have samples.
func (w *writer) each(sources []*timeseries.Snapshot, visit func(*family, *timeseries.Samples)) {
	for source, snapshot := range sources {
		for i := range snapshot.Families {
			if f := &snapshot.Families[i]; f.Samples.Len() > 0 {
				visit(w.family(source, f.Def), &f.Samples)
			}
		}
	}
}

func spanOf(ms int64) span {
	from := ms - ms%spanLength
	return span{from: from, until: from + spanLength}
}

// zero logs the 0 that a counter showed when it began, so that its first
// increase is seen, unless it began before the history or in an earlier span.
func (w *writer) zero(p *place, ms int64, s *timeseries.Sample) {
	began := min(int64(s.Created*1000), ms-1)
	shown := s.Value != 0 || s.Histogram != nil && s.Histogram.Count() > 0
	switch {
	case !shown || s.Created == 0 || began <= w.last || began >= w.span.until:
	case p.join != nil:
		w.joinedTo(p, began, emptyOf(s))
	default:
		w.write(p, began, emptyOf(s), nil)
	}
}

// write logs a sample by itself, behind the reset of a join if there is one.
func (w *writer) write(p *place, ms int64, s *timeseries.Sample, j *join) {
	p.last = ms
	h := s.Histogram
	if h == nil {
		v := s.Value
		if j != nil {
			v = j.joined(j.end.count, j.live.count, v)
		}
		w.float(p.values[0], ms, v)
		return
	}
	if p.native != nil {
		p.native.observed.log(0, 0, ms, j.nativeOf(h))
	}
	if p.values == nil {
		return
	}
	for i, v := range classicOf(h) {
		if j != nil && j.live.series != nil {
			v = max(0, j.joined(j.end.series[i], j.live.series[i], v))
		}
		w.float(p.values[i], ms, v)
	}
}

// flush hands the span over and begins another.
func (w *writer) flush(ctx context.Context) error {
	tuneMemory()
	w.nextSpan()
	return w.hand(ctx, true)
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
