package ledger

import (
	"cmp"
	"sort"

	"casework/collectors/pause"
)

// Extent returns the earliest and latest instant that rows of a table were
// received, reported or planned, in Unix seconds; 0, 0 without rows.
func (l *Ledger) Extent(t Table) (first, last int64) {
	l.tables[t].each(func(_ ID, r *record) {
		if !r.live() {
			return
		}
		first, last = widen(first, last, int64(r.first))
	})
	if t == Pauses {
		l.pauses.store.Each(func(_, _ uint64, is pause.Interval) { first, last = widen(first, last, int64(is.From)) })
	}
	for _, at := range l.notYetDue(t) {
		first, last = widen(first, last, at)
	}
	return first, last
}

// HasReopened reports whether the source counts a reopening of any case.
func (l *Ledger) HasReopened() (has bool) {
	l.tables[Cases].each(func(_ ID, r *record) { has = has || r.live() && r.count > 0 })
	return has
}

func widen(first, last, at int64) (int64, int64) {
	if first == 0 {
		return at, at
	}
	return min(first, at), max(last, at)
}

// Summaries condenses a table by span of time and unit: span i begins at
// bounds[i] and ends before bounds[i+1]. wall converts an instant to the clock
// of the database's column.
//
// Rejected rows are left out, so a month of a database that holds some
// differs from its ledger each time: that costs a second look, not a number.
// What has not happened yet, of rows that count, is added up as the database has it.
// Pauses name no unit: all are of the unit "".
func (l *Ledger) Summaries(t Table, bounds []int64, wall func(column TimeColumn, unix int64) int64) []map[string]Summary {
	if t == Pauses {
		return l.pauseSummaries(bounds, wall)
	}
	byCode := make([]map[uint16]*Summary, max(len(bounds)-1, 0))
	for i := range byCode {
		byCode[i] = map[uint16]*Summary{}
	}
	pending, tells := len(l.pending.cases)+len(l.pending.sessions) > 0, t == Cases && l.tables[t].tells()
	l.tables[t].each(func(id ID, r *record) {
		i := sort.Search(len(bounds), func(i int) bool { return bounds[i] > int64(r.first) }) - 1
		if !r.live() || i < 0 || i >= len(byCode) {
			return
		}
		s := byCode[i][r.unit]
		if s == nil {
			s = &Summary{}
			byCode[i][r.unit] = s
		}
		s.Rows++
		s.SumFirst += wall(FirstAt, int64(r.first))
		if t == Errors {
			return
		}
		started, closed := int64(r.started), int64(r.closed)
		if pending {
			later := l.comingOf(t, id, r)
			started, closed = cmp.Or(started, later[0]), cmp.Or(closed, later[1])
		}
		add := func(column TimeColumn, at int64, n, sum *int64) {
			if at != 0 {
				*n++
				*sum += wall(column, at)
			}
		}
		add(StartedAt, started, &s.Started, &s.SumStarted)
		if t == Cases {
			add(ClosedAt, closed, &s.Closed, &s.SumClosed)
			add(DeadlineAt, int64(r.deadline), &s.Deadlines, &s.SumLine)
			if tells {
				beside := l.tables[t].told(id)
				add(SinceAt, int64(beside.since), &s.Paused, &s.SumSince)
				add(CompleteAt, int64(beside.complete), &s.Complete, &s.SumCompleted)
				s.SumPaused += int64(beside.paused) * int64(one(beside.paused <= MostPaused))
			}
		}
	})
	out := make([]map[string]Summary, len(byCode))
	for i, units := range byCode {
		out[i] = make(map[string]Summary, len(units))
		for code, s := range units {
			out[i][l.units.list[code]] = *s
		}
	}
	return out
}

// Reconcile applies rows that were read to check the ledger rather than
// because they changed. A row that turns out different although its change
// is no longer in flight is counted as Drifted. The cursor stays.
func (l *Ledger) Reconcile(t Table, page *Page, now int64) {
	if t == Pauses {
		l.reconcilePauses(page, now)
		return
	}
	type row struct {
		id      ID
		changed int64
		before  record
		beside  told
	}
	rows := make([]row, 0, page.Len())
	for i := range page.Cases {
		rows = append(rows, row{id: page.Cases[i].ID, changed: page.Cases[i].Changed})
	}
	for i := range page.Errors {
		rows = append(rows, row{id: page.Errors[i].ID, changed: page.Errors[i].Changed})
	}
	for i := range page.Sessions {
		rows = append(rows, row{id: page.Sessions[i].ID, changed: page.Sessions[i].Changed})
	}
	for i := range rows {
		if r := l.tables[t].find(rows[i].id); r != nil {
			rows[i].before = *r
		}
		if t == Cases {
			rows[i].beside = l.tables[t].told(rows[i].id)
		}
	}
	l.applyRows(page, now)
	for _, row := range rows {
		inFlight := row.changed != 0 && row.changed >= now*1e6-l.recent[t].keep
		if r := l.tables[t].find(row.id); r != nil && (*r != row.before || t == Cases && l.tables[t].told(row.id) != row.beside) &&
			!inFlight && l.visible(r) && l.visible(&row.before) {
			l.corrections[t][Drifted]++
		}
	}
}

// Missing lists the rows of a span of time that are not among seen, and so
// have left the database. Rows changed so lately that a replica may not show
// them yet are left out: a later reconciliation finds them.
func (l *Ledger) Missing(t Table, from, until int64, seen map[ID]bool, now int64) []ID {
	l.recent[t].promote()
	var ids []ID
	l.tables[t].each(func(id ID, r *record) {
		if at := int64(r.first); !r.live() || at < from || at >= until || seen[id] {
			return
		}
		if !l.recent[t].inFlight(id, now) {
			ids = append(ids, id)
		}
	})
	if t == Pauses {
		l.pauses.store.Each(func(_, id uint64, is pause.Interval) {
			if at := int64(is.From); at >= from && at < until && !seen[ID(id)] && !l.recent[t].inFlight(ID(id), now) {
				ids = append(ids, ID(id))
			}
		})
	}
	for id, at := range l.notYetDue(t) {
		if at >= from && at < until && !seen[id] && !l.recent[t].inFlight(id, now) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Vanished lists the rejected rows that a reconciliation would have seen and
// has not: rows with a time to look for them by, which make their month
// differ from the ledger for as long as they are there.
func (l *Ledger) Vanished(t Table, seen map[ID]bool, now int64) []ID {
	var ids []ID
	l.tables[t].each(func(id ID, r *record) {
		if r.flags&rejected == 0 || r.flags&gone != 0 || seen[id] {
			return
		}
		if l.recent[t].inFlight(id, now) {
			return
		}
		switch Reason(r.deadline) {
		case StartedBeforeReceived, ClosedBeforeReceived, InFuture:
			ids = append(ids, id)
		}
	})
	if t == Pauses {
		for id, r := range l.pauses.refused {
			if r.first != 0 && !seen[id] && !l.recent[t].inFlight(id, now) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// OpenCases lists the cases that are open, those whose time has not come among
// them. Without a closing in columns, a case is open until it is started.
func (l *Ledger) OpenCases(columns Columns) []ID {
	var ids []ID
	l.tables[Cases].each(func(id ID, r *record) {
		ended := r.closed
		if columns.Unclosed {
			ended = r.started
		}
		if r.live() && ended == 0 {
			ids = append(ids, id)
		}
	})
	for id := range l.notYetDue(Cases) {
		if c := l.pending.cases[id]; c.Closed == 0 && (!columns.Unclosed || c.Started == 0) {
			ids = append(ids, id)
		}
	}
	return ids
}

// InFlight tells of rows whether they changed so lately that a replica may not
// show them yet. What it returns is good until the ledger changes.
func (l *Ledger) InFlight(t Table, now int64) func(ID) bool {
	v := &l.recent[t]
	v.promote()
	return func(id ID) bool { return v.inFlight(id, now) }
}

// Rows is how many rows of a table are known, with those that are gone.
func (l *Ledger) Rows(t Table) int {
	if t == Pauses {
		return l.pauses.store.Len() + len(l.pauses.refused)
	}
	return l.tables[t].len()
}

// Compare compares rows of the database with what the ledger knows of them. of is how
// many of the rows the ledger should know: those received no later than the last row that
// it knows. met is how many of these it does know, by the identifier and at least one of
// the times. While columns are read anew in another way, the identifier is enough.
func (l *Ledger) Compare(t Table, page *Page) (met, of int) {
	_, last := l.Extent(t)
	anew := l.cursors[t] == 0
	compare := func(id ID, first int64, times ...int64) {
		rec := l.tables[t].find(id)
		switch {
		case first == 0 || !fits(first) || first > last:
			return // it may be new, or cannot be known
		case rec != nil && rec.flags&known == 0:
			return // it never was possible: only its identifier is known
		}
		of++
		if rec == nil {
			return
		}
		same := anew || int64(rec.first) == first
		for i, is := range []uint32{rec.started, rec.closed}[:len(times)] {
			same = same || is != 0 && int64(is) == times[i]
		}
		met += one(same)
	}
	for i := range page.Cases {
		c := &page.Cases[i]
		compare(c.ID, c.Received, c.Started, c.Closed)
	}
	for i := range page.Errors {
		compare(page.Errors[i].ID, page.Errors[i].Reported)
	}
	for i := range page.Sessions {
		compare(page.Sessions[i].ID, page.Sessions[i].Planned, page.Sessions[i].Held)
	}
	for i := range page.Pauses {
		p := &page.Pauses[i]
		is, known := l.pauses.store.Get(uint64(p.Case), uint64(p.ID))
		if p.Paused == 0 || !fits(p.Paused) || p.Paused > last || l.pauses.refused[p.ID] != (refusal{}) {
			continue
		}
		of++
		met += one(known && (anew || int64(is.From) == p.Paused || is.Until != 0 && int64(is.Until) == p.Resumed))
	}
	return met, of
}

// ReadAgain has a table read again from the beginning. Its rows stay, and count no
// more than they did.
func (l *Ledger) ReadAgain(t Table) { l.cursors[t] = 0 }
