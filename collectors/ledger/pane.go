package ledger

// A pane is a rolling window that moves forward: what happens enters it, and
// leaves again when it is as old as the window is long.
type pane struct {
	seconds int64
	units   int // codes
	slots   int // of case types that are told apart; 0 if they are not
	left    [numHappenings]int
	tallies []tally // by slot + 1, unit and state; slot −1 is all case types
	pools   []tally // by slot + 1 and state
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
	}
}

// count lets an event of a row enter the window, or leave it.
func (p *pane) count(h happening, r *record, state int, enters bool) {
	slots := [2]int{0, int(r.kind) + 1}
	several := 1
	if p.slots > 0 && h != report { // error reports have no case type
		several = 2
	}
	for _, slot := range slots[:several] {
		p.tallies[(slot*p.units+int(r.unit))*numStates+state].count(h, r, enters)
		p.pools[slot*numStates+state].count(h, r, enters)
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

// unit is what a View shows of a unit.
func (p *pane) unit(code int) []Measures {
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
