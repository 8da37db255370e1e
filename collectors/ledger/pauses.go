package ledger

import (
	"cmp"
	"slices"
	"sort"

	"casework/collectors/pause"
)

// pauses are the rows of the table of pauses. They are found by their case, which
// need not be known: a pause counts from when its case does.
type pauses struct {
	store   pause.Store
	refused map[ID]refusal // rows whose newest version is impossible
	several map[ID]bool    // identifiers that stand in several rows
	began   int64          // when a first load began, by the database's clock in Unix microseconds; 0 if unknown
	firsts  []begin        // of the store, in the order of identifiers; nil until it is asked for
}

// A refusal says why a pause is impossible, and when it would have begun; 0 if
// that is no time that can be kept.
type refusal struct {
	reason Reason
	first  uint32
}

// A begin is when a pause began.
type begin struct {
	id    ID
	first uint32
}

// A kept is a pause as it counts; the zero value is none.
type kept struct {
	of ID
	is pause.Interval
}

// pausesOf are the pauses of a case. They are good until the ledger changes.
func (l *Ledger) pausesOf(id ID) pause.List { return l.pauses.store.Of(uint64(id)) }

// find looks for pauses by ID, first under the case that ids gives for each. A pause that
// is not there may be under another case: all pauses are gone through once for these.
func (p *pauses) find(ids map[ID]ID, through func(id ID) bool) map[ID]kept {
	found, astray := map[ID]kept{}, map[ID]bool{}
	for id, of := range ids {
		if is, ok := p.store.Get(uint64(of), uint64(id)); ok {
			found[id] = kept{of, is}
		} else if through(id) {
			astray[id] = true
		}
	}
	if len(astray) > 0 {
		p.store.Each(func(of, id uint64, is pause.Interval) {
			if astray[ID(id)] {
				found[ID(id)] = kept{ID(of), is}
			}
		})
	}
	return found
}

// applyPauses takes over rows of pauses, seen at an instant of the database's clock.
// Those that are due are applied whatever version was known.
func (l *Ledger) applyPauses(rows []Pause, seen, now int64, due bool) {
	p := &l.pauses
	if p.store.Len() == 0 && !l.baselineRead[Pauses] && p.began == 0 {
		p.began = seen
	}
	// A first load meets most pauses for the first time. None of those is under
	// another case, but for such as were changed since it began.
	changed := map[ID]int64{}
	ids := make(map[ID]ID, len(rows))
	for i := range rows {
		ids[rows[i].ID], changed[rows[i].ID] = rows[i].Case, rows[i].Changed
	}
	fresh := func(id ID) bool {
		return !l.baselineRead[Pauses] && p.began != 0 && changed[id] < p.began-l.recent[Pauses].keep
	}
	known := p.find(ids, func(id ID) bool { return !fresh(id) })
	for i := range rows {
		row := &rows[i]
		if due || l.takesPause(row, known[row.ID], seen, now) || row.Duplicate {
			known[row.ID] = l.applyPause(row, known[row.ID], now)
		}
	}
}

// takesPause is takes for a pause. The first version that tells an end goes beyond the
// known one.
func (l *Ledger) takesPause(p *Pause, is kept, seen, now int64) bool {
	v := &l.recent[Pauses]
	if v.stale(p.ID, p.Changed) {
		if l.pauses.several[p.ID] {
			return true // it is not the version that decides
		}
		if is == (kept{}) || is.is.Until != 0 || p.happened(now).Resumed == 0 || p.validate(now) != accepted {
			return false
		}
	}
	v.note(p.ID, p.Changed)
	v.clocks.see(p.ID, p.Changed, seen)
	return true
}

// applyPause makes whole the newest version of its pause, which was is so far, and
// returns what it is then.
func (l *Ledger) applyPause(whole *Pause, was kept, now int64) kept {
	p, reason := whole.happened(now), whole.validate(now)
	next := kept{p.Case, pause.Interval{From: uint32(p.Paused), Until: uint32(p.Resumed)}}
	if reason != accepted {
		next = kept{}
	}
	if whole.Duplicate && !l.pauses.several[p.ID] {
		if l.pauses.several == nil {
			l.pauses.several = map[ID]bool{}
		}
		l.pauses.several[p.ID] = true
		l.dirty.pause(p.ID, was.of, was.of)
	}
	if l.pauses.several[p.ID] && !l.tellsMore(p.ID, was, next, reason) {
		return was
	}
	setPending(l.pending.pauses, p.ID, *whole, reason == InFuture || reason == accepted && p != *whole, &l.dirty)
	if reason != accepted {
		l.refusePause(whole, was, reason)
		return next
	}
	if _, refused := l.pauses.refused[p.ID]; refused {
		delete(l.pauses.refused, p.ID)
		l.dirty.pause(p.ID, was.of, next.of)
	}
	if next == was {
		return next
	}
	l.pausesChange(was.of)
	l.pausesChange(next.of)
	if was != (kept{}) {
		l.pauses.store.Remove(uint64(was.of), uint64(p.ID))
		if was.of != next.of {
			l.correctedPause(Moved, was, next)
		}
		if was.is.From != next.is.From || was.is.Until != 0 && was.is.Until != next.is.Until {
			l.correctedPause(Retimed, was, next)
		}
	}
	l.pauses.store.Put(uint64(next.of), uint64(p.ID), next.is)
	l.dirty.pause(p.ID, was.of, next.of)
	return next
}

// refusePause keeps why the newest version of a pause is impossible.
func (l *Ledger) refusePause(p *Pause, was kept, reason Reason) {
	next := refusal{reason: reason}
	if fits(p.Paused) {
		next.first = uint32(p.Paused)
	}
	if was != (kept{}) {
		l.pausesChange(was.of)
		l.pauses.store.Remove(uint64(was.of), uint64(p.ID))
		l.correctedPause(Withdrawn, was)
	}
	if l.pauses.refused == nil {
		l.pauses.refused = map[ID]refusal{}
	}
	if l.pauses.refused[p.ID] != next || was != (kept{}) {
		l.pauses.refused[p.ID] = next
		l.dirty.pause(p.ID, was.of, 0)
	}
}

// tellsMore is tellsMost of pauses: of several rows, the one that ended last stands.
func (l *Ledger) tellsMore(id ID, was, next kept, reason Reason) bool {
	if r, refused := l.pauses.refused[id]; refused {
		return reason == accepted || reason <= r.reason
	}
	if was == (kept{}) || reason != accepted {
		return was == (kept{})
	}
	return cmp.Or(
		cmp.Compare(next.is.Until, was.is.Until),
		cmp.Compare(was.is.From, next.is.From), // it began once, at first
		cmp.Compare(next.of, was.of),
	) >= 0
}

// correctedPause counts a correction of a pause, if all cases that it was and is of
// are shown.
func (l *Ledger) correctedPause(c Correction, of ...kept) {
	for _, one := range of {
		if r := l.tables[Cases].find(one.of); r != nil && !l.visible(r) {
			return
		}
	}
	if l.baselineRead[Pauses] {
		l.corrections[Pauses][c]++
	}
}

// deletePauses is Delete of pauses.
func (l *Ledger) deletePauses(ids []ID) {
	p, gone := &l.pauses, map[ID]ID{}
	for _, id := range ids {
		gone[id] = l.pending.pauses[id].Case
	}
	found := p.find(gone, func(id ID) bool { _, refused := p.refused[id]; return !refused })
	for _, id := range ids {
		_, refused := p.refused[id]
		if is, ok := found[id]; ok {
			l.pausesChange(is.of)
			p.store.Remove(uint64(is.of), uint64(id))
			l.correctedPause(Deleted, is)
		} else if !refused {
			continue
		}
		delete(p.refused, id)
		delete(p.several, id)
		setPending(l.pending.pauses, id, Pause{}, false, &l.dirty)
		l.dirty.pause(id, found[id].of, 0)
		delete(found, id)
	}
}

// pauseSummaries is Summaries of pauses.
func (l *Ledger) pauseSummaries(bounds []int64, wall func(column TimeColumn, unix int64) int64) []map[string]Summary {
	out := make([]map[string]Summary, max(len(bounds)-1, 0))
	for i := range out {
		out[i] = map[string]Summary{}
	}
	l.pauses.store.Each(func(_, id uint64, is pause.Interval) {
		i := sort.Search(len(bounds), func(i int) bool { return bounds[i] > int64(is.From) }) - 1
		if i < 0 || i >= len(out) {
			return
		}
		s := out[i][""]
		s.Rows++
		s.SumFirst += wall(FirstAt, int64(is.From))
		if resumed := cmp.Or(int64(is.Until), l.pending.pauses[ID(id)].Resumed); resumed != 0 {
			s.Started++
			s.SumStarted += wall(StartedAt, resumed)
		}
		out[i][""] = s
	})
	return out
}

// reconcilePauses is Reconcile of pauses.
func (l *Ledger) reconcilePauses(page *Page, now int64) {
	ids := make(map[ID]ID, len(page.Pauses))
	for i := range page.Pauses {
		ids[page.Pauses[i].ID] = page.Pauses[i].Case
	}
	all := func(ID) bool { return true }
	before, refused := l.pauses.find(ids, all), map[ID]refusal{}
	for id := range ids {
		refused[id] = l.pauses.refused[id]
	}
	l.applyPauses(page.Pauses, page.Now, now, false)
	after := l.pauses.find(ids, all)
	for i := range page.Pauses {
		p := &page.Pauses[i]
		inFlight := p.Changed != 0 && p.Changed >= now*1e6-l.recent[Pauses].keep
		if !inFlight && (before[p.ID] != after[p.ID] || refused[p.ID] != l.pauses.refused[p.ID]) {
			l.correctedPause(Drifted, before[p.ID], after[p.ID])
		}
	}
}

// settlePauses is Settle of pauses.
func (l *Ledger) settlePauses(from, until int64, still map[ID]bool) (settled int) {
	for id := range l.pauses.several {
		if first := l.pauses.firstOf(id); first < from || first >= until || still[id] {
			continue
		}
		delete(l.pauses.several, id)
		l.dirty.off = true // which case it is of is not at hand
		settled++
	}
	return settled
}

// firstOf is when a pause that counts began; 0 if there is none. It answers as of
// the first time that it was asked since a poll began.
func (p *pauses) firstOf(id ID) int64 {
	if p.firsts == nil {
		p.firsts = make([]begin, 0, p.store.Len())
		p.store.Each(func(_, id uint64, is pause.Interval) { p.firsts = append(p.firsts, begin{ID(id), is.From}) })
		slices.SortFunc(p.firsts, func(a, b begin) int { return cmp.Compare(a.id, b.id) })
	}
	if i, ok := slices.BinarySearchFunc(p.firsts, id, func(b begin, id ID) int { return cmp.Compare(b.id, id) }); ok {
		return int64(p.firsts[i].first)
	}
	return 0
}
