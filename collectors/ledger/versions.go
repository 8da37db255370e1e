package ledger

import (
	"cmp"
	"maps"
	"slices"

	"casework/collectors/codec"
)

// versions remembers the versions of the rows that changed last, so that an older
// version, which a lagging replica returns, is recognised as older. It need only
// remember as far back as a poll reads again.
type versions struct {
	keep   int64        // microseconds
	newest int64        // newest version seen, but none of a time to come, Unix microseconds
	known  map[ID]int64 // version by ID, from earlier reads
	queue  []version    // versions noted since the ledger was last encoded, oldest first
	merged int          // how many of queue are in known
	clocks clocks       // by which they are distinguished
}

type version struct {
	id      ID
	changed int64
}

// stale reports whether a version is older than the one applied before. It is not, even
// with an earlier time, if it was written after the other had been seen: then the writer
// of the other has a fast clock.
func (v *versions) stale(id ID, changed int64) bool {
	if changed == 0 || len(v.known) == 0 || changed >= v.known[id] {
		return false
	}
	s, ok := v.clocks.ahead[id]
	return !ok || changed <= s.at
}

// note remembers a version that is applied. Version 0 is unknown: it forgets
// the row, since nothing can be said of the next one.
func (v *versions) note(id ID, changed int64) {
	if changed == 0 {
		_, known := v.known[id]
		delete(v.known, id)
		if known || len(v.queue) > 0 {
			v.queue = append(v.queue, version{id, 0}) // undoes what is encoded or queued before it
		}
		return
	}
	v.newest = max(v.newest, v.clocks.bound(changed))
	if changed < v.newest-v.keep {
		return
	}
	// A first load passes every row of the source through the queue, so
	// drop from its front what has grown too old.
	if len(v.queue) >= 4096 && len(v.queue) == cap(v.queue) {
		kept := v.queue[:0]
		for _, old := range v.queue {
			if old.changed == 0 || old.changed >= v.newest-v.keep {
				kept = append(kept, old)
			}
		}
		v.queue, v.merged = kept, 0
	}
	v.queue = append(v.queue, version{id, changed})
}

// inFlight reports whether a row changed so lately that a replica may not
// show it yet, in Unix seconds.
func (v *versions) inFlight(id ID, now int64) bool {
	changed, ok := v.known[id]
	if s, ahead := v.clocks.ahead[id]; ahead {
		changed = min(changed, s.at)
	}
	return ok && changed >= now*1e6-v.keep
}

// promote makes the versions noted so far known ones, and forgets those that
// have grown too old.
func (v *versions) promote() {
	if v.known == nil {
		v.known = make(map[ID]int64, len(v.queue))
	}
	for _, next := range v.queue[v.merged:] {
		if next.changed == 0 {
			delete(v.known, next.id)
			continue
		}
		v.known[next.id] = next.changed
	}
	v.merged = len(v.queue)
	for id, changed := range v.known {
		if changed < v.newest-v.keep {
			delete(v.known, id)
		}
	}
	for id := range v.clocks.ahead {
		if _, ok := v.known[id]; !ok {
			v.clocks.leave(id)
		}
	}
}

// encoded forgets which versions were not encoded yet.
func (v *versions) encoded() {
	v.promote()
	v.queue, v.merged, v.clocks.dirty = nil, 0, false
}

// clocks tells the clocks of those who write a table apart from the database's,
// and the database's now from what it was before it was set.
type clocks struct {
	now, here int64        // the database's clock and this computer's when rows were last read, Unix microseconds; 0 if unknown
	ahead     map[ID]sight // versions that bore a time to come when they were first seen
	dirty     bool         // ahead changed since the ledger was last encoded
}

// A sight is when a version was first seen, by the database's clock.
type sight struct{ changed, at int64 }

// clockStep is by how much a clock that was set back differs from one that is
// read a little later than it was asked, in microseconds.
const clockStep = 1e6

// bound is a time, but none to come.
func (c *clocks) bound(changed int64) int64 {
	if c.now == 0 {
		return changed
	}
	return min(changed, c.now)
}

// see notes when a version is seen, by the database's clock in microseconds; 0
// if that is unknown.
func (c *clocks) see(id ID, changed, now int64) {
	switch s, ok := c.ahead[id]; {
	case ok && s.changed == changed: // the first sight counts
	case now != 0 && changed > now:
		c.put(id, sight{changed, now})
	case ok:
		c.leave(id)
	}
}

func (c *clocks) put(id ID, s sight) {
	if c.ahead == nil {
		c.ahead = map[ID]sight{}
	}
	c.ahead[id], c.dirty = s, true
}

func (c *clocks) leave(id ID) {
	delete(c.ahead, id)
	c.dirty = true
}

// read begins a reading, at a time of the database's clock and of this
// computer's, in microseconds. If the database's was set back since the reading
// before, what was written before that bears a time to come now: it was seen,
// by the clock as it goes now, at the reading before.
func (v *versions) read(now, here int64) {
	c := &v.clocks
	if now == 0 || now == c.now && here == c.here {
		return
	}
	if seen := now - max(0, here-c.here); c.now != 0 && seen < c.now-clockStep {
		for id, changed := range v.known {
			if s, ok := c.ahead[id]; changed > seen && (!ok || s.at > seen) {
				c.put(id, sight{changed, seen})
			}
		}
	}
	v.newest = min(v.newest, now)
	c.now, c.here = now, here
}

// encodeClocks encodes what read and see noted of a table. The versions seen
// ahead follow if they changed, or in any case.
func (l *Ledger) encodeClocks(e *codec.Encoder, t Table, whole bool) {
	v := &l.recent[t]
	c := &v.clocks
	if whole = whole || c.dirty; c.now == 0 && !whole {
		return
	}
	e.Byte(clockSection)
	e.Uint(uint64(t))
	for _, at := range [...]int64{v.newest, c.now, c.here} {
		e.Int(at)
	}
	e.Bool(whole)
	if !whole {
		return
	}
	e.Uint(uint64(len(c.ahead)))
	for _, id := range slices.Sorted(maps.Keys(c.ahead)) {
		e.Fixed64(uint64(id))
		e.Int(c.ahead[id].changed)
		e.Int(c.ahead[id].at)
	}
}

func (r *restorer) clocks() {
	v := &r.l.recent[r.d.Limit(uint64(numTables-1))]
	c := &v.clocks
	v.newest, c.now, c.here = r.d.Int(), r.d.Int(), r.d.Int()
	if !r.d.Bool() {
		return
	}
	c.ahead = nil
	for range r.d.Count(r.d.Len()) {
		id := ID(r.d.Fixed64())
		c.put(id, sight{changed: r.d.Int(), at: r.d.Int()})
	}
}

// An identifier may stand in several rows, as where a view joins a case with its history.
// It is one case. The row that tells most stands for it: that is the same row in
// whatever order they come. Nothing that was learnt is taken back, so no poll counts again
// what another poll counted.

// tellsMost reports whether a version of a row is to be applied, as far as its
// duplicates say: any is, unless the row is, or was found to be, one of several.
func (l *Ledger) tellsMost(t Table, id ID, rec, next *record, beside told, duplicate bool) bool {
	if duplicate && rec.flags&duplicated == 0 {
		was := *rec
		rec.flags |= duplicated
		l.changed(t, id, &was)
	}
	switch {
	case rec.flags&duplicated == 0, rec.flags&(known|rejected) == 0, rec.flags&gone != 0:
		return true
	case rec.flags&rejected != 0:
		return next.flags&rejected == 0 || next.deadline <= rec.deadline
	case next.flags&rejected != 0:
		return false
	}
	order := l.compare(t, next, rec)
	if order == 0 && t == Cases {
		is := l.tables[t].told(id)
		order = cmp.Or(cmp.Compare(beside.paused, is.paused), cmp.Compare(beside.since, is.since), cmp.Compare(beside.complete, is.complete))
	}
	return order >= 0
}

// compare orders the rows of one identifier: those further on come last.
func (l *Ledger) compare(t Table, a, b *record) int {
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
		l.compareKinds(t, b, a),
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
		was := *r
		r.flags &^= duplicated
		l.changed(t, id, &was)
		settled++
	})
	if t == Pauses {
		return l.settlePauses(from, until, still)
	}
	return settled
}

// HasDuplicates reports whether any row of a table is known to be one of several.
func (l *Ledger) HasDuplicates(t Table) (has bool) {
	l.tables[t].each(func(_ ID, r *record) { has = has || r.flags&duplicated != 0 })
	return has || t == Pauses && len(l.pauses.several) > 0
}

// FirstOf is when a row that counts was received, reported or planned, in Unix
// seconds; 0 if there is none.
func (l *Ledger) FirstOf(t Table, id ID) int64 {
	if t == Pauses {
		return l.pauses.firstOf(id)
	}
	if r := l.tables[t].find(id); r != nil && r.live() {
		return int64(r.first)
	}
	return 0
}
