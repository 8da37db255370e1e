package ledger

import (
	"fmt"
	"slices"

	"casework/collectors/flow"
)

// window computes the Measures of the window that began at since, for every
// unit and for each group pooled.
func (s *scan) window(w int, since int64) {
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
			all.units[i].Slots = append(all.units[i].Slots, one.units[i])
		}
		for i := range s.groups[w] {
			s.groups[w][i].Slots = append(s.groups[w][i].Slots, one.groups[i])
		}
	}
}

// A measuring computes the Measures of one window, over all case types or
// over those of one slot.
type measuring struct {
	s     *scan
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
		func(x *Measures) int { return x.Wait.N }, func(x *Measures) *Dist { return &x.Wait })
	m.describe(m.s.closed,
		func(x *Measures) int { return x.Closed }, func(x *Measures) *Dist { return &x.Turnaround })
	if m.s.anyPause {
		m.describe(m.s.netStarted,
			func(x *Measures) int { return x.Wait.N }, func(x *Measures) *Dist { return &x.NetWait })
		m.describe(m.s.netClosed,
			func(x *Measures) int { return x.Closed }, func(x *Measures) *Dist { return &x.NetTurnaround })
	}
	m.describe(m.s.handled,
		func(x *Measures) int { return x.Handling.N }, func(x *Measures) *Dist { return &x.Handling })
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
func (m *measuring) describe(list []event, size func(*Measures) int, dist func(*Measures) *Dist) {
	scr := m.s.scratch
	scr.bounds = extend(scr.bounds, len(m.units))
	next, total := scr.bounds[:len(m.units)], 0
	for i := range m.units {
		next[i] = total
		total += size(&m.units[i])
	}
	scr.durations = extend(scr.durations, max(total-1, 0))
	durations := scr.durations[:total]
	for e := range m.events(list) {
		if !e.vague {
			durations[next[cell(e)]] = e.duration
			next[cell(e)]++
		}
	}
	for i := range m.units {
		*dist(&m.units[i]) = scr.describe(durations[next[i]-size(&m.units[i]) : next[i]])
	}
	for state := range m.groups {
		pooled := durations[:0]
		for e := range m.events(list) {
			if int(e.state) == state && !e.vague {
				pooled = append(pooled, e.duration)
			}
		}
		*dist(&m.groups[state]) = scr.describe(pooled)
	}
}

// takeIn notes a case, of a slot, for what is said of the cases received.
func (s *scan) takeIn(r *record, slot uint16) {
	if first := int64(r.first); s.l.opts.Intake.Seconds > 0 && first > s.intake.Since() && first <= s.at && r.waitKnown() {
		state := s.l.supervision.active(r.unit, first)
		cell := (int(slot)*len(s.shown)+int(r.unit))*numStates + state
		s.intake.Add(cell, first, int64(r.leftQueueAt()), r.leaves())
	}
}

// intakeOf computes what is said of the cases received, for every unit and for each
// group pooled.
func (s *scan) intakeOf() {
	if s.l.opts.Intake.Seconds == 0 {
		return
	}
	units := len(s.shown) * numStates
	show := make([]bool, len(s.shown))
	for code := range show {
		show[code] = s.intakeShown(code)
	}
	measure := func(groups int, of func(cell int) int) []flow.Intake {
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

// withinNames names times of whole hours, such as "7d".
func withinNames(times []int64) (names []string) {
	length, unit := hoursOrDays(times)
	for _, t := range times {
		names = append(names, fmt.Sprint(t/length, unit))
	}
	return names
}

// session accounts for a session in the windows.
func (s *scan) session(r *record) {
	if !s.within(r.first) && !s.within(r.started) {
		return
	}
	if s.held[r.unit] == nil {
		s.held[r.unit] = make([][]Held, len(s.l.opts.Windows))
	}
	for w, window := range s.l.opts.Windows {
		since := s.at - window.Seconds
		s.held[r.unit][w] = extend(s.held[r.unit][w], int(r.kind))
		h := &s.held[r.unit][w][r.kind]
		if int64(r.first) > since && int64(r.first) <= s.at {
			h.Planned++
			if r.started != 0 && int64(r.started) <= s.at {
				h.Held++
			}
		}
		if int64(r.started) > since && int64(r.started) <= s.at {
			h.Seconds += int64(r.closed)
		}
	}
}

// stamps give the units of a View their Versions.
type stamps struct {
	last   uint64
	before map[string]*UnitView // as shown last, by name; nil if codes of programmes or kinds were others
}

// stamp gives every unit the Version of the View before, if it is the same.
func (s *stamps) stamp(v *View) {
	now := make(map[string]*UnitView, len(v.Units))
	for i := range v.Units {
		u := &v.Units[i]
		if before := s.before[u.Unit.Unit]; before != nil && before.same(u) {
			u.Version = before.Version
		} else {
			s.last++
			u.Version = s.last
		}
		now[u.Unit.Unit] = u
	}
	s.before = now
}

// same reports whether two UnitViews are the same but for their Versions.
func (u *UnitView) same(o *UnitView) bool {
	return u.Unit == o.Unit && u.Created == o.Created && u.State == o.State && u.Treatment == o.Treatment &&
		u.Counters == o.Counters && // which are copied when they change
		slices.Equal(u.Programmes, o.Programmes) && slices.Equal(u.Queue, o.Queue) &&
		slices.EqualFunc(u.Windows, o.Windows, sameMeasures) && slices.EqualFunc(u.Intake, o.Intake, sameIntake) &&
		slices.EqualFunc(u.Sessions, o.Sessions, slices.Equal[[]Held])
}

func sameMeasures(a, b []Measures) bool {
	return slices.EqualFunc(a, b, func(a, b Measures) bool { return a.same(&b) })
}

func (m *Measures) same(o *Measures) bool {
	return m.Received == o.Received && m.Started == o.Started && m.Closed == o.Closed && m.Errors == o.Errors &&
		m.Wait == o.Wait && m.Turnaround == o.Turnaround && m.NetWait == o.NetWait && m.NetTurnaround == o.NetTurnaround &&
		m.Handling == o.Handling && m.Workdays == o.Workdays && m.WithDeadline == o.WithDeadline && m.Met == o.Met && sameMeasures(m.Slots, o.Slots)
}

func sameIntake(a, b flow.Intake) bool {
	return a.N == b.N && a.Median == b.Median && a.Reached == b.Reached && slices.Equal(a.Within, b.Within) &&
		slices.EqualFunc(a.Slots, b.Slots, sameIntake)
}
