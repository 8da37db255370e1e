package ledger

import (
	"maps"
	"math"
	"slices"

	"casework/collectors/codec"
	"casework/collectors/name"
)

// A row may tell of the future: a computer with a fast clock wrote it, or somebody
// typed the day on which a case will be closed. That has not happened yet. The rest of
// the row counts, and the whole row is kept until the time has come. A row that was
// received in the future does not count at all until then.

// pending holds rows that say something of the future.
type pending struct {
	cases    map[ID]Case
	errors   map[ID]Error
	sessions map[ID]Session // also those that are planned
	pauses   map[ID]Pause
}

// happened is a case as far as it has happened by now.
func (c *Case) happened(now int64) Case {
	is := *c
	if is.Started > now+FutureTolerance {
		is.Started = 0
	}
	if is.Closed > now+FutureTolerance {
		is.Closed = 0
	}
	return is
}

// happened is a session as far as it has happened by now.
func (s *Session) happened(now int64) Session {
	is := *s
	if is.Held > now+FutureTolerance {
		is.Held = 0
	}
	return is
}

// happened is a pause as far as it has happened by now.
func (p *Pause) happened(now int64) Pause {
	is := *p
	if is.Resumed > now+FutureTolerance {
		is.Resumed = 0
	}
	return is
}

// goesBeyond reports whether a version of a case has a start, a closing or
// a reopening that none before it had, and takes none back.
func (c *Case) goesBeyond(r *record, now int64) bool {
	is := c.happened(now)
	reopened := uint8(min(max(c.Reopened, 0), math.MaxUint8))
	switch {
	case c.validate(now) != accepted:
		return false
	case reopened != r.count:
		return reopened > r.count
	case r.closed != 0 && is.Closed == 0, r.started != 0 && is.Started == 0:
		return false
	}
	return r.closed == 0 && is.Closed != 0 || r.flags&startedCounted == 0 && is.Started != 0
}

// goesBeyond reports whether a version of a session is the first to tell that
// it was held.
func (s *Session) goesBeyond(r *record, now int64) bool {
	return s.validate() == accepted && r.flags&startedCounted == 0 && s.happened(now).Held != 0
}

// comingOf is when a row that counts will be started (or held) and when it will be closed.
// Each is 0 if it has happened, or is not known to come.
func (l *Ledger) comingOf(t Table, id ID, r *record) (times [2]int64) {
	if !r.live() {
		return times
	}
	switch t {
	case Cases:
		c := l.pending.cases[id]
		times = [2]int64{c.Started, c.Closed}
		if r.closed != 0 {
			times[1] = 0
		}
	case Sessions:
		times[0] = l.pending.sessions[id].Held
	}
	if r.started != 0 {
		times[0] = 0
	}
	return times
}

// notYetDue lists the rejected rows whose time has not come, with the time they
// were received, or will have been.
func (l *Ledger) notYetDue(t Table) map[ID]int64 {
	rows := map[ID]int64{}
	add := func(id ID, first int64) {
		if r := l.tables[t].find(id); r == nil || !r.live() {
			rows[id] = first
		}
	}
	switch t {
	case Cases:
		for id, c := range l.pending.cases {
			add(id, c.Received)
		}
	case Errors:
		for id, e := range l.pending.errors {
			add(id, e.Reported)
		}
	case Sessions:
		for id, s := range l.pending.sessions {
			add(id, s.Planned)
		}
	case Pauses:
		for id, p := range l.pending.pauses {
			if _, live := l.pauses.store.Get(uint64(p.Case), uint64(id)); !live {
				rows[id] = p.Paused
			}
		}
	}
	return rows
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

// A Due is a row that tells of a time which has come, and does not count so far.
type Due struct {
	ID      ID
	First   int64 // when it was received, reported or planned, Unix seconds
	Changed int64 // its version, as in Case

	apply func(l *Ledger, now int64)
}

// Due lists the rows of a table whose time has come by now, or part of it.
func (l *Ledger) Due(t Table, now int64) (all []Due) {
	add := func(id ID, first, changed int64, apply func(*Ledger, int64)) {
		all = append(all, Due{id, first, changed, apply})
	}
	come := func(at int64, known uint32) bool { return at != 0 && known == 0 && at <= now+FutureTolerance }
	switch t {
	case Cases:
		for _, c := range l.pending.cases {
			r := l.tables[t].find(c.ID)
			waits := r == nil || !r.live()
			if waits && come(c.Received, 0) || !waits && (come(c.Started, r.started) || come(c.Closed, r.closed)) {
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
			r := l.tables[t].find(s.ID)
			if r == nil || !r.live() || s.Planned <= now && r.flags&firstCounted == 0 || come(s.Held, r.started) {
				add(s.ID, s.Planned, s.Changed, func(l *Ledger, now int64) { l.applySession(&s, now) })
			}
		}
	case Pauses:
		for _, p := range l.pending.pauses {
			is, live := l.pauses.store.Get(uint64(p.Case), uint64(p.ID))
			if come(p.Paused, 0) && !live || live && come(p.Resumed, is.Until) {
				add(p.ID, p.Paused, p.Changed, func(l *Ledger, now int64) { l.applyPauses([]Pause{p}, 0, now, true) })
			}
		}
	}
	return all
}

// ChangedAhead is by how many microseconds the latest changed_at lies ahead of the
// database's clock, among the rows that may be read again; 0 if none does. It reports
// false if the database's clock is not known.
func (l *Ledger) ChangedAhead() (most int64, ok bool) {
	for t := range l.recent {
		c := &l.recent[t].clocks
		ok = ok || c.now != 0
		for _, s := range c.ahead {
			most = max(most, s.changed-c.now)
		}
	}
	return most, ok
}

// encodeAhead encodes the rows whose time has not come.
func (l *Ledger) encodeAhead(e *codec.Encoder) {
	e.Byte(aheadSection)
	e.Uint(uint64(len(l.pending.cases)))
	for _, id := range slices.Sorted(maps.Keys(l.pending.cases)) {
		c := l.pending.cases[id]
		e.Fixed64(uint64(id))
		e.Strings([]string{c.Unit, c.Type})
		for _, v := range [...]int64{c.Received, c.Started, c.Closed, c.Deadline, c.Reopened, c.Changed, c.PausedSeconds, c.PausedSince, c.Complete} {
			e.Int(v)
		}
	}
	e.Uint(uint64(len(l.pending.errors)))
	for _, id := range slices.Sorted(maps.Keys(l.pending.errors)) {
		r := l.pending.errors[id]
		e.Fixed64(uint64(id))
		e.Strings([]string{r.Unit, r.Kind})
		e.Int(r.Reported)
		e.Int(r.Changed)
	}
	e.Uint(uint64(len(l.pending.sessions)))
	for _, id := range slices.Sorted(maps.Keys(l.pending.sessions)) {
		s := l.pending.sessions[id]
		e.Fixed64(uint64(id))
		e.Strings([]string{s.Unit, s.Programme})
		for _, v := range [...]int64{s.Planned, s.Held, s.Minutes, s.Participants, s.Changed} {
			e.Int(v)
		}
	}
	e.Uint(uint64(len(l.pending.pauses)))
	for _, id := range slices.Sorted(maps.Keys(l.pending.pauses)) {
		p := l.pending.pauses[id]
		e.Fixed64(uint64(id))
		e.Fixed64(uint64(p.Case))
		for _, v := range [...]int64{p.Paused, p.Resumed, p.Changed} {
			e.Int(v)
		}
	}
}

// notYetDue reads the rows whose time has not come.
func (r *restorer) notYetDue() {
	d, p := &r.d, &r.l.pending
	clear(p.cases)
	clear(p.errors)
	clear(p.sessions)
	clear(p.pauses)
	for range d.Count(d.Len()) {
		id, s := ID(d.Fixed64()), r.two()
		p.cases[id] = Case{
			ID: id, Unit: name.Normal(s[0]), Type: name.Normal(s[1]), Received: d.Int(), Started: d.Int(), Closed: d.Int(),
			Deadline: d.Int(), Reopened: d.Int(), Changed: d.Int(),
		}
		if r.told {
			c := p.cases[id]
			c.PausedSeconds, c.PausedSince, c.Complete = d.Int(), d.Int(), d.Int()
			p.cases[id] = c
		}
	}
	for range d.Count(d.Len()) {
		id, s := ID(d.Fixed64()), r.two()
		p.errors[id] = Error{ID: id, Unit: name.Normal(s[0]), Kind: name.Normal(s[1]), Reported: d.Int(), Changed: d.Int()}
	}
	for range d.Count(d.Len()) {
		id, s := ID(d.Fixed64()), r.two()
		p.sessions[id] = Session{
			ID: id, Unit: name.Normal(s[0]), Programme: name.Normal(s[1]), Planned: d.Int(), Held: d.Int(),
			Minutes: d.Int(), Participants: d.Int(), Changed: d.Int(),
		}
	}
	if !r.paused {
		return
	}
	for range d.Count(d.Len()) {
		id := ID(d.Fixed64())
		p.pauses[id] = Pause{ID: id, Case: ID(d.Fixed64()), Paused: d.Int(), Resumed: d.Int(), Changed: d.Int()}
	}
}

// two reads a list of two strings.
func (r *restorer) two() [2]string {
	s := r.d.Strings()
	if len(s) != 2 {
		r.d.Fail(ErrMalformed)
		return [2]string{}
	}
	return [2]string(s)
}
