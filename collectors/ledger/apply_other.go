package ledger

import "math"

// applyError makes e the newest version of its report.
func (l *Ledger) applyError(e *Error, now int64) {
	reason := e.validate(now)
	unit, ok := l.unit(e.Unit, l.firstSeen(Errors, now))
	if !ok {
		reason = TooManyNames
	}
	rec := l.tables[Errors].at(e.ID)
	if reason != accepted {
		l.reject(Errors, e.ID, rec, reason)
		setPending(l.pending.errors, e.ID, *e, reason == InFuture, &l.dirty)
		return
	}
	setPending(l.pending.errors, e.ID, *e, false, &l.dirty)

	was := *rec
	l.corrected(Errors, &was, unit, was.first != uint32(e.Reported))
	kind := l.kind(orUnspecified(e.Kind), now)
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
func (l *Ledger) applySession(s *Session, now int64) {
	reason := s.validate(now)
	unit, ok := l.unit(s.Unit, l.firstSeen(Sessions, now))
	programme, okName := l.programmes.code(orUnspecified(s.Programme), l.firstSeen(Sessions, now))
	if !ok || !okName {
		reason = TooManyNames
	}
	rec := l.tables[Sessions].at(s.ID)
	if reason != accepted {
		l.reject(Sessions, s.ID, rec, reason)
		setPending(l.pending.sessions, s.ID, *s, reason == InFuture, &l.dirty)
		return
	}
	setPending(l.pending.sessions, s.ID, *s, s.Planned > now, &l.dirty)

	was := *rec
	l.corrected(Sessions, &was, unit,
		was.first != uint32(s.Planned) || was.started != 0 && was.started != uint32(s.Held))
	rec.unit, rec.kind, rec.deadline = unit, programme, 0
	rec.first, rec.started, rec.closed = uint32(s.Planned), uint32(s.Held), uint32(s.Minutes*60)
	rec.count = uint8(min(max(s.Participants, 0), math.MaxUint8))
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
