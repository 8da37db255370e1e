package ledger

import "casework/collectors/beside"

// A store holds the records of one table, found by ID. Records lie in many
// small shards chosen by the top bits of the ID and sorted by the rest, so
// there is no index besides them: IDs are evenly spread, so a record's place
// in its shard can be guessed to within a step or two.
type store struct {
	shards [][]record
	bits   uint // log2 of len(shards), from minBits up
	n      int
	packed int // n when last packed

	beside beside.Table  // of cases: what few sources tell, see told
	since  map[ID]uint32 // of those whose fact bears isPaused

	loading *loading // rows of a first load that are not in shards yet
	ordered *ordered // rows of a checkpoint that are not

	touched uint32
}

const (
	minBits   = 16 // a record keeps 48 bits of its ID, so shards must distinguish 16
	shardFull = 64 // mean records a shard at which shards are split
	splitBits = 2  // a split makes four of one
)

// Shards implements beside.List.
func (s *store) Shards() int { return len(s.shards) }

// Rows implements beside.List.
func (s *store) Rows(shard int) int { return len(s.shards[shard]) }

// find returns the record of an ID, or nil. The pointer is good until the
// next insert.
func (s *store) find(id ID) *record {
	s.loaded()
	if s.shards == nil {
		return nil
	}
	shard := s.shards[id>>(64-s.bits)]
	if i, ok := s.search(shard, id); ok {
		return &shard[i]
	}
	return nil
}

// search returns where in its shard an ID is, or would be inserted.
func (s *store) search(shard []record, id ID) (int, bool) {
	if len(shard) == 0 {
		return 0, false
	}
	key := uint64(id) & keyMask
	i := s.guess(id, len(shard))
	for i > 0 && shard[i-1].key() >= key {
		i--
	}
	for i < len(shard) && shard[i].key() < key {
		i++
	}
	return i, i < len(shard) && shard[i].key() == key
}

// at returns the record of an ID, adding an empty one if there is none. The
// pointer is good until the next insert.
func (s *store) at(id ID) *record {
	s.loaded()
	if s.shards == nil {
		s.bits = minBits
		s.shards = make([][]record, 1<<minBits)
	}
	slot := &s.shards[id>>(64-s.bits)]
	i, ok := s.search(*slot, id)
	if ok {
		return &(*slot)[i]
	}
	s.n++
	if s.n > shardFull<<s.bits {
		s.split()
		slot = &s.shards[id>>(64-s.bits)]
		i, _ = s.search(*slot, id)
	}
	shard := grow(*slot)
	s.beside.Insert(s, s.n, int(id>>(64-s.bits)), i)
	copy(shard[i+1:], shard[i:])
	shard[i] = record{}
	shard[i].setKey(id)
	*slot = shard
	return &shard[i]
}

// touch reads where the records of some IDs are, or would be. Each lies
// somewhere else in memory; asked for in one go, they come together rather
// than one after the other, which halves the time of a first load.
func (s *store) touch(ids []ID) {
	if s.shards == nil {
		return
	}
	var sink uint32
	for _, id := range ids {
		if shard := s.shards[id>>(64-s.bits)]; len(shard) > 0 {
			sink += shard[s.guess(id, len(shard))].hi
		}
	}
	s.touched = sink // so that the reading is not optimised away
}

// touchAhead is how many IDs are touched before their records are used: few
// enough to stay in the processor's cache until then.
const touchAhead = 128

// guess is about where an ID is in a shard of n records.
func (s *store) guess(id ID, n int) int {
	return int(uint64(uint32(uint64(id)<<s.bits>>32)) * uint64(n) >> 32)
}

// grow returns shard one record longer. It grows by a quarter rather than
// doubling: across millions of shards spare room is the larger cost.
func grow(shard []record) []record {
	n := len(shard)
	if n < cap(shard) {
		return shard[:n+1]
	}
	// append, not make, so that the room that the allocator rounds up to is used.
	bigger := append([]record(nil), make([]record, n+1+n/4)...)
	copy(bigger, shard)
	return bigger[:n+1]
}

// pack moves the records into few large blocks if many were added since it
// last did. Shards that grew one by one leave half as much memory again in
// gaps too small to use.
func (s *store) pack() {
	s.loaded()
	if s.n < minPacked || s.n < s.packed+s.packed/packEvery {
		return
	}
	var a arena
	for i, shard := range s.shards {
		s.shards[i] = append(a.take(len(shard)), shard...)
	}
	s.beside.Lay(s)
	s.packed = s.n
}

// An arena hands out room for shards from large blocks.
type arena struct {
	block []record
	free  [][]record // blocks that are not needed any more, to be used before new ones
}

// take returns room for a shard of n records, and some to come.
func (a *arena) take(n int) []record {
	room := n + spare(n)
	if room > len(a.block) {
		a.block = a.next(room)
	}
	shard := a.block[:0:room]
	a.block = a.block[room:]
	return shard
}

// next is a block with room for so many records.
func (a *arena) next(room int) []record {
	for len(a.free) > 0 {
		last := len(a.free) - 1
		block := a.free[last]
		a.free[last] = nil
		a.free = a.free[:last]
		if cap(block) >= room {
			return block[:cap(block)]
		}
	}
	return make([]record, max(blockSize, room))
}

const (
	minPacked = 1 << 16 // records below which packing is not worth it
	packEvery = 64      // pack when this part of the records is new
	blockSize = 1 << 15 // records
)

// spare is the room that a packed shard gets beyond its n records, for those
// to come until it is packed again.
func spare(n int) int { return 1 + n/32 }

// split divides every shard by the next bits of the ID.
func (s *store) split() {
	bits := s.bits + splitBits
	shards := make([][]record, 1<<bits)
	for i, shard := range s.shards {
		// The new shard of a record follows from the top bits of what it
		// keeps, below those that the old shard's number stands for.
		for len(shard) > 0 {
			part := partOf(&shard[0], bits)
			end := 1
			for end < len(shard) && partOf(&shard[end], bits) == part {
				end++
			}
			shards[uint64(i)<<splitBits|part] = append([]record(nil), shard[:end]...)
			shard = shard[end:]
		}
		s.shards[i] = nil
	}
	s.shards, s.bits = shards, bits
	s.beside.Lay(s)
}

// partOf is the number that split adds to a record's shard.
func partOf(r *record, bits uint) uint64 {
	return r.key() >> (48 - (bits - minBits)) & (1<<splitBits - 1)
}

// len is the number of records.
func (s *store) len() int {
	s.loaded()
	return s.n
}

// all lists the shards, in the order of IDs.
func (s *store) all() [][]record {
	s.loaded()
	return s.shards
}

// id is the ID of a record of a shard.
func (s *store) id(shard int, r *record) ID {
	return ID(shard)<<(64-s.bits)&^keyMask | ID(r.key())
}

// each calls f for every record and its ID, in the order of IDs.
func (s *store) each(f func(ID, *record)) {
	for i, shard := range s.all() {
		for j := range shard {
			f(s.id(i, &shard[j]), &shard[j])
		}
	}
}
