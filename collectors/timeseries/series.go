package timeseries

import (
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"

	"casework/collectors/metric"
)

// A Series stands for the labels of a time series, prepared for writing. It is a number:
// the number of its label set among all that this process has made. So snapshots can list
// millions of series without one pointer for a garbage collector to follow. A Series is made once
// and shared by all snapshots and all metrics with those labels. Its label set is never
// freed, so whoever makes series must make each once and keep it. The zero value is
// none, and has no labels.
type Series uint32

// labelSet is what a Series stands for.
type labelSet struct {
	labels []metric.Label
	absent uint32 // bit i is set if the value of labels[i] is empty
	text   string // name="value",… escaped, without braces; the same in both text formats
}

// blockSeries is how many label sets are in one piece of memory.
const blockSeries = 1 << 10

// made are the label sets of all Series, in blocks. A label set that was made does not
// change. It is the project's one package variable that is written, as a Series must mean
// the same everywhere in the process.
var made struct {
	mu     sync.Mutex
	n      int
	blocks atomic.Pointer[[]*[blockSeries]labelSet]
}

// newSeries numbers a label set.
func newSeries(l labelSet) Series {
	made.mu.Lock()
	defer made.mu.Unlock()
	var blocks []*[blockSeries]labelSet
	if all := made.blocks.Load(); all != nil {
		blocks = *all
	}
	if made.n == len(blocks)*blockSeries {
		blocks = append(blocks, new([blockSeries]labelSet)) // readers of the old list do not see the new end
		made.blocks.Store(&blocks)
	}
	blocks[made.n/blockSeries][made.n%blockSeries] = l
	made.n++
	return Series(made.n)
}

// labelSet is what the series stands for: nothing, if it is none.
func (s Series) labelSet() *labelSet {
	if s == 0 {
		return &labelSet{}
	}
	return &(*made.blocks.Load())[(s-1)/blockSeries][(s-1)%blockSeries]
}

// maxLabels is how many labels a Series may have.
const maxLabels = 32

// NewSeries returns the series with these labels and their values, in the same
// order. A label with an empty value is left out, which to Prometheus is the same.
// Bytes of a value that are not UTF-8 are replaced by U+FFFD, because Prometheus
// would reject the whole scrape for them. The caller must not change labels any more.
// It fails if there are more or fewer values than labels, or more than 32 labels.
func NewSeries(labels []metric.Label, values []string) (Series, error) {
	text, absent, err := appendLabels(nil, labels, values)
	if err != nil {
		return 0, err
	}
	return newSeries(labelSet{labels: labels, absent: absent, text: string(text)}), nil
}

// A Maker makes series whose texts are in few pieces of memory: see Strings. The zero
// value is ready. It is not safe for concurrent use.
type Maker struct {
	texts Strings
	text  []byte
	found map[string]Series // by text: see Find
}

// Make is NewSeries.
func (m *Maker) Make(labels []metric.Label, values []string) (Series, error) {
	text, absent, err := appendLabels(m.text[:0], labels, values)
	if err != nil {
		return 0, err
	}
	m.text = text
	return newSeries(labelSet{labels: labels, absent: absent, text: m.texts.Keep(text)}), nil
}

// Find returns the series with the given values of the labels, as NewSeries does, and
// whether it is new. It makes each once, whichever metrics have it.
func (m *Maker) Find(labels []metric.Label, values []string) (s Series, isNew bool, err error) {
	text, absent, err := appendLabels(m.text[:0], labels, values)
	if err != nil {
		return 0, false, err
	}
	m.text = text
	if s, ok := m.found[string(text)]; ok {
		return s, false, nil
	}
	if m.found == nil {
		m.found = map[string]Series{}
	}
	kept := m.texts.Keep(text)
	s = newSeries(labelSet{labels: labels, absent: absent, text: kept})
	m.found[kept] = s
	return s, true, nil
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
func (s Series) Text() string { return s.labelSet().text }

// String is the series as a selector, such as {unit="north"}.
func (s Series) String() string { return "{" + s.Text() + "}" }

// Labels yields the labels in order, without those that are empty.
func (s Series) Labels() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		of := s.labelSet()
		left := of.text
		for i, name := range of.labels {
			if of.absent&(1<<i) != 0 {
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
