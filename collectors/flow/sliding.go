package flow

// A Case is what a Sliding knows of a case.
type Case struct {
	Received, Left int64 // Unix seconds; Left is of no account for a case that waits
	End            End
	Cells          []int // that it counts in; valid until the next case is asked for
}

// A Sliding is a Cohort whose window moves forward. It goes over cases that are in
// the order of their receipt, and shows what a Cohort would as of any instant, in
// time in proportion to what happened since the last one and to the cases that wait.
type Sliding struct {
	window, at int64
	within     []int64
	of         func(i int) Case
	cells      []slidingCell

	received, departed int      // cases received so far, and of those the ones that have left the window
	entered, left      []int    // by time within which cases are started: those that were followed so long, and of those the ones before the window
	waiting            []uint32 // cases of the window, some of which may have left the queue
}

type slidingCell struct {
	started, closed Ranked
	waiting         []uint32 // ages, ascending; as of the last Gather
	shares          []Share
}

// NewSliding returns a Sliding that begins at an instant, before which no case has
// been received yet. Of is a case by its place in the order of receipt. The window,
// and the times within which cases are to be started, are as those of a Cohort.
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

// Leave notes that a case has left the queue, by its place. It comes after the case
// was received, and before Advance goes to that instant.
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

// Advance goes forward to an instant at which so many cases have been received, the
// last of them at the instant or before.
func (s *Sliding) Advance(to int64, received int) {
	for ; s.received < received; s.received++ {
		if c := s.of(s.received); c.Received > to-s.window {
			s.waiting = append(s.waiting, uint32(s.received))
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
	move, sign := (*Ranked).Add, 1
	if !enters {
		move, sign = (*Ranked).Remove, -1
	}
	of.started.Each(func(v uint32) { move(&into.started, v) })
	of.closed.Each(func(v uint32) { move(&into.closed, v) })
	for i := range of.shares {
		into.shares[i].Followed += sign * of.shares[i].Followed
		into.shares[i].Started += sign * of.shares[i].Started
	}
}

// Gather prepares for Intake, after Advance and Pool.
func (s *Sliding) Gather() {
	for i := range s.cells {
		s.cells[i].waiting = s.cells[i].waiting[:0]
	}
	kept := s.waiting[:0]
	for _, i := range s.waiting {
		if c := s.of(int(i)); s.inWindow(&c) && (c.End == Waits || c.Left > s.at) {
			kept = append(kept, i)
		}
	}
	s.waiting = kept
	for at := range kept { // the youngest first
		c := s.of(int(kept[len(kept)-1-at]))
		for _, cell := range c.Cells {
			s.cells[cell].waiting = append(s.cells[cell].waiting, uint32(s.at-c.Received))
		}
	}
}

// Intake is that of a cell; of one that is hidden, an empty one.
func (s *Sliding) Intake(cell int, shown bool) Intake {
	in := Intake{Within: make([]Share, len(s.within))}
	if !shown {
		return in
	}
	c := &s.cells[cell]
	copy(in.Within, c.shares)
	in.N = c.started.Len() + c.closed.Len() + len(c.waiting)
	median, reached := Median(c.started.cursor(), c.closed.cursor(), c.waiting)
	in.Median, in.Reached = float64(median), reached
	return in
}
