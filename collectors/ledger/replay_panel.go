package ledger

import (
	"slices"
	"sort"
	"strings"
)

// First is when the first case was received, in Unix seconds; 0 if there was
// none at the Replay's instant.
func (r *Replay) First() int64 {
	if int64(r.earliest) > r.at {
		return 0
	}
	return int64(r.earliest)
}

// A pastMonth is what happened in a month, by unit code. It does not change
// any more, but for the cases that are followed further.
type pastMonth struct {
	cells    []Month
	followed bool
}

// Panel is the monthly panel that the ledger would have derived at the
// Replay's instant, which must not be before at. Months that an earlier Panel
// had are not derived again, so a row counts a few times, however many months
// go by.
func (r *Replay) Panel(bounds []int64, followUp, at int64) *Panel {
	out := &Panel{At: at, Bounds: slices.Clone(bounds), FollowUp: followUp}
	var months []*pastMonth
	for i := range max(len(bounds)-1, 0) {
		months = append(months, r.month(bounds[i], bounds[i+1], followUp, at))
	}
	for code := 1; code < len(r.cased); code++ {
		first := until(r.cased[code], at)
		if r.unlisted[code] || first == 0 && until(r.reported[code], at) == 0 {
			continue
		}
		u := PanelUnit{Unit: r.l.units.list[code], Since: first, Months: make([]Month, len(months))}
		for i, m := range months {
			u.Months[i] = m.cells[code]
		}
		out.Units = append(out.Units, u)
	}
	slices.SortFunc(out.Units, func(a, b PanelUnit) int { return strings.Compare(a.Unit, b.Unit) })
	out.placeTypes(mostTypeMonths)
	return out
}

// until is an instant that has come, else 0.
func until(when uint32, at int64) int64 {
	if int64(when) > at {
		return 0
	}
	return int64(when)
}

// month is a month as known at an instant after its end.
func (r *Replay) month(from, until, followUp, at int64) *pastMonth {
	key := [3]int64{from, until, followUp}
	m := r.months[key]
	if m == nil {
		m = r.derive(from, until)
		r.months[key] = m
	}
	if m.followed {
		return m
	}
	for i := range m.cells {
		m.cells[i].unfollow() // panels that were returned keep their own
	}
	within(len(r.cases), from, until, func(i int) uint32 { return r.cases[i].first }, func(i int) {
		c := &r.cases[i]
		cell := &m.cells[c.unit]
		if one := cell.follow(c, followUp, at); r.ranks != nil {
			one.Type = r.ranks[c.kind]
			cell.addType(&one)
		}
	})
	m.followed = until+followUp <= at
	return m
}

// derive counts what happened in a month.
func (r *Replay) derive(from, until int64) *pastMonth {
	m := &pastMonth{cells: make([]Month, len(r.cased))}
	within(len(r.cases), from, until, func(i int) uint32 { return r.cases[i].first }, func(i int) {
		m.cells[r.cases[i].unit].Received++
	})
	within(len(r.started), from, until, func(i int) uint32 { return r.cases[r.started[i]].startedAt() }, func(i int) {
		c := &r.cases[r.started[i]]
		m.cells[c.unit].start(c)
	})
	within(len(r.closed), from, until, func(i int) uint32 { return r.cases[r.closed[i]].closedAt() }, func(i int) {
		c := &r.cases[r.closed[i]]
		m.cells[c.unit].close(c, c.deadline)
	})
	within(len(r.reports), from, until, func(i int) uint32 { return r.reports[i].first }, func(i int) {
		m.cells[r.reports[i].unit].Errors++
	})
	return m
}

// within calls each with the indexes of what happened in [from, until), of n
// events in the order of their instants.
func within(n int, from, until int64, when func(i int) uint32, each func(i int)) {
	i := sort.Search(n, func(i int) bool { return int64(when(i)) >= from })
	for ; i < n && int64(when(i)) < until; i++ {
		each(i)
	}
}
