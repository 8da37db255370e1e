package ledger

import (
	"math"

	"casework/collectors/intake"
)

// Advance goes forward to an instant, in Unix seconds. It does nothing if
// the Replay is there or later.
func (r *Replay) Advance(to int64) {
	if to <= r.at {
		return
	}
	r.at = to
	for r.next.received < len(r.cases) && int64(r.cases[r.next.received].first) <= to {
		r.receive(&r.cases[r.next.received])
		r.next.received++
	}
	r.leaveQueue(r.started, r.next.started, (*record).startedAt, intake.Started)
	r.leaveQueue(r.closed, r.next.closed, (*record).closedAt, intake.Closed)
	r.each(r.cases, r.started, &r.next.started, func(c *record) int64 { return int64(c.startedAt()) }, r.start)
	r.each(r.cases, r.closed, &r.next.closed, func(c *record) int64 { return int64(c.closedAt()) }, r.close)
	r.each(r.cases, r.reopened, &r.next.reopened, func(c *record) int64 { return int64(c.reopenedAt()) }, r.reopen)
	r.each(r.cases, r.overdue, &r.next.overdue, func(c *record) int64 { return int64(c.overdueAt()) },
		func(c *record) { r.queueOf(c).Overdue++ })
	r.age()
	r.pause()
	for r.next.reports < len(r.reports) && int64(r.reports[r.next.reports].first) <= to {
		r.report(&r.reports[r.next.reports])
		r.next.reports++
	}
	r.advanceSessions(to)
	for _, p := range r.windows {
		r.leave(p, to-p.seconds)
	}
	if r.intake != nil {
		r.intake.Advance(to, r.next.received)
	}
}

// leaveQueue notes the cases of an order, from the next on, that have left the queue
// in a way.
func (r *Replay) leaveQueue(order []uint32, next int, at func(*record) uint32, end intake.End) {
	for ; r.intake != nil && next < len(order); next++ {
		c := &r.cases[order[next]]
		if int64(at(c)) > r.at {
			return
		}
		if c.leaves() == end {
			r.intake.Leave(int(order[next]))
		}
	}
}

// each handles the rows of an order whose instant has come.
func (r *Replay) each(rows []record, order []uint32, next *int, at func(*record) int64, handle func(*record)) {
	for *next < len(order) {
		row := &rows[order[*next]]
		if at(row) > r.at {
			return
		}
		handle(row)
		*next++
	}
}

// appears takes note that a row of a table has appeared at an instant.
func (r *Replay) appears(t Table, row *record, at uint32) {
	if r.unlisted[row.unit] {
		return
	}
	r.rows[t]++
	if created := &r.l.units.created[row.unit]; !r.shown[row.unit] {
		r.shown[row.unit] = true
		*created = max(int64(at), r.from)
	} else {
		*created = min(*created, max(int64(at), r.from)) // tables are gone through one after the other
	}
}

func (r *Replay) queueOf(c *record) *waitingQueue {
	return &r.queue[int(c.unit)*len(r.l.slots)+int(r.l.slot(c))]
}

// countEvent counts an event of a row in the windows.
func (r *Replay) countEvent(h eventKind, row *record, at uint32) {
	if r.unlisted[row.unit] {
		return
	}
	state := r.l.supervision.active(row.unit, int64(at))
	for _, p := range r.windows {
		p.count(h, row, state, true)
	}
}

// transition counts one transition of a case. The case is given as it stood,
// without what is counted elsewhere.
func (r *Replay) transition(row *record, c Case, counted, reopened uint8) {
	c.Received = int64(row.first)
	was := record{unit: row.unit, kind: row.kind, first: row.first, flags: counted}
	now := was
	now.count = reopened
	r.l.countCase(&c, &was, &now, r.at, func() (f facts, by netBy) {
		if f.pauses = r.paused.of(row); r.paused.has(int64(row.closedAt())) {
			by = byIntervals
		}
		return f, by
	})
}

func (r *Replay) receive(c *record) {
	r.appears(Cases, c, c.first)
	if r.cased[c.unit] == 0 {
		r.cased[c.unit] = c.first
	}
	r.year[c.unit]++
	q := r.queueOf(c)
	q.Open++
	q.Waiting++
	q.OpenAges[r.agedBand(c)]++
	q.WaitingAges[r.agedBand(c)]++
	until := c.leftQueueAt()
	if until == 0 {
		until = math.MaxUint32
	}
	q.waiting = append(q.waiting, wait{c.first, until})
	r.waitNet(c, until)
	r.countEvent(receipt, c, c.first)
	r.transition(c, Case{}, 0, 0)
}

func (r *Replay) start(c *record) {
	if c.leftQueueAt() == c.startedAt() {
		q := r.queueOf(c)
		q.Waiting--
		q.WaitingAges[r.agedBand(c)]--
	}
	r.countEvent(start, c, c.startedAt())
	r.transition(c, Case{Started: int64(c.started)}, firstCounted, 0)
}

func (r *Replay) close(c *record) {
	q := r.queueOf(c)
	q.Open--
	q.OpenAges[r.agedBand(c)]--
	if c.leftQueueAt() != c.startedAt() {
		q.Waiting--
		q.WaitingAges[r.agedBand(c)]--
	}
	if c.overdueAt() != 0 {
		q.Overdue--
	}
	r.countEvent(closing, c, c.closedAt())
	r.transition(c, Case{
		Closed: int64(c.closed), Deadline: int64(c.deadline), Changed: int64(c.closedAt()) * 1e6,
	}, firstCounted|startedCounted, c.count)
}

func (r *Replay) reopen(c *record) {
	r.transition(c, Case{Changed: int64(c.reopenedAt()) * 1e6}, firstCounted|startedCounted, c.count)
}

func (r *Replay) report(e *record) {
	r.appears(Errors, e, e.first)
	if r.reported[e.unit] == 0 {
		r.reported[e.unit] = e.first
	}
	kind, _ := r.l.kinds.code(r.names[0][e.kind], r.l.firstSeen(Errors, int64(e.first)))
	r.countEvent(report, e, e.first)
	if r.l.baselineRead[Errors] {
		*r.l.countShown(e).errorKind(r.l.supervision.active(e.unit, int64(e.first)), kind)++
	}
}

func (r *Replay) advanceSessions(to int64) {
	for r.next.sessions < len(r.sessions) && int64(r.sessions[r.next.sessions].appearsAt()) <= to {
		s := &r.sessions[r.next.sessions]
		r.appears(Sessions, s, s.appearsAt())
		s.kind, _ = r.l.programmes.code(r.names[1][s.kind], r.l.firstSeen(Sessions, int64(s.appearsAt())))
		r.next.sessions++
	}
	r.each(r.sessions, r.planned, &r.next.planned, func(s *record) int64 { return int64(s.first) }, func(s *record) {
		if r.l.baselineRead[Sessions] {
			r.l.count(s.unit).programme(s.kind).Planned++
		}
	})
	r.each(r.sessions, r.held, &r.next.held, func(s *record) int64 { return int64(s.started) }, func(s *record) {
		if r.l.baselineRead[Sessions] {
			p := r.l.count(s.unit).programme(s.kind)
			p.Held++
			p.Seconds += uint64(s.closed)
		}
	})
}

// leave takes out of a window what happened up to the instant since.
func (r *Replay) leave(p *slidingWindow, since int64) {
	out := func(h eventKind, n int, row func(i int) *record, at func(*record) uint32) {
		for p.departed[h] < n {
			c := row(p.departed[h])
			when := at(c)
			if int64(when) > since {
				return
			}
			p.departed[h]++
			if !r.unlisted[c.unit] {
				p.count(h, c, r.l.supervision.active(c.unit, int64(when)), false)
			}
		}
	}
	first := func(c *record) uint32 { return c.first }
	out(receipt, r.next.received, func(i int) *record { return &r.cases[i] }, first)
	out(start, r.next.started, func(i int) *record { return &r.cases[r.started[i]] }, (*record).startedAt)
	out(closing, r.next.closed, func(i int) *record { return &r.cases[r.closed[i]] }, (*record).closedAt)
	out(report, r.next.reports, func(i int) *record { return &r.reports[i] }, first)
}
