package ledger

import (
	"casework/collectors/flow"
	"casework/collectors/pause"
)

// A scan goes once over all records and gathers what a View shows. Nothing
// it finds is kept in the ledger, so nothing can drift from the records.
type scan struct {
	l     *Ledger
	at    int64
	slots int
	since int64 // beginning of the longest window
	*scratch

	shown []bool  // by unit code
	state []int   // by unit code
	queue []Queue // by unit code × slots + slot
	rows  [numTables]int
	year  []int // by unit code: cases received in the last 365 days, where a Screen asks for it
	bad   [numTables][numReasons]int

	anyStarted, anyClosed, anyDeadline, anyPause bool

	measures [][][]Measures  // by unit code, window, state
	groups   [][]Measures    // by window, state
	intakes  [][]flow.Intake // by unit code, state
	pooled   []flow.Intake   // by state
	held     [][][]Held      // by unit code, window, programme

	treatments []Treatment                            // by unit code; nil without a Screen
	each       func(Table, func(*record, pause.List)) // visits the rows of a table, for a Screen
}

// scratch is memory that every scan uses again.
type scratch struct {
	received, started, closed, reported []event
	netStarted, netClosed               []event // of those that started and closed, with net durations; none without pauses
	handled                             []event // of those closed, with the time since the start; where that is known
	worked                              []event // of those closed, with working days as durations: see Working
	durations, spare                    []uint32
	intake                              flow.Cohort
	bounds                              []int
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

func newScan(l *Ledger, at int64) *scan {
	units := len(l.units.list)
	s := &scan{
		l: l, at: at, slots: len(l.slots), since: at, scratch: &l.view.scratch,
		shown: make([]bool, units), state: make([]int, units),
		queue:    make([]Queue, units*len(l.slots)),
		measures: make([][][]Measures, units), held: make([][][]Held, units),
	}
	if l.screen != nil {
		s.year = make([]int, units)
	}
	for _, w := range l.opts.Windows {
		s.since = min(s.since, at-w.Seconds)
	}
	s.each = func(t Table, visit func(*record, pause.List)) {
		var paused pause.Cursor
		if t == Cases {
			paused = l.pauses.store.Cursor()
		}
		l.tables[t].each(func(id ID, r *record) { visit(r, paused.Of(uint64(id))) })
	}
	for code, name := range l.units.list {
		_, listed := l.listed[name]
		s.shown[code] = listed
		s.state[code] = l.supervision.active(uint16(code), at)
	}
	for t := range s.bad {
		s.bad[t][NoID] = l.unkeyed[t].most
	}
	s.received, s.started = s.received[:0], s.started[:0]
	s.closed, s.reported = s.closed[:0], s.reported[:0]
	s.netStarted, s.netClosed = s.netStarted[:0], s.netClosed[:0]
	s.handled, s.worked, s.intakes = s.handled[:0], s.worked[:0], make([][]flow.Intake, units)
	s.intake.Reset(at, l.opts.Intake.Seconds, l.opts.StartedWithin, numStates*units*s.slots)
	return s
}

// counts reports whether a record counts, and accounts for it.
func (s *scan) counts(t Table, r *record) bool {
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

// within reports whether an instant lies in the longest window.
func (s *scan) within(t uint32) bool { return int64(t) > s.since && int64(t) <= s.at }

// event notes that something happened at an instant to a record, of a slot.
func (s *scan) event(list []event, r *record, slot uint16, when uint32) []event {
	return append(list, event{
		when: when, duration: when - r.first, unit: r.unit, slot: slot,
		state: uint8(s.l.supervision.active(r.unit, int64(when))),
	})
}

func (s *scan) cases() {
	paused := s.pauses()
	for n, shard := range s.l.tables[Cases].all() {
		for i := range shard {
			r := &shard[i]
			var pauses pause.List
			if s.anyPause {
				pauses = paused.Of(uint64(s.l.tables[Cases].id(n, r)))
				s.rows[Pauses] += pauses.Len()
			}
			if !s.counts(Cases, r) {
				s.uncounted(r, pauses)
				continue
			}
			if s.year != nil && int64(r.first) > s.at-screenedYear && int64(r.first) <= s.at {
				s.year[r.unit]++
			}
			if s.l.secret(r) {
				continue
			}
			slot := s.l.slot(r)
			s.takeIn(r, slot)
			if s.within(r.first) {
				s.received = s.event(s.received, r, slot, r.first)
			}
			due := s.l.dueAt(r, pauses)
			if due != 0 {
				s.anyDeadline = true
			}
			if r.started != 0 {
				s.anyStarted = true
				if at := r.startedAt(); s.within(at) {
					s.started = s.event(s.started, r, slot, at)
					s.started[len(s.started)-1].vague = !r.waitKnown()
					if s.anyPause {
						s.netStarted = net(s.netStarted, &s.started[len(s.started)-1], r, pauses)
					}
				}
				if !r.waitKnown() {
					s.bad[Cases][StartedBeforeReceived]++
				}
			}
			if r.closed == 0 {
				s.open(r, due, pauses)
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
				s.work(e, r, pauses)
				if s.anyPause {
					s.netClosed = net(s.netClosed, e, r, pauses)
				}
			}
		}
	}
	s.astray()
}

// coming accounts for rows that count, and say something of the future.
func (s *scan) coming() {
	for _, t := range []Table{Cases, Sessions} {
		note := func(id ID) {
			r := s.l.tables[t].find(id)
			if r == nil || !r.live() || !s.shown[r.unit] || s.l.secret(r) {
				return
			}
			if times := s.l.comingOf(t, id, r); max(times[0], times[1]) > s.at+FutureTolerance {
				s.bad[t][InFuture]++
			}
		}
		for id := range s.l.pending.cases {
			if t == Cases {
				note(id)
			}
		}
		for id := range s.l.pending.sessions {
			if t == Sessions {
				note(id)
			}
		}
	}
}

// open accounts for an open case, given its deadline and pauses.
func (s *scan) open(r *record, due uint32, pauses pause.List) {
	q := &s.queue[int(r.unit)*s.slots+int(s.l.slot(r))]
	age := ageBand(s.l.opts.AgeBounds, s.at-int64(r.first))
	q.Open++
	q.OpenAges[age]++
	s.net(q, r, pauses)
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

func (s *scan) reports() {
	for _, shard := range s.l.tables[Errors].all() {
		for i := range shard {
			r := &shard[i]
			if s.counts(Errors, r) && s.within(r.first) && !s.l.secret(r) {
				s.reported = s.event(s.reported, r, 0, r.first)
			}
		}
	}
}

func (s *scan) sessions() {
	for _, shard := range s.l.tables[Sessions].all() {
		for i := range shard {
			if r := &shard[i]; s.counts(Sessions, r) {
				s.session(r)
			}
		}
	}
}

// view assembles what was gathered.
func (s *scan) view() *View {
	s.screen()
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

// assemble makes the View, but for the counters, of what is known of units
// and groups.
func (s *scan) assemble() *View {
	v := &View{
		At: s.at, Windows: s.l.opts.Windows, AgeBands: ageBands(s.l.opts.AgeBounds), Slots: s.l.slots,
		Kinds: exportNames(&s.l.kinds), Programmes: exportNames(&s.l.programmes),
		Columns: Columns{
			Started:  s.anyStarted || !s.anyClosed,
			Deadline: s.anyDeadline || s.rows[Cases] == 0,
		},
		Intake: s.l.opts.Intake, Within: withinNames(s.l.opts.StartedWithin), GroupIntake: s.pooled,
		Units: s.unitViews(), Groups: s.groups, Rows: s.rows, Rejected: s.bad, HasPauses: s.anyPause,
	}
	for i := range v.Units {
		if v.Units[i].Treatment == Shown {
			v.Active[v.Units[i].State]++
		}
	}
	return v
}
