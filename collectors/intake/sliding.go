package intake

import (
	"cmp"
	"math"
	"slices"
)

// A Case is what a Sliding knows of a case.
type Case struct {
	Received, Left int64 // Unix seconds; Left is of no account for a case that waits
	End            End
	Cells          []int // that it counts in; valid until the next case is asked for
}

// A Sliding moves a window forward over cases that are in the order of their receipt,
// and tells the Intake of several cells as of each instant. That takes time in
// proportion to what happened since the instant before, and to the cases that wait.
type Sliding struct {
	window, at int64
	within     []int64
	of         func(i int) Case
	cells      []slidingCell

	received, departed int   // cases received so far, and how many of them have left the window
	entered, left      []int // by time of within: cases that entered its Share so far, and how many of them have left it
	ages               []uint32
	cursors            [2]rankCursor
	shares             []Share // memory for those of many Intakes
}

type slidingCell struct {
	started, closed Multiset
	waiting         []wait // in the order of receipt; some may have left the queue, or the window
	shares          []Share
}

// A wait is when a case was received and when it leaves the queue, in Unix seconds.
type wait struct{ received, left uint32 }

// NewSliding returns a Sliding that begins at from, in Unix seconds, before which no
// case was received. window is the length of the window, and within are the times
// within which cases are to be started, in seconds. of returns a case by its place in
// the order of receipt; its Cells are below cells.
func NewSliding(from, window int64, within []int64, cells int, of func(i int) Case) *Sliding {
	s := &Sliding{
		window: window, at: from, within: within, of: of, cells: make([]slidingCell, cells),
		entered: make([]int, len(within)), left: make([]int, len(within)),
	}
	for i := range s.cells {
		s.cells[i].shares = make([]Share, len(within))
	}
	return s
}

// inWindow reports whether a case is in the window, or was when the Sliding last moved.
func (s *Sliding) inWindow(c *Case) bool { return c.Received > s.at-s.window }

// Leave notes that the case at a place in the order of receipt has left the queue. Call
// it once the case was received, and before Advance goes to the instant at which it left.
func (s *Sliding) Leave(i int) {
	if c := s.of(i); s.inWindow(&c) {
		s.count(&c, true)
	}
}

func (s *Sliding) count(c *Case, enters bool) {
	for _, cell := range c.Cells {
		to := &s.cells[cell].started
		if c.End == Closed {
			to = &s.cells[cell].closed
		}
		if enters {
			to.Add(uint32(c.Left - c.Received))
		} else {
			to.Remove(uint32(c.Left - c.Received))
		}
	}
}

// Advance goes forward to an instant, in Unix seconds. received is how many cases were
// received at that instant or before.
func (s *Sliding) Advance(to int64, received int) {
	for ; s.received < received; s.received++ {
		if c := s.of(s.received); c.Received > to-s.window && (c.End == Waits || c.Left > to) {
			s.wait(&c)
		}
	}
	for ; s.departed < s.received; s.departed++ {
		c := s.of(s.departed)
		if c.Received > to-s.window {
			break
		}
		if s.inWindow(&c) && c.End != Waits && c.Left <= to {
			s.count(&c, false)
		}
	}
	s.at = to
	for i, time := range s.within {
		s.follow(i, &s.entered[i], to-time, 1)
		s.follow(i, &s.left[i], to-time-s.window, -1)
	}
}

// wait lets a case wait.
func (s *Sliding) wait(c *Case) {
	w := wait{uint32(c.Received), math.MaxUint32}
	if c.End != Waits {
		w.left = uint32(c.Left)
	}
	for _, cell := range c.Cells {
		list := &s.cells[cell].waiting
		if len(*list) == cap(*list) {
			*list = s.stillWait(cell)
		}
		*list = append(*list, w)
	}
}

// stillWait are the cases of a cell that wait.
func (s *Sliding) stillWait(cell int) []wait {
	c := &s.cells[cell]
	kept, at, since := c.waiting[:0], uint32(s.at), uint32(max(s.at-s.window, 0))
	for _, w := range c.waiting {
		if w.left > at && w.received > since {
			kept = append(kept, w)
		}
	}
	c.waiting = kept
	return kept
}

// follow counts cases received up to an instant in the shares of a time, or takes
// them away.
func (s *Sliding) follow(time int, next *int, until int64, sign int) {
	for ; *next < s.received; *next++ {
		c := s.of(*next)
		if c.Received > until {
			return
		}
		started := 0
		if c.End == Started && c.Left-c.Received <= s.within[time] {
			started = sign
		}
		for _, cell := range c.Cells {
			share := &s.cells[cell].shares[time]
			share.Followed += sign
			share.Started += started
		}
	}
}

// Pool lets all that a cell counts enter another, or leave it.
func (s *Sliding) Pool(to, from int, enters bool) {
	into, of := &s.cells[to], &s.cells[from]
	move, sign := (*Multiset).Add, 1
	if !enters {
		move, sign = (*Multiset).Remove, -1
	}
	of.started.Each(func(v uint32) { move(&into.started, v) })
	of.closed.Each(func(v uint32) { move(&into.closed, v) })
	into.waiting = pooledWaits(s.stillWait(to), s.stillWait(from), enters)
	for i := range of.shares {
		into.shares[i].Followed += sign * of.shares[i].Followed
		into.shares[i].Started += sign * of.shares[i].Started
	}
}

// pooledWaits is the first list with, or without, the waits of the second. Both are in
// the order of receipt.
func pooledWaits(all, some []wait, enters bool) []wait {
	if enters {
		all = append(all, some...)
		slices.SortFunc(all, wait.compare)
		return all
	}
	left := map[wait]int{}
	for _, w := range some {
		left[w]++
	}
	return slices.DeleteFunc(all, func(w wait) bool {
		left[w]--
		return left[w] >= 0
	})
}

func (w wait) compare(o wait) int { return cmp.Compare(w.received, o.received) }

// Intake is what became of the cases of a cell; it is empty if the cell is not shown.
func (s *Sliding) Intake(cell int, shown bool) Intake {
	in := Intake{Within: s.room(len(s.within))}
	if !shown {
		return in
	}
	c := &s.cells[cell]
	copy(in.Within, c.shares)
	s.ages = s.ages[:0]
	for _, w := range slices.Backward(s.stillWait(cell)) { // the youngest first
		s.ages = append(s.ages, uint32(s.at)-w.received)
	}
	in.N = c.started.Len() + c.closed.Len() + len(s.ages)
	median, reached := Median(s.cursors[0].begin(&c.started), s.cursors[1].begin(&c.closed), s.ages)
	in.Median, in.Reached = float64(median), reached
	return in
}

// room is memory for n shares, which nobody else has.
func (s *Sliding) room(n int) []Share {
	const atOnce = 512
	if len(s.shares) < n {
		s.shares = make([]Share, max(n, atOnce))
	}
	room := s.shares[:n:n]
	s.shares = s.shares[n:]
	return room
}
