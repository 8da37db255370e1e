package duration

import (
	"math"
	"sync/atomic"
)

// A Spare is memory of copies of histograms that nobody reads any more, for others to
// be made in: see CloneSince. Copies are made at instants, one after the other. A nil
// Spare has no memory, and keeps none. Its methods but Over are for one goroutine.
type Spare struct {
	last, at int64 // instants of the copies under way, and of those before
	free     [][]uint64
	retired  []retired    // oldest first
	over     atomic.Int64 // up to this instant, nobody reads copies any more
}

// A retired list is of a copy that stood for its histogram up to an instant.
type retired struct {
	until int64
	list  []uint64
}

// nobody has said yet that copies are not read.
const nobody = math.MinInt64

// NewSpare returns a Spare without memory.
func NewSpare() *Spare {
	s := &Spare{last: nobody, at: nobody}
	s.over.Store(nobody)
	return s
}

// Begin begins the copies of an instant, which is not before the last one.
func (s *Spare) Begin(at int64) {
	if s == nil {
		return
	}
	s.last, s.at = s.at, at
	over, n := s.over.Load(), 0
	for ; n < len(s.retired) && s.retired[n].until <= over; n++ {
		s.free = append(s.free, s.retired[n].list)
	}
	kept := copy(s.retired, s.retired[n:])
	clear(s.retired[kept:])
	s.retired = s.retired[:kept]
}

// Over says that nobody reads any more what copies stood for at an instant and before.
// Who says so once must do so at each further instant, soon after it.
func (s *Spare) Over(at int64) { s.over.Store(at) }

// retire keeps the memory of a copy in whose place another one comes.
func (s *Spare) retire(list []uint64) {
	if s != nil && len(list) > 0 && s.over.Load() != nobody {
		s.retired = append(s.retired, retired{s.last, list})
	}
}

// clone is a copy of a list.
func (s *Spare) clone(list []uint64) []uint64 {
	if s == nil || len(list) == 0 {
		return append([]uint64(nil), list...)
	}
	const round = 32 // so that memory is of few lengths
	room := []uint64(nil)
	if n := len(s.free); n > 0 {
		room, s.free[n-1], s.free = s.free[n-1], nil, s.free[:n-1]
	}
	if cap(room) < len(list) {
		room = make([]uint64, 0, (len(list)+round-1)/round*round)
	}
	return append(room[:0], list...)
}
