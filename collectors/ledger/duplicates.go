package ledger

import "cmp"

// An identifier that stands in several rows, as where a view joins a case with
// its history, names one case. Of its rows, the one that tells most stands: it is
// the same in whatever order they come, and nothing that was learnt is taken
// back, so that no poll counts again what another did.

// tellsMost reports whether a version of a row is to be applied, as far as its
// duplicates say: any is, unless the row is, or was found to be, one of several.
func (l *Ledger) tellsMost(t Table, id ID, rec, next *record, duplicate bool) bool {
	if duplicate && rec.flags&duplicated == 0 {
		rec.flags |= duplicated
		l.dirty.row(t, id)
	}
	switch {
	case rec.flags&duplicated == 0, rec.flags&(known|rejected) == 0, rec.flags&gone != 0:
		return true
	case rec.flags&rejected != 0:
		return next.flags&rejected == 0 || next.deadline <= rec.deadline
	case next.flags&rejected != 0:
		return false
	}
	return l.compare(next, rec) >= 0
}

// compare orders the rows of one identifier: those further on come last.
func (l *Ledger) compare(a, b *record) int {
	name := func(r *record) string { return l.units.list[r.unit] }
	return cmp.Or(
		cmp.Compare(min(a.closed, 1), min(b.closed, 1)),
		cmp.Compare(min(a.started, 1), min(b.started, 1)),
		cmp.Compare(a.count, b.count),
		cmp.Compare(a.closed, b.closed),
		cmp.Compare(a.started, b.started),
		cmp.Compare(b.first, a.first), // it came once, at first
		cmp.Compare(a.deadline, b.deadline),
		cmp.Compare(name(b), name(a)),
		cmp.Compare(b.kind, a.kind),
	)
}

// Settle ends what tellsMost does for the rows of a table that were received in
// [from, until), but for those that are still duplicates. It returns how many
// those are that are settled, and may now have to be read again.
func (l *Ledger) Settle(t Table, from, until int64, still map[ID]bool) (settled int) {
	l.tables[t].each(func(id ID, r *record) {
		if r.flags&duplicated == 0 || int64(r.first) < from || int64(r.first) >= until || still[id] {
			return
		}
		r.flags &^= duplicated
		l.dirty.row(t, id)
		settled++
	})
	return settled
}

// HasDuplicates reports whether any row of a table is known to be one of several.
func (l *Ledger) HasDuplicates(t Table) (has bool) {
	l.tables[t].each(func(_ ID, r *record) { has = has || r.flags&duplicated != 0 })
	return has
}

// FirstOf is when a row that counts was received, reported or planned, in Unix
// seconds; 0 if there is none.
func (l *Ledger) FirstOf(t Table, id ID) int64 {
	if r := l.tables[t].find(id); r != nil && r.live() {
		return int64(r.first)
	}
	return 0
}
