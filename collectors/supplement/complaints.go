package supplement

import (
	"hash/maphash"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Complaints is the table of complaints and appeals, one a row.
var Complaints = &Table{
	Name: "complaints", Columns: []Column{
		{Name: "complaint_id", Kind: Key},
		unit(),
		{Name: "received_at", Kind: Date},
		{Name: "decided_at", Kind: Date, Optional: true},
		{Name: "outcome", Kind: Text, Optional: true, OneOf: outcomes},
	},
	Unique: []int{0}, Dated: 2, check: inOrder(2, 3), Without: "no metrics of complaints and appeals",
	Covers: []Coverage{{"complaints and appeals, share upheld", &metric.GroupComplaintsPerClosed, "people"}},

	subject: aboutWork, // complaints, not who made them
	history: history{appears: []int{2}, revisions: []revision{{3, []int{3, 4}}}},
	cadence: perPoll,
	since:   func(h horizon) civil.Day { return h.today - h.window - decidedWithin },
	summary: func(*Table, maphash.Seed) summary { return &complaints{} },
	metrics: slices.Concat(complaintsOfUnit[:], complaintsOfGroup[:]),
}

var outcomes = []string{"upheld", "partly_upheld", "rejected", "dismissed"}

// decidedWithin is how many days after its receipt a complaint's decision counts.
const decidedWithin = 3 * 366

// complaints is the summary of the complaints.
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

// complaintCounts is what became of complaints in a window.
type complaintCounts struct{ received, decided, upheld int }

func (c *complaints) figures(acc *accumulator) {
	for w, window := range acc.opts.Windows {
		units := map[cellKey]*complaintCounts{}
		var groups [len(states)]complaintCounts
		at := func(unit string, day civil.Day) (*complaintCounts, *complaintCounts) {
			state := acc.state(unit, day)
			p := cellKey{unit, state}
			if units[p] == nil {
				units[p] = &complaintCounts{}
			}
			return units[p], &groups[state]
		}
		for _, unit := range acc.Units { // zero from the start
			at(unit, acc.Today)
		}
		for i := range *c {
			one := &(*c)[i]
			if acc.inWindow(one.received, window) && !acc.hides(one.unit, one.received) {
				own, group := at(one.unit, one.received)
				own.received++
				group.received++
			}
			if one.decided != 0 && acc.inWindow(one.decided, window) && !acc.hides(one.unit, one.received) {
				for p, upheld := at(one.unit, one.decided); p != nil; p, upheld = upheld, nil {
					p.decided++
					if one.upheld {
						p.upheld++
					}
				}
			}
		}
		for p, n := range units {
			acc.putComplaints(&complaintsOfUnit, n, acc.Closed(p.unit, p.state, w), p.unit, states[p.state], window.Name)
		}
		for state := range groups {
			acc.putComplaints(&complaintsOfGroup, &groups[state], acc.Closed("", state, w), states[state], window.Name)
		}
	}
}

// A place is a unit under a state of supervision.
type cellKey struct {
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

func (acc *accumulator) putComplaints(defs *[5]*metric.Def, n *complaintCounts, closed int, labels ...string) {
	acc.put(defs[0], float64(n.received), labels...)
	acc.put(defs[1], float64(n.decided), labels...)
	acc.put(defs[2], float64(n.upheld), labels...)
	if closed >= acc.opts.LeastCases {
		acc.put(defs[3], float64(n.received)/float64(closed), labels...)
	}
	if n.decided >= acc.opts.LeastCases {
		acc.put(defs[4], float64(n.upheld)/float64(n.decided), labels...)
	}
}
