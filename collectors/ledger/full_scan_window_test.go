package ledger

import (
	"casework/collectors/duration"
	"casework/collectors/intake"
)

// window computes the Measures of the window that began at since, for every
// unit and for each group pooled.
func (s *fullScan) window(w int, since int64) {
	all := &measuring{s: s, since: uint32(max(since, 0)), slot: -1}
	all.run()
	groups := all.groups
	s.groups[w] = groups[:]
	for code := range s.measures {
		if s.shown[code] {
			s.measures[code][w] = all.units[code*numStates : (code+1)*numStates]
		}
	}
	if s.slots == 1 {
		return
	}
	for slot := range s.slots {
		one := &measuring{s: s, since: all.since, slot: slot}
		one.run()
		for i := range all.units {
			all.units[i].Slots = append(all.units[i].Slots, &one.units[i])
		}
		for i := range s.groups[w] {
			s.groups[w][i].Slots = append(s.groups[w][i].Slots, &one.groups[i])
		}
	}
}

// A measuring computes the Measures of one window, over all case types or
// over those of one slot.
type measuring struct {
	s     *fullScan
	since uint32
	slot  int // −1 for all

	units  []Measures // by unit code × numStates + state
	groups [numStates]Measures
}

func (m *measuring) run() {
	m.units = make([]Measures, len(m.s.shown)*numStates)
	for e := range m.events(m.s.received) {
		m.add(e, func(x *Measures) { x.Received++ })
	}
	for e := range m.events(m.s.started) {
		m.add(e, func(x *Measures) {
			x.Started++
			x.Wait.N += one(!e.vague)
		})
	}
	for e := range m.events(m.s.closed) {
		m.add(e, func(x *Measures) {
			x.Closed++
			x.WithDeadline += one(e.withDeadline)
			x.Met += one(e.withDeadline && e.met)
		})
	}
	for e := range m.events(m.s.handled) {
		m.add(e, func(x *Measures) { x.Handling.N++ })
	}
	if m.slot < 0 { // error reports have no case type
		for e := range m.events(m.s.reported) {
			m.add(e, func(x *Measures) { x.Errors++ })
		}
	}
	m.describe(m.s.started,
		func(x *Measures) int { return x.Wait.N }, func(x *Measures) *duration.Dist { return &x.Wait })
	m.describe(m.s.closed,
		func(x *Measures) int { return x.Closed }, func(x *Measures) *duration.Dist { return &x.Turnaround })
	if m.s.anyPause {
		if !m.s.totals {
			m.describe(m.s.netStarted,
				func(x *Measures) int { return x.Wait.N }, func(x *Measures) *duration.Dist { return &x.NetWait })
		}
		m.describe(m.s.netClosed,
			func(x *Measures) int { return x.Closed }, func(x *Measures) *duration.Dist { return &x.NetTurnaround })
	}
	m.describe(m.s.handled,
		func(x *Measures) int { return x.Handling.N }, func(x *Measures) *duration.Dist { return &x.Handling })
	m.workdays()
}

// events yields the events of the window, of the slot.
func (m *measuring) events(list []event) func(func(*event) bool) {
	return func(yield func(*event) bool) {
		for i := range list {
			e := &list[i]
			if e.when > m.since && (m.slot < 0 || int(e.slot) == m.slot) && !yield(e) {
				return
			}
		}
	}
}

// cell is the index of an event's unit and state.
func cell(e *event) int { return int(e.unit)*numStates + int(e.state) }

func (m *measuring) add(e *event, count func(*Measures)) {
	count(&m.units[cell(e)])
	count(&m.groups[e.state])
}

// describe computes the distribution of a kind of event's durations, of
// which size says how many are known, into the Dist that dist selects. The
// durations are put in order of their cells by counting, then described
// cell by cell, and last pooled by group.
func (m *measuring) describe(list []event, size func(*Measures) int, dist func(*Measures) *duration.Dist) {
	next, total := make([]int, len(m.units)), 0
	for i := range m.units {
		next[i] = total
		total += size(&m.units[i])
	}
	durations := make([]uint32, total)
	for e := range m.events(list) {
		if !e.vague {
			durations[next[cell(e)]] = e.duration
			next[cell(e)]++
		}
	}
	for i := range m.units {
		*dist(&m.units[i]) = duration.Describe(durations[next[i]-size(&m.units[i]) : next[i]])
	}
	for state := range m.groups {
		pooled := durations[:0]
		for e := range m.events(list) {
			if int(e.state) == state && !e.vague {
				pooled = append(pooled, e.duration)
			}
		}
		*dist(&m.groups[state]) = duration.Describe(pooled)
	}
}

// takeIn notes a case, of a slot, for what is said of the cases received.
func (s *fullScan) takeIn(r *record, slot uint16) {
	if first := int64(r.first); s.l.opts.Intake.Seconds > 0 && first > s.intake.Since() && first <= s.at && r.waitKnown() {
		state := s.l.supervision.active(r.unit, first)
		cell := (int(slot)*len(s.shown)+int(r.unit))*numStates + state
		s.intake.Add(cell, first, int64(r.leftQueueAt()), r.leaves())
	}
}

// intakeOf computes what is said of the cases received, for every unit and for each
// group pooled.
func (s *fullScan) intakeOf() {
	if s.l.opts.Intake.Seconds == 0 {
		return
	}
	units := len(s.shown) * numStates
	show := make([]bool, len(s.shown))
	for code := range show {
		show[code] = s.intakeShown(code)
	}
	measure := func(groups int, of func(cell int) int) []intake.Intake {
		return s.intake.Measure(groups, func(cell int) int {
			if !show[cell%units/numStates] {
				return -1
			}
			return of(cell)
		})
	}
	all := measure(units, func(cell int) int { return cell % units })
	s.pooled = measure(numStates, func(cell int) int { return cell % numStates })
	if s.slots > 1 {
		each := measure(units*s.slots, func(cell int) int { return cell })
		for i := range each {
			all[i%units].Slots = append(all[i%units].Slots, each[i])
		}
		each = measure(numStates*s.slots, func(cell int) int { return cell/units*numStates + cell%numStates })
		for i := range each {
			s.pooled[i%numStates].Slots = append(s.pooled[i%numStates].Slots, each[i])
		}
	}
	for code := range s.shown {
		if s.shown[code] && show[code] {
			s.intakes[code] = all[code*numStates : (code+1)*numStates]
		}
	}
}
