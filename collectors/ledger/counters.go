package ledger

import (
	"math"
	"slices"

	"casework/collectors/duration"
)

// A Flow counts the transitions of the cases of one unit, supervision state
// and case type.
type Flow struct {
	Received, Started, Closed, Reopened uint64
	Met, Missed                         uint64             // first closings of cases with a deadline, in time and late
	Wait                                duration.Histogram // received → started, once a case
	Turnaround                          duration.Histogram // received → first closing, once a case
	Net                                 duration.Histogram // likewise, less the time in which the case was paused; once there are pauses
}

// A Supervised counts the supervision sessions of one unit and programme.
type Supervised struct {
	Planned, Held uint64 // sessions that came due, and that were held
	Seconds       uint64 // length of the sessions held
}

// A Counters is what has been counted for one unit. Once published it does
// not change.
type Counters struct {
	Flows    [numStates][]Flow // by supervision state, then slot of the case type
	Errors   [numStates][]uint64
	Sessions []Supervised
}

// The second index of Errors is the code of the kind, that of Sessions the
// code of the programme; both may be shorter than the names known.

func newCounters(slots int) *Counters {
	c := &Counters{}
	for g := range c.Flows {
		c.Flows[g] = make([]Flow, slots)
	}
	return c
}

// clone is a copy, which stays as it is.
func (c *Counters) clone() *Counters { return c.cloneSince(nil) }

// cloneSince is clone, except that a histogram that has not changed since an earlier clone
// is shared with it. There may be none.
func (c *Counters) cloneSince(earlier *Counters) *Counters {
	if earlier == nil {
		earlier = &Counters{}
	}
	d := &Counters{Sessions: slices.Clone(c.Sessions)}
	for g := range c.Flows {
		d.Flows[g] = slices.Clone(c.Flows[g])
		for i := range d.Flows[g] {
			f, was := &d.Flows[g][i], &Flow{}
			if i < len(earlier.Flows[g]) {
				was = &earlier.Flows[g][i]
			}
			f.Wait, f.Turnaround, f.Net = f.Wait.CloneSince(&was.Wait), f.Turnaround.CloneSince(&was.Turnaround), f.Net.CloneSince(&was.Net)
		}
		d.Errors[g] = slices.Clone(c.Errors[g])
	}
	return d
}

// withoutCases is a copy with what was counted of sessions alone.
func (c *Counters) withoutCases() *Counters {
	d := newCounters(len(c.Flows[0]))
	d.Sessions = slices.Clone(c.Sessions)
	return d
}

// anyCase reports whether a case or an error was counted.
func (c *Counters) anyCase() bool {
	for g := range c.Flows {
		for i := range c.Flows[g] {
			f := &c.Flows[g][i]
			if f.Received+f.Started+f.Closed+f.Reopened+f.Met+f.Missed+f.Wait.Sum+f.Turnaround.Sum > 0 {
				return true
			}
		}
		if slices.ContainsFunc(c.Errors[g], func(n uint64) bool { return n > 0 }) {
			return true
		}
	}
	return false
}

// errorKind is the counter of a kind.
func (c *Counters) errorKind(state int, kind uint16) *uint64 {
	c.Errors[state] = extend(c.Errors[state], int(kind))
	return &c.Errors[state][kind]
}

// programme is the counter of a programme's sessions.
func (c *Counters) programme(code uint16) *Supervised {
	c.Sessions = extend(c.Sessions, int(code))
	return &c.Sessions[code]
}

// extend returns s long enough to be indexed by i.
func extend[T any](s []T, i int) []T {
	if i < len(s) {
		return s
	}
	return append(s, make([]T, i+1-len(s))...)
}

// A Correction is a kind of change to what was already known of a row.
type Correction uint8

// The kinds of correction.
const (
	Moved     Correction = iota // to another unit
	Retimed                     // a time changed, or a start was withdrawn
	Deleted                     // the row left the database
	Restored                    // a deleted row came back
	Drifted                     // reconciliation found a change that polling had missed
	Withdrawn                   // the row's newest version is impossible
	numCorrections
)

// Corrections lists every Correction.
func Corrections() []Correction {
	return []Correction{Moved, Retimed, Deleted, Restored, Drifted, Withdrawn}
}

// String is the Correction as a label value.
func (c Correction) String() string {
	return [...]string{"moved", "retimed", "deleted", "restored", "drifted", "withdrawn"}[c]
}

// add adds what was counted elsewhere, of the same case types, kinds,
// programmes and buckets.
func (c *Counters) add(other *Counters) {
	for g := range c.Flows {
		for i := range c.Flows[g] {
			f, o := &c.Flows[g][i], &other.Flows[g][i]
			f.Received, f.Started, f.Closed, f.Reopened = f.Received+o.Received, f.Started+o.Started, f.Closed+o.Closed, f.Reopened+o.Reopened
			f.Met, f.Missed = f.Met+o.Met, f.Missed+o.Missed
			f.Wait.Add(&o.Wait)
			f.Turnaround.Add(&o.Turnaround)
			f.Net.Add(&o.Net)
		}
		for kind, n := range other.Errors[g] {
			c.Errors[g] = extend(c.Errors[g], kind)
			c.Errors[g][kind] += n
		}
	}
	for programme, s := range other.Sessions {
		sum := c.programme(uint16(programme))
		sum.Planned, sum.Held, sum.Seconds = sum.Planned+s.Planned, sum.Held+s.Held, sum.Seconds+s.Seconds
	}
}

// applyError makes e the newest version of its report.
func (l *Ledger) applyError(e *Error, now int64) {
	reason := e.validate(now)
	unit, ok := l.unit(e.Unit, l.firstSeen(Errors, now))
	if !ok && reason == accepted {
		reason = TooManyNames
	}
	rec := l.tables[Errors].at(e.ID)
	next := record{unit: unit, first: uint32(e.Reported)}
	if reason == accepted {
		next.kind = l.kind(orUnspecified(e.Kind), now)
	} else {
		next = record{flags: rejected, deadline: uint32(reason)}
	}
	if !l.tellsMost(Errors, e.ID, rec, &next, told{}, e.Duplicate) {
		return
	}
	if reason != accepted {
		l.reject(Errors, e.ID, rec, reason)
		setPending(l.pending.errors, e.ID, *e, reason == InFuture, &l.dirty)
		return
	}
	setPending(l.pending.errors, e.ID, *e, false, &l.dirty)

	was := *rec
	l.corrected(Errors, &was, unit, was.first != uint32(e.Reported))
	kind := next.kind
	rec.unit, rec.kind, rec.first, rec.deadline = unit, kind, uint32(e.Reported), 0
	rec.flags = rec.flags&^(rejected|gone) | known | firstCounted
	l.markMoved(&was, rec)
	if was.flags&firstCounted == 0 && l.baselineRead[Errors] {
		*l.countShown(rec).errorKind(l.supervision.active(unit, e.Reported), kind)++
	}
	if *rec != was {
		l.changed(Errors, e.ID, &was)
	}
}

// applySession makes s the newest version of its session. A session counts
// as planned once the time it was planned for has come.
func (l *Ledger) applySession(whole *Session, now int64) {
	s := whole.happened(now)
	reason := s.validate()
	unit, ok := l.unit(s.Unit, l.firstSeen(Sessions, now))
	programme := l.programme(orUnspecified(s.Programme), now)
	if !ok && reason == accepted {
		reason = TooManyNames
	}
	rec := l.tables[Sessions].at(s.ID)
	next := record{
		unit: unit, kind: programme, first: uint32(s.Planned), started: uint32(s.Held), closed: uint32(s.Minutes * 60),
		count: uint8(min(max(s.Participants, 0), math.MaxUint8)),
	}
	if reason != accepted {
		next = record{flags: rejected, deadline: uint32(reason)}
	}
	if !l.tellsMost(Sessions, s.ID, rec, &next, told{}, s.Duplicate) {
		return
	}
	if reason != accepted {
		l.reject(Sessions, s.ID, rec, reason)
		setPending(l.pending.sessions, s.ID, *whole, false, &l.dirty)
		return
	}
	setPending(l.pending.sessions, s.ID, *whole, s.Planned > now || s != *whole, &l.dirty)

	was := *rec
	l.corrected(Sessions, &was, unit,
		was.first != uint32(s.Planned) || was.started != 0 && was.started != uint32(s.Held))
	rec.unit, rec.kind, rec.deadline = unit, programme, 0
	rec.first, rec.started, rec.closed, rec.count = next.first, next.started, next.closed, next.count
	rec.flags = rec.flags&^(rejected|gone) | known
	if s.Planned <= now && rec.flags&firstCounted == 0 {
		rec.flags |= firstCounted
		if l.baselineRead[Sessions] {
			l.count(unit).programme(programme).Planned++
		}
	}
	if s.Held != 0 && rec.flags&startedCounted == 0 {
		rec.flags |= startedCounted
		if l.baselineRead[Sessions] {
			p := l.count(unit).programme(programme)
			p.Held++
			p.Seconds += uint64(s.Minutes * 60)
		}
	}
	if *rec != was {
		l.changed(Sessions, s.ID, &was)
	}
}

// orUnspecified is the label value of a name that may be missing.
func orUnspecified(name string) string {
	if name == "" {
		return "unspecified"
	}
	return name
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
