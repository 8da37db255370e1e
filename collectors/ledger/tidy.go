package ledger

import (
	"cmp"
	"slices"
)

// Forgotten is how many names of each column were forgotten.
type Forgotten struct{ Units, Kinds, Programmes, Types int }

// Full says which columns have no room for another name.
func (l *Ledger) Full() Refused {
	return Refused{
		Units: len(l.units.list) > MaxUnits, Kinds: len(l.kinds.list) > MaxKinds, Programmes: len(l.programmes.list) > MaxProgrammes,
		Types: l.fullOfTypes(),
	}
}

// Tidy forgets names that no row bears any more, of columns that have no room for
// another name, and returns how many. Names under which nothing was counted go first.
// Other names go only if most names have no rows, as after a mistake was undone that had
// filled the column. Then those go that were met last, until a tenth of the places is
// free. So names from before the mistake keep their counters during it and after it.
func (l *Ledger) Tidy() (n Forgotten) {
	full := l.Full()
	if full.Units {
		var drop []bool
		if drop, n.Units = l.units.spare(MaxUnits, l.unitsInUse(), func(code int) bool { return l.counters[code].any() }); n.Units > 0 {
			l.dropUnits(drop)
		}
	}
	if full.Kinds {
		n.Kinds = l.tidyKinds(Errors, &l.kinds, MaxKinds,
			func(c *Counters, code int) bool {
				return slices.ContainsFunc(c.Errors[:], func(n []uint64) bool { return code < len(n) && n[code] != 0 })
			},
			func(c *Counters, code []uint16) {
				for g := range c.Errors {
					c.Errors[g] = renumbered(c.Errors[g], code)
				}
			})
	}
	if full.Programmes {
		n.Programmes = l.tidyKinds(Sessions, &l.programmes, MaxProgrammes,
			func(c *Counters, code int) bool { return code < len(c.Sessions) && c.Sessions[code] != Supervised{} },
			func(c *Counters, code []uint16) { c.Sessions = renumbered(c.Sessions, code) })
	}
	if full.Types {
		n.Types = l.tidyTypes()
	}
	return n
}

// spare says which names are to be forgotten, by code, and how many; used says
// which of them rows bear, and counted whether something was counted of one.
func (n *names) spare(most int, used []bool, counted func(code int) bool) (drop []bool, dropped int) {
	var idle []int // that something was counted of
	drop = make([]bool, len(n.list))
	inUse := 0
	for code := 1; code < len(used); code++ {
		switch {
		case used[code]:
			inUse++
		case counted(code):
			idle = append(idle, code)
		default:
			drop[code] = true
			dropped++
		}
	}
	slices.SortStableFunc(idle, func(a, b int) int { return cmp.Or(cmp.Compare(n.created[b], n.created[a]), b-a) })
	for _, code := range idle {
		if inUse > most/2 || len(n.list)-1-dropped <= most*9/10 {
			break
		}
		drop[code] = true
		dropped++
	}
	return drop, dropped
}

// without forgets names, and returns the codes of the others by their codes
// before; 0 is none.
func (n *names) without(drop []bool) (code []uint16) {
	code = make([]uint16, len(drop))
	next := newNames()
	for old := 1; old < len(drop); old++ {
		if !drop[old] {
			code[old], _ = next.code(n.list[old], n.created[old])
		}
	}
	*n = next
	return code
}

// codesOf are the codes now of names that a View has by code, 0 for those that are
// forgotten, and whether they are the same.
func (n *names) codesOf(names []Name) (code []uint16, same bool) {
	same = true
	for then := range names {
		now := n.codes[names[then].Name]
		same = same && int(now) == then
		code = append(code, now)
	}
	return code, same
}

// renumbered is a list by code before as one by code now.
func renumbered[T any](list []T, code []uint16) (next []T) {
	for old := 1; old < len(list); old++ {
		if now := int(code[old]); now != 0 {
			next = extend(next, now)
			next[now] = list[old]
		}
	}
	return next
}

// tidyKinds is Tidy of the names that the rows of a table bear as their kind.
func (l *Ledger) tidyKinds(t Table, n *names, most int, counted func(*Counters, int) bool, renumber func(*Counters, []uint16)) int {
	used := make([]bool, len(n.list))
	l.tables[t].each(func(_ ID, r *record) { used[r.kind] = used[r.kind] || r.live() })
	drop, dropped := n.spare(most, used, func(code int) bool {
		return slices.ContainsFunc(l.counters[1:], func(c *Counters) bool { return counted(c, code) })
	})
	if dropped == 0 {
		return 0
	}
	code := n.without(drop)
	l.tables[t].each(func(_ ID, r *record) { r.kind = code[r.kind] })
	for _, c := range append(slices.Clone(l.counters), l.discarded) {
		if c != nil {
			renumber(c, code)
		}
	}
	for i, c := range l.view.counters { // which Views have a part in
		if c != nil {
			l.view.counters[i] = c.clone()
			renumber(l.view.counters[i], code)
		}
	}
	l.dirty.off = true // rows bear other codes than those that are stored
	l.view.stamps.before = nil
	l.afresh()
	return dropped
}

// unitsInUse says of each code whether a row that counts, or the list of units,
// names its unit.
func (l *Ledger) unitsInUse() []bool {
	used := make([]bool, len(l.units.list))
	for t := range l.tables {
		l.tables[t].each(func(_ ID, r *record) {
			if r.live() {
				used[r.unit] = true
			}
		})
	}
	for name := range l.listed {
		used[l.units.codes[name]] = true
	}
	return used
}

// any reports whether anything was counted.
func (c *Counters) any() bool {
	return c.anyCase() || slices.ContainsFunc(c.Sessions, func(s Supervised) bool { return s != Supervised{} })
}

// dropUnits forgets units, and gives the others new codes.
func (l *Ledger) dropUnits(drop []bool) {
	l.afresh()
	code := l.units.without(drop)
	counters := renumbered(l.counters, code)
	var published []*Counters
	if len(l.view.counters) > 0 {
		published = extend(renumbered(l.view.counters, code), 0)
	}
	renumber := func(set map[uint16]bool) map[uint16]bool {
		next := map[uint16]bool{}
		for old := range set {
			if code[old] != 0 {
				next[code[old]] = true
			}
		}
		return next
	}
	for t := range l.tables {
		l.tables[t].each(func(_ ID, r *record) { r.unit = code[r.unit] })
	}
	l.counters, l.view.counters = extend(counters, 0), published
	l.dirty.units = renumber(l.dirty.units)
	if l.view.changed != nil {
		l.view.changed = renumber(l.view.changed)
	}
	l.dirty.off = true // rows bear other codes than those that are stored
	l.supervision.byCode = nil
	l.supervision.resolve(&l.units)
	l.resolveHidden()
}

// Renew forgets the rows of a table, which are to be read again from the
// beginning, and counts none of them. What was counted stays.
func (l *Ledger) Renew(t Table) {
	l.afresh()
	l.tables[t] = store{}
	l.cursors[t], l.baselineRead[t] = 0, false
	l.recent[t] = versions{keep: l.recent[t].keep}
	l.unkeyed[t].now, l.unkeyed[t].most = 0, 0
	switch t {
	case Cases:
		clear(l.pending.cases)
		l.Renew(Pauses) // which know their cases by identifiers that may be others now
	case Errors:
		clear(l.pending.errors)
	case Sessions:
		clear(l.pending.sessions)
	case Pauses:
		clear(l.pending.pauses)
		l.pauses = pauses{}
	}
	l.dirty.off = true
}

// tidyTypes is Tidy of the case types.
func (l *Ledger) tidyTypes() int {
	used := make([]bool, len(l.types.list))
	l.tables[Cases].each(func(_ ID, r *record) { used[r.kind] = used[r.kind] || r.live() })
	for _, name := range l.opts.CaseTypes {
		used[l.types.codes[name]] = true
	}
	drop, dropped := l.types.spare(MaxTypes, used, func(int) bool { return false })
	if dropped == 0 {
		return 0
	}
	code := l.types.without(drop)
	l.tables[Cases].each(func(_ ID, r *record) { r.kind = code[r.kind] })
	l.slotTypes()
	l.dirty.off = true // rows bear other codes than those that are stored
	return dropped
}
