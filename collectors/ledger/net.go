package ledger

import (
	"iter"

	"casework/collectors/pause"
)

// pauses begins to account for pauses, and finds those of each case.
func (s *scan) pauses() pause.Cursor {
	p := &s.l.pauses
	s.anyPause = p.store.Len() > 0
	s.bad[Pauses][DuplicateID] = len(p.several)
	for _, r := range p.refused {
		s.bad[Pauses][r.reason]++
	}
	for id, row := range s.l.pending.pauses { // one that lasts, and says when it ends
		if is, ok := p.store.Get(uint64(row.Case), uint64(id)); ok && is.Until == 0 && row.Resumed > s.at+FutureTolerance {
			s.bad[Pauses][InFuture]++
		}
	}
	return p.store.Cursor()
}

// uncounted takes away the pauses of a case that does not count.
func (s *scan) uncounted(r *record, pauses pause.List) {
	reason := UnknownCase
	if r.live() { // its unit is not listed
		reason = UnknownUnit
	}
	s.rows[Pauses] -= pauses.Len()
	s.bad[Pauses][reason] += pauses.Len()
}

// astray accounts for the pauses that no case was met for.
func (s *scan) astray() {
	s.bad[Pauses][UnknownCase] += s.l.pauses.store.Len() - s.rows[Pauses] - s.bad[Pauses][UnknownCase] - s.bad[Pauses][UnknownUnit]
}

// net adds an event with what remains of its duration without pauses.
func net(list []event, e *event, r *record, pauses pause.List) []event {
	one := *e
	within := pauses.Within(r.first, r.first+one.duration)
	one.duration, one.paused = one.duration-within, within > 0
	return append(list, one)
}

// net accounts for the pauses of an open case.
func (s *scan) net(q *Queue, r *record, pauses pause.List) {
	if since, paused := pausedSince(pauses, r, s.at); paused {
		q.Paused++
		q.PausedAges[ageBand(s.l.opts.AgeBounds, s.at-int64(since))]++
		return
	}
	if received := netReceipt(pauses, r, s.at); r.started == 0 && (q.OldestNet == 0 || received < q.OldestNet) {
		q.OldestNet = received
	}
}

// pausedSince is since when an open case is paused, if it is, at an instant: the
// beginning of the first of the pauses without a gap between, or its receipt.
func pausedSince(pauses pause.List, r *record, at int64) (since uint32, paused bool) {
	if !pauses.At(uint32(at)) {
		return 0, false
	}
	for span := range pauses.Spans(r.first, never) {
		if int64(span.From) <= at && at < int64(span.Until) {
			return span.From, true
		}
	}
	return r.first, true // which lies a little ahead of the clock
}

// netReceipt is when a case was received, moved on by the time in which it was paused up
// to an instant.
func netReceipt(pauses pause.List, r *record, at int64) int64 {
	if len(pauses) == 0 {
		return int64(r.first)
	}
	return int64(r.first) + int64(pauses.Within(r.first, max(r.first, uint32(at))))
}

// Working are Deadlines of which some are counted in working days.
type Working interface {
	// Workdays is how many working days a case of a type took, given when it was
	// received and closed, and the spans within in which it was paused, as Pausable
	// has them: of a deadline of n working days, the case is in time exactly if it took
	// no more than n. It reports false of a case whose deadline is not counted in
	// working days, and is nil if that of none of the type is.
	Workdays(caseType string) func(received, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool)
}

type working func(received, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool)

// workedOfType is dueOfType of working days.
func (l *Ledger) workedOfType(name string) {
	var worked working
	if w, ok := l.deadlines.(Working); ok {
		worked = w.Workdays(name)
	}
	l.workedBy = append(l.workedBy, worked)
}

// workdays is how many working days a closed case took, given its pauses. It reports
// false where the case has a deadline of its own, or one that is not counted so.
func (l *Ledger) workdays(r *record, pauses pause.List) (n uint32, counted bool) {
	if l.workedBy == nil || l.workedBy[r.kind] == nil || r.deadline != 0 || r.closed == 0 {
		return 0, false
	}
	return l.workedBy[r.kind](r.first, r.closedAt(), pauses.Spans(r.first, r.closedAt()))
}

// work notes how many working days a case took that was closed by an event.
func (s *scan) work(closed *event, r *record, pauses pause.List) {
	if n, counted := s.l.workdays(r, pauses); counted {
		s.worked = append(s.worked, *closed)
		e := &s.worked[len(s.worked)-1]
		e.duration, e.paused = n, pauses.Within(r.first, r.closedAt()) > 0
	}
}

// workdays measures working days.
func (m *measuring) workdays() {
	for e := range m.events(m.s.worked) {
		m.add(e, func(x *Measures) { x.Workdays.N++ })
	}
	m.describe(m.s.worked,
		func(x *Measures) int { return x.Workdays.N }, func(x *Measures) *Dist { return &x.Workdays })
	m.paused(m.s.worked, func(x *Measures) *Dist { return &x.Workdays })
	m.paused(m.s.netStarted, func(x *Measures) *Dist { return &x.NetWait })
	m.paused(m.s.netClosed, func(x *Measures) *Dist { return &x.NetTurnaround })
}

// paused counts the cases of events that were paused, into the Dist that dist selects.
func (m *measuring) paused(list []event, dist func(*Measures) *Dist) {
	for e := range m.events(list) {
		if e.paused && !e.vague {
			m.add(e, func(x *Measures) { dist(x).Paused++ })
		}
	}
}

// keepWorkdays notes how many working days a case of a Replay took, given its record in
// the ledger: where that has the end of its identifier, for which a Replay has no use.
func (r *record) keepWorkdays(l *Ledger, of *record, pauses pause.List) {
	r.lo = 0
	if n, counted := l.workdays(of, pauses); counted {
		r.lo = uint16(n) + 1 // at most those until 2106
	}
}

// keptWorkdays is what keepWorkdays noted.
func (r *record) keptWorkdays() (n uint32, counted bool) { return uint32(r.lo) - 1, r.lo != 0 }
