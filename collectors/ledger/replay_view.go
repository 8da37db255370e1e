package ledger

import (
	"slices"
	"sort"
	"strings"
	"sync"
)

// View is what the ledger would have shown at the Replay's instant. What it
// says of rejected rows and of corrections is empty: the rows do not say
// when those were noticed.
func (r *Replay) View() *View {
	s := newScan(r.l, r.at)
	copy(s.shown, r.shown)
	s.rows = r.rows
	s.anyStarted, s.anyClosed, s.anyDeadline = r.next.started > 0, r.next.closed > 0, r.firstDue != 0 && int64(r.firstDue) <= r.at
	s.anyPause, s.totals = r.paused.has(r.at), r.totals
	queues := make([]Queue, len(r.queue))
	for i := range r.queue {
		q := &r.queue[i]
		q.Oldest = q.oldest(uint32(r.at))
		switch q.OldestNet = q.Oldest; {
		case r.totals:
			q.OldestNet = 0
		case r.paused.lists != nil:
			q.OldestNet = q.oldestNet(uint32(r.at))
		}
		queues[i] = q.Queue
	}
	for code := range s.queue {
		s.queue[code] = queues[code*s.slots : (code+1)*s.slots]
	}
	r.screen(s)
	var beside sync.WaitGroup // as long as all else together, and of other rows of the Replay
	beside.Go(func() { r.intakes(s) })
	s.groups = make([][]Measures, len(r.windows))
	for w, p := range r.windows {
		p.net = s.anyPause
		s.groups[w] = p.pooled()
		for code := range s.measures {
			if s.shown[code] {
				s.measures[code] = append(s.measures[code], p.unit(code))
			}
		}
	}
	r.eachSession(s)
	beside.Wait()
	v := s.assemble()
	r.l.Forget()
	r.l.attachCounters(v, s.codes, true)
	return v
}

// eachSession accounts for the sessions that are in the longest window.
func (r *Replay) eachSession(s *scan) {
	recent := func(order []uint32, upTo int, at func(*record) uint32) []uint32 {
		from := sort.Search(upTo, func(i int) bool { return int64(at(&r.sessions[order[i]])) > s.since })
		return order[from:upTo]
	}
	for _, i := range recent(r.planned, r.next.planned, func(one *record) uint32 { return one.first }) {
		if one := &r.sessions[i]; !r.unlisted[one.unit] {
			s.session(one)
		}
	}
	for _, i := range recent(r.held, r.next.held, func(one *record) uint32 { return one.started }) {
		if one := &r.sessions[i]; !s.within(one.first) && !r.unlisted[one.unit] {
			s.session(one)
		}
	}
}

// CopyCounters gives a ledger of the same rows the Replay's counters, so that it goes
// on counting where the Replay is. The Replay should have come to the
// instant at which the ledger was read.
func (r *Replay) CopyCounters(l *Ledger) {
	l.created = r.l.created
	copy(l.units.created, r.l.units.created)
	kinds, programmes := r.copyNames(&r.l.kinds, &l.kinds), r.copyNames(&r.l.programmes, &l.programmes)
	for unit := 1; unit < len(r.l.counters); unit++ {
		counted := r.l.counters[unit].clone()
		for state := range counted.Errors {
			counted.Errors[state] = recode(counted.Errors[state], kinds)
		}
		counted.Sessions = recode(counted.Sessions, programmes)
		l.counters[unit] = counted
	}
	l.view.counters = nil
	l.Invalidate()
}

// copyNames gives names when they were first met, and returns their codes by ours.
func (r *Replay) copyNames(from, to *names) []uint16 {
	codes := make([]uint16, len(from.list))
	for i, name := range from.list {
		codes[i] = to.codes[name]
		to.created[codes[i]] = from.created[i]
	}
	return codes
}

// recode puts what is counted by one table of codes in the order of another.
func recode[T any](counts []T, codes []uint16) []T {
	var out []T
	for i, n := range counts {
		out = extend(out, int(codes[i]))
		out[codes[i]] = n
	}
	return slices.Clip(out)
}

// SetScreen has a Screen asked at every View, as Ledger.SetScreen does. It
// comes before the first View.
func (r *Replay) SetScreen(screen Screen) { r.l.SetScreen(screen) }

// screen has the units treated as the Screen says.
func (r *Replay) screen(s *scan) {
	if r.l.screen == nil {
		return
	}
	for r.aged < r.next.received && int64(r.cases[r.aged].first) <= r.at-screenedYear {
		r.year[r.cases[r.aged].unit]--
		r.aged++
	}
	copy(s.year, r.year)
	s.each = func(t Table, visit func(*record, facts)) {
		rows, appeared := r.cases, r.next.received
		if t == Errors {
			rows, appeared = r.reports, r.next.reports
		}
		for i := range rows[:appeared] {
			visit(&rows[i], facts{}) // whose deadline is as pauses moved it
		}
	}
	s.screen()
	for code, t := range s.treatments {
		if !s.intakeShown(code) && t == Shown {
			t = LeftOut
		}
		r.treatIntake(code, t)
	}
	for _, p := range r.windows {
		for code, t := range s.treatments {
			if p.treatments[code] != t {
				p.treat(code, t)
			}
		}
	}
}

// Knows reports whether rows of a unit count at the Replay's instant: it is
// listed, or there is no list and some row has named it.
func (r *Replay) Knows(unit string) bool {
	if r.l.listed != nil {
		return r.l.Knows(unit)
	}
	code, ok := r.l.units.codes[unit]
	return ok && r.shown[code]
}

// First is when the first case was received, in Unix seconds; 0 if there was
// none at the Replay's instant.
func (r *Replay) First() int64 {
	if int64(r.earliest) > r.at {
		return 0
	}
	return int64(r.earliest)
}

// A pastMonth is what happened in a month, by unit code. It does not change
// any more, but for the cases that are followed further.
type pastMonth struct {
	cells    []Month
	followed bool
}

// Panel is the monthly panel that the ledger would have derived at the
// Replay's instant, which must not be before at. Months that an earlier Panel
// had are not derived again, so a row counts a few times, however many months
// go by.
func (r *Replay) Panel(bounds []int64, followUp, at int64) *Panel {
	out := &Panel{At: at, Bounds: slices.Clone(bounds), FollowUp: followUp}
	var months []*pastMonth
	for i := range max(len(bounds)-1, 0) {
		months = append(months, r.month(bounds[i], bounds[i+1], followUp, at))
	}
	for code := 1; code < len(r.cased); code++ {
		first := until(r.cased[code], at)
		if r.unlisted[code] || first == 0 && until(r.reported[code], at) == 0 {
			continue
		}
		u := PanelUnit{Unit: r.l.units.list[code], Since: first, Months: make([]Month, len(months))}
		for i, m := range months {
			u.Months[i] = m.cells[code]
		}
		out.Units = append(out.Units, u)
	}
	slices.SortFunc(out.Units, func(a, b PanelUnit) int { return strings.Compare(a.Unit, b.Unit) })
	out.placeTypes(mostTypeMonths)
	return out
}

// until is an instant that has come, else 0.
func until(when uint32, at int64) int64 {
	if int64(when) > at {
		return 0
	}
	return int64(when)
}

// month is a month as known at an instant after its end.
func (r *Replay) month(from, until, followUp, at int64) *pastMonth {
	key := [3]int64{from, until, followUp}
	m := r.months[key]
	if m == nil {
		m = r.derive(from, until)
		r.months[key] = m
	}
	if m.followed {
		return m
	}
	for i := range m.cells {
		m.cells[i].unfollow() // panels that were returned keep their own
	}
	within(len(r.cases), from, until, func(i int) uint32 { return r.cases[i].first }, func(i int) {
		c := &r.cases[i]
		cell := &m.cells[c.unit]
		if one, paused := cell.follow(c, r.paused.of(c), followUp, at); r.ranks != nil {
			one.Type = r.ranks[c.kind]
			cell.addType(&one, paused)
		}
	})
	within(len(r.started), from, until, func(i int) uint32 { return r.cases[r.started[i]].startedAt() }, func(i int) {
		c := &r.cases[r.started[i]]
		cell := &m.cells[c.unit]
		if one, known := cell.handle(c, followUp, at); known && r.ranks != nil {
			one.Type = r.ranks[c.kind]
			cell.addType(&one, TypePaused{})
		}
	})
	m.followed = until+followUp <= at
	return m
}

// derive counts what happened in a month.
func (r *Replay) derive(from, until int64) *pastMonth {
	m := &pastMonth{cells: make([]Month, len(r.cased))}
	within(len(r.cases), from, until, func(i int) uint32 { return r.cases[i].first }, func(i int) {
		m.cells[r.cases[i].unit].Received++
	})
	within(len(r.started), from, until, func(i int) uint32 { return r.cases[r.started[i]].startedAt() }, func(i int) {
		c := &r.cases[r.started[i]]
		m.cells[c.unit].start(c)
	})
	within(len(r.closed), from, until, func(i int) uint32 { return r.cases[r.closed[i]].closedAt() }, func(i int) {
		c := &r.cases[r.closed[i]]
		m.cells[c.unit].close(c, r.paused.of(c), c.deadline)
	})
	within(len(r.reports), from, until, func(i int) uint32 { return r.reports[i].first }, func(i int) {
		m.cells[r.reports[i].unit].Errors++
	})
	return m
}

// within calls each with the indexes of what happened in [from, until), of n
// events in the order of their instants.
func within(n int, from, until int64, when func(i int) uint32, each func(i int)) {
	i := sort.Search(n, func(i int) bool { return int64(when(i)) >= from })
	for ; i < n && int64(when(i)) < until; i++ {
		each(i)
	}
}
