package timeseries

import (
	"iter"
	"math"
)

// Samples are series and their values, in parallel lists: index i of each list is about
// the same series. A thousand units have hundreds of thousands of series, and most stay
// the same from poll to poll. So many snapshots can share one list of series, and that it
// is shared shows at once that no series came or went. Values are plain numbers, which are
// quick to compare and to copy, and give a garbage collector no pointers to follow. The
// zero value is empty.
type Samples struct {
	Series     []Series
	Values     []float64    // see Sample.Value
	Histograms []*Histogram // see Sample.Histogram; nil in a family of counters or gauges
	Created    []float64    // see Sample.Created; nil while none is known
}

// A Sample is the value of one series.
type Sample struct {
	Series Series

	// Value is the value of a counter or gauge. It may be NaN or infinite.
	Value float64

	// Histogram is the value of a histogram: never nil in a family of that
	// type, and not read in any other.
	Histogram *Histogram

	// Created is when a counter or histogram began at 0, in Unix seconds to
	// the microsecond; 0 if unknown, and never before 1970. Only protobuf carries
	// it. The _created lines of OpenMetrics text are not written: unless Prometheus
	// is started with a feature flag, it stores each as one more series,
	// which would double the number of series of every counter.
	Created float64
}

// Len is the number of samples.
func (s *Samples) Len() int { return len(s.Series) }

// At is the sample at index i.
func (s *Samples) At(i int) Sample {
	return Sample{Series: s.Series[i], Value: s.Values[i], Histogram: beside(s.Histograms, i), Created: beside(s.Created, i)}
}

// All yields all of them, in order.
func (s *Samples) All() iter.Seq[Sample] {
	return func(yield func(Sample) bool) {
		for i := range s.Series {
			if !yield(s.At(i)) {
				return
			}
		}
	}
}

// Alike reports whether the sample at index i has the value and creation time of o, bit
// for bit. It does not compare the series.
func (s *Samples) Alike(i int, o Sample) bool {
	return math.Float64bits(s.Values[i]) == math.Float64bits(o.Value) &&
		beside(s.Histograms, i) == o.Histogram && beside(s.Created, i) == o.Created
}

// Append adds a sample at the end.
func (s *Samples) Append(one Sample) {
	n := len(s.Series)
	s.Series, s.Values = append(s.Series, one.Series), append(s.Values, one.Value)
	s.Histograms = appendBeside(s.Histograms, one.Histogram, n)
	s.Created = appendBeside(s.Created, one.Created, n)
}

// AppendAll adds all samples of o at the end. Both must be of the same type of metric.
func (s *Samples) AppendAll(o *Samples) {
	n := len(s.Series)
	s.Series, s.Values = append(s.Series, o.Series...), append(s.Values, o.Values...)
	s.Histograms = appendAllBeside(s.Histograms, o.Histograms, n, o.Len())
	s.Created = appendAllBeside(s.Created, o.Created, n, o.Len())
}

// Join is the samples of all parts behind each other, in memory of their own.
func Join(parts []Samples) Samples {
	n := 0
	for i := range parts {
		n += parts[i].Len()
	}
	all := Samples{Series: make([]Series, 0, n), Values: make([]float64, 0, n)}
	for i := range parts {
		all.AppendAll(&parts[i])
	}
	return all
}

// Set changes the sample at index i, except its series.
func (s *Samples) Set(i int, one Sample) {
	s.Values[i] = one.Value
	s.Histograms = setBeside(s.Histograms, one.Histogram, i, len(s.Series))
	s.Created = setBeside(s.Created, one.Created, i, len(s.Series))
}

// Slice is the samples [from, until). It shares their memory.
func (s *Samples) Slice(from, until int) Samples {
	part := Samples{Series: s.Series[from:until:until], Values: s.Values[from:until:until]}
	if s.Histograms != nil {
		part.Histograms = s.Histograms[from:until:until]
	}
	if s.Created != nil {
		part.Created = s.Created[from:until:until]
	}
	return part
}

// SameSeries reports whether both share one list of series. If not, the series may
// still be equal.
func (s *Samples) SameSeries(o *Samples) bool { return sameMemory(s.Series, o.Series) }

// Same reports whether both share all their lists. If not, they may still be equal.
func (s *Samples) Same(o *Samples) bool {
	return s.SameSeries(o) && sameMemory(s.Values, o.Values) &&
		sameMemory(s.Histograms, o.Histograms) && sameMemory(s.Created, o.Created)
}

func sameMemory[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// beside is the value at index i of a list that is nil while all its values are zero.
func beside[T any](list []T, i int) (v T) {
	if list != nil {
		v = list[i]
	}
	return v
}

// appendBeside appends a value to a list of n values, which is nil while all are zero.
func appendBeside[T comparable](list []T, v T, n int) []T {
	var zero T
	if list == nil && v == zero {
		return nil
	}
	if list == nil {
		list = make([]T, n, n+1)
	}
	return append(list, v)
}

// appendAllBeside appends a list of more values to one of n values. Either is nil while
// all its values are zero.
func appendAllBeside[T any](list, others []T, n, more int) []T {
	switch {
	case list == nil && others == nil:
		return nil
	case list == nil:
		list = make([]T, n, n+more)
	case others == nil:
		return append(list, make([]T, more)...)
	}
	return append(list, others...)
}

// setBeside sets a value in a list of n values, which is nil while all are zero.
func setBeside[T comparable](list []T, v T, i, n int) []T {
	var zero T
	if list == nil && v == zero {
		return nil
	}
	if list == nil {
		list = make([]T, n)
	}
	if list[i] != v { // else it may be shared
		list[i] = v
	}
	return list
}
