package ledger

import (
	"casework/collectors/duration"
	"casework/collectors/pause"
)

// uncounted takes away the pauses of a case that does not count.
func (s *fullScan) uncounted(r *record, pauses pause.List) {
	reason := UnknownCase
	if r.live() { // its unit is not listed
		reason = UnknownUnit
	}
	s.rows[Pauses] -= pauses.Len()
	s.bad[Pauses][reason] += pauses.Len()
}

// astray accounts for the pauses that no case was met for.
func (s *fullScan) astray() {
	s.bad[Pauses][UnknownCase] += s.l.pauses.store.Len() - s.rows[Pauses] - s.bad[Pauses][UnknownCase] - s.bad[Pauses][UnknownUnit]
}

// net adds an event with what remains of its duration without pauses.
func net(list []event, e *event, r *record, f *facts) []event {
	one := *e
	within := f.pausedUntil(r, r.first+one.duration)
	one.duration, one.paused = one.duration-within, within > 0
	return append(list, one)
}

// net accounts for the pauses of an open case.
func (s *fullScan) net(q *Queue, r *record, f *facts) {
	if since, paused := pausedSince(f, r, s.at); paused {
		q.Paused++
		q.PausedAges[ageBand(s.l.opts.AgeBounds, s.at-int64(since))]++
		return
	}
	if received := netReceipt(f, r, s.at); r.started == 0 && (q.OldestNet == 0 || received < q.OldestNet) {
		q.OldestNet = received
	}
}

// work notes how many working days a case took that was closed by an event.
func (s *fullScan) work(closed *event, r *record, f *facts) {
	if n, counted := s.l.workdays(r, f); counted {
		s.worked = append(s.worked, *closed)
		e := &s.worked[len(s.worked)-1]
		e.duration, e.paused = n, f.pausedUntil(r, r.closedAt()) > 0
	}
}

// workdays measures working days.
func (m *measuring) workdays() {
	for e := range m.events(m.s.worked) {
		m.add(e, func(x *Measures) { x.Workdays.N++ })
	}
	m.describe(m.s.worked,
		func(x *Measures) int { return x.Workdays.N }, func(x *Measures) *duration.Dist { return &x.Workdays })
	m.paused(m.s.worked, func(x *Measures) *duration.Dist { return &x.Workdays })
	m.paused(m.s.netStarted, func(x *Measures) *duration.Dist { return &x.NetWait })
	m.paused(m.s.netClosed, func(x *Measures) *duration.Dist { return &x.NetTurnaround })
}

// paused counts the cases of events that were paused, into the Dist that dist selects.
func (m *measuring) paused(list []event, dist func(*Measures) *duration.Dist) {
	for e := range m.events(list) {
		if e.paused && !e.vague {
			m.add(e, func(x *Measures) { dist(x).Paused++ })
		}
	}
}
