package main

import (
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A series is one time series of a span, in chunks as they are stored.
type series struct {
	number uint32 // in the order in which series came
	labels labels.Labels
	pairs  []uint32 // places of its labels in a blockIndex
	def    *metric.Def
	chunks []chunks.Meta     // ascending; of the encoder
	open   openChunk         // of the last of them, if it is of floats
	xor    chunkenc.XORChunk // memory for the first of floats
	first  [1]chunks.Meta    // and for the list

	observed *observed // until the encoder gets it; nil unless of native histograms
}

// chunkSamples is the number of samples of a full chunk, as in Prometheus.
const chunkSamples = 120

// end is the time of the last sample, in milliseconds; only with samples.
func (s *series) end() int64 { return s.chunks[len(s.chunks)-1].MaxTime }

// A key is what identifies what is appended for a sample of a snapshot.
type key struct {
	def    *metric.Def
	series timeseries.Series
}

// A place is where the samples of a key go: a series, or for a histogram the
// native one or those of the classic buckets, the sum and the count.
type place struct {
	key
	native  *series
	values  []*series
	value   [1]*series // memory for values, of which most places have one
	already bool       // has samples, in this span or an earlier one
	join    *join      // nil where no live series goes on
	last    int64      // time of the last sample, milliseconds
}

// A table holds the series of a span and knows them by what they come from.
type table struct {
	target     labels.Labels // added to each series
	histograms histograms
	places     map[key]*place
	joins      map[string]*join // by labels of places; nil joins none
	all        []*series        // by their numbers
	natives    []*series        // those of them that are of histograms

	seriesMemory slab[series]
	placeMemory  slab[place]
	firstChunks  slab[[firstBytes]byte]
}

// A slab is memory for many things that live as long as each other. The garbage
// collector follows them as one.
type slab[T any] struct{ free []T }

func (s *slab[T]) next() *T {
	const atOnce = 256
	if len(s.free) == 0 {
		s.free = make([]T, atOnce)
	}
	one := &s.free[0]
	s.free = s.free[1:]
	return one
}

func newTable(target labels.Labels, h histograms) *table {
	return &table{
		target: target, histograms: h, places: map[key]*place{},
	}
}

// place is where the samples of a series of a metric go, of which this is one.
func (t *table) place(def *metric.Def, s *timeseries.Sample) *place {
	k := key{def, s.Series}
	p := t.places[k]
	if p == nil {
		p = t.add(k, s.Histogram)
	}
	return p
}

func (t *table) add(k key, h *timeseries.Histogram) *place {
	p := t.placeMemory.next()
	p.key, p.join = k, t.joins[t.labels(k, "").String()]
	t.places[k] = p
	if h == nil {
		p.value[0] = t.series(k, "")
		p.values = p.value[:]
		return p
	}
	if t.histograms.native() {
		p.native = t.series(k, "")
		p.native.observed = &observed{}
		t.natives = append(t.natives, p.native)
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
	s := t.seriesMemory.next()
	s.number, s.labels, s.def = uint32(len(t.all)), t.labels(k, suffix, more...), k.def
	s.chunks = s.first[:0]
	if k.def.Type != metric.Histogram || suffix != "" {
		s.xor.Reset(t.firstChunks.next()[:0])
	}
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
