package disclosure

import (
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// What is small, in cases received in a year for each of Policy.MinCell: a unit
// should have at least MinCell in an average 28 days. One that is hidden is
// shown again when it has half as many more.
const (
	smallBelow = 13
	largeFrom  = 20
)

// A Policy decides which units are small, and what is shown of them together.
// It may be used by several goroutines at a time.
//
// A unit that is not small is shown. The others are hidden: in nothing that is
// shown live, whether of units or of groups, but in the Table of each month.
//
//   - Units change sides at the beginning of a month alone.
//   - Before a hidden unit is shown it has been in no Table for as long as the
//     longest window, so that nothing known of it before is true of it then. What is
//     said of the cases that it received is shown once that is as long as those are
//     followed.
//   - What a unit received while it was shown is in no Table.
//   - A unit that was never seen before begins hidden, and in no Table until
//     the month is over.
type Policy struct {
	MinCell int // cases, at least 1

	horizon  int64         // for how long something that happened is shown at most, seconds
	followed int64         // for how long a case that was received is followed, seconds
	shortest ledger.Window // that of the Table
	zone     *time.Location

	rules rules
}

// NewPolicy returns a Policy that hides units with fewer than minCell cases in
// an average 28 days of the last year. Windows are those of the ledger, zone
// that of the source's months. Followed is for how many seconds cases are followed
// that were received; 0 if they are not.
func NewPolicy(minCell int, windows []ledger.Window, followed int64, zone *time.Location) *Policy {
	p := &Policy{MinCell: minCell, followed: followed, zone: zone, rules: allRules()}
	for _, w := range windows {
		p.horizon = max(p.horizon, w.Seconds)
		if p.shortest.Seconds == 0 || w.Seconds < p.shortest.Seconds {
			p.shortest = w
		}
	}
	return p
}

// Next is the Screening that follows at an instant, in Unix seconds, from the
// one before, which is nil at first and is left as it is. Sizes are of all
// units of the source, each once; lookback tells what happened by the beginning of the month.
func (p *Policy) Next(before *Screening, at int64, sizes []ledger.UnitSize, lookback ledger.Lookback) *Screening {
	month := civil.DayOf(time.Unix(at, 0).In(p.zone)).Month()
	n := &Screening{Month: month.Date().Format("2006-01"), Units: map[string]Placement{}}
	cases := make(map[string]int, len(sizes))
	for _, u := range sizes {
		cases[u.Unit] = u.Cases
	}
	if before == nil {
		p.begin(n, sizes)
	} else {
		p.follow(n, before, at, cases)
	}
	begins := month.Start(p.zone).Unix()
	if n.Table == nil || begins > n.Table.At && begins-n.Table.At >= p.shortest.Seconds {
		n.Table = p.table(n, begins, lookback)
	}
	return n
}

// begin places units of which nothing has been shown yet.
func (p *Policy) begin(n *Screening, sizes []ledger.UnitSize) {
	for _, u := range sizes {
		n.Units[u.Unit] = Placement{Side: hidden}
		if u.Cases >= smallBelow*p.MinCell {
			n.Units[u.Unit] = Placement{Side: shown}
		}
	}
}

// follow places units where they were, at the beginning of a month by their
// size, and those that are new.
func (p *Policy) follow(n, before *Screening, at int64, cases map[string]int) {
	review := n.Month > before.Month
	if !review {
		n.Month = before.Month // also where a clock was set back
	}
	n.Table = before.Table
	for unit, placed := range before.Units {
		if before.upgraded && placed.Side != shown || before.joined[unit] {
			placed.Since, placed.ShownUntil = at, at
		}
		if review { // a unit that has gone has no cases
			placed = p.review(placed, at, cases[unit])
		}
		n.Units[unit] = placed
	}
	for unit := range cases {
		if _, known := n.Units[unit]; !known {
			n.Units[unit] = Placement{Side: waiting, Since: at}
		}
	}
}

// review places a unit at the beginning of a month.
func (p *Policy) review(was Placement, at int64, cases int) Placement {
	small, large := cases < smallBelow*p.MinCell, cases >= largeFrom*p.MinCell
	switch {
	case was.Side == shown && small:
		return Placement{Side: hidden, Since: at, ShownUntil: at}
	case was.Side == hidden && large:
		was.Side, was.Since = waiting, at
	case was.Side == waiting && !large:
		was.Side, was.Since = hidden, at
	}
	if was.Side == waiting && (at-was.Since >= p.horizon || !p.rules.wait) {
		was.Side, was.Waited, was.Since = shown, was.Since, at
	}
	return was
}

// ShowsIntake reports whether what is said of the cases that a unit received is shown
// at an instant, in Unix seconds, if the unit is.
func (p *Policy) ShowsIntake(n *Screening, unit string, at int64) bool {
	waited := n.Units[unit].Waited
	return waited == 0 || at-waited >= p.followed || !p.rules.follow
}
