package main

import (
	"math"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A series is one time series of a span, in chunks as they are stored.
type series struct {
	labels labels.Labels
	def    *metric.Def
	chunks []chunks.Meta // ascending, the last one growing
	app    chunkenc.Appender
	repeat repeat // float samples that are not in chunks yet
}

// A repeat is the same value again and again, at even distances. Most gauges stay
// as they are for long, and what is appended at once costs less.
type repeat struct {
	first, step, last int64 // milliseconds; step is 0 with fewer than two samples
	value             float64
	n                 int
}

// chunkSamples is the number of samples of a full chunk, as in Prometheus.
const chunkSamples = 120

// float appends a float sample. Times ascend. Settle puts it in its chunk.
func (s *series) float(ms int64, v float64) {
	r := &s.repeat
	if r.n > 0 && math.Float64bits(v) == math.Float64bits(r.value) && (r.n == 1 || ms == r.last+r.step) {
		r.step, r.last = ms-r.last, ms
		r.n++
		return
	}
	s.settle()
	*r = repeat{first: ms, last: ms, value: v, n: 1}
}

// settle puts all float samples in chunks.
func (s *series) settle() {
	r := s.repeat
	s.repeat.n = 0
	for i := range int64(r.n) {
		ms := r.first + i*r.step
		if s.full() {
			s.chunks = append(s.chunks, chunks.Meta{Chunk: chunkenc.NewXORChunk(), MinTime: ms})
			s.attach()
		}
		s.app.Append(0, ms, r.value)
		s.last().MaxTime = ms
	}
}

// histogram appends a native histogram, which it may change.
func (s *series) histogram(ms int64, h *histogram.Histogram) error {
	var before chunkenc.Appender
	if s.full() {
		before = s.app
		s.chunks = append(s.chunks, chunks.Meta{Chunk: chunkenc.NewHistogramChunk(), MinTime: ms})
		s.attach()
	}
	made, recoded, app, err := s.app.AppendHistogram(before, 0, ms, h, false)
	if err != nil {
		return err
	}
	s.app = app
	switch {
	case made != nil && recoded:
		s.last().Chunk = made
	case made != nil: // the counter was reset
		s.chunks = append(s.chunks, chunks.Meta{Chunk: made, MinTime: ms})
	}
	s.last().MaxTime = ms
	return nil
}

// full reports whether a sample needs a new chunk.
func (s *series) full() bool {
	return len(s.chunks) == 0 || s.last().Chunk.NumSamples() >= chunkSamples
}

func (s *series) last() *chunks.Meta { return &s.chunks[len(s.chunks)-1] }

func (s *series) attach() {
	app, err := s.last().Chunk.Appender()
	if err != nil {
		panic(err) // of an empty chunk, which has no samples to misread
	}
	s.app = app
}

// end is the time of the last sample, in milliseconds; only with samples.
func (s *series) end() int64 { return s.last().MaxTime }

// A key is what identifies what is appended for a sample of a snapshot.
type key struct {
	def    *metric.Def
	series *timeseries.Series
}

// A place is where the samples of a key go: a series, or for a histogram the
// native one or those of the classic buckets, the sum and the count.
type place struct {
	key
	native  *series
	values  []*series
	already bool  // has samples, in this span or an earlier one
	join    *join // nil where no live series goes on
	last    int64 // time of the last sample, milliseconds
}

// A table holds the series of a span and knows them by what they come from.
type table struct {
	target     labels.Labels // added to each series
	histograms histograms
	places     map[key]*place
	joins      map[string]*join      // by labels of places; nil joins none
	order      map[orderKey][]*place // of the last snapshots
	all        []*series             // by labels, once sorted
	sorted     int
}

func newTable(target labels.Labels, h histograms) *table {
	return &table{
		target: target, histograms: h, places: map[key]*place{}, order: map[orderKey][]*place{},
	}
}

// An orderKey is a metric of one of the sources, by its number.
type orderKey struct {
	source int
	def    *metric.Def
}

// find returns the places of the samples of a source's family, in their
// order. That is mostly the order of the last snapshot, so most need no
// looking up.
func (t *table) find(source int, f *timeseries.Family) []*place {
	in := orderKey{source, f.Def}
	last := t.order[in]
	found := make([]*place, len(f.Samples))
	next := 0
	for i := range f.Samples {
		s := f.Samples[i].Series
		if next < len(last) && last[next].series == s {
			found[i] = last[next]
			next++
			continue
		}
		k := key{f.Def, s}
		p := t.places[k]
		if p == nil {
			p = t.add(k, f.Samples[i].Histogram)
		}
		found[i] = p
		if at := slices.Index(last[min(next, len(last)):min(next+8, len(last))], p); at >= 0 {
			next += at + 1
		}
	}
	t.order[in] = found
	return found
}

func (t *table) add(k key, h *timeseries.Histogram) *place {
	p := &place{key: k, join: t.joins[t.labels(k, "").String()]}
	t.places[k] = p
	if h == nil {
		p.values = []*series{t.series(k, "")}
		return p
	}
	if t.histograms.native() {
		p.native = t.series(k, "")
	}
	if t.histograms.classic() {
		for _, bound := range h.Bounds {
			p.values = append(p.values, t.series(k, "_bucket", labels.BucketLabel, labels.FormatOpenMetricsFloat(bound)))
		}
		p.values = append(p.values, t.series(k, "_bucket", labels.BucketLabel, "+Inf"),
			t.series(k, "_sum"), t.series(k, "_count"))
	}
	return p
}

func (t *table) series(k key, suffix string, more ...string) *series {
	s := &series{labels: t.labels(k, suffix, more...), def: k.def}
	t.all = append(t.all, s)
	return s
}

// labels are those of a series of a key.
func (t *table) labels(k key, suffix string, more ...string) labels.Labels {
	b := labels.NewBuilder(t.target)
	for name, value := range k.series.Labels() {
		b.Set(name, value)
	}
	for i := 0; i < len(more); i += 2 {
		b.Set(more[i], more[i+1])
	}
	return b.Set(model.MetricNameLabel, k.def.Name+suffix).Labels()
}

// sort puts the series in the order of their labels.
func (t *table) sort() []*series {
	if t.sorted < len(t.all) {
		slices.SortFunc(t.all, func(a, b *series) int { return labels.Compare(a.labels, b.labels) })
		t.sorted = len(t.all)
	}
	return t.all
}
