package ledger

import (
	"slices"
	"strings"

	"casework/collectors/civil"
	"casework/collectors/pause"
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

// A Month is what happened in a unit in one month.
//
// Queued and Open follow the cases received in the month, each for the same
// time: Queued is the sum over them of the time until they were started or
// closed, whichever came first, and Open that until they were closed, each time at
// most FollowUp. Divided by Received, less Vague for Queued, they are restricted mean times, which
// count cases that still wait as well, and are the same however old cases are
// cleared. They are complete once the month is followed: see Followed. Paused is what
// of Open the cases were paused for: what remains is the time that they were open and
// not paused, within the same span for all.
//
// Handled follows the cases started in the month likewise, from their start until they
// were closed. By the month of the closing, clearing a backlog would look like slowness.
//
// All others count what happened in the month, whenever its case was received. Moments and
// times are as the records have them at At: the last closing of a case, its present unit.
type Month struct {
	Received          int64 // cases received
	Vague             int64 // of those, cases whose wait is unknown, which Queued leaves out
	Queued, Open      int64 // of those, restricted sums of times; seconds
	Started           int64 // cases started, but for those whose wait is unknown
	WaitTotal         int64 // sum of their waits, seconds
	Closed            int64 // cases closed
	TurnaroundTotal   int64 // sum of their turnarounds, seconds
	WithDeadline, Met int64 // of those closed, with a deadline, and in time
	Errors            int64 // errors reported, all kinds
	Paused            int64 // what of Open cases were paused for; seconds
	PausedTotal       int64 // what of TurnaroundTotal cases were paused for; seconds
	Begun, Handled    int64 // cases started whose handling is known, and the restricted sum of its times; seconds
	Ended, EndedTotal int64 // cases closed whose handling is known, and the sum of its times; seconds

	// The sums of the squares of what Queued, Open, Open without Paused, and Handled
	// are sums of, in minutes² (rounded down): they say how far means of few cases are
	// off by chance.
	QueuedSquares, OpenSquares, NetSquares, HandledSquares int64
	// Types are the cases received or begun in the month, by type, in ascending order.
	// Empty where no case of any month has one, or none was.
	Types []TypeMonth
	// TypesPaused are what pauses take of each of Types; empty, as in most sources, where
	// no case received in the month was paused.
	TypesPaused []TypePaused
}

// A TypeMonth is the part of a Month that follows the cases of one type: its fields
// are those of the Month.
type TypeMonth struct {
	// Type is the place of the type in the order of the names of those that the
	// Panel distinguishes, 0 for other cases. Whether a View distinguishes the type
	// has no part in it.
	Type                                       uint16
	Received, Vague, Begun                     int32
	Queued, Open, Handled                      int64 // seconds
	QueuedSquares, OpenSquares, HandledSquares int64 // minutes²
}

// A TypePaused is what pauses take of a TypeMonth.
type TypePaused struct {
	Paused  int64 // of Open, as Month.Paused; seconds
	Squares int64 // of OpenSquares: what remains are the NetSquares of the type; minutes²
}

// Followed reports whether every case received in a month was followed for
// the whole of FollowUp.
func (p *Panel) Followed(month int) bool { return p.Bounds[month+1]+p.FollowUp <= p.At }

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

// follow adds how long a case received in the month waited and was open, as
// known at an instant, and returns it, to be added to the case's type.
func (m *Month) follow(r *record, pauses pause.List, followUp, at int64) (one TypeMonth, paused TypePaused) {
	one.Received = 1
	one.Open = restricted(r, r.closedAt(), followUp, at)
	one.OpenSquares = squareOf(one.Open)
	paused.Paused = int64(pauses.Within(r.first, uint32(min(int64(r.first)+one.Open, at))))
	paused.Squares = one.OpenSquares - squareOf(one.Open-paused.Paused)
	if r.waitKnown() {
		one.Queued = restricted(r, r.leftQueueAt(), followUp, at)
		one.QueuedSquares = squareOf(one.Queued)
	} else {
		one.Vague = 1
	}
	m.Vague += int64(one.Vague)
	m.Queued += one.Queued
	m.Open += one.Open
	m.QueuedSquares += one.QueuedSquares
	m.OpenSquares += one.OpenSquares
	m.Paused += paused.Paused
	m.NetSquares += one.OpenSquares - paused.Squares
	return one, paused
}

// handle adds how long a case started in the month was handled, as follow does; known
// is false where its start is no time to go by.
func (m *Month) handle(r *record, followUp, at int64) (one TypeMonth, known bool) {
	if !r.begun() {
		return one, false
	}
	started, closed := r.startedAt(), r.closedAt()
	one.Begun, one.Handled = 1, followUp
	if closed != 0 && int64(closed) <= at {
		one.Handled = min(int64(closed-started), followUp)
	}
	one.HandledSquares = squareOf(one.Handled)
	m.Begun++
	m.Handled += one.Handled
	m.HandledSquares += one.HandledSquares
	return one, true
}

// Add adds what happened in another unit in the same month of a Panel.
func (m *Month) Add(o *Month) {
	m.AddCounts(o)
	m.Vague += o.Vague
	m.Queued += o.Queued
	m.Open += o.Open
	m.QueuedSquares += o.QueuedSquares
	m.Paused += o.Paused
	m.Begun += o.Begun
	m.Handled += o.Handled
	m.OpenSquares += o.OpenSquares
	m.NetSquares += o.NetSquares
	m.HandledSquares += o.HandledSquares
	m.Types, m.TypesPaused = slices.Clone(m.Types), slices.Clone(m.TypesPaused)
	for i := range o.Types {
		m.addType(&o.Types[i], o.TypePaused(i))
	}
}

// AddCounts is Add for what counts a case when something happened, and does not follow it.
func (m *Month) AddCounts(o *Month) {
	m.Received += o.Received
	m.Started += o.Started
	m.WaitTotal += o.WaitTotal
	m.Closed += o.Closed
	m.TurnaroundTotal += o.TurnaroundTotal
	m.WithDeadline += o.WithDeadline
	m.Met += o.Met
	m.Errors += o.Errors
	m.PausedTotal += o.PausedTotal
	m.Ended += o.Ended
	m.EndedTotal += o.EndedTotal
}

func (m *Month) start(r *record) {
	if r.waitKnown() {
		m.Started++
		m.WaitTotal += int64(r.startedAt() - r.first)
	}
}

// close adds a case that was closed, given its deadline.
func (m *Month) close(r *record, pauses pause.List, due uint32) {
	m.Closed++
	m.TurnaroundTotal += int64(r.closedAt() - r.first)
	m.PausedTotal += int64(pauses.Within(r.first, r.closedAt()))
	if seconds, known := r.handling(); known {
		m.Ended++
		m.EndedTotal += int64(seconds)
	}
	m.WithDeadline += int64(one(due != 0))
	m.Met += int64(one(due != 0 && r.closed <= due))
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
