package timeseries

import (
	"strings"

	"casework/collectors/metric"
)

// blockBytes and blockSeries are how much is made at once: a garbage collector goes by
// pieces of memory, and hundreds of thousands of small ones keep it busy.
const (
	blockBytes  = 8 << 10
	blockSeries = 64
)

// Strings keeps many short strings in few pieces of memory, each of which stays for as
// long as one of its strings is used. The zero value is ready. It is not safe for
// concurrent use.
type Strings struct{ block strings.Builder }

// Keep returns a string of these bytes.
func (s *Strings) Keep(b []byte) string {
	if s.block.Cap()-s.block.Len() < len(b) {
		s.block = strings.Builder{} // what was made of the last one stays
		s.block.Grow(max(blockBytes, len(b)))
	}
	from := s.block.Len()
	s.block.Write(b)
	return s.block.String()[from:]
}

// A Maker makes series in few pieces of memory: see Strings. The zero value is ready.
type Maker struct {
	texts Strings
	block []Series
	text  []byte
}

// Make is NewSeries.
func (m *Maker) Make(labels []metric.Label, values []string) (*Series, error) {
	text, absent, err := appendLabels(m.text[:0], labels, values)
	if err != nil {
		return nil, err
	}
	m.text = text
	if len(m.block) == cap(m.block) {
		m.block = make([]Series, 0, blockSeries)
	}
	m.block = append(m.block, Series{labels: labels, absent: absent, text: m.texts.Keep(text)})
	return &m.block[len(m.block)-1], nil
}
