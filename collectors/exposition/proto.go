package exposition

import (
	"math"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/encoding/protowire"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// Numbers of the fields of the messages in io.prometheus.client's
// metrics.proto, and of google.protobuf.Timestamp.
const (
	familyName   = 1
	familyHelp   = 2
	familyType   = 3
	familyMetric = 4

	metricLabel     = 1
	metricGauge     = 2
	metricCounter   = 3
	metricHistogram = 7

	pairName  = 1
	pairValue = 2

	gaugeValue = 1

	counterValue   = 1
	counterCreated = 3

	histogramCount         = 1
	histogramSum           = 2
	histogramBucket        = 3
	histogramSchema        = 5
	histogramZeroThreshold = 6
	histogramZeroCount     = 7
	histogramPositiveSpan  = 12
	histogramPositiveDelta = 13
	histogramCreated       = 15

	bucketCumulative = 1
	bucketBound      = 2

	spanOffset = 1
	spanLength = 2

	timestampSeconds = 1
	timestampNanos   = 2
)

// A protoEncoder writes delimited io.prometheus.client.MetricFamily messages.
// It writes the wire format itself: filling the generated structs takes
// several allocations a series, and marshalling them several times as long.
type protoEncoder struct {
	family, metric, value, part []byte                    // messages under construction, outermost first
	native                      []timeseries.NativeBucket // of the histogram under way
}

// encode appends a family to the buffer of w.
func (e *protoEncoder) encode(w *bufferedWriter, f *timeseries.Family) {
	b := e.family[:0]
	b = appendString(b, familyName, f.Def.Name)
	b = appendString(b, familyHelp, f.Def.Help)
	b = appendVarint(b, familyType, protoType(f.Def.Type))
	for s := range f.Samples.All() {
		e.setMetric(f.Def.Type, &s)
		b = appendBytes(b, familyMetric, e.metric)
	}
	e.family = b
	w.buf = protowire.AppendVarint(w.buf, uint64(len(b)))
	w.spill()
	w.write(b)
}

// protoType is the number of a type in the enumeration MetricType.
func protoType(t metric.Type) uint64 {
	switch t {
	case metric.Counter:
		return uint64(dto.MetricType_COUNTER)
	case metric.Histogram:
		return uint64(dto.MetricType_HISTOGRAM)
	default:
		return uint64(dto.MetricType_GAUGE)
	}
}

// setMetric sets e.metric to the message of a sample.
func (e *protoEncoder) setMetric(t metric.Type, s *timeseries.Sample) {
	b := e.metric[:0]
	for name, value := range s.Series.Labels() {
		p := appendString(e.part[:0], pairName, name)
		e.part = appendString(p, pairValue, value)
		b = appendBytes(b, metricLabel, e.part)
	}
	switch t {
	case metric.Counter:
		e.value = appendDouble(e.value[:0], counterValue, s.Value)
		e.value = e.appendCreated(e.value, counterCreated, s.Created)
		b = appendBytes(b, metricCounter, e.value)
	case metric.Histogram:
		e.setHistogram(s.Histogram, s.Created)
		b = appendBytes(b, metricHistogram, e.value)
	default:
		e.value = appendDouble(e.value[:0], gaugeValue, s.Value)
		b = appendBytes(b, metricGauge, e.value)
	}
	e.metric = b
}

// setHistogram sets e.value to the message of a histogram. Like client_golang
// it leaves the +Inf bucket to the count.
func (e *protoEncoder) setHistogram(h *timeseries.Histogram, created float64) {
	b := appendVarint(e.value[:0], histogramCount, h.Count())
	b = appendDouble(b, histogramSum, h.Sum)
	var cumulative uint64
	for i, bound := range h.Bounds {
		cumulative += h.Counts[i]
		p := appendVarint(e.part[:0], bucketCumulative, cumulative)
		e.part = appendDouble(p, bucketBound, bound)
		b = appendBytes(b, histogramBucket, e.part)
	}
	b = appendVarint(b, histogramSchema, protowire.EncodeZigZag(int64(h.Schema)))
	b = appendDouble(b, histogramZeroThreshold, ZeroThreshold)
	b = appendVarint(b, histogramZeroCount, h.ZeroCount)
	e.native = h.AppendNative(e.native[:0])
	b = e.appendSpans(b, e.native)
	b = appendDeltas(b, e.native)
	e.value = e.appendCreated(b, histogramCreated, created)
}

// maxGap is the longest run of empty native buckets that is written out
// rather than skipped with a new span; client_golang's choice.
const maxGap = 2

// appendSpans appends the runs of native buckets, in order.
func (e *protoEncoder) appendSpans(b []byte, native []timeseries.NativeBucket) []byte {
	var next int32 // index behind the last span; 0 before the first
	for i := 0; i < len(native); {
		first := native[i].Index
		end := first + 1
		for i++; i < len(native) && native[i].Index-end <= maxGap; i++ {
			end = native[i].Index + 1
		}
		p := appendVarint(e.part[:0], spanOffset, protowire.EncodeZigZag(int64(first-next)))
		e.part = appendVarint(p, spanLength, uint64(end-first))
		b = appendBytes(b, histogramPositiveSpan, e.part)
		next = end
	}
	return b
}

// appendDeltas appends the counts of the native buckets in the spans, each
// as its difference from the one before.
func appendDeltas(b []byte, native []timeseries.NativeBucket) []byte {
	var last uint64
	delta := func(count uint64) {
		b = appendVarint(b, histogramPositiveDelta, protowire.EncodeZigZag(int64(count-last)))
		last = count
	}
	for i, n := range native {
		if i > 0 {
			if gap := n.Index - native[i-1].Index - 1; gap <= maxGap {
				for range gap {
					delta(0)
				}
			}
		}
		delta(n.Count)
	}
	return b
}

// appendCreated appends a google.protobuf.Timestamp, to the microsecond,
// unless it is 0.
func (e *protoEncoder) appendCreated(b []byte, field protowire.Number, created float64) []byte {
	if created == 0 {
		return b
	}
	micros := uint64(math.Round(created * 1e6))
	e.part = e.part[:0]
	if seconds := micros / 1e6; seconds != 0 {
		e.part = appendVarint(e.part, timestampSeconds, seconds)
	}
	if nanos := micros % 1e6 * 1000; nanos != 0 {
		e.part = appendVarint(e.part, timestampNanos, nanos)
	}
	return appendBytes(b, field, e.part)
}

func appendVarint(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

func appendDouble(b []byte, field protowire.Number, v float64) []byte {
	b = protowire.AppendTag(b, field, protowire.Fixed64Type)
	return protowire.AppendFixed64(b, math.Float64bits(v))
}

func appendString(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func appendBytes(b []byte, field protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), message)
}
