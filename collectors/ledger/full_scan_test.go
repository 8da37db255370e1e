package ledger

import (
	"slices"

	"casework/collectors/intake/intaketest"
)

// A fullScan makes a View of all rows at once, event by event and sorting by sorting. It
// knows nothing of what a keeper keeps, so that the two are held against each other.
type fullScan struct {
	*scan
	received, started, closed, reported []event
	netStarted, netClosed               []event // of those that started and closed, with net durations; none without pauses
	handled                             []event // of those closed, with the time since the start; where that is known
	worked                              []event // of those closed, with working days as durations: see Working
	intake                              intaketest.Cohort
}

// fromScratch is the View of a ledger at an instant without counters and Versions, made
// from all rows.
func fromScratch(l *Ledger, at int64) *View {
	s := &fullScan{scan: newScan(l, at)}
	for code := range s.queue {
		s.queue[code] = make([]Queue, s.slots)
	}
	s.intake.Reset(at, l.opts.Intake.Seconds, l.opts.StartedWithin, numStates*len(s.shown)*s.slots)
	s.cases()
	s.reports()
	s.sessions()
	s.coming()
	return s.view()
}

// An event lies within the longest window.
type event struct {
	when         uint32
	duration     uint32 // since the case was received
	unit         uint16
	slot         uint16
	state        uint8 // supervision at when
	withDeadline bool  // the case has a deadline …
	met          bool  // … and was closed in time
	vague        bool  // the duration is unknown
	paused       bool  // of a net duration: the case was paused meanwhile
}

// event notes that something happened at an instant to a record, of a slot.
func (s *fullScan) event(list []event, r *record, slot uint16, when uint32) []event {
	return append(list, event{
		when: when, duration: when - r.first, unit: r.unit, slot: slot,
		state: uint8(s.l.supervision.active(r.unit, int64(when))),
	})
}

func (s *fullScan) cases() {
	s.pauses()
	for n, shard := range s.l.tables[Cases].all() {
		for i := range shard {
			r := &shard[i]
			of := s.l.factsOf(s.l.tables[Cases].id(n, r), r, s.at)
			f := &of
			s.rows[Pauses] += f.pauses.Len()
			if !s.counts(Cases, r) {
				s.uncounted(r, f.pauses)
				continue
			}
			if s.year != nil && int64(r.first) > s.at-screenedYear && int64(r.first) <= s.at {
				s.year[r.unit]++
			}
			if s.l.secret(r) {
				continue
			}
			s.bad[Cases][ImpossiblePause] += one(f.impossible)
			slot := s.l.slot(r)
			s.takeIn(r, slot)
			if s.within(r.first) {
				s.received = s.event(s.received, r, slot, r.first)
			}
			due := s.l.dueAt(r, of)
			if due != 0 {
				s.anyDeadline = true
			}
			if r.started != 0 {
				s.anyStarted = true
				if at := r.startedAt(); s.within(at) {
					s.started = s.event(s.started, r, slot, at)
					s.started[len(s.started)-1].vague = !r.waitKnown()
					if s.anyPause && !s.totals {
						s.netStarted = net(s.netStarted, &s.started[len(s.started)-1], r, f)
					}
				}
				if !r.waitKnown() {
					s.bad[Cases][StartedBeforeReceived]++
				}
			}
			if r.closed == 0 {
				s.open(r, due, f)
				continue
			}
			s.anyClosed = true
			if at := r.closedAt(); s.within(at) {
				if duration, known := r.handling(); known {
					s.handled = s.event(s.handled, r, slot, at)
					s.handled[len(s.handled)-1].duration = duration
				}
				s.closed = s.event(s.closed, r, slot, at)
				e := &s.closed[len(s.closed)-1]
				e.withDeadline = due != 0
				e.met = r.closed <= due
				s.work(e, r, f)
				if s.anyPause {
					s.netClosed = net(s.netClosed, e, r, f)
				}
			}
		}
	}
	s.astray()
}

// open accounts for an open case, given its deadline and pauses.
func (s *fullScan) open(r *record, due uint32, f *facts) {
	q := &s.queue[r.unit][s.l.slot(r)]
	age := ageBand(s.l.opts.AgeBounds, s.at-int64(r.first))
	q.Open++
	q.OpenAges[age]++
	s.net(q, r, f)
	if due != 0 && int64(due) < s.at {
		q.Overdue++
	}
	if r.started == 0 {
		q.Waiting++
		q.WaitingAges[age]++
		if q.Oldest == 0 || int64(r.first) < q.Oldest {
			q.Oldest = int64(r.first)
		}
	}
}

func (s *fullScan) reports() {
	for _, shard := range s.l.tables[Errors].all() {
		for i := range shard {
			r := &shard[i]
			if s.counts(Errors, r) && s.within(r.first) && !s.l.secret(r) {
				s.reported = s.event(s.reported, r, 0, r.first)
			}
		}
	}
}

func (s *fullScan) sessions() {
	for _, shard := range s.l.tables[Sessions].all() {
		for i := range shard {
			if r := &shard[i]; s.counts(Sessions, r) {
				s.session(r)
			}
		}
	}
}

// view assembles what was gathered.
func (s *fullScan) view() *View {
	s.screen()
	for _, list := range []*[]event{&s.received, &s.started, &s.closed, &s.handled, &s.worked, &s.netStarted, &s.netClosed, &s.reported} {
		*list = slices.DeleteFunc(*list, func(e event) bool { return s.treatment(int(e.unit)) != Shown })
	}
	for code := range s.measures {
		if s.shown[code] {
			s.measures[code] = make([][]Measures, len(s.l.opts.Windows))
		}
	}
	s.groups = make([][]Measures, len(s.l.opts.Windows))
	for w, window := range s.l.opts.Windows {
		s.window(w, s.at-window.Seconds)
	}
	s.intakeOf()
	return s.assemble()
}

// counts reports whether a record counts, and accounts for it.
func (s *fullScan) counts(t Table, r *record) bool {
	switch {
	case r.flags&gone != 0:
		return false
	case r.flags&rejected != 0:
		s.bad[t][r.deadline]++
		return false
	case s.l.listed == nil:
		s.shown[r.unit] = true
	case !s.shown[r.unit]:
		s.bad[t][UnknownUnit]++
		return false
	}
	if r.flags&duplicated != 0 {
		s.bad[t][DuplicateID]++
	}
	s.rows[t]++
	return true
}
