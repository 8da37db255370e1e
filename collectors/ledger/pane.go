package ledger

// A pane is a rolling window that moves forward: what happens enters it, and
// leaves again when it is as old as the window is long.
type pane struct {
	seconds int64
	units   int // codes
	slots   int // of case types that are told apart; 0 if they are not
	left    [numHappenings]int
	tallies []tally     // by slot + 1, unit and state; slot −1 is all case types
	pools   []tally     // by slot + 1 and state, without units that are left out
	treated []Treatment // by unit code; the tallies of rest are those of the merged units
}

// A happening is a kind of event that a window counts.
type happening uint8

const (
	receipt happening = iota
	start
	closing
	report
	numHappenings
)

// A tally counts what happened in a window under one supervision state, of one
// unit or of all units of a group.
type tally struct {
	counts           [numHappenings]int
	judged, met      int
	wait, turnaround ranked
}

func newPane(seconds int64, units, slots int) *pane {
	if slots == 1 {
		slots = 0
	}
	return &pane{
		seconds: seconds, units: units, slots: slots,
		tallies: make([]tally, (slots+1)*units*numStates),
		pools:   make([]tally, (slots+1)*numStates),
		treated: make([]Treatment, units),
	}
}

// count lets an event of a row enter the window, or leave it.
func (p *pane) count(h happening, r *record, state int, enters bool) {
	slots := [2]int{0, int(r.kind) + 1}
	several := 1
	if p.slots > 0 && h != report { // error reports have no case type
		several = 2
	}
	treatment := p.treated[r.unit]
	for _, slot := range slots[:several] {
		p.tally(slot, int(r.unit), state).count(h, r, enters)
		if treatment == Merged {
			p.tally(slot, rest, state).count(h, r, enters)
		}
		if treatment != LeftOut {
			p.pools[slot*numStates+state].count(h, r, enters)
		}
	}
}

func (p *pane) tally(slot, unit, state int) *tally {
	return &p.tallies[(slot*p.units+unit)*numStates+state]
}

// treat has a unit treated otherwise from now on: what is in the window of it
// enters or leaves what is pooled.
func (p *pane) treat(unit int, t Treatment) {
	before := p.treated[unit]
	p.treated[unit] = t
	for slot := range p.slots + 1 {
		for state := range numStates {
			own := p.tally(slot, unit, state)
			if (before == Merged) != (t == Merged) {
				p.tally(slot, rest, state).pool(own, t == Merged)
			}
			if (before == LeftOut) != (t == LeftOut) {
				p.pools[slot*numStates+state].pool(own, t != LeftOut)
			}
		}
	}
}

// pool lets all that another tally counts enter, or leave.
func (c *tally) pool(other *tally, enters bool) {
	sign := 1
	if !enters {
		sign = -1
	}
	for h, n := range other.counts {
		c.counts[h] += sign * n
	}
	c.judged += sign * other.judged
	c.met += sign * other.met
	for _, both := range [][2]*ranked{{&c.wait, &other.wait}, {&c.turnaround, &other.turnaround}} {
		for _, run := range both[1].runs {
			for _, v := range run {
				both[0].count(v, enters)
			}
		}
	}
}

func (c *tally) count(h happening, r *record, enters bool) {
	sign := 1
	if !enters {
		sign = -1
	}
	c.counts[h] += sign
	switch h {
	case start:
		c.wait.count(r.started-r.first, enters)
	case closing:
		c.turnaround.count(r.closed-r.first, enters)
		if r.deadline != 0 {
			c.judged += sign
			c.met += sign * one(r.closed <= r.deadline)
		}
	}
}

func (r *ranked) count(v uint32, enters bool) {
	if enters {
		r.add(v)
	} else {
		r.remove(v)
	}
}

// unit is what a View shows of a unit, or of rest: nothing if it is hidden.
func (p *pane) unit(code int) []Measures {
	if p.treated[code] != Shown {
		return p.measures(func(int) []tally { return make([]tally, numStates) })
	}
	return p.measures(func(slot int) []tally {
		at := (slot*p.units + code) * numStates
		return p.tallies[at : at+numStates]
	})
}

// pooled is what a View shows of the groups.
func (p *pane) pooled() []Measures {
	return p.measures(func(slot int) []tally { return p.pools[slot*numStates : (slot+1)*numStates] })
}

// measures are the Measures by state of the tallies that states selects.
func (p *pane) measures(states func(slot int) []tally) []Measures {
	all := make([]Measures, numStates)
	for state := range all {
		all[state] = states(0)[state].measures()
		for slot := range p.slots {
			all[state].Slots = append(all[state].Slots, states(slot + 1)[state].measures())
		}
	}
	return all
}

func (c *tally) measures() Measures {
	return Measures{
		Received: c.counts[receipt], Started: c.counts[start], Closed: c.counts[closing], Errors: c.counts[report],
		Wait: c.wait.dist(), Turnaround: c.turnaround.dist(), Judged: c.judged, Met: c.met,
	}
}
