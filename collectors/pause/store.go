package pause

import "slices"

// A Store holds the pauses of many cases. The zero value is empty. It is not safe
// for concurrent use.
//
// The pauses lie in shards chosen by the top bits of the case's identifier. A
// shard is a list of words in the order of its cases: the case, then two words for
// each of its pauses, in the order of Less. The first of the two is the pause's
// identifier without its lowest bit, which says that another pause follows.
type Store struct {
	shards [][]uint64
	bits   uint // log2 of len(shards)
	words  int
	cases  int
	pauses int
}

const (
	shardFull = 256 // mean words a shard at which shards are split
	splitBits = 2   // a split makes four of one
	more      = 1   // bit of a pause's first word: another follows
)

// Len is the number of pauses.
func (s *Store) Len() int { return s.pauses }

// Cases is the number of cases that have pauses.
func (s *Store) Cases() int { return s.cases }

// Bytes is the memory that the pauses take, with the room to grow.
func (s *Store) Bytes() int {
	n := 24 * cap(s.shards)
	for _, shard := range s.shards {
		n += 8 * cap(shard)
	}
	return n
}

func (s *Store) shard(of uint64) int { return int(of >> 1 >> (63 - s.bits)) }

// seek is where in a shard the entry of a case is, or would be, from a position on.
func seek(shard []uint64, from int, of uint64) int {
	for from < len(shard) && shard[from] < of {
		from = end(shard, from)
	}
	return from
}

// end is where the entry at a position ends.
func end(shard []uint64, at int) int {
	at++
	for shard[at]&more != 0 {
		at += 2
	}
	return at + 2
}

// Of lists the pauses of a case. They are good until the Store changes.
func (s *Store) Of(of uint64) List {
	if s.shards == nil {
		return nil
	}
	shard := s.shards[s.shard(of)]
	return entry(shard, seek(shard, 0, of), of)
}

func entry(shard []uint64, at int, of uint64) List {
	if at == len(shard) || shard[at] != of {
		return nil
	}
	return shard[at+1 : end(shard, at)]
}

// Put keeps a pause of a case, in the place of the one of that identifier if
// there is one.
func (s *Store) Put(of, id uint64, is Interval) {
	s.Remove(of, id)
	if s.shards == nil {
		s.shards = make([][]uint64, 1)
	}
	if s.words > shardFull<<s.bits {
		s.split()
	}
	shard := &s.shards[s.shard(of)]
	at := seek(*shard, 0, of)
	if entry(*shard, at, of) == nil {
		s.insert(shard, at, of, id&^more, is.word())
		s.cases++
		return
	}
	word := is.word()
	for at++; ; at += 2 {
		if before(word, id&^more, (*shard)[at+1], (*shard)[at]&^more) {
			s.insert(shard, at, id|more, word)
			return
		}
		if (*shard)[at]&more == 0 {
			(*shard)[at] |= more
			s.insert(shard, at+2, id&^more, word)
			return
		}
	}
}

// insert makes room in a shard. It grows by a quarter, as spare room in many
// shards is the larger cost.
func (s *Store) insert(shard *[]uint64, at int, words ...uint64) {
	if need := len(*shard) + len(words); need > cap(*shard) {
		*shard = append(make([]uint64, 0, need+need/4), *shard...)
	}
	*shard = slices.Insert(*shard, at, words...)
	s.words += len(words)
	s.pauses++
}

// Get is a pause of a case; ok is false if there is none of that identifier.
func (s *Store) Get(of, id uint64) (is Interval, ok bool) {
	for at, p := range s.Of(of).All() {
		if at == id&^more {
			return p, true
		}
	}
	return Interval{}, false
}

// Remove forgets a pause of a case. It reports whether there was one.
func (s *Store) Remove(of, id uint64) bool {
	if s.shards == nil {
		return false
	}
	shard := &s.shards[s.shard(of)]
	first := seek(*shard, 0, of)
	list := entry(*shard, first, of)
	for i := 0; i < len(list); i += 2 {
		if list[i]&^more != id&^more {
			continue
		}
		at, until := first+1+i, first+1+i+2
		switch {
		case len(list) == 2: // the only one
			at, s.cases = first, s.cases-1
		case list[i]&more == 0: // the last
			list[i-2] &^= more
		}
		*shard = slices.Delete(*shard, at, until)
		s.words -= until - at
		s.pauses--
		return true
	}
	return false
}

// split divides every shard by the next bits of the cases.
func (s *Store) split() {
	old := s.shards
	s.bits += splitBits
	s.shards = make([][]uint64, 1<<s.bits)
	for i, shard := range old {
		for len(shard) > 0 {
			n, part := 0, s.shard(shard[0])
			for n < len(shard) && s.shard(shard[n]) == part {
				n = end(shard, n)
			}
			s.shards[part] = append(make([]uint64, 0, n+n/8), shard[:n]...)
			shard = shard[n:]
		}
		old[i] = nil
	}
}

// Pack moves the pauses into few large blocks, as after very many were put in: shards
// that grew one by one leave gaps that are too small to use.
func (s *Store) Pack() {
	if s.words < blockSize {
		return
	}
	var block []uint64
	for i, shard := range s.shards {
		room := len(shard) + len(shard)/32 + 3 // a case and its pause at least
		if room > len(block) {
			block = make([]uint64, max(blockSize, room))
		}
		s.shards[i] = append(block[:0:room], shard...)
		block = block[room:]
	}
}

// blockSize is the length of the blocks of Pack, in words.
const blockSize = 1 << 15

// Each visits all pauses, in the order of their cases. The Store must not change
// until it returns.
func (s *Store) Each(visit func(of, id uint64, is Interval)) {
	for _, shard := range s.shards {
		for at := 0; at < len(shard); {
			next := end(shard, at)
			for id, is := range List(shard[at+1 : next]).All() {
				visit(shard[at], id, is)
			}
			at = next
		}
	}
}

// EachCase visits all cases that have pauses, in their order. The Store must not
// change until it returns.
func (s *Store) EachCase(visit func(of uint64, pauses List)) {
	for _, shard := range s.shards {
		for at := 0; at < len(shard); {
			next := end(shard, at)
			visit(shard[at], shard[at+1:next])
			at = next
		}
	}
}

// A Cursor finds the pauses of many cases that are asked for in ascending order.
// The zero value is of no Store and finds none.
type Cursor struct {
	shards [][]uint64 // from the one at hand on
	at     int        // in the first of them
	next   uint64     // the case there
	more   bool       // there is one
}

// Cursor begins at the first case. It is good until the Store changes.
func (s *Store) Cursor() Cursor {
	c := Cursor{shards: s.shards}
	c.settle()
	return c
}

// settle goes on to the next shard that has a case, if this one has none left.
func (c *Cursor) settle() {
	for len(c.shards) > 0 && c.at == len(c.shards[0]) {
		c.shards, c.at = c.shards[1:], 0
	}
	if c.more = len(c.shards) > 0; c.more {
		c.next = c.shards[0][c.at]
	}
}

// Of lists the pauses of a case, which must not come before one that was asked for.
func (c *Cursor) Of(of uint64) List {
	if !c.more || of < c.next {
		return nil
	}
	return c.seek(of)
}

func (c *Cursor) seek(of uint64) List {
	for c.more && c.next < of {
		c.at = end(c.shards[0], c.at)
		c.settle()
	}
	if !c.more || c.next != of {
		return nil
	}
	return List(c.shards[0][c.at+1 : end(c.shards[0], c.at)])
}
