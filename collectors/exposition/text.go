package exposition

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A textEncoder writes the text format, version 0.0.4, or OpenMetrics text.
// Both are byte for byte what expfmt writes for the same families.
type textEncoder struct {
	openMetrics bool

	// The last bounds seen and their closing labels le="…"} ; the
	// histograms of a family share their bounds.
	bounds []float64
	le     []string
}

// encode appends a family to the buffer of w.
func (e *textEncoder) encode(w *bufferedWriter, f *timeseries.Family) {
	name := f.Def.Name
	w.buf = e.appendHeader(w.buf, f.Def)
	for s := range f.Samples.All() {
		if f.Def.Type == metric.Histogram {
			w.buf = e.appendHistogram(w.buf, name, &s)
		} else {
			w.buf = appendSeries(w.buf, name, "", s.Series)
			w.buf = e.appendFloat(w.buf, s.Value)
			w.buf = append(w.buf, '\n')
		}
		w.spill()
	}
}

// appendHeader appends the lines HELP and TYPE.
func (e *textEncoder) appendHeader(b []byte, d *metric.Def) []byte {
	name, typ := d.Name, string(d.Type)
	if e.openMetrics && d.Type == metric.Counter {
		// OpenMetrics names the family of a counter without its suffix, and
		// has no counters without one.
		var ok bool
		if name, ok = strings.CutSuffix(name, "_total"); !ok {
			typ = "unknown"
		}
	}
	b = append(b, "# HELP "...)
	b = append(b, name...)
	b = append(b, ' ')
	b = timeseries.AppendEscaped(b, d.Help, e.openMetrics)
	b = append(b, "\n# TYPE "...)
	b = append(b, name...)
	b = append(b, ' ')
	b = append(b, typ...)
	return append(b, '\n')
}

func (e *textEncoder) appendHistogram(b []byte, name string, s *timeseries.Sample) []byte {
	h := s.Histogram
	e.setBounds(h.Bounds)
	var cumulative uint64
	for i, n := range h.Counts {
		cumulative += n
		b = append(b, name...)
		b = append(b, "_bucket{"...)
		if text := s.Series.Text(); text != "" {
			b = append(b, text...)
			b = append(b, ',')
		}
		b = append(b, e.le[i]...)
		b = e.appendCount(b, cumulative)
		b = append(b, '\n')
	}
	b = appendSeries(b, name, "_sum", s.Series)
	b = e.appendFloat(b, h.Sum)
	b = append(b, '\n')
	b = appendSeries(b, name, "_count", s.Series)
	b = e.appendCount(b, cumulative)
	return append(b, '\n')
}

// setBounds formats the bounds, unless they are the last ones.
func (e *textEncoder) setBounds(bounds []float64) {
	if e.le != nil && len(bounds) == len(e.bounds) &&
		(len(bounds) == 0 || &bounds[0] == &e.bounds[0]) {
		return
	}
	e.bounds, e.le = bounds, make([]string, len(bounds)+1)
	for i, bound := range bounds {
		e.le[i] = `le="` + string(e.appendFloat(nil, bound)) + `"} `
	}
	e.le[len(bounds)] = `le="+Inf"} `
}

// appendSeries appends name, labels and the space before the value.
func appendSeries(b []byte, name, suffix string, s timeseries.Series) []byte {
	b = append(b, name...)
	b = append(b, suffix...)
	if text := s.Text(); text != "" {
		b = append(b, '{')
		b = append(b, text...)
		b = append(b, '}')
	}
	return append(b, ' ')
}

// appendCount appends a number of observations, which OpenMetrics writes as
// an integer and the older format as a float.
func (e *textEncoder) appendCount(b []byte, n uint64) []byte {
	if e.openMetrics {
		return strconv.AppendUint(b, n, 10)
	}
	return e.appendFloat(b, float64(n))
}

// appendFloat appends a value. OpenMetrics marks a float that looks like an
// integer with ".0".
func (e *textEncoder) appendFloat(b []byte, v float64) []byte {
	start := len(b)
	switch {
	case v >= 0 && v < 1e6 && v == math.Trunc(v):
		// Most values are small integers; from 1e6 on, 'g' has an exponent.
		b = strconv.AppendUint(b, uint64(v), 10)
	case math.IsNaN(v):
		return append(b, "NaN"...)
	case math.IsInf(v, 1):
		return append(b, "+Inf"...)
	case math.IsInf(v, -1):
		return append(b, "-Inf"...)
	default:
		b = strconv.AppendFloat(b, v, 'g', -1, 64)
	}
	if e.openMetrics && !bytes.ContainsAny(b[start:], "e.") {
		b = append(b, ".0"...)
	}
	return b
}
