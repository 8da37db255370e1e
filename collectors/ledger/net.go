package ledger

import (
	"cmp"
	"slices"

	"casework/collectors/pause"
)

// pauses begins to account for pauses, and finds those of each case.
func (s *scan) pauses() pause.Cursor {
	p := &s.l.pauses
	s.anyPause = p.store.Len() > 0
	s.bad[Pauses][DuplicateID] = len(p.several)
	for _, r := range p.refused {
		s.bad[Pauses][r.reason]++
	}
	for id, row := range s.l.pending.pauses { // one that lasts, and says when it ends
		if is, ok := p.store.Get(uint64(row.Case), uint64(id)); ok && is.Until == 0 && row.Resumed > s.at+FutureTolerance {
			s.bad[Pauses][InFuture]++
		}
	}
	return p.store.Cursor()
}

// uncounted takes away the pauses of a case that does not count.
func (s *scan) uncounted(r *record, pauses pause.List) {
	reason := UnknownCase
	if r.live() { // its unit is not listed
		reason = UnknownUnit
	}
	s.rows[Pauses] -= pauses.Len()
	s.bad[Pauses][reason] += pauses.Len()
}

// astray accounts for the pauses that no case was met for.
func (s *scan) astray() {
	s.bad[Pauses][UnknownCase] += s.l.pauses.store.Len() - s.rows[Pauses] - s.bad[Pauses][UnknownCase] - s.bad[Pauses][UnknownUnit]
}

// net adds an event with what remains of its duration without pauses.
func net(list []event, e *event, r *record, pauses pause.List) []event {
	one := *e
	one.duration -= pauses.Within(r.first, r.first+one.duration)
	return append(list, one)
}

// A replayedPauses holds the pauses of a Replay's cases. Records of the Replay have
// no use for their identifier, so hi is the index of their list.
type replayedPauses struct {
	lists        []pause.List // the first is of cases without pauses; nil if there are no pauses
	first        uint32       // when the first of all pauses began, of a case that counts or not
	appear       []uint32     // when each pause of a case that counts is there, ascending
	begin, end   []pausedCase // in the order of their instants
	rows         int          // how many appeared
	began, ended int
}

// A pausedCase is when a case begins to be paused, or ends to be.
type pausedCase struct{ at, row uint32 }

// begins prepares the pauses of a ledger, if it has any.
func (p *replayedPauses) begins(l *Ledger) {
	if !l.HasPauses() {
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
		c := &cases[i]
		for span := range p.of(c).Spans(c.first, cmp.Or(c.closedAt(), never)) {
			p.begin = append(p.begin, pausedCase{span.From, uint32(i)})
			p.end = append(p.end, pausedCase{span.Until, uint32(i)})
		}
	}
	at := func(a, b pausedCase) int { return cmp.Compare(a.at, b.at) }
	slices.Sort(p.appear)
	slices.SortFunc(p.begin, at)
	slices.SortFunc(p.end, at)
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
	for p.began < len(p.begin) && int64(p.begin[p.began].at) <= r.at {
		r.queueOf(&r.cases[p.begin[p.began].row]).Paused++
		p.began++
	}
	for p.ended < len(p.end) && int64(p.end[p.ended].at) <= r.at {
		r.queueOf(&r.cases[p.end[p.ended].row]).Paused--
		p.ended++
	}
}
