package main

import "math/rand/v2"

// A life is all that will ever happen to a case. Times are Unix seconds; 0 is
// never.
type life struct {
	Case       // as it is when all has happened
	unit   int // index in Model.units
	kind   *caseType
	first  int64 // received_at as it was registered
	known  int64 // when it was registered
	start  int64
	close  int64 // the first closing
	reopen int64
	again  int64   // the closing after that
	fixed  int64   // when received_at was corrected
	pauses []Pause // in order; none overlaps another
	errors []ErrorReport

	shown  Case    // as the database shows it now; zero before it is registered
	halted []Pause // as the database shows them now
}

// waits reports whether the database shows the case as received, not started.
func (l *life) waits() bool { return l.shown.Started == 0 && l.shown.Closed == 0 }

// underway reports whether the database shows the case as started, not closed.
func (l *life) underway() bool { return l.shown.Started != 0 && l.shown.Closed == 0 }

// born draws the life of a case that a unit receives at an instant.
func (m *Model) born(rng *rand.Rand, unit int, received int64) *life {
	u := &m.units[unit]
	kind := u.typeOf(rng)
	l := m.received(unit, kind, received)
	l.start = m.calendar.Add(received, m.waiting(rng, u, kind, received))
	m.handled(l, m.working(rng, kind), kind.waitFor(m.pausesOf(unit, received)))
	if rng.Float64() < lateRate {
		l.known = min(m.calendar.Add(received, (1+4*rng.Float64())*workday), l.start)
	}
	m.aftermath(rng, l, l.close)
	return l
}

// received returns a case whose life is not yet drawn.
func (m *Model) received(unit int, kind *caseType, received int64) *life {
	l := &life{unit: unit, kind: kind, known: received, first: received}
	l.Unit, l.Type, l.Received = m.units[unit].name, kind.name, received
	if kind.deadline > 0 {
		l.Deadline = m.calendar.AddDays(received, kind.deadline, kind.working)
	}
	return l
}

// aftermath draws what happens to a case once it is closed, at an instant.
func (m *Model) aftermath(rng *rand.Rand, l *life, closed int64) {
	u := &m.units[l.unit]
	l.errors = l.errors[:0]
	if rng.Float64() < reopen {
		l.reopen = m.calendar.Add(closed, (2+18*rng.Float64())*workday)
		l.again = m.calendar.Add(l.reopen, (0.5+6*rng.Float64())*workday)
	}
	if rng.Float64() < correct {
		l.fixed = m.calendar.Add(closed, 8*rng.Float64()*workday)
		l.Received = m.calendar.Add(l.first, -(0.5+2*rng.Float64())*workday)
	}
	rate := errorRate * (1 + m.Errors*u.supervised(closed))
	if u.joined > 0 {
		rate *= 1.2
	}
	if rng.Float64() < rate {
		report := ErrorReport{Unit: u.name, Case: Key{Num: 1}, Kind: errorKind(rng)}
		report.Reported = m.calendar.Add(closed, rng.ExpFloat64()*6*workday)
		if rng.Float64() < 0.15 {
			report.Case = Key{} // not about one case
		}
		l.errors = append(l.errors, report)
	}
}

func errorKind(rng *rand.Rand) string {
	draw := rng.Float64()
	for _, k := range errorKinds {
		if draw -= k.share; draw < 0 {
			return k.kind
		}
	}
	return errorKinds[0].kind
}

// at returns the case as the database shows it at an instant, and when it
// last changed; 0 if it is not yet registered.
func (l *life) at(now int64) (c Case, changed int64) {
	if l.known > now {
		return Case{}, 0
	}
	c = l.Case
	c.Received, c.Started, c.Closed = l.first, 0, 0
	changed = l.known
	happened := func(at int64) bool {
		if at == 0 || at > now {
			return false
		}
		changed = max(changed, at)
		return true
	}
	if happened(l.start) {
		c.Started = l.start
	}
	if happened(l.close) {
		c.Closed = l.close
	}
	if happened(l.reopen) {
		c.Closed, c.Reopened = 0, c.Reopened+1
	}
	if happened(l.again) {
		c.Closed = l.again
	}
	if happened(l.fixed) {
		c.Received = l.Received
	}
	return c, changed
}

// next is when something happens to the case after an instant; 0 if nothing.
func (l *life) next(now int64) int64 {
	var next int64
	for _, at := range []int64{l.known, l.start, l.close, l.reopen, l.again, l.fixed} {
		if at > now && (next == 0 || at < next) {
			next = at
		}
	}
	for _, p := range l.pauses {
		for _, at := range []int64{p.Paused, p.Resumed} {
			if at > now && (next == 0 || at < next) {
				next = at
			}
		}
	}
	return next
}
