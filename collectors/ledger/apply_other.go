package ledger

import "math"

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
	if !l.tellsMost(Errors, e.ID, rec, &next, e.Duplicate) {
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
		l.dirty.row(Errors, e.ID)
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
	if !l.tellsMost(Sessions, s.ID, rec, &next, s.Duplicate) {
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
		l.dirty.row(Sessions, s.ID)
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
