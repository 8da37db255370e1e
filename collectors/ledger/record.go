package ledger

import (
	"math"

	"casework/collectors/intake"
)

// A record is what the ledger keeps of a row: 28 bytes, without pointers.
// Times are Unix seconds, 0 where absent. What a field means depends on the
// table; where two meanings share a field, cases come first.
type record struct {
	hi       uint32 // bits 16–47 of the ID; the shard holds the rest
	first    uint32 // received; reported; planned
	started  uint32 // started; – ; held
	closed   uint32 // closed; – ; length in seconds
	deadline uint32 // deadline; – ; – . While rejected: the Reason
	lo       uint16 // bits 0–15 of the ID
	unit     uint16 // code of the unit; 0 while none is known
	kind     uint16 // code of the case type; of the kind; of the programme
	count    uint8  // reopenings counted; – ; participants. Stops at 255
	flags    uint8
}

// Flags of a record. The counted flags outlive rejection and deletion, so a
// row that comes back is not counted again.
const (
	firstCounted   uint8 = 1 << iota // received, reported or planned was counted, or came with the baseline
	startedCounted                   // started or held was
	closedCounted                    // a closing was, so the turnaround is observed
	rejected                         // the newest version of the row is impossible
	gone                             // the row has left the database
	known                            // some version of the row was possible
	movedHidden                      // the row has moved from or to a unit that a Screen hid then
	duplicated                       // the row's identifier stands in another row as well
)

// live reports whether the record counts in state and windows.
func (r *record) live() bool { return r.flags&(rejected|gone) == 0 }

// startedAt is when a case was started, 0 while it was not. Nothing happens to a
// case before it is received, so a start before that counts at the receipt.
func (r *record) startedAt() uint32 {
	if r.started == 0 {
		return 0
	}
	return max(r.started, r.first)
}

// closedAt is when a case was closed, as startedAt.
func (r *record) closedAt() uint32 {
	if r.closed == 0 {
		return 0
	}
	return max(r.closed, r.first)
}

// waitKnown reports whether the start of a case, if it has one, says how long
// it waited: a start further before its receipt than clocks differ does not.
func (r *record) waitKnown() bool {
	return r.started == 0 || int64(r.started)+ClockTolerance >= int64(r.first)
}

// leftQueueAt is when a case left the queue: when it was started or closed, whichever
// came first; 0 while it waits.
func (r *record) leftQueueAt() uint32 {
	started, closed := r.startedAt(), r.closedAt()
	if started != 0 && (closed == 0 || started < closed) {
		return started
	}
	return closed
}

// leaves is how a case left the queue at leftQueueAt.
func (r *record) leaves() intake.End {
	switch r.leftQueueAt() {
	case 0:
		return intake.Waits
	case r.startedAt():
		return intake.Started
	}
	return intake.Closed
}

// handling is the time from the start of a case to its closing, and whether that is
// known: it is not of a case that was closed without a start, or before it, nor
// where the wait is unknown, as then the start is no time to go by.
func (r *record) handling() (seconds uint32, known bool) {
	started, closed := r.startedAt(), r.closedAt()
	if started == 0 || closed < started || !r.waitKnown() {
		return 0, false
	}
	return closed - started, true
}

// begun reports whether a case was started at a time that its handling can go by.
func (r *record) begun() bool {
	return r.started != 0 && r.waitKnown() && (r.closed == 0 || r.closedAt() >= r.startedAt())
}

// restricted is the time from when a case was received until end, or for as
// long as it is followed.
func restricted(r *record, end uint32, followUp, at int64) int64 {
	if end == 0 || int64(end) > at {
		return followUp
	}
	return min(int64(end-r.first), followUp)
}

// squareOf is the square of a time in seconds, in minutes².
func squareOf(seconds int64) int64 {
	const minute = 60
	return (seconds / minute) * (seconds / minute)
}

// key is the part of the ID that the record itself holds.
func (r *record) key() uint64 { return uint64(r.hi)<<16 | uint64(r.lo) }

func (r *record) setKey(id ID) {
	r.hi, r.lo = uint32(uint64(id)&keyMask>>16), uint16(id)
}

// revise makes next the newest version of a case.
func (r *record) revise(next *record) {
	reopened := r.closed != 0 && next.closed == 0 && r.count < math.MaxUint8
	seen := r.count
	if reopened {
		seen++
	}
	r.unit, r.kind = next.unit, next.kind
	r.first, r.started, r.closed, r.deadline = next.first, next.started, next.closed, next.deadline
	// A source's own count of reopenings may lag behind what we saw, so the
	// larger of the two holds; the next version does not count it again.
	r.count = max(seen, next.count)
	r.flags = r.flags&^(rejected|gone) | known
}

// counted marks all transitions of a case as counted.
func (r *record) counted() {
	r.flags |= firstCounted
	if r.started != 0 {
		r.flags |= startedCounted
	}
	if r.closed != 0 || r.count > 0 {
		r.flags |= closedCounted
	}
}

// reject marks a record whose newest version is impossible. What it held
// stays, so that a corrected version differs from a new transition.
func (r *record) reject(reason Reason) {
	r.flags = r.flags&^gone | rejected
	r.deadline = uint32(reason)
}

// never is the last instant that a record can keep.
const never = uint32(math.MaxUint32)

// keyMask selects the bits of an ID that a record holds.
const keyMask = 1<<48 - 1

// A Reason says why a row, or its wait, is not counted.
type Reason uint8

// The reasons for which a row is rejected. StartedBeforeReceived rejects no more
// than the wait, DuplicateID no more than the other rows, and InFuture no more than
// the start or the closing if the receipt is past.
const (
	accepted              Reason = iota
	NoUnit                       // the unit is NULL or empty
	NoTime                       // received_at, reported_at or planned_at is no time: NULL, or before 1970
	OutOfRange                   // a time lies after 2105, or a session lasts that long
	StartedBeforeReceived        // started_at is further before received_at than ClockTolerance: the case counts, its wait does not
	ClosedBeforeReceived         // closed_at is that far before received_at
	InFuture                     // a time lies more than FutureTolerance ahead: what it tells counts once it has come
	UnknownUnit                  // the unit is not in the units query
	TooManyNames                 // more than MaxUnits units
	NoID                         // the identifier is NULL: as many as one poll met at most, since such rows cannot be distinguished
	DuplicateID                  // the identifier stands in several rows: they count as one, the one that tells most
	NameTooLong                  // the unit is longer than MaxName
	NoCase                       // of a pause: case_id is NULL
	UnknownCase                  // of a pause: no case that counts has that identifier, as long as none has
	ResumedBeforePaused          // of a pause: resumed_at is before paused_at
	ImpossiblePause              // paused_seconds is negative or more than the case's age, or paused_since to come: the case counts, its pauses do not
	numReasons
)

// Reasons lists every Reason.
func Reasons() []Reason {
	all := make([]Reason, 0, numReasons-1)
	for r := accepted + 1; r < numReasons; r++ {
		all = append(all, r)
	}
	return all
}

// Of reports whether rows of a table can be rejected for the reason.
func (r Reason) Of(t Table) bool {
	switch r {
	case NoCase, UnknownCase, ResumedBeforePaused:
		return t == Pauses
	case ImpossiblePause:
		return t == Cases
	case NoUnit, StartedBeforeReceived, ClosedBeforeReceived, TooManyNames, NameTooLong:
		return t != Pauses
	}
	return true
}

// String is the Reason as a label value.
func (r Reason) String() string {
	return [...]string{
		"accepted", "no_unit", "no_time", "out_of_range", "started_before_received",
		"closed_before_received", "in_future", "unknown_unit", "too_many_names", "no_id", "duplicate_id", "name_too_long",
		"no_case", "unknown_case", "resumed_before_paused", "impossible_pause",
	}[r]
}

// FutureTolerance is how many seconds a time may lie ahead of the present
// before its row is taken for a mistake: clocks differ.
const FutureTolerance = 300

// ClockTolerance is how many seconds a case may have been started or closed
// before it was received, and count as if that had been at once: the times may
// be of different clocks, and those differ by as much as FutureTolerance allows.
const ClockTolerance = FutureTolerance

// fits reports whether t can be kept as a record's time.
func fits(t int64) bool { return t >= 0 && t <= math.MaxUint32 }

// validate says whether a case is possible at now.
func (c *Case) validate(now int64) Reason {
	switch {
	case c.Unit == "":
		return NoUnit
	case len(c.Unit) > MaxName:
		return NameTooLong
	case c.Received == 0:
		return NoTime
	case !fits(c.Received) || !fits(c.Started) || !fits(c.Closed):
		return OutOfRange
	case c.Closed != 0 && c.Closed < c.Received-ClockTolerance:
		return ClosedBeforeReceived
	case c.Received > now+FutureTolerance:
		return InFuture
	}
	return accepted
}

// validate says whether an error report is possible at now.
func (e *Error) validate(now int64) Reason {
	switch {
	case e.Unit == "":
		return NoUnit
	case len(e.Unit) > MaxName:
		return NameTooLong
	case e.Reported == 0:
		return NoTime
	case !fits(e.Reported):
		return OutOfRange
	case e.Reported > now+FutureTolerance:
		return InFuture
	}
	return accepted
}

// validate says whether a session is possible. It may be planned for the future.
func (s *Session) validate() Reason {
	switch {
	case s.Unit == "":
		return NoUnit
	case len(s.Unit) > MaxName:
		return NameTooLong
	case s.Planned == 0:
		return NoTime
	case !fits(s.Planned) || !fits(s.Held) || s.Minutes < 0 || s.Minutes > math.MaxUint32/60:
		return OutOfRange
	}
	return accepted
}

// validate says whether a pause is possible at now. Whether its case is known is
// no part of that: the two may be read in any order.
func (p *Pause) validate(now int64) Reason {
	switch {
	case p.Paused == 0:
		return NoTime
	case p.Case == 0:
		return NoCase
	case !fits(p.Paused) || !fits(p.Resumed):
		return OutOfRange
	case p.Resumed != 0 && p.Resumed < p.Paused:
		return ResumedBeforePaused
	case p.Paused > now+FutureTolerance:
		return InFuture
	}
	return accepted
}
