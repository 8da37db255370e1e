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
func (l *Ledger) applySession(s *Session, now int64) {
	reason := s.validate(now)
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
		setPending(l.pending.sessions, s.ID, *s, reason == InFuture, &l.dirty)
		return
	}
	setPending(l.pending.sessions, s.ID, *s, s.Planned > now, &l.dirty)

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

// setPending keeps a row until its time comes, or forgets it.
func setPending[R comparable](rows map[ID]R, id ID, row R, keep bool, d *dirty) {
	old, ok := rows[id]
	switch {
	case keep && old != row:
		rows[id] = row
	case !keep && ok:
		delete(rows, id)
	default:
		return
	}
	d.pending = true
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

// A Due is a row whose time has come since it was read.
type Due struct {
	ID      ID
	First   int64 // when it was received, reported or planned, Unix seconds
	Changed int64 // its version, as in Case

	apply func(l *Ledger, now int64)
}

// Due lists the rows of a table whose time has come by now.
func (l *Ledger) Due(t Table, now int64) (all []Due) {
	add := func(id ID, first, changed int64, apply func(*Ledger, int64)) {
		all = append(all, Due{id, first, changed, apply})
	}
	switch t {
	case Cases:
		for _, c := range l.pending.cases {
			if max(c.Received, c.Started, c.Closed) <= now+FutureTolerance {
				add(c.ID, c.Received, c.Changed, func(l *Ledger, now int64) { l.applyCase(&c, now) })
			}
		}
	case Errors:
		for _, e := range l.pending.errors {
			if e.Reported <= now+FutureTolerance {
				add(e.ID, e.Reported, e.Changed, func(l *Ledger, now int64) { l.applyError(&e, now) })
			}
		}
	case Sessions:
		for _, s := range l.pending.sessions {
			if s.Planned <= now && s.Held <= now+FutureTolerance {
				add(s.ID, s.Planned, s.Changed, func(l *Ledger, now int64) { l.applySession(&s, now) })
			}
		}
	}
	return all
}
