package ledger

import (
	"cmp"
	"math/bits"
	"slices"
)

// Every case type that is met has a code of its own, which records keep. So a Panel can
// tell a change in pace from a change in the mix of types. Counters, queues and windows
// are kept by slot. Each of Options.CaseTypes has a slot, and all other types share the
// last one. So a type that nobody named makes no series.

// MaxTypes is how many case types are distinguished beside those of
// Options.CaseTypes. Cases of those that come after them, and of types with a name
// longer than MaxName, have no type.
const MaxTypes = 250

// nameTypes gives the types of the options their codes and slots.
func (l *Ledger) nameTypes() {
	for _, name := range l.opts.CaseTypes {
		l.types.code(name, l.created)
	}
	l.slotTypes()
}

// slotTypes gives every type its slot.
func (l *Ledger) slotTypes() {
	l.afresh()
	l.slotBy, l.dueBy, l.pausedBy, l.totalBy, l.workedBy = l.slotBy[:0], nil, nil, nil, nil
	for _, name := range l.types.list {
		l.dueOfType(name)
		slot := slices.Index(l.opts.CaseTypes, name)
		if slot < 0 {
			slot = len(l.slots) - 1
		}
		l.slotBy = append(l.slotBy, uint16(slot))
	}
}

// typeOf is the code of a case type, and whether it has one; 0 is no type.
func (l *Ledger) typeOf(name string) (code uint16, known bool) {
	if code, known = l.types.codes[name]; known {
		return code, true
	}
	return 0, l.fullOfTypes() || len(name) > MaxName
}

func (l *Ledger) fullOfTypes() bool { return len(l.types.list) > MaxTypes+len(l.opts.CaseTypes) }

// caseType is the code of a case type that a case is met with at now.
func (l *Ledger) caseType(name string, now int64) uint16 {
	code, known := l.typeOf(name)
	if !known {
		code, _ = l.types.code(name, l.firstSeen(Cases, now)) // never near the limit of codes
		l.slotBy = append(l.slotBy, uint16(len(l.slots)-1))
		l.dueOfType(name)
	}
	l.refused.Types = l.refused.Types || code == 0 && name != ""
	return code
}

// dueOfType adds the deadlines of the type of the next code, if there are any.
func (l *Ledger) dueOfType(name string) {
	if l.deadlines == nil {
		return
	}
	var paused pausable
	var total pausedFor
	if p, ok := l.deadlines.(Pausable); ok {
		paused, total = p.Paused(name), p.PausedFor(name)
	}
	l.dueBy, l.pausedBy, l.totalBy = append(l.dueBy, l.deadlines.Of(name)), append(l.pausedBy, paused), append(l.totalBy, total)
	l.workedOfType(name)
}

// slot is the slot of a case.
func (l *Ledger) slot(r *record) uint16 { return l.slotBy[r.kind] }

// ranks are the places of the types in the order of their names, by code; that of
// no type is 0.
func (l *Ledger) ranks() []uint16 {
	order := slices.Sorted(slices.Values(l.types.list))
	ranks := make([]uint16, len(order))
	for rank, name := range order {
		ranks[l.types.codes[name]] = uint16(rank)
	}
	return ranks
}

// mostTypeMonths bounds what a Panel keeps by type: 34 MB, a quarter more where cases are
// paused, and as much again of types that are begun in other months than those in which they
// are received. Where types in months of units are more, those with most cases are
// distinguished, and others have no type.
const mostTypeMonths = 1 << 19

// A typeCensus says of the types of a panel, by rank, in how many months of units
// they are, and with how many cases.
type typeCensus struct{ months, cases []int }

func (c *typeCensus) add(rank, months, cases int) {
	c.months, c.cases = extend(c.months, rank), extend(c.cases, rank)
	c.months[rank] += months
	c.cases[rank] += cases
}

// places are the places of the types in a panel that keeps most of their months, by
// rank: 0 for no type, and for those that are not distinguished. It is nil if there
// are none. So a panel says the same whichever type was met first, or has a slot.
func (c *typeCensus) places(most int) []uint16 {
	var order []int
	for rank, months := range c.months {
		if rank > 0 && months > 0 {
			order = append(order, rank)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.cases[b], c.cases[a]) })
	kept := 0
	for kept < len(order) && c.months[order[kept]] <= most {
		most -= c.months[order[kept]]
		kept++
	}
	if kept == 0 {
		return nil
	}
	places := make([]uint16, len(c.months))
	for i, rank := range slices.Sorted(slices.Values(order[:kept])) {
		places[rank] = uint16(i + 1)
	}
	return places
}

// typeRoom finds the cases of a type in a month of a panel, without a search:
// millions of records are looked up, each somewhere else in memory.
type typeRoom struct {
	places []uint16 // by code of the type
	words  int
	has    []uint64 // by cell × words: the places that the month has
}

// of is the place in Month.Types of what a month keeps of a type, given its code.
func (t *typeRoom) of(cell int, code uint16) int {
	place := t.places[code]
	has, at := t.has[cell*t.words:], 0
	for _, word := range has[:place/64] {
		at += bits.OnesCount64(word)
	}
	return at + bits.OnesCount64(has[place/64]&(1<<(place%64)-1))
}

// placeTypes gives every month of the panel room for the cases of its types. Months
// have few, as units have.
func (p *panelScan) placeTypes(most int) {
	ranks := p.l.ranks()
	room := &typeRoom{words: (len(ranks) + 63) / 64}
	room.has = make([]uint64, room.words*len(p.cells))
	begun := make([]uint64, len(room.has)) // as has, of cases by their start: they have no part in the census
	var census typeCensus
	census.add(len(ranks)-1, 0, 0)
	for _, shard := range p.l.tables[Cases].shards {
		for i := range shard {
			r := &shard[i]
			if !p.counts(r) {
				continue
			}
			if cell := p.at(r, r.startedAt()); cell >= 0 && r.begun() {
				rank := ranks[r.kind]
				begun[cell*room.words+int(rank)/64] |= 1 << (rank % 64)
			}
			cell := p.at(r, r.first)
			if cell < 0 {
				continue
			}
			rank := int(ranks[r.kind])
			word, bit := &room.has[cell*room.words+rank/64], uint64(1)<<(rank%64)
			census.add(rank, one(*word&bit == 0), 1)
			*word |= bit
		}
	}
	places := census.places(most)
	if places == nil {
		return
	}
	for _, rank := range ranks {
		room.places = append(room.places, places[rank])
	}
	had := make([]uint64, room.words)
	for cell := range p.cells {
		has := room.has[cell*room.words:][:room.words]
		for i, word := range begun[cell*room.words:][:room.words] {
			had[i] = has[i] | word
		}
		clear(has)
		for rank, place := range places {
			has[place/64] |= had[rank/64] >> (rank % 64) & 1 << (place % 64)
		}
		n := 0
		for _, word := range has {
			n += bits.OnesCount64(word)
		}
		p.cells[cell].Types = slices.Grow([]TypeMonth(nil), n)
		for place := range uint16(len(places)) {
			if has[place/64]>>(place%64)&1 == 1 {
				p.cells[cell].Types = append(p.cells[cell].Types, TypeMonth{Type: place})
			}
		}
	}
	p.types = room
}

// placeTypes gives the types of a panel, which are at their ranks, their places.
func (p *Panel) placeTypes(most int) {
	var census typeCensus
	each := func(visit func(*Month)) {
		for i := range p.Units {
			for t := range p.Units[i].Months {
				visit(&p.Units[i].Months[t])
			}
		}
	}
	each(func(m *Month) {
		for _, t := range m.Types {
			if t.Received > 0 {
				census.add(int(t.Type), 1, int(t.Received))
			}
		}
	})
	places := census.places(most)
	each(func(m *Month) {
		before := *m
		m.Types, m.TypesPaused = nil, nil // a Replay has them still
		for i, t := range before.Types {
			if places != nil {
				if int(t.Type) < len(places) {
					t.Type = places[t.Type]
				} else {
					t.Type = 0 // no case of it was received in any month
				}
				m.addType(&t, before.TypePaused(i))
			}
		}
	})
}

// compareKinds orders rows by their kind: cases by slot and name of their type,
// so that it does not matter which type was met first.
func (l *Ledger) compareKinds(t Table, a, b *record) int {
	if t != Cases {
		return cmp.Compare(a.kind, b.kind)
	}
	return cmp.Or(cmp.Compare(l.slot(a), l.slot(b)), cmp.Compare(l.types.list[a.kind], l.types.list[b.kind]))
}
