package ledger

import (
	"casework/collectors/beside"
	"casework/collectors/codec"
	"casework/collectors/pause"
)

// What few sources tell of a case is not in its record. It stands beside the record, see
// package beside, and takes no room if no case has it.
const (
	pausedFact   = iota // for how many seconds the case was paused, and whether it is
	completeFact        // when it was complete, Unix seconds; 0 if it is not yet
)

// What a pausedFact says.
const (
	isPaused      = 1 << 31   // the case is paused now; since when stands elsewhere, as few are
	neverPossible = 1<<31 - 1 // in place of the seconds: the source tells a negative number, or more than 68 years
)

// told is what a source tells of a case that its record does not keep.
type told struct{ paused, since, complete uint32 }

// told is what is to be kept beside the record of a case that is possible.
func (c *Case) told() (t told) {
	if c.PausedSeconds|c.PausedSince|c.Complete == 0 { // as of most sources
		return t
	}
	t.paused = neverPossible
	if c.PausedSeconds >= 0 && c.PausedSeconds < neverPossible {
		t.paused = uint32(c.PausedSeconds)
	}
	if fits(c.PausedSince) {
		t.since = uint32(c.PausedSince)
	}
	if fits(c.Complete) {
		t.complete = uint32(c.Complete)
	}
	return t
}

// words are what is kept for every case.
func (t told) words() (words [beside.Width]uint32) {
	words[pausedFact], words[completeFact] = t.paused, t.complete
	if t.since != 0 {
		words[pausedFact] |= isPaused
	}
	return words
}

// tells reports whether anything stands beside any record.
func (s *store) tells() bool {
	s.loaded()
	return s.beside.Any()
}

// told is what stands beside the record of an ID.
func (s *store) told(id ID) told {
	if !s.tells() {
		return told{}
	}
	shard := int(id >> (64 - s.bits))
	row, ok := s.search(s.shards[shard], id)
	if !ok {
		return told{}
	}
	group, at := s.beside.Find(s, shard, row)
	return s.toldOf(id, group, at)
}

// toldOf is told of the row at a place in a group.
func (s *store) toldOf(id ID, group, at int) told {
	t := told{paused: s.beside.Column(pausedFact).Get(group, at), complete: s.beside.Column(completeFact).Get(group, at)}
	if t.paused&isPaused != 0 {
		t.paused, t.since = t.paused&^isPaused, s.since[id]
	}
	return t
}

// tell keeps what stands beside the record of an ID that the store has.
func (s *store) tell(id ID, t told) {
	if t == (told{}) && !s.tells() {
		return
	}
	s.loaded()
	shard := int(id >> (64 - s.bits))
	row, _ := s.search(s.shards[shard], id)
	s.beside.Set(s, shard, row, t.words())
	s.keepSince(id, t)
}

func (s *store) keepSince(id ID, t told) {
	switch {
	case t.since == 0:
		delete(s.since, id)
	case s.since == nil:
		s.since = map[ID]uint32{id: t.since}
	default:
		s.since[id] = t.since
	}
}

// tellInOrder is tell of the row that inOrder just gave a record.
func (s *store) tellInOrder(id ID, t told) {
	o := s.ordered
	if o == nil || id != o.last {
		s.tell(id, t)
		return
	}
	for c, v := range t.words() {
		if v != 0 || o.facts[c] != nil {
			o.facts[c] = append(o.facts[c], make([]uint32, s.n-1-len(o.facts[c]))...)
			o.facts[c] = append(o.facts[c], v)
		}
	}
	s.keepSince(id, t)
}

// withFact adds the fact of the last of the rows in blocks to those of the others.
func withFact(facts [][]uint32, blocks [][]record, v uint32) [][]uint32 {
	for len(facts) < len(blocks) {
		n := len(blocks[len(facts)])
		if len(facts) == len(blocks)-1 {
			n-- // without the last
		}
		facts = append(facts, make([]uint32, n, loadingBlock))
	}
	last := &facts[len(facts)-1]
	*last = append(*last, v)
	return facts
}

// placeFacts is place of what stands beside the rows.
func (p *loadingPart) placeFacts(s *store, c, first int, counts []uint32) {
	column, facts := s.beside.Column(c), p.facts[c]
	for i, n := range counts {
		column.Room(first+i, int(n))
	}
	for b, block := range p.blocks {
		for i := range block {
			v := uint32(0)
			if b < len(facts) && i < len(facts[b]) {
				v = facts[b][i]
			}
			column.Append(int(p.shard(b, i, s.bits)), v)
		}
	}
}

// A netBy says how the ledger knows for how long cases are paused.
type netBy uint8

const (
	byNothing   netBy = iota
	byTotals          // a case tells the total of its pauses, but not when they were
	byIntervals       // a table of pauses tells each; it is preferred to totals
)

// netBy says how the ledger knows pauses. Unless it is byNothing, there are net times.
func (l *Ledger) netBy() netBy {
	switch {
	case l.pauses.store.Len() > 0:
		return byIntervals
	case l.hasTotals():
		return byTotals
	}
	return byNothing
}

// HasComplete reports whether any case that counts says when it was complete.
func (l *Ledger) HasComplete() bool {
	s := &l.tables[Cases]
	s.loaded()
	return s.beside.Column(completeFact).Some() > 0
}

// HasTotals reports whether cases alone say for how long they were paused.
func (l *Ledger) HasTotals() bool { return l.netBy() == byTotals }

// hasTotals reports whether any case that counts says for how long it was paused.
func (l *Ledger) hasTotals() bool {
	s := &l.tables[Cases]
	s.loaded()
	return s.beside.Column(pausedFact).Some() > 0
}

// HasBoth reports whether pauses are told twice: by a table, which counts, and by cases.
func (l *Ledger) HasBoth() bool { return l.netBy() == byIntervals && l.hasTotals() }

// facts are what is known of a case beside its record, as of an instant. They are good
// until the ledger changes.
type facts struct {
	pauses pause.List // empty where there are totals alone

	// With totals alone: for how many seconds the pauses lasted that have ended, up to the
	// closing of the case; and since when the case is paused, or 0 if it is not.
	ended, since uint32
	impossible   bool // the totals cannot be true, and are left out

	complete uint32 // when it was complete; 0 if it was not by then, or before it was closed
}

// factsOf are the facts of a case as of an instant.
func (l *Ledger) factsOf(id ID, r *record, at int64) facts {
	f := facts{pauses: l.pausesOf(id)}
	if s := &l.tables[Cases]; s.tells() {
		f.add(s.told(id), r, at, l.netBy())
	}
	return f
}

// eachCase visits all cases with their facts as of an instant.
func (l *Ledger) eachCase(at int64, visit func(ID, *record, facts)) {
	s, by, pauses := &l.tables[Cases], l.netBy(), l.pauses.store.Cursor()
	tells, before := s.tells(), 0 // rows of the group
	for n, shard := range s.all() {
		group, first := s.beside.Group(n)
		if first {
			before = 0
		}
		for i := range shard {
			id := s.id(n, &shard[i])
			f := facts{pauses: pauses.Of(uint64(id))}
			if tells {
				f.add(s.toldOf(id, group, before+i), &shard[i], at, by)
			}
			visit(id, &shard[i], f)
		}
		before += len(shard)
	}
}

// add adds what is told of a case.
func (f *facts) add(t told, r *record, at int64, by netBy) {
	if end := int64(r.closedAt()); end != 0 && int64(t.complete) <= end || end == 0 && int64(t.complete) <= at {
		f.complete = t.complete
	}
	switch {
	case by != byTotals || t.paused == 0 && t.since == 0:
	case r.closed != 0:
		f.ofClosed(t, r)
	default:
		f.ofOpen(t, r, at)
	}
}

// ofClosed adds the totals of a closed case. Its closing ends a pause that still lasts.
// As clocks differ, the total may be a little longer than the case was open.
func (f *facts) ofClosed(t told, r *record) {
	sum, age := int64(t.paused), int64(r.closedAt()-r.first)
	if t.since != 0 {
		sum += max(0, int64(r.closedAt())-int64(max(t.since, r.first)))
	}
	if f.impossible = t.paused == neverPossible || sum > age+ClockTolerance; !f.impossible {
		f.ended = uint32(min(sum, age))
	}
}

// ofOpen adds the totals of an open case. Totals that are impossible now may become
// possible as time passes: see soon.
func (f *facts) ofOpen(t told, r *record, at int64) {
	f.impossible = int64(t.since) > at+FutureTolerance
	latest := at
	if t.since != 0 && int64(t.since) <= at {
		f.since = max(t.since, r.first)
		latest = int64(f.since)
	}
	if t.paused != 0 && (t.paused == neverPossible || int64(r.first)+int64(t.paused) > latest) {
		f.impossible = true
		return
	}
	f.ended = t.paused
}

// soon notes the instants at which time alone changes the facts of an open case.
func (t *told) soon(r *record, note func(at int64)) {
	if t.since != 0 {
		note(int64(t.since))
		note(int64(t.since) - FutureTolerance)
	}
	note(int64(r.first) + int64(t.paused))
	note(int64(t.complete))
}

func encodeTold(e *codec.Encoder, t told) {
	for _, v := range [...]uint32{t.paused, t.since, t.complete} {
		e.Uint(uint64(v))
	}
}
