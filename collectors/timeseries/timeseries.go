// Package timeseries holds the values of metrics on their way from those who
// compute them to those who write them: snapshots, families, samples, series
// and histograms. It knows nothing of HTTP and of formats, so that what
// computes metrics need not either.
package timeseries

import (
	"fmt"
	"iter"
	"strings"
	"sync/atomic"

	"casework/collectors/metric"
)

// A Snapshot is everything that one poll has to say. Neither it nor anything
// it points to may be changed once it is published: scrapes may still be
// rendered from it.
type Snapshot struct {
	Families []Family // each metric once; written in this order

	Uses []*Use // of what the samples were made in; ended by End
}

// End says that nothing will be read of the snapshot any more. Whoever publishes
// snapshots may leave it out: memory is then left to the garbage collector. It must not be
// called twice.
func (s *Snapshot) End() {
	for _, u := range s.Uses {
		u.End()
	}
}

// A Use counts who may yet read the samples of one making, so that others can be
// written in their memory when nobody does. Its methods may be called from any
// goroutine.
type Use struct{ readers atomic.Int32 }

// NewUse returns a Use with one reader.
func NewUse() *Use {
	u := &Use{}
	u.readers.Store(1)
	return u
}

// Begin adds a reader. There must be one already.
func (u *Use) Begin() { u.readers.Add(1) }

// End takes a reader away.
func (u *Use) End() { u.readers.Add(-1) }

// Over reports whether there are no readers, and never will be.
func (u *Use) Over() bool { return u.readers.Load() <= 0 }

// A Family is one metric with its series. A family without samples is left
// out of the exposition.
type Family struct {
	Def     *metric.Def
	Samples Samples // each series once; written in this order
}

// A Series holds the labels of a time series, prepared for writing. It is
// made once and shared by all snapshots and by all metrics with those labels. There
// are many of them: of pointers, which a garbage collector follows, it has but two.
type Series struct {
	labels []metric.Label
	absent uint32 // bit i is set if the value of labels[i] is empty
	text   string // name="value",… escaped, without braces; the same in both text formats
}

// maxLabels is how many labels a Series may have.
const maxLabels = 32

// NewSeries returns the series with the given values of the labels, in the
// same order. An empty value leaves its label out, which to Prometheus is the
// same. Bytes of a value that are not UTF-8 are replaced by U+FFFD, because
// Prometheus would reject the whole scrape for them. The labels must not be changed
// any more. It fails if they differ in length from the values, or are more than 32.
func NewSeries(labels []metric.Label, values []string) (*Series, error) {
	text, absent, err := appendLabels(nil, labels, values)
	if err != nil {
		return nil, err
	}
	return &Series{labels: labels, absent: absent, text: string(text)}, nil
}

// appendLabels appends the text of a series to b, and tells which labels are absent.
func appendLabels(b []byte, labels []metric.Label, values []string) (text []byte, absent uint32, err error) {
	if len(labels) != len(values) {
		return nil, 0, fmt.Errorf("%d values for the %d labels %q", len(values), len(labels), labels)
	}
	if len(labels) > maxLabels {
		return nil, 0, fmt.Errorf("%d labels, of which there may be %d: %q", len(labels), maxLabels, labels)
	}
	start := len(b)
	for i, value := range values {
		if value == "" {
			absent |= 1 << i
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, labels[i]...)
		b = append(b, '=', '"')
		b = AppendEscaped(b, strings.ToValidUTF8(value, "\uFFFD"), true)
		b = append(b, '"')
	}
	return b, absent, nil
}

// Text is the labels as both text formats write them, name="value",… escaped
// and without braces; empty without labels.
func (s *Series) Text() string { return s.text }

// String is the series as a selector, such as {unit="north"}.
func (s *Series) String() string { return "{" + s.text + "}" }

// Labels yields the labels in order, without those that are empty.
func (s *Series) Labels() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		left := s.text
		for i, name := range s.labels {
			if s.absent&(1<<i) != 0 {
				continue
			}
			value, end := unescaped(left[len(name)+len(`="`):])
			left = strings.TrimPrefix(end, ",")
			if !yield(string(name), value) {
				return
			}
		}
	}
}

// unescaped is the text before the next quote, as AppendEscaped got it, and what
// follows that quote.
func unescaped(s string) (value, rest string) {
	end := strings.IndexAny(s, `"\`)
	if s[end] == '"' {
		return s[:end], s[end+1:]
	}
	b := []byte(s[:end])
	for ; s[end] != '"'; end++ {
		c := s[end]
		if c == '\\' {
			end++
			if c = s[end]; c == 'n' {
				c = '\n'
			}
		}
		b = append(b, c)
	}
	return string(b), s[end+1:]
}

// AppendEscaped appends s with backslashes, line feeds and, if quotes is
// set, double quotes escaped.
func AppendEscaped(b []byte, s string, quotes bool) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\\':
			b = append(b, `\\`...)
		case c == '\n':
			b = append(b, `\n`...)
		case c == '"' && quotes:
			b = append(b, `\"`...)
		default:
			b = append(b, c)
		}
	}
	return b
}
