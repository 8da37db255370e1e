package duration

import (
	"math"
	"sync/atomic"
)

// A Spare collects the memory of clones of histograms that nobody reads any more, and
// gives it to new clones: see CloneSince. Clones are made at instants, one after the
// other, in Unix seconds. A nil Spare keeps no memory. Its methods are for one
// goroutine, except Over, which any may call.
type Spare struct {
	last, at int64 // instants of the clones before, and of those under way
	free     [][]uint64
	retired  []retired    // oldest first
	over     atomic.Int64 // up to this instant, nobody reads copies any more
}

// A retired list belonged to a clone that was shown up to an instant.
type retired struct {
	until int64
	list  []uint64
}

// nobody is the instant of Over before its first call.
const nobody = math.MinInt64

// NewSpare returns a Spare without memory.
func NewSpare() *Spare {
	s := &Spare{last: nobody, at: nobody}
	s.over.Store(nobody)
	return s
}

// Begin begins the clones of an instant, which must not be before the last one.
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

// Over says that nobody reads any more the clones that were shown at an instant or
// before. A caller that says so once must go on to say so after each further instant.
func (s *Spare) Over(at int64) { s.over.Store(at) }

// retire keeps the memory of a clone that a new one replaces.
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
	const round = 32 // so that few lengths occur, and memory fits the next clone
	room := []uint64(nil)
	if n := len(s.free); n > 0 {
		room, s.free[n-1], s.free = s.free[n-1], nil, s.free[:n-1]
	}
	if cap(room) < len(list) {
		room = make([]uint64, 0, (len(list)+round-1)/round*round)
	}
	return append(room[:0], list...)
}
