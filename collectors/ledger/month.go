package ledger

import (
	"cmp"
	"slices"

	"casework/collectors/pause"
)

// A Month is what happened in a unit in one month.
//
// Queued and Open follow the cases received in the month, each for the same time,
// FollowUp. Queued sums the times until cases were started or closed, whichever came
// first, and Open the times until they were closed; no time counts for more than
// FollowUp. Queued / (Received − Vague) and Open / Received are restricted mean times.
// They include cases that still wait, and clearing old cases does not change them. They
// are complete once the month is followed, see Followed. Paused is for how long the
// cases were paused within the times of Open: Open − Paused is the time that they were
// open and not paused.
//
// Handled follows the cases started in the month in the same way, from their start to
// their closing. Counted by the month of the closing, it would make a unit that clears
// its backlog look slow.
//
// All other fields count what happened in the month, whenever its case was received.
// Times are those of the records at Panel.At: the last closing of a case, its present unit.
type Month struct {
	Received          int64 // cases received
	Vague             int64 // of those, cases whose wait is unknown, which Queued leaves out
	Queued, Open      int64 // of those, restricted sums of times; seconds
	Started           int64 // cases started, but for those whose wait is unknown
	WaitTotal         int64 // sum of their waits, seconds
	Closed            int64 // cases closed
	TurnaroundTotal   int64 // sum of their turnarounds, seconds
	WithDeadline, Met int64 // of those closed, with a deadline, and in time
	Errors            int64 // errors reported, all kinds
	Paused            int64 // what of Open cases were paused for; seconds
	PausedTotal       int64 // what of TurnaroundTotal cases were paused for; seconds
	Begun, Handled    int64 // cases started whose handling is known, and the restricted sum of its times; seconds
	Ended, EndedTotal int64 // cases closed whose handling is known, and the sum of its times; seconds

	// Sums of the squares of the times that are summed in Queued, Open, Open − Paused and
	// Handled, in minutes² (rounded down). They say how far a mean of few cases may be off
	// by chance.
	QueuedSquares, OpenSquares, NetSquares, HandledSquares int64
	// Types are the cases received or begun in the month, by type, in ascending order.
	// Empty where no case of any month has one, or none was.
	Types []TypeMonth
	// TypesPaused is what pauses take away from each of Types. It is empty if no case
	// received in the month was paused, as in most sources.
	TypesPaused []TypePaused
}

// A TypeMonth is the part of a Month that follows the cases of one type: its fields
// are those of the Month.
type TypeMonth struct {
	// Type is the place of the type in the order of the names of those that the
	// Panel distinguishes, 0 for other cases. Whether a View distinguishes the type
	// has no part in it.
	Type                                       uint16
	Received, Vague, Begun                     int32
	Queued, Open, Handled                      int64 // seconds
	QueuedSquares, OpenSquares, HandledSquares int64 // minutes²
}

// A TypePaused is what pauses take of a TypeMonth.
type TypePaused struct {
	Paused  int64 // of Open, as Month.Paused; seconds
	Squares int64 // of OpenSquares: what remains are the NetSquares of the type; minutes²
}

// follow adds how long a case received in the month waited and was open, as
// known at an instant, and returns it, to be added to the case's type.
func (m *Month) follow(r *record, pauses pause.List, followUp, at int64) (one TypeMonth, paused TypePaused) {
	one.Received = 1
	one.Open = restricted(r, r.closedAt(), followUp, at)
	one.OpenSquares = squareOf(one.Open)
	paused.Paused = int64(pauses.Within(r.first, uint32(min(int64(r.first)+one.Open, at))))
	paused.Squares = one.OpenSquares - squareOf(one.Open-paused.Paused)
	if r.waitKnown() {
		one.Queued = restricted(r, r.leftQueueAt(), followUp, at)
		one.QueuedSquares = squareOf(one.Queued)
	} else {
		one.Vague = 1
	}
	m.Vague += int64(one.Vague)
	m.Queued += one.Queued
	m.Open += one.Open
	m.QueuedSquares += one.QueuedSquares
	m.OpenSquares += one.OpenSquares
	m.Paused += paused.Paused
	m.NetSquares += one.OpenSquares - paused.Squares
	return one, paused
}

// handle adds how long a case started in the month was handled, as follow does; known
// is false where its start is no time to go by.
func (m *Month) handle(r *record, followUp, at int64) (one TypeMonth, known bool) {
	if !r.begun() {
		return one, false
	}
	started, closed := r.startedAt(), r.closedAt()
	one.Begun, one.Handled = 1, followUp
	if closed != 0 && int64(closed) <= at {
		one.Handled = min(int64(closed-started), followUp)
	}
	one.HandledSquares = squareOf(one.Handled)
	m.Begun++
	m.Handled += one.Handled
	m.HandledSquares += one.HandledSquares
	return one, true
}

// unfollow forgets what follow and handle added.
func (m *Month) unfollow() {
	m.Vague, m.Queued, m.Open, m.QueuedSquares, m.OpenSquares, m.Types = 0, 0, 0, 0, 0, nil
	m.Paused, m.NetSquares, m.Begun, m.Handled, m.HandledSquares, m.TypesPaused = 0, 0, 0, 0, 0, nil
}

// Add adds what happened in another unit in the same month of a Panel.
func (m *Month) Add(o *Month) {
	m.AddCounts(o)
	m.Vague += o.Vague
	m.Queued += o.Queued
	m.Open += o.Open
	m.QueuedSquares += o.QueuedSquares
	m.Paused += o.Paused
	m.Begun += o.Begun
	m.Handled += o.Handled
	m.OpenSquares += o.OpenSquares
	m.NetSquares += o.NetSquares
	m.HandledSquares += o.HandledSquares
	m.Types, m.TypesPaused = slices.Clone(m.Types), slices.Clone(m.TypesPaused)
	for i := range o.Types {
		m.addType(&o.Types[i], o.TypePaused(i))
	}
}

// AddCounts is Add for what counts a case when something happened, and does not follow it.
func (m *Month) AddCounts(o *Month) {
	m.Received += o.Received
	m.Started += o.Started
	m.WaitTotal += o.WaitTotal
	m.Closed += o.Closed
	m.TurnaroundTotal += o.TurnaroundTotal
	m.WithDeadline += o.WithDeadline
	m.Met += o.Met
	m.Errors += o.Errors
	m.PausedTotal += o.PausedTotal
	m.Ended += o.Ended
	m.EndedTotal += o.EndedTotal
}

func (m *Month) start(r *record) {
	if r.waitKnown() {
		m.Started++
		m.WaitTotal += int64(r.startedAt() - r.first)
	}
}

// close adds a case that was closed, given its deadline.
func (m *Month) close(r *record, pauses pause.List, due uint32) {
	m.Closed++
	m.TurnaroundTotal += int64(r.closedAt() - r.first)
	m.PausedTotal += int64(pauses.Within(r.first, r.closedAt()))
	if seconds, known := r.handling(); known {
		m.Ended++
		m.EndedTotal += int64(seconds)
	}
	m.WithDeadline += int64(one(due != 0))
	m.Met += int64(one(due != 0 && r.closed <= due))
}

// TypePaused is what pauses take of Types[i].
func (m *Month) TypePaused(i int) (paused TypePaused) {
	if len(m.TypesPaused) > 0 {
		paused = m.TypesPaused[i]
	}
	return paused
}

// addType adds cases of one type.
func (m *Month) addType(o *TypeMonth, paused TypePaused) {
	at, found := slices.BinarySearchFunc(m.Types, o.Type, func(t TypeMonth, place uint16) int { return cmp.Compare(t.Type, place) })
	if !found {
		m.Types = slices.Insert(m.Types, at, TypeMonth{Type: o.Type})
		if len(m.TypesPaused) > 0 {
			m.TypesPaused = slices.Insert(m.TypesPaused, at, TypePaused{})
		}
	}
	m.addAt(at, o, paused)
}

// addAt adds cases of the type of Types[i].
func (m *Month) addAt(i int, o *TypeMonth, paused TypePaused) {
	m.Types[i].add(o)
	if paused == (TypePaused{}) {
		return
	}
	if len(m.TypesPaused) == 0 {
		m.TypesPaused = make([]TypePaused, len(m.Types))
	}
	m.TypesPaused[i].Paused += paused.Paused
	m.TypesPaused[i].Squares += paused.Squares
}

func (t *TypeMonth) add(o *TypeMonth) {
	t.Received += o.Received
	t.Vague += o.Vague
	t.Queued += o.Queued
	t.Open += o.Open
	t.QueuedSquares += o.QueuedSquares
	t.OpenSquares += o.OpenSquares
	t.Begun += o.Begun
	t.Handled += o.Handled
	t.HandledSquares += o.HandledSquares
}
