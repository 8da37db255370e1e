package supplement

import (
	"cmp"
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
		{Name: "decided_at", Kind: Date, Optional: true, AllowFuture: true}, // when it is to be: not decided yet
		{Name: "outcome", Kind: Text, Optional: true, OneOf: outcomes},
	},
	Unique: []int{0}, Dated: 2, check: inOrder(2, 3), Without: "no metrics of complaints and appeals",
	Covers: []Coverage{{"complaints and appeals, share upheld", &metric.GroupComplaintsPerClosed, "people"}},

	subject: aboutWork, // complaints, not who made them
	history: history{appears: []int{2}, revisions: []revision{{3, []int{3, 4}}}},
	since:   func(h horizon) civil.Day { return h.today - h.window - decidedWithin },
	summary: func(*Table, maphash.Seed) summary { return &complaints{} },
	metrics: slices.Concat(complaintsOfUnit[:], complaintsOfGroup[:]),
}

var outcomes = []string{"upheld", "partly_upheld", "rejected", "dismissed"}

// decidedWithin is how many days after its receipt a complaint's decision counts.
const decidedWithin = 3 * 366

// complaints is the summary of the complaints.
type complaints struct {
	rows []complaint

	// received are how many were received in each window, as of the last figures:
	// of units, then of groups, each in the order of its labels.
	received []complaintsReceived
}

// complaintsReceived is how many complaints a unit, or a group, received in a window.
type complaintsReceived struct {
	unit          string // "" for a group
	state, window int
	n             int
	labels        []string
}

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
	c.rows = append(c.rows, one)
}

// complaintCounts is what became of complaints in a window.
type complaintCounts struct{ received, decided, upheld int }

func (c *complaints) figures(acc *accumulator) {
	c.received = nil
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
		for i := range c.rows {
			one := &c.rows[i]
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
			c.put(acc, &complaintsOfUnit, n, complaintsReceived{p.unit, p.state, w, n.received, []string{p.unit, states[p.state], window.Name}})
		}
		for state := range groups {
			n := &groups[state]
			c.put(acc, &complaintsOfGroup, n, complaintsReceived{"", state, w, n.received, []string{states[state], window.Name}})
		}
	}
	slices.SortFunc(c.received, func(a, b complaintsReceived) int {
		return cmp.Or(cmp.Compare(len(b.labels), len(a.labels)), slices.Compare(a.labels, b.labels))
	})
}

// put puts the figures of a window that rest on complaints alone.
func (c *complaints) put(acc *accumulator, defs *[5]*metric.Def, n *complaintCounts, of complaintsReceived) {
	acc.put(defs[0], float64(n.received), of.labels...)
	acc.put(defs[1], float64(n.decided), of.labels...)
	acc.put(defs[2], float64(n.upheld), of.labels...)
	if n.decided >= acc.opts.LeastCases {
		acc.put(defs[4], float64(n.upheld)/float64(n.decided), of.labels...)
	}
	c.received = append(c.received, of)
}

// ofCases puts complaints per case closed.
func (c *complaints) ofCases(acc *accumulator) {
	for i := range c.received {
		of := &c.received[i]
		closed := acc.Closed(of.unit, of.state, of.window)
		if closed < acc.opts.LeastCases {
			continue
		}
		def := complaintsOfUnit[3]
		if of.unit == "" {
			def = complaintsOfGroup[3]
		}
		acc.put(def, float64(of.n)/float64(closed), of.labels...)
	}
}

// A cellKey is a unit under a state of supervision.
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
