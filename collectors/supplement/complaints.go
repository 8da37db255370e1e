package supplement

import (
	"casework/collectors/civil"
	"casework/collectors/metric"
)

// complaints is the digest of the complaints.
type complaints []complaint

type complaint struct {
	unit     string
	received civil.Day
	decided  civil.Day // 0 if not decided
	upheld   bool
}

func (c *complaints) add(row Row) {
	one := complaint{unit: row[1].Text, received: row[2].Day}
	if row[3].Set {
		one.decided = row[3].Day
		one.upheld = row[4].Text == "upheld" || row[4].Text == "partly_upheld"
	}
	*c = append(*c, one)
}

// complained is what became of complaints in a window.
type complained struct{ received, decided, upheld int }

func (c *complaints) figures(f *fold) {
	for w, window := range f.opts.Windows {
		units := map[place]*complained{}
		var groups [len(states)]complained
		at := func(unit string, day civil.Day) (*complained, *complained) {
			state := f.state(unit, day)
			p := place{unit, state}
			if units[p] == nil {
				units[p] = &complained{}
			}
			return units[p], &groups[state]
		}
		for _, unit := range f.Units { // zero from the start
			at(unit, f.Today)
		}
		for i := range *c {
			one := &(*c)[i]
			if f.inWindow(one.received, window) {
				own, group := at(one.unit, one.received)
				own.received++
				group.received++
			}
			if one.decided != 0 && f.inWindow(one.decided, window) {
				for p, upheld := at(one.unit, one.decided); p != nil; p, upheld = upheld, nil {
					p.decided++
					if one.upheld {
						p.upheld++
					}
				}
			}
		}
		for p, n := range units {
			f.complained(&complaintsOfUnit, n, f.Closed(p.unit, p.state, w), p.unit, states[p.state], window.Name)
		}
		for state := range groups {
			f.complained(&complaintsOfGroup, &groups[state], f.Closed("", state, w), states[state], window.Name)
		}
	}
}

// A place is a unit under a state of supervision.
type place struct {
	unit  string
	state int
}

// The metrics of complaints: received, decided, upheld, received per case
// closed, upheld per decided.
var (
	complaintsOfUnit = [5]*metric.Def{
		&metric.WindowComplaints, &metric.WindowComplaintsDecided, &metric.WindowComplaintsUpheld,
		&metric.WindowComplaintsPerClosed, &metric.WindowComplaintsUpheldOf,
	}
	complaintsOfGroup = [5]*metric.Def{
		&metric.GroupComplaints, &metric.GroupComplaintsDecided, &metric.GroupComplaintsUpheld,
		&metric.GroupComplaintsPerClosed, &metric.GroupComplaintsUpheldOf,
	}
)

func (f *fold) complained(defs *[5]*metric.Def, n *complained, closed int, labels ...string) {
	f.put(defs[0], float64(n.received), labels...)
	f.put(defs[1], float64(n.decided), labels...)
	f.put(defs[2], float64(n.upheld), labels...)
	if closed > 0 {
		f.put(defs[3], float64(n.received)/float64(closed), labels...)
	}
	if n.decided > 0 {
		f.put(defs[4], float64(n.upheld)/float64(n.decided), labels...)
	}
}
