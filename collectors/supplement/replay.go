package supplement

import (
	"slices"
	"sort"

	"casework/collectors/civil"
)

// A Replay makes of an Archive the figures of past days, as a Store would have
// made them that was read every day. Days are asked for in their order. It is
// used by one goroutine.
type Replay struct {
	archive *Archive
	store   *Store
	tables  []*replayTable
}

// A replayTable is a table as it was on the day that was last asked for.
type replayTable struct {
	*Table

	archive *archivedTable
	began   bool
	since   civil.Day // first day whose rows matter
	oldest  civil.Day // of those rows
	shown   int       // rows that have appeared
	changes civil.Day // next day on which a row that has appeared has other values
	unknown int       // rows of units that were not known

	basis   basis
	figures []Figure
	period  bool // figures are of a period
}

// A basis is what figures rest on besides the rows of their table.
type basis struct {
	today, from civil.Day // of the period
	units       int       // that the source knows: they only become more
	placed      int64     // since when the same units are hidden
}

// NewReplay returns a Replay of an Archive.
func NewReplay(a *Archive, opts Options) *Replay {
	p := &Replay{archive: a, store: NewStore(opts)}
	for _, t := range Tables() {
		if archive, there := a.tables[t]; there {
			p.tables = append(p.tables, &replayTable{Table: t, archive: archive})
		}
	}
	return p
}

// Store is the Store whose figures the Replay shows, which knows what was shown of
// people last. It must not be given other tables.
func (p *Replay) Store() *Store { return p.store }

// Figures derives figures: one list for each table, in the order of labels. known says
// which units the source had, and units is how many they are, never fewer than before.
// The result must not be changed. If the figures of a table stay the same, so does their slice.
func (p *Replay) Figures(now *Inputs, units int, known func(unit string) bool) (all [][]Figure) {
	from, _ := p.store.opts.Period.latest(now.Today)
	of := basis{today: now.Today, from: from, units: units, placed: now.Placed}
	read := map[*Table]bool{}
	for _, t := range p.tables {
		read[t.Table] = t.read(p.store, now.Today, units, known)
	}
	last := p.store.newAccumulator(now)
	for _, t := range p.tables {
		if read[t.Table] || slices.ContainsFunc(t.uses, func(other *Table) bool { return read[other] }) || t.stale(t.basis, of) {
			t.figures, t.period = p.store.figuresOf(t.Table, now)
			t.basis = of
		}
		last.periodic = last.periodic || t.period
		last.addOfCases(t.Table)
		all = append(all, t.figures)
	}
	last.addPeriod()
	return append(all, last.out)
}

// read brings the table to what it was on a day, and reports whether it is
// another one.
func (t *replayTable) read(store *Store, today civil.Day, units int, known func(string) bool) bool {
	since := store.Since(t.Table, today)
	rows := t.archive.rows
	shown := sort.Search(len(rows), func(i int) bool { return rows[i].appears > today })
	switch {
	case !t.began:
	case t.unknown > 0 && units != t.basis.units:
	case t.cadence == perPeriod && since == t.since: // what has appeared since is of a later period
		return false
	case shown == t.shown && today < t.changes && since <= t.oldest:
		return false
	}
	t.began, t.since, t.shown, t.oldest, t.changes, t.unknown = true, since, shown, never, never, 0
	r := store.Begin(t.Table, today, known)
	whole, row := make(Row, len(t.Columns)), make(Row, len(t.Columns))
	for i := range rows[:shown] {
		one := &rows[i]
		if t.Dated >= 0 {
			day := t.archive.value(one, t.Dated).Day
			if day < since {
				continue
			}
			t.oldest = min(t.oldest, day)
		}
		if r.unit >= 0 && !known(t.archive.value(one, r.unit).Text) {
			t.unknown++
			continue
		}
		t.archive.row(whole, one)
		t.changes = min(t.changes, t.history.asOf(row, whole, today))
		r.summary.add(row)
	}
	store.Commit(r)
	return true
}
