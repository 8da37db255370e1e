package ledger

import (
	"casework/collectors/duration"
	"casework/collectors/intake"
)

// A slidingWindow is a rolling window that moves forward: what happens enters
// it, and leaves again when it is as old as the window is long.
type slidingWindow struct {
	seconds     int64
	units       int                // codes
	slots       int                // of case types that are distinguished; 0 if they are not
	slotBy      []uint16           // by code of the case type
	departed    [numEventKinds]int // events that left again
	unitCounts  []windowCounts     // by slot + 1, unit and state; slot −1 is all case types
	groupCounts []windowCounts     // by slot + 1 and state, of the units that are shown
	treatments  []Treatment        // by unit code
	paused      *replayedPauses    // nil without pauses
	net         bool               // whether a pause is known
}

// An eventKind is a kind of event that a window counts.
type eventKind uint8

const (
	receipt eventKind = iota
	start
	closing
	report
	numEventKinds
)

// A windowCounts counts what happened in a window under one supervision state, of one
// unit or of all units of a group.
type windowCounts struct {
	events            [numEventKinds]int
	withDeadline, met int
	wait, turnaround  duration.Ranked

	netWait, netTurnaround duration.Ranked // likewise, less pauses; where there are any

	pausedWait, pausedTurnaround, pausedWorkdays int // cases of these that were paused meanwhile
	handling, workdays                           duration.Ranked
}

func newSlidingWindow(seconds int64, units, slots int, slotBy []uint16) *slidingWindow {
	if slots == 1 {
		slots = 0
	}
	return &slidingWindow{
		seconds: seconds, units: units, slots: slots, slotBy: slotBy,
		unitCounts:  make([]windowCounts, (slots+1)*units*numStates),
		groupCounts: make([]windowCounts, (slots+1)*numStates),
		treatments:  make([]Treatment, units),
	}
}

// count lets an event of a row enter the window, or leave it.
func (p *slidingWindow) count(h eventKind, r *record, state int, enters bool) {
	slots, several := [2]int{}, 1
	if p.slots > 0 && h != report { // error reports have no case type
		slots[1], several = int(p.slotBy[r.kind])+1, 2
	}
	treatment := p.treatments[r.unit]
	var f facts
	by := byNothing
	if p.paused != nil {
		by = byIntervals
	}
	if p.paused != nil && h != report {
		f.pauses = p.paused.of(r)
	}
	o := occurs(h, r, r.deadline, &f)
	if h == closing {
		o.workdays, o.worked = r.keptWorkdays()
	}
	for _, slot := range slots[:several] {
		p.countsOf(slot, int(r.unit), state).count(&o, enters, by)
		if treatment == Shown {
			p.groupCounts[slot*numStates+state].count(&o, enters, by)
		}
	}
}

func (p *slidingWindow) countsOf(slot, unit, state int) *windowCounts {
	return &p.unitCounts[(slot*p.units+unit)*numStates+state]
}

// treat has a unit treated otherwise from now on: what is in the window of it
// enters or leaves what is pooled.
func (p *slidingWindow) treat(unit int, t Treatment) {
	before := p.treatments[unit]
	p.treatments[unit] = t
	for slot := range p.slots + 1 {
		for state := range numStates {
			if (before == Shown) != (t == Shown) {
				p.groupCounts[slot*numStates+state].pool(p.countsOf(slot, unit, state), t == Shown)
			}
		}
	}
}

// pool lets all that another counts enter, or leave.
func (c *windowCounts) pool(other *windowCounts, enters bool) {
	sign := 1
	if !enters {
		sign = -1
	}
	for h, n := range other.events {
		c.events[h] += sign * n
	}
	c.withDeadline += sign * other.withDeadline
	c.met += sign * other.met
	c.pausedWait += sign * other.pausedWait
	c.pausedTurnaround += sign * other.pausedTurnaround
	c.pausedWorkdays += sign * other.pausedWorkdays
	for _, both := range [][2]*duration.Ranked{
		{&c.wait, &other.wait},
		{&c.turnaround, &other.turnaround},
		{&c.handling, &other.handling},
		{&c.workdays, &other.workdays},
		{&c.netWait, &other.netWait},
		{&c.netTurnaround, &other.netTurnaround},
	} {
		both[1].Each(func(v uint32) { both[0].Count(v, enters) })
	}
}

// count lets an occurrence enter, or leave; by says whether durations less pauses are
// of account. Totals do not say what of a wait a case was paused for.
func (c *windowCounts) count(o *occurrence, enters bool, by netBy) {
	sign := 1
	if !enters {
		sign = -1
	}
	c.events[o.kind] += sign
	gross, less, paused := &c.wait, &c.netWait, &c.pausedWait
	if o.kind == closing {
		gross, less, paused = &c.turnaround, &c.netTurnaround, &c.pausedTurnaround
	}
	if o.timed {
		gross.Count(o.duration, enters)
		if by == byIntervals || by == byTotals && o.kind == closing {
			less.Count(o.net, enters)
			*paused += sign * one(o.paused)
		}
	}
	if o.handled {
		c.handling.Count(o.handling, enters)
	}
	if o.worked {
		c.workdays.Count(o.workdays, enters)
		c.pausedWorkdays += sign * one(o.paused)
	}
	c.withDeadline += sign * one(o.withDeadline)
	c.met += sign * one(o.met)
}

// unit is what a View shows of a unit: nothing if it is hidden.
func (p *slidingWindow) unit(code int) []Measures {
	if p.treatments[code] != Shown {
		return p.measures(func(int) []windowCounts { return make([]windowCounts, numStates) })
	}
	return p.measures(func(slot int) []windowCounts {
		at := (slot*p.units + code) * numStates
		return p.unitCounts[at : at+numStates]
	})
}

// pooled is what a View shows of the groups.
func (p *slidingWindow) pooled() []Measures {
	return p.measures(func(slot int) []windowCounts { return p.groupCounts[slot*numStates : (slot+1)*numStates] })
}

// measures are the Measures by state of the counts that states selects.
func (p *slidingWindow) measures(states func(slot int) []windowCounts) []Measures {
	all := make([]Measures, numStates)
	for state := range all {
		all[state] = states(0)[state].measures(p.net)
		slots := make([]Measures, p.slots) // in one piece of memory
		for slot := range slots {
			slots[slot] = states(slot + 1)[state].measures(p.net)
			all[state].Slots = append(all[state].Slots, &slots[slot])
		}
	}
	return all
}

func (c *windowCounts) measures(net bool) Measures {
	m := Measures{
		Received: c.events[receipt], Started: c.events[start], Closed: c.events[closing], Errors: c.events[report],
		Wait: c.wait.Dist(), Turnaround: c.turnaround.Dist(), Handling: c.handling.Dist(), Workdays: c.workdays.Dist(),
		WithDeadline: c.withDeadline, Met: c.met,
	}
	m.Workdays.Paused = c.pausedWorkdays
	if net {
		m.NetWait, m.NetTurnaround = c.netWait.Dist(), c.netTurnaround.Dist()
		m.NetWait.Paused, m.NetTurnaround.Paused = c.pausedWait, c.pausedTurnaround
	}
	return m
}

// newSliding begins the intake.Sliding of the Replay's cases at an instant; nil without
// a window. The cells of units come before those of groups, each by slot + 1 (slot −1
// is all case types), unit and state.
func (r *Replay) newSliding(from int64) *intake.Sliding {
	opts := &r.l.opts
	if opts.Intake.Seconds == 0 {
		return nil
	}
	units, slots := len(r.l.units.list), r.breakdown()
	cells := (slots + 1) * units * numStates
	var in [4]int
	return intake.NewSliding(from, opts.Intake.Seconds, opts.StartedWithin, cells+(slots+1)*numStates, func(i int) (c intake.Case) {
		row := &r.cases[i]
		c.Received, c.Left, c.End = int64(row.first), int64(row.leftQueueAt()), row.leaves()
		if r.unlisted[row.unit] || !row.waitKnown() {
			return c
		}
		state, n := r.l.supervision.active(row.unit, c.Received), 0
		put := func(slot int) {
			in[n] = (slot*units+int(row.unit))*numStates + state
			n++
			if r.treatments[row.unit] == Shown {
				in[n] = cells + slot*numStates + state
				n++
			}
		}
		put(0)
		if slots > 0 {
			put(int(r.l.slot(row)) + 1)
		}
		c.Cells = in[:n]
		return c
	})
}

// breakdown is how many slots Measures and Intakes have.
func (r *Replay) breakdown() int {
	if len(r.l.slots) == 1 {
		return 0
	}
	return len(r.l.slots)
}

// treatIntake is treat of what is said of the cases received.
func (r *Replay) treatIntake(unit int, t Treatment) {
	before := r.treatments[unit]
	r.treatments[unit] = t
	if r.intake == nil || (before == Shown) == (t == Shown) {
		return
	}
	units, slots := len(r.l.units.list), r.breakdown()
	for slot := range slots + 1 {
		for state := range numStates {
			r.intake.Pool(((slots+1)*units+slot)*numStates+state, (slot*units+unit)*numStates+state, t == Shown)
		}
	}
}

// intakes are what a View shows of the cases received, of units and groups.
func (r *Replay) intakes(s *scan) {
	if r.intake == nil {
		return
	}
	units, slots := len(r.l.units.list), r.breakdown()
	of := func(at, step int, shown bool) (all []intake.Intake) {
		for state := range numStates {
			one := r.intake.Intake(at+state, shown)
			for i := range slots {
				one.Slots = append(one.Slots, r.intake.Intake(at+(i+1)*step+state, shown))
			}
			all = append(all, one)
		}
		return all
	}
	for code := range s.shown {
		if s.shown[code] && r.treatments[code] == Shown {
			s.intakes[code] = of(code*numStates, units*numStates, true)
		}
	}
	s.pooled = of((slots+1)*units*numStates, numStates, true)
}
