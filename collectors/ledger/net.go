package ledger

import (
	"cmp"
	"container/heap"
	"iter"
	"slices"

	"casework/collectors/pause"
)

// tell keeps what a source tells of a case beside its record, which is as it was so far.
func (l *Ledger) tell(id ID, rec *record, t told) {
	s := &l.tables[Cases]
	if t == (told{}) && !s.tells() || s.told(id) == t {
		return
	}
	if l.view.kept != nil {
		l.view.kept.takeOut(Cases, id, rec)
	}
	s.tell(id, t)
	l.dirty.row(Cases, id)
}

// pausedUntil is for how many seconds a case was paused from its receipt until an instant.
// If totals alone are known, the instant must be that of its closing.
func (f *facts) pausedUntil(r *record, until uint32) uint32 {
	if len(f.pauses) > 0 {
		return f.pauses.Within(r.first, until)
	}
	return f.ended
}

// pausedSince is since when an open case is paused at an instant, if it is. Pauses that
// follow each other without a gap count as one. A pause begins at the receipt at the
// earliest.
func pausedSince(f *facts, r *record, at int64) (since uint32, paused bool) {
	pauses := f.pauses
	if f.since != 0 {
		return f.since, true
	}
	if !pauses.At(uint32(at)) {
		return 0, false
	}
	for span := range pauses.Spans(r.first, never) {
		if int64(span.From) <= at && at < int64(span.Until) {
			return span.From, true
		}
	}
	return r.first, true // which lies a little ahead of the clock
}

// netReceipt is when a case was received, plus the time for which it was paused up to an
// instant. So the time since then is the case's age without pauses.
func netReceipt(f *facts, r *record, at int64) int64 {
	if len(f.pauses) == 0 {
		return int64(r.first) + int64(f.ended)
	}
	return int64(r.first) + int64(f.pauses.Within(r.first, max(r.first, uint32(at))))
}

// Working are Deadlines of which some are counted in working days.
type Working interface {
	// Workdays returns a function that says how many working days a case of a type took,
	// given when it was received, complete and closed, and its pauses as in Pausable. With
	// a deadline of n working days, a case is in time exactly if it took at most n. The
	// function reports false for a case whose deadline is not counted in working days.
	// Workdays returns nil if no deadline of the type is.
	Workdays(caseType string) func(received, complete, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool)
}

type working func(received, complete, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool)

// workedOfType is dueOfType of working days.
func (l *Ledger) workedOfType(name string) {
	var worked working
	if w, ok := l.deadlines.(Working); ok {
		worked = w.Workdays(name)
	}
	l.workedBy = append(l.workedBy, worked)
}

// workdays is how many working days a closed case took, given its facts. It reports
// false if the case has a deadline of its own, or one that is not counted in working
// days. So it does if deadlines of its type stand still and totals alone are known.
func (l *Ledger) workdays(r *record, f *facts) (n uint32, counted bool) {
	if l.workedBy == nil || l.workedBy[r.kind] == nil || r.deadline != 0 || r.closed == 0 ||
		l.pausedBy[r.kind] != nil && l.netBy() == byTotals {
		return 0, false
	}
	return l.workedBy[r.kind](r.first, f.complete, r.closedAt(), f.pauses.Spans(r.first, r.closedAt()))
}

// keepWorkdays notes in the Replay's record of a case how many working days it took. of
// is the record in the ledger. The number goes where a record otherwise has the low bits
// of its ID, which a Replay does not need.
func (r *record) keepWorkdays(l *Ledger, of *record, f *facts) {
	r.lo = 0
	if n, counted := l.workdays(of, f); counted {
		r.lo = uint16(n) + 1 // at most those until 2106
	}
}

// keptWorkdays is what keepWorkdays noted.
func (r *record) keptWorkdays() (n uint32, counted bool) { return uint32(r.lo) - 1, r.lo != 0 }

// A replayedPauses holds the pauses of a Replay's cases. Records of the Replay have
// no use for their identifier, so hi is the index of their list.
type replayedPauses struct {
	lists      []pause.List // the first is of cases without pauses; nil if there are no pauses
	first      uint32       // when the first of all pauses began, of a case that counts or not
	appear     []uint32     // when each pause of a case that counts is there, ascending
	begin, end []pausedCase // in the order of their instants
	waits      []unpaused   // of cases that have pauses, in the order of from

	rows         int // how many appeared
	began, ended int
	waited       int
	aged         [MostAgeBounds]int // by bound of age: of how many the pause has reached it, ended or not
	agedAt       int64              // the instant by which they were counted so
}

// A pausedCase is when a case is paused, [from, until).
type pausedCase struct{ from, until, row uint32 }

// An unpaused is time in which a case waits and is not paused.
type unpaused struct {
	from, row uint32
	netWait
}

// A netWait is a case that waits, not paused, until an instant, and its netReceipt as
// it is till then.
type netWait struct{ net, until uint32 }

// begins prepares the pauses of a ledger, if it has any: totals do not say what was so
// at an instant gone by.
func (p *replayedPauses) begins(l *Ledger) {
	if l.netBy() != byIntervals {
		return
	}
	p.lists = []pause.List{nil}
	l.pauses.store.EachCase(func(_ uint64, pauses pause.List) {
		if first := pauses.First(); p.first == 0 || first < p.first {
			p.first = first
		}
	})
}

// take keeps the pauses of a case that counts, of which rec is the Replay's own.
func (p *replayedPauses) take(rec *record, pauses pause.List) {
	rec.hi = 0
	if len(pauses) == 0 {
		return
	}
	rec.hi = uint32(len(p.lists))
	p.lists = append(p.lists, pauses)
	for _, is := range pauses.All() {
		p.appear = append(p.appear, max(is.From, rec.first))
	}
}

// sort puts what happens to the cases in order.
func (p *replayedPauses) sort(cases []record) {
	for i := range cases {
		c, row := &cases[i], uint32(i)
		if c.hi == 0 {
			continue
		}
		for span := range p.of(c).Spans(c.first, cmp.Or(c.closedAt(), never)) {
			p.begin = append(p.begin, pausedCase{span.From, span.Until, row})
		}
		from, net, left := c.first, c.first, cmp.Or(c.leftQueueAt(), never)
		for span := range p.of(c).Spans(c.first, left) {
			p.waits = append(p.waits, unpaused{from, row, netWait{net, span.From}})
			from, net = span.Until, net+span.Until-span.From
		}
		p.waits = append(p.waits, unpaused{from, row, netWait{net, left}})
	}
	p.end = slices.Clone(p.begin)
	slices.Sort(p.appear)
	slices.SortFunc(p.begin, func(a, b pausedCase) int { return cmp.Compare(a.from, b.from) })
	slices.SortFunc(p.end, func(a, b pausedCase) int { return cmp.Compare(a.until, b.until) })
	slices.SortFunc(p.waits, func(a, b unpaused) int { return cmp.Compare(a.from, b.from) })
}

// of are the pauses of one of the Replay's cases.
func (p *replayedPauses) of(c *record) pause.List {
	if p.lists == nil {
		return nil
	}
	return p.lists[c.hi]
}

// has reports whether a ledger would know a pause at an instant.
func (p *replayedPauses) has(at int64) bool { return p.first != 0 && int64(p.first) <= at }

// pause goes on to the pauses that began and ended by the Replay's instant.
func (r *Replay) pause() {
	p := &r.paused
	for p.rows < len(p.appear) && int64(p.appear[p.rows]) <= r.at {
		p.rows++
	}
	r.rows[Pauses] = p.rows
	for ; p.began < len(p.begin) && int64(p.begin[p.began].from) <= r.at; p.began++ {
		q := r.queueOf(&r.cases[p.begin[p.began].row])
		q.Paused++
		q.PausedAges[0]++ // and from there on to where it belongs
	}
	bounds := r.l.opts.AgeBounds
	for band, bound := range bounds {
		for i := &p.aged[band]; *i < p.began && int64(p.begin[*i].from) <= r.at-bound; *i++ {
			if one := &p.begin[*i]; int64(one.until) > p.agedAt { // else it has ended
				q := r.queueOf(&r.cases[one.row])
				q.PausedAges[band]--
				q.PausedAges[band+1]++
			}
		}
	}
	for ; p.ended < len(p.end) && int64(p.end[p.ended].until) <= r.at; p.ended++ {
		q := r.queueOf(&r.cases[p.end[p.ended].row])
		q.Paused--
		q.PausedAges[ageBand(bounds, r.at-int64(p.end[p.ended].from))]--
	}
	p.agedAt = r.at
	for ; p.waited < len(p.waits) && int64(p.waits[p.waited].from) <= r.at; p.waited++ {
		one := &p.waits[p.waited]
		heap.Push(&r.queueOf(&r.cases[one.row]).net, one.netWait)
	}
}

// waitNet notes that a case that has no pauses waits until an instant.
func (r *Replay) waitNet(c *record, until uint32) {
	if r.paused.lists != nil && c.hi == 0 {
		heap.Push(&r.queueOf(c).net, netWait{c.first, until})
	}
}

// netWaits is a heap: the earliest netReceipt is first. Some may be over.
type netWaits []netWait

func (h netWaits) Len() int           { return len(h) }
func (h netWaits) Less(i, j int) bool { return h[i].net < h[j].net }
func (h netWaits) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *netWaits) Push(one any)      { *h = append(*h, one.(netWait)) }

func (h *netWaits) Pop() any {
	last := len(*h) - 1
	one := (*h)[last]
	*h = (*h)[:last]
	return one
}

// oldestNet is the Queue's OldestNet at an instant, where there are pauses.
func (q *waitingQueue) oldestNet(at uint32) int64 {
	over := func(w netWait) bool { return w.until <= at }
	if len(q.net) > 2*q.Waiting+64 { // a case that waits for ever keeps those behind it
		q.net = slices.DeleteFunc(q.net, over)
		heap.Init(&q.net)
	}
	for len(q.net) > 0 && over(q.net[0]) {
		heap.Pop(&q.net)
	}
	if len(q.net) == 0 {
		return 0
	}
	return int64(q.net[0].net)
}
