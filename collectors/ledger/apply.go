package ledger

import (
	"math"
	"slices"
)

// Apply takes over a page of a table's rows as they stand in the source at
// the instant now, in Unix seconds, and moves the cursor to the page's end.
// Applying a row again changes nothing.
func (l *Ledger) Apply(t Table, page *Page, now int64) {
	l.recent[t].read(page.Now, page.Here)
	if page.Twice != nil {
		l.Settle(t, 0, math.MaxInt64, page.Twice)
	}
	l.applyRows(page, now)
	l.Delete(t, page.Gone)
	u := &l.unkeyed[t]
	u.now += page.Unkeyed
	u.most = max(u.most, u.now)
	if page.Next != 0 {
		l.cursors[t] = page.Next
	}
}

func (l *Ledger) applyRows(page *Page, now int64) {
	if len(page.Cases) > 0 && !l.baselineRead[Cases] {
		l.tables[Cases].load()
	}
	for i := range page.Cases {
		if i%touchAhead == 0 && l.tables[Cases].loading == nil {
			l.touching = l.touching[:0]
			for _, next := range page.Cases[i:min(i+touchAhead, len(page.Cases))] {
				l.touching = append(l.touching, next.ID)
			}
			l.tables[Cases].touch(l.touching)
		}
		c := &page.Cases[i]
		if l.takes(Cases, c.ID, c.Changed, page.Now, func(r *record) bool { return c.goesBeyond(r, now) }) || c.Duplicate {
			l.applyCase(c, now)
		}
	}
	for i := range page.Errors {
		e := &page.Errors[i]
		if l.takes(Errors, e.ID, e.Changed, page.Now, nil) || e.Duplicate {
			l.applyError(e, now)
		}
	}
	for i := range page.Sessions {
		s := &page.Sessions[i]
		if l.takes(Sessions, s.ID, s.Changed, page.Now, func(r *record) bool { return s.goesBeyond(r, now) }) || s.Duplicate {
			l.applySession(s, now)
		}
	}
	if len(page.Pauses) > 0 {
		l.applyPauses(page.Pauses, page.Now, now, false)
	}
}

// takes reports whether a version of a row is to be applied, and then remembers it.
// A version older than the known one is not applied: a replica that lags returned it.
// But if it tells more than the known one (goesBeyond), it is really the newer of the
// two, written by a computer whose clock is slow, and is applied.
func (l *Ledger) takes(t Table, id ID, changed, seen int64, goesBeyond func(*record) bool) bool {
	v := &l.recent[t]
	if v.stale(id, changed) {
		rec := l.tables[t].find(id)
		if rec != nil && rec.flags&duplicated != 0 {
			return true // it is not the version that decides
		}
		if goesBeyond == nil || rec == nil || !rec.live() || !goesBeyond(rec) {
			return false
		}
	}
	v.note(id, changed)
	v.clocks.see(id, changed, seen)
	return true
}

// Advance begins a poll. It applies the rows whose time has come by now, except those of
// the tables in but.
func (l *Ledger) Advance(now int64, but ...Table) {
	for t := range l.recent {
		l.tables[t].loaded() // what is left of a first load that failed
		l.recent[t].promote()
		l.unkeyed[t].now = 0
	}
	l.pauses.firsts = nil
	for _, t := range Tables() {
		if !slices.Contains(but, t) {
			for _, due := range l.Due(t, now) {
				due.apply(l, now)
			}
		}
	}
}

// applyCase makes whole the newest version of its case and counts what is new
// in it, as far as that has happened.
func (l *Ledger) applyCase(whole *Case, now int64) {
	reason, c := whole.validate(now), whole.happened(now)
	unit, ok := l.unit(c.Unit, l.firstSeen(Cases, now))
	if !ok && reason == accepted {
		reason = TooManyNames
	}
	var next record
	var told told
	if reason == accepted {
		told = whole.told()
		next = record{
			unit: unit, kind: l.caseType(c.Type, now),
			first: uint32(c.Received), started: uint32(c.Started),
			closed: uint32(c.Closed),
			count:  uint8(min(max(c.Reopened, 0), math.MaxUint8)),
		}
		if fits(c.Deadline) {
			next.deadline = uint32(c.Deadline)
		}
	} else {
		next = record{flags: rejected, deadline: uint32(reason)}
	}
	var rec *record
	if c.Duplicate {
		l.tables[Cases].loaded()
	}
	if l.tables[Cases].loading == nil {
		rec = l.tables[Cases].at(c.ID)
		if !l.tellsMost(Cases, c.ID, rec, &next, told, c.Duplicate) {
			return
		}
	}
	if ahead := reason == InFuture || reason == accepted && c != *whole; ahead || len(l.pending.cases) > 0 {
		setPending(l.pending.cases, c.ID, *whole, ahead, &l.dirty)
	}
	if loading := l.tables[Cases].loading; loading != nil {
		l.dirty.off = true
		l.afresh()
		loading.add(c.ID, &next, told.words())
		if reason == accepted && (told.since != 0 || l.tables[Cases].since != nil) {
			l.tables[Cases].keepSince(c.ID, told)
		}
		return
	}
	if reason != accepted {
		l.reject(Cases, c.ID, rec, reason)
		return
	}
	was := *rec
	l.corrected(Cases, &was, unit,
		was.first != next.first ||
			was.started != 0 && was.started != next.started ||
			was.closed != 0 && next.closed != 0 && was.closed != next.closed)
	l.tell(c.ID, rec, told)
	rec.revise(&next)
	l.markMoved(&was, rec)
	l.countCase(&c, &was, rec, now, func() (facts, netBy) { return l.factsOf(c.ID, rec, now), l.netBy() })
	if *rec != was {
		l.changed(Cases, c.ID, &was)
	}
}

// countCase counts the transitions that lie between two versions of a case: was, and
// rec, which c became. A baseline only marks them as counted. known is called only if
// the case was closed: it returns the facts of the case, and how pauses are known.
func (l *Ledger) countCase(c *Case, was, rec *record, now int64, known func() (facts, netBy)) {
	if !l.baselineRead[Cases] {
		rec.counted()
		return
	}
	// flow is called at most once a transition, so that a unit with nothing
	// new is not written again.
	flow := func(at int64) *Flow {
		return &l.countShown(rec).Flows[l.supervision.active(rec.unit, at)][l.slot(rec)]
	}
	if rec.flags&firstCounted == 0 {
		rec.flags |= firstCounted
		flow(c.Received).Received++
	}
	if c.Started != 0 && rec.flags&startedCounted == 0 {
		rec.flags |= startedCounted
		f := flow(max(c.Started, c.Received))
		f.Started++
		if wait := c.Started - c.Received; wait >= -ClockTolerance {
			f.Wait.Observe(max(wait, 0), l.opts.WaitBounds)
		}
	}
	// The contract does not say when a case was reopened. The change of its
	// row is the latest it can have been, and mostly the moment itself.
	changed := now
	if c.Changed != 0 {
		changed = min(now, c.Changed/1e6)
	}
	closed := changed
	if c.Closed != 0 {
		closed = max(c.Closed, c.Received)
	}
	if n := rec.count - was.count; n > 0 {
		flow(changed).Reopened += uint64(n)
	}
	// Every closing is followed by a reopening but the last, which stands.
	if n := int(rec.count) + one(c.Closed != 0) - int(was.count) - one(was.closed != 0); n > 0 {
		flow(closed).Closed += uint64(n)
	}
	if c.Closed == 0 || rec.flags&closedCounted != 0 {
		return
	}
	rec.flags |= closedCounted
	f := flow(closed)
	f.Turnaround.Observe(closed-c.Received, l.opts.TurnaroundBounds)
	beside, by := known()
	if by != byNothing {
		f.Net.Observe(closed-c.Received-int64(beside.pausedUntil(rec, uint32(closed))), l.opts.TurnaroundBounds)
	}
	judged := record{kind: rec.kind, first: uint32(c.Received), closed: uint32(c.Closed)}
	if fits(c.Deadline) {
		judged.deadline = uint32(c.Deadline)
	}
	switch due := l.dueAt(&judged, beside); {
	case due == 0:
	case c.Closed <= int64(due):
		f.Met++
	default:
		f.Missed++
	}
}

// reject marks a record whose newest version is impossible.
func (l *Ledger) reject(t Table, id ID, rec *record, reason Reason) {
	was := *rec
	if was.flags&known != 0 && was.live() && l.baselineRead[t] && l.visible(&was) {
		l.corrections[t][Withdrawn]++
	}
	if t == Cases {
		l.tell(id, rec, told{})
	}
	rec.reject(reason)
	if *rec != was {
		l.changed(t, id, &was)
	}
}

// corrected counts a Correction if a new version contradicts what was known of a row.
func (l *Ledger) corrected(t Table, was *record, unit uint16, retimed bool) {
	if was.flags&known == 0 || !l.baselineRead[t] || !l.visible(was) || l.hides(unit) {
		return
	}
	if was.flags&gone != 0 {
		l.corrections[t][Restored]++
	}
	if was.unit != unit {
		l.corrections[t][Moved]++
	}
	if retimed {
		l.corrections[t][Retimed]++
	}
}

// Delete takes rows out of state and windows that are no longer in the
// source. What they counted stays counted.
func (l *Ledger) Delete(t Table, ids []ID) {
	if t == Pauses {
		l.deletePauses(ids)
		return
	}
	for _, id := range ids {
		rec := l.tables[t].find(id)
		if rec == nil || rec.flags&gone != 0 {
			continue
		}
		was := *rec
		if t == Cases {
			l.tell(id, rec, told{})
		}
		rec.flags |= gone
		l.changed(t, id, &was)
		if l.visible(rec) {
			l.corrections[t][Deleted]++
		}
		switch t {
		case Cases:
			setPending(l.pending.cases, id, Case{}, false, &l.dirty)
		case Errors:
			setPending(l.pending.errors, id, Error{}, false, &l.dirty)
		case Sessions:
			setPending(l.pending.sessions, id, Session{}, false, &l.dirty)
		}
	}
}
