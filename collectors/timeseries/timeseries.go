// Package timeseries holds the values of metrics on their way from those who
// compute them to those who write them: snapshots, families, samples, series
// and histograms. It knows nothing of HTTP and of formats, so that what
// computes metrics need not either.
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
