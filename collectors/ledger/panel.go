package ledger

import (
	"slices"
	"strings"

	"casework/collectors/civil"
)

// A Panel is what happened in each unit in each of some consecutive months, as the records
// stood at one instant. It holds sums and counts, from which means and shares follow, so
// that months with few cases can still be left out by any reader.
type Panel struct {
	At       int64       // what lies after this instant has not happened; Unix seconds
	Bounds   []int64     // beginnings of the months and the end of the last, Unix seconds, ascending
	FollowUp int64       // for how long a case is followed from the instant it was received, seconds
	Units    []PanelUnit // with a row each, in the order of their names
}

// A PanelUnit is the part of a Panel that is about one unit.
type PanelUnit struct {
	Unit   string
	Since  int64   // when its earliest case was received, Unix seconds; 0 without one
	Months []Month // one for each month of the Panel
}

// Followed reports whether every case received in a month was followed for
// the whole of FollowUp.
func (p *Panel) Followed(month int) bool { return p.Bounds[month+1]+p.FollowUp <= p.At }

// WithoutTypes is a copy that does not tell case types apart. Its months have the sums of all
// types, as before.
func (p *Panel) WithoutTypes() *Panel {
	out := *p
	out.Units = slices.Clone(p.Units)
	for i := range out.Units {
		u := &out.Units[i]
		u.Months = slices.Clone(u.Months)
		for t := range u.Months {
			u.Months[t].Types, u.Months[t].TypesPaused = nil, nil
		}
	}
	return &out
}

// Shown is the panel of the units that since has, without what was before the first whole
// month behind the instant that it says, Unix seconds; 0 leaves all months. Of nil, it is
// the panel itself.
func (p *Panel) Shown(since map[string]int64) *Panel {
	if since == nil {
		return p
	}
	out := *p
	out.Units = nil
	for _, u := range p.Units {
		from, shown := since[u.Unit]
		first, _ := slices.BinarySearch(p.Bounds, from)
		if !shown || first >= len(u.Months) && len(u.Months) > 0 {
			continue
		}
		if from != 0 {
			u.Since = max(u.Since, from)
			u.Months = slices.Clone(u.Months)
			clear(u.Months[:first])
		}
		out.Units = append(out.Units, u)
	}
	return &out
}

// Panel derives the monthly panel as of at from all records. Month i begins
// at bounds[i] and ends before bounds[i+1]; none may end after at.
func (l *Ledger) Panel(bounds []int64, followUp, at int64) *Panel {
	return l.panel(bounds, followUp, at, mostTypeMonths)
}

func (l *Ledger) panel(bounds []int64, followUp, at int64, types int) *Panel {
	p := panelScan{
		l: l, instant: at, followUp: followUp, months: civil.MonthsOf(bounds),
		cells: make([]Month, len(l.units.list)*max(len(bounds)-1, 0)),
		since: make([]int64, len(l.units.list)), seen: make([]bool, len(l.units.list)),
		listed: make([]bool, len(l.units.list)),
	}
	for code, name := range l.units.list {
		_, p.listed[code] = l.listed[name]
		p.listed[code] = p.listed[code] || l.listed == nil
	}
	p.placeTypes(types)
	for _, t := range []Table{Cases, Errors} {
		for n, shard := range l.tables[t].shards {
			for i := range shard {
				if r := &shard[i]; p.counts(r) {
					p.add(t, n, r)
				}
			}
		}
	}
	return p.panel()
}

// A panelScan goes once over all records and adds them up by unit and month.
type panelScan struct {
	l                 *Ledger
	instant, followUp int64
	months            civil.Months
	cells             []Month   // by unit code × months + month
	since             []int64   // by unit code
	seen, listed      []bool    // by unit code
	types             *typeRoom // nil without types
}

// counts reports whether a record counts.
func (p *panelScan) counts(r *record) bool {
	return r.live() && int64(r.first) <= p.instant && p.listed[r.unit] && !p.l.secret(r)
}

// at is the index of the cell of a record's unit and the month that an instant lies
// in, or −1.
func (p *panelScan) at(r *record, t uint32) int {
	i := p.months.Of(int64(t))
	if i < 0 || int64(t) > p.instant {
		return -1
	}
	return int(r.unit)*p.months.N() + i
}

func (p *panelScan) cell(r *record, t uint32) *Month {
	if i := p.at(r, t); i >= 0 {
		return &p.cells[i]
	}
	return nil
}

// add adds a record of a shard.
func (p *panelScan) add(t Table, shard int, r *record) {
	p.seen[r.unit] = true
	if t == Errors {
		if m := p.cell(r, r.first); m != nil {
			m.Errors++
		}
		return
	}
	if old := p.since[r.unit]; old == 0 || int64(r.first) < old {
		p.since[r.unit] = int64(r.first)
	}
	f := p.l.factsOf(p.l.tables[Cases].id(shard, r), r, p.instant)
	if at := p.at(r, r.first); at >= 0 {
		m := &p.cells[at]
		m.Received++
		if one, paused := m.follow(r, f.pauses, p.followUp, p.instant); p.types != nil {
			m.addAt(p.types.of(at, r.kind), &one, paused)
		}
	}
	if r.started != 0 {
		if at := p.at(r, r.startedAt()); at >= 0 {
			m := &p.cells[at]
			m.start(r)
			if one, known := m.handle(r, p.followUp, p.instant); known && p.types != nil {
				m.addAt(p.types.of(at, r.kind), &one, TypePaused{})
			}
		}
	}
	if r.closed != 0 {
		if m := p.cell(r, r.closedAt()); m != nil {
			m.close(r, f.pauses, p.l.dueAt(r, f))
		}
	}
}

func (p *panelScan) panel() *Panel {
	out := &Panel{At: p.instant, Bounds: p.months.Bounds(), FollowUp: p.followUp}
	n := p.months.N()
	for code := 1; code < len(p.seen); code++ {
		if p.seen[code] {
			out.Units = append(out.Units, PanelUnit{
				Unit: p.l.units.list[code], Since: p.since[code], Months: p.cells[code*n : (code+1)*n],
			})
		}
	}
	slices.SortFunc(out.Units, func(a, b PanelUnit) int { return strings.Compare(a.Unit, b.Unit) })
	return out
}
