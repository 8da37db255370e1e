package ledger

import "slices"

// Tidy forgets units that no row bears any more, if a unit was refused because
// there are MaxUnits already, and returns how many. Units of which nothing was
// counted go first. Others go only when most units have no rows, as when a
// mistake is over: those that were met last, and no more than it takes to have a
// tenth of the places free. So units from before a mistake keep their counters
// while it lasts, and after it.
func (l *Ledger) Tidy() int {
	if !l.Full() {
		return 0
	}
	used := l.unitsInUse()
	var idle []uint16 // that something was counted of
	drop := make([]bool, len(l.units.list))
	dropped, inUse := 0, 0
	for code := 1; code < len(used); code++ {
		switch {
		case used[code]:
			inUse++
		case l.counters[code].any():
			idle = append(idle, uint16(code))
		default:
			drop[code] = true
			dropped++
		}
	}
	slices.SortStableFunc(idle, func(a, b uint16) int { return int(min(max(l.units.created[b]-l.units.created[a], -1), 1)) })
	for _, code := range idle {
		if inUse > MaxUnits/2 || len(l.units.list)-1-dropped <= MaxUnits*9/10 {
			break
		}
		drop[code] = true
		dropped++
	}
	if dropped > 0 {
		l.dropUnits(drop)
	}
	return dropped
}

// Full reports whether there is no room for another unit.
func (l *Ledger) Full() bool { return len(l.units.list) > MaxUnits }

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
	code := make([]uint16, len(drop)) // new by old; 0 is none
	units, counters := newNames(), []*Counters{nil}
	var published []*Counters
	if len(l.view.counters) > 0 {
		published = []*Counters{nil}
	}
	for old := 1; old < len(drop); old++ {
		if drop[old] {
			continue
		}
		code[old], _ = units.code(l.units.list[old], l.units.created[old])
		counters = append(counters, l.counters[old])
		if old < len(l.view.counters) {
			published = append(published, l.view.counters[old])
		}
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
	l.units, l.counters, l.view.counters = units, counters, published
	l.dirty.units = renumber(l.dirty.units)
	if l.view.changed != nil {
		l.view.changed = renumber(l.view.changed)
	}
	l.dirty.off = true // rows bear other codes than those that are stored
	l.supervision.byCode = nil
	l.supervision.resolve(&l.units)
	l.resolveHidden()
}
