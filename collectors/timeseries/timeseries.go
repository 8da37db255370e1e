// Package timeseries holds the values of metrics on their way from the packages
// that compute them to the one that writes them. A Snapshot has Families, one for
// each metric; a Family has Samples, one for each Series. It knows neither HTTP nor
// formats, so that a package that computes metrics need not know them either.
package timeseries

import (
	"sync/atomic"

	"casework/collectors/metric"
)

// A Snapshot is everything that one poll has to say. Neither it nor anything
// it points to may be changed once it is published: scrapes may still be
// rendered from it.
type Snapshot struct {
	Families []Family // each metric once; written in this order

	Uses []*Use // one for each source of samples; End ends them
}

// End says that nobody reads the snapshot any more, so that its memory can be used
// again. It must not be called twice. It need not be called: memory is then left to the
// garbage collector.
func (s *Snapshot) End() {
	for _, u := range s.Uses {
		u.End()
	}
}

// A Use counts the readers of samples that were made together. When there are no readers,
// new samples may be written into their memory. Its methods may be called from any
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

// Over reports whether the last reader has gone. From then on there is none.
func (u *Use) Over() bool { return u.readers.Load() <= 0 }

// A Family is one metric with its series. A family without samples is left
// out of the exposition.
type Family struct {
	Def     *metric.Def
	Samples Samples // each series once; written in this order
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
