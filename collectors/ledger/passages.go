package ledger

import (
	"cmp"
	"slices"
)

// A Passage is what the record of a case says of its way, in Unix seconds; 0 is not yet, or
// unknown.
type Passage struct {
	Received, Closed int64
	Started          int64 // 0 too where the start does not say how long the case waited
	Due              int64 // its deadline
}

// A UnitHistory is the whole past of a unit, as the records are now.
type UnitHistory struct {
	Unit    string
	Cases   []Passage // in the order of receipt
	Reports []int64   // when errors were reported, ascending
}

// Histories are the pasts of the units that are shown, in the order of their names, of what
// has happened by an instant. Nothing of a unit that a Screen hides is among them.
func (l *Ledger) Histories(at int64) []UnitHistory {
	byCode := make([]*UnitHistory, len(l.units.list))
	of := func(r *record) *UnitHistory {
		name := l.units.list[r.unit]
		if _, listed := l.listed[name]; !r.live() || !l.visible(r) || l.listed != nil && !listed || int64(r.first) > at {
			return nil
		}
		if byCode[r.unit] == nil {
			byCode[r.unit] = &UnitHistory{Unit: name}
		}
		return byCode[r.unit]
	}
	by := func(t uint32) int64 {
		if int64(t) > at {
			return 0
		}
		return int64(t)
	}
	l.tables[Cases].each(func(id ID, r *record) {
		if u := of(r); u != nil {
			p := Passage{Received: int64(r.first), Closed: by(r.closedAt()), Due: int64(l.dueAt(r, l.pausesOf(id)))}
			if r.waitKnown() {
				p.Started = by(r.startedAt())
			}
			u.Cases = append(u.Cases, p)
		}
	})
	l.tables[Errors].each(func(_ ID, r *record) {
		if u := of(r); u != nil {
			u.Reports = append(u.Reports, int64(r.first))
		}
	})
	var all []UnitHistory
	for _, u := range byCode {
		if u != nil {
			slices.SortFunc(u.Cases, func(a, b Passage) int { return cmp.Compare(a.Received, b.Received) })
			slices.Sort(u.Reports)
			all = append(all, *u)
		}
	}
	slices.SortFunc(all, func(a, b UnitHistory) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}
