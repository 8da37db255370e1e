package exposition

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// families are the client_model form of a snapshot. Expected results are made
// from it by expfmt, so it shares no code with the encoders.
func families(s *timeseries.Snapshot) []*dto.MetricFamily {
	var out []*dto.MetricFamily
	for _, f := range s.Families {
		if f.Samples.Len() == 0 {
			continue
		}
		family := &dto.MetricFamily{Name: &f.Def.Name, Help: &f.Def.Help}
		for sample := range f.Samples.All() {
			m := &dto.Metric{}
			for name, value := range sample.Series.Labels() {
				m.Label = append(m.Label, &dto.LabelPair{Name: new(name), Value: new(value)})
			}
			switch f.Def.Type {
			case metric.Counter:
				family.Type = dto.MetricType_COUNTER.Enum()
				m.Counter = &dto.Counter{
					Value: new(sample.Value), CreatedTimestamp: timestamp(sample.Created),
				}
			case metric.Gauge:
				family.Type = dto.MetricType_GAUGE.Enum()
				m.Gauge = &dto.Gauge{Value: new(sample.Value)}
			case metric.Histogram:
				family.Type = dto.MetricType_HISTOGRAM.Enum()
				m.Histogram = histogram(sample.Histogram)
				m.Histogram.CreatedTimestamp = timestamp(sample.Created)
			}
			family.Metric = append(family.Metric, m)
		}
		out = append(out, family)
	}
	return out
}

func histogram(h *timeseries.Histogram) *dto.Histogram {
	out := &dto.Histogram{
		SampleSum:     new(h.Sum),
		Schema:        new(h.Schema),
		ZeroThreshold: new(ZeroThreshold),
		ZeroCount:     new(h.ZeroCount),
	}
	var n uint64
	for i, c := range h.Counts {
		n += c
		if i < len(h.Bounds) {
			out.Bucket = append(out.Bucket, &dto.Bucket{
				CumulativeCount: new(n), UpperBound: new(h.Bounds[i]),
			})
		}
	}
	out.SampleCount = new(n)
	var count int64 // of the last bucket written
	var next int32  // index of the next bucket of the last span
	add := func(n int64) {
		*out.PositiveSpan[len(out.PositiveSpan)-1].Length++
		out.PositiveDelta = append(out.PositiveDelta, n-count)
		count = n
		next++
	}
	for i, b := range h.AppendNative(nil) {
		if i == 0 || b.Index-next > 2 {
			out.PositiveSpan = append(out.PositiveSpan, &dto.BucketSpan{
				Offset: new(b.Index - next), Length: proto.Uint32(0),
			})
			next = b.Index
		}
		for next < b.Index {
			add(0)
		}
		add(int64(b.Count))
	}
	return out
}

func timestamp(unix float64) *timestamppb.Timestamp {
	if unix == 0 {
		return nil
	}
	return timestamppb.New(time.UnixMicro(int64(math.Round(unix * 1e6))))
}

// observe is a histogram of the observations, at MaxSchema.
func observe(bounds []float64, observations ...float64) *timeseries.Histogram {
	h := &timeseries.Histogram{Bounds: bounds, Counts: make([]uint64, len(bounds)+1), Schema: MaxSchema}
	native := map[int32]uint64{}
	for _, v := range observations {
		i, _ := slices.BinarySearch(bounds, v)
		h.Counts[i]++
		h.Sum += v
		if v <= ZeroThreshold {
			h.ZeroCount++
		} else {
			native[NativeIndex(MaxSchema, v)]++
		}
	}
	for i, n := range native {
		h.Native.Add(int(i), n)
	}
	return h
}

// dayBounds are bucket bounds from an hour to two years, in seconds.
func dayBounds() []float64 {
	var bounds []float64
	for _, days := range []float64{1. / 24, .25, 1, 2, 3, 7, 14, 21, 28, 42, 56, 90, 180, 270, 365, 730} {
		bounds = append(bounds, days*86400)
	}
	return bounds
}

// seriesOf is a series of a test, which gives as many values as labels.
func seriesOf(labels []metric.Label, values []string) timeseries.Series {
	s, err := timeseries.NewSeries(labels, values)
	if err != nil {
		panic(err)
	}
	return s
}

// municipality is the snapshot of a source with many units, of 120 lines for
// each: two histograms, ten counters and twelve gauges, in both states of
// supervision.
func municipality(units int) *timeseries.Snapshot {
	rng := rand.New(rand.NewPCG(1, 2))
	labels := []metric.Label{metric.Source, metric.Unit, metric.Supervision}
	windowed := append(slices.Clone(labels), metric.Window)
	var series, windows []timeseries.Series
	for u := range units {
		unit := fmt.Sprintf("Bydel %d, avdeling %d", u/20+1, u%20+1)
		for _, state := range []string{metric.Active, metric.Inactive} {
			series = append(series, seriesOf(labels, []string{"barnevern", unit, state}))
			windows = append(windows, seriesOf(windowed, []string{"barnevern", unit, state, "28d"}))
		}
	}
	s := &timeseries.Snapshot{}
	add := func(t metric.Type, name string, series []timeseries.Series, sample func() timeseries.Sample) {
		f := timeseries.Family{Def: &metric.Def{
			Name: name, Type: t,
			Help: "Cases of the unit, as of the last successful poll of its source.",
		}}
		for _, each := range series {
			v := sample()
			v.Series = each
			f.Samples.Append(v)
		}
		s.Families = append(s.Families, f)
	}
	for i := range 10 {
		add(metric.Counter, fmt.Sprintf("casework_cases_kind%d_total", i), series, func() timeseries.Sample {
			return timeseries.Sample{Value: float64(rng.IntN(20000)), Created: 1.78e9}
		})
	}
	for i := range 4 {
		add(metric.Gauge, fmt.Sprintf("casework_open_kind%d_cases", i), series, func() timeseries.Sample {
			return timeseries.Sample{Value: float64(rng.IntN(500))}
		})
	}
	for i := range 8 {
		add(metric.Gauge, fmt.Sprintf("casework_window_kind%d_seconds", i), windows, func() timeseries.Sample {
			return timeseries.Sample{Value: math.Exp(rng.NormFloat64()+14) / 3}
		})
	}
	bounds := dayBounds()
	for i := range 2 {
		add(metric.Histogram, fmt.Sprintf("casework_kind%d_seconds", i), series, func() timeseries.Sample {
			observations := make([]float64, rng.IntN(300))
			for i := range observations {
				observations[i] = math.Trunc(math.Exp(rng.NormFloat64() + 14))
			}
			return timeseries.Sample{Histogram: observe(bounds, observations...), Created: 1.78e9}
		})
	}
	return s
}

// A constCollector collects metrics made beforehand.
type constCollector []prometheus.Metric

func (c constCollector) Describe(chan<- *prometheus.Desc) {}

func (c constCollector) Collect(ch chan<- prometheus.Metric) {
	for _, m := range c {
		ch <- m
	}
}

// peer is a registry with the series of a snapshot, as an ordinary exporter
// has them that keeps its metrics in memory. It does the least that any
// collector can do at a scrape: it makes nothing again.
func peer(tb testing.TB, s *timeseries.Snapshot) *prometheus.Registry {
	tb.Helper()
	var all constCollector
	for _, f := range s.Families {
		var names []string
		for n := range f.Samples.Series[0].Labels() {
			names = append(names, n)
		}
		desc := prometheus.NewDesc(f.Def.Name, f.Def.Help, names, nil)
		for sample := range f.Samples.All() {
			var values []string
			for _, v := range sample.Series.Labels() {
				values = append(values, v)
			}
			switch f.Def.Type {
			case metric.Counter:
				all = append(all, prometheus.MustNewConstMetric(
					desc, prometheus.CounterValue, sample.Value, values...))
			case metric.Gauge:
				all = append(all, prometheus.MustNewConstMetric(
					desc, prometheus.GaugeValue, sample.Value, values...))
			case metric.Histogram:
				h := sample.Histogram
				buckets := make(map[float64]uint64, len(h.Bounds))
				var n uint64
				for i, bound := range h.Bounds {
					n += h.Counts[i]
					buckets[bound] = n
				}
				all = append(all, prometheus.MustNewConstHistogram(
					desc, h.Count(), h.Sum, buckets, values...))
			}
		}
	}
	registry := prometheus.NewRegistry()
	if err := registry.Register(all); err != nil {
		tb.Fatal(err)
	}
	return registry
}

// lines is the number of lines of a text exposition.
func lines(b []byte) int { return bytes.Count(b, []byte("\n")) }
