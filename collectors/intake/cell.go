package intake

import (
	"math"
	"slices"
)

// A Cell keeps the cases received in a window, which enter and leave it one by one, and
// tells their Intake at any time. That takes time in proportion to the cases that wait.
// The zero value is empty. A Cell is not safe for concurrent use.
type Cell struct {
	started, closed Multiset
	waiting         Multiset // when the cases that wait were received, Unix seconds
	shares          []Share
}

// Count lets a case that has left the queue enter the Cell, or leave it. end is how the
// case left the queue, took after how many seconds.
func (c *Cell) Count(end End, took uint32, enters bool) {
	to := &c.started
	if end == Closed {
		to = &c.closed
	}
	if enters {
		to.Add(took)
	} else {
		to.Remove(took)
	}
}

// CountWaiting lets a case that waits enter the Cell, or leave it. received is when the
// case was received, in Unix seconds.
func (c *Cell) CountWaiting(received uint32, enters bool) {
	if enters {
		c.waiting.Add(received)
	} else {
		c.waiting.Remove(received)
	}
}

// Follow counts a case in the Share of a time, or takes it away. time is the index of
// the time, and started says whether the case was started within it.
func (c *Cell) Follow(time int, started, enters bool) {
	for len(c.shares) <= time {
		c.shares = append(c.shares, Share{})
	}
	sign := 1
	if !enters {
		sign = -1
	}
	c.shares[time].Followed += sign
	if started {
		c.shares[time].Started += sign
	}
}

// Pool lets all cases of another Cell enter, or leave.
func (c *Cell) Pool(o *Cell, enters bool) {
	for _, both := range [][2]*Multiset{{&c.started, &o.started}, {&c.closed, &o.closed}, {&c.waiting, &o.waiting}} {
		move := (*Multiset).Add
		if !enters {
			move = (*Multiset).Remove
		}
		both[1].Each(func(v uint32) { move(both[0], v) })
	}
	for i, s := range o.shares {
		for len(c.shares) <= i {
			c.shares = append(c.shares, Share{})
		}
		if !enters {
			s.Followed, s.Started = -s.Followed, -s.Started
		}
		c.shares[i].add(&s)
	}
}

// Intake is what became of the cases as of an instant, in Unix seconds. times is how many
// Shares it has. until is the last instant for which the result stays the same if no case
// enters or leaves; 1<<62 if it stays for ever. scratch is memory for the call, which is
// returned for the next one.
func (c *Cell) Intake(at int64, times int, scratch []uint32) (in Intake, until int64, _ []uint32) {
	in = Intake{N: c.started.Len() + c.closed.Len() + c.waiting.Len(), Within: make([]Share, times)}
	copy(in.Within, c.shares)
	ages := scratch[:0]
	c.waiting.settle()
	for _, run := range slices.Backward(c.waiting.runs) { // the youngest first
		for _, received := range slices.Backward(run.all) {
			ages = append(ages, uint32(at-int64(received)))
		}
	}
	steady := uint32(math.MaxUint32)
	median, reached := medianOf(new(rankCursor).begin(&c.started), new(rankCursor).begin(&c.closed), ages, &steady)
	in.Median, in.Reached = float64(median), reached
	if until = 1 << 62; steady != math.MaxUint32 {
		until = at + int64(steady) - 1
	}
	return in, until, ages
}
