package ledger

// versions remembers the versions of the rows that changed last, so that an
// older version, as a lagging replica returns it, is known for one. Only the
// span that a poll reads again needs to be kept: a source asks for nothing
// that changed before it.
type versions struct {
	keep   int64        // microseconds
	newest int64        // newest version seen, Unix microseconds
	known  map[ID]int64 // version by ID, from earlier reads
	ahead  map[ID]sight // versions that bore a time to come when they were first seen
	queue  []version    // versions noted since the ledger was last encoded, oldest first
	merged int          // how many of queue are in known
}

type version struct {
	id      ID
	changed int64
}

// A sight is when a version was first seen, by the database's clock.
type sight struct{ changed, at int64 }

// stale reports whether a version is older than the one applied before. One
// that was written after that had been seen is not, though it bears an earlier
// time: whoever wrote the one before has a clock that is fast.
func (v *versions) stale(id ID, changed int64) bool {
	if changed == 0 || len(v.known) == 0 || changed >= v.known[id] {
		return false
	}
	s, ok := v.ahead[id]
	return !ok || changed <= s.at
}

// see notes when a version is seen, by the database's clock in microseconds; 0
// if that is unknown.
func (v *versions) see(id ID, changed, now int64) {
	switch s, ok := v.ahead[id]; {
	case ok && s.changed == changed: // the first sight counts
	case now != 0 && changed > now:
		if v.ahead == nil {
			v.ahead = map[ID]sight{}
		}
		v.ahead[id] = sight{changed, now}
	case ok:
		delete(v.ahead, id)
	}
}

// note remembers a version that is applied. Version 0 is unknown: it forgets
// the row, since nothing can be said of the next one.
func (v *versions) note(id ID, changed int64) {
	if changed == 0 {
		delete(v.known, id)
		if len(v.queue) > 0 {
			v.queue = append(v.queue, version{id, 0}) // undoes what is queued before it
		}
		return
	}
	v.newest = max(v.newest, changed)
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
	for id := range v.ahead {
		if _, ok := v.known[id]; !ok {
			delete(v.ahead, id)
		}
	}
}

// encoded forgets which versions were not encoded yet.
func (v *versions) encoded() {
	v.promote()
	v.queue, v.merged = nil, 0
}
