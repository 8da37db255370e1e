package ledger

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// A loading holds the rows of a first load in the order in which they came, in
// parts by the first bits of their IDs. Its rows are put in their places when
// it ends, a part after the other: that takes a third of the time that finding
// the place of each on its own would, as most of that is waiting for memory.
// What one part needed is used again for the next, so that little more memory
// is needed than is kept.
type loading struct {
	parts [1 << partBits]loadingPart
}

type loadingPart struct {
	blocks [][]record // of loadingBlock records each, but the last
	tops   [][]uint16 // bits 48–63 of the records' IDs
}

const (
	partBits     = 4
	loadingBlock = 1 << 12 // records
)

// load begins a first load, unless the store has rows.
func (s *store) load() {
	if s.n == 0 && s.loading == nil {
		s.loading = &loading{}
	}
}

// add notes the newest version of a row, as revise takes it.
func (l *loading) add(id ID, next *record) {
	p := &l.parts[id>>(64-partBits)]
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == loadingBlock {
		p.blocks = append(p.blocks, make([]record, 0, loadingBlock))
		p.tops = append(p.tops, make([]uint16, 0, loadingBlock))
		last++
	}
	next.setKey(id)
	p.blocks[last] = append(p.blocks[last], *next)
	p.tops[last] = append(p.tops[last], uint16(id>>48))
}

// shard is the number of the shard of a row.
func (p *loadingPart) shard(block, i int, bits uint) uint64 {
	return uint64(p.tops[block][i])<<(bits-minBits) | p.blocks[block][i].key()>>(48-(bits-minBits))
}

// loaded ends a first load, or what inOrder began, if it is going on: every row is in
// its shard.
func (s *store) loaded() {
	s.endOrder()
	l := s.loading
	if l == nil {
		return
	}
	s.loading = nil
	n := 0
	for p := range l.parts {
		for _, b := range l.parts[p].blocks {
			n += len(b)
		}
	}
	s.bits = minBits
	for n > shardFull<<s.bits {
		s.bits += splitBits
	}
	s.shards = make([][]record, 1<<s.bits)
	var a arena
	counts := make([]uint32, len(s.shards)>>partBits)
	for i := range l.parts {
		l.parts[i].place(s.shards, i*len(counts), counts, s.bits, &a)
		l.parts[i] = loadingPart{}
	}
	s.sortShards()
	s.n = 0
	for _, shard := range s.shards {
		s.n += len(shard)
	}
	s.packed = s.n
}

// place puts the rows of a part into its shards, the first of which is given,
// and leaves its blocks to the arena. It counts in counts.
func (p *loadingPart) place(shards [][]record, first int, counts []uint32, bits uint, a *arena) {
	clear(counts)
	for b, block := range p.blocks {
		for i := range block {
			counts[p.shard(b, i, bits)-uint64(first)]++
		}
	}
	for i, n := range counts {
		shards[first+i] = a.take(int(n))
	}
	for b, block := range p.blocks {
		for i := range block {
			slot := &shards[p.shard(b, i, bits)]
			*slot = append(*slot, block[i])
		}
		a.free = append(a.free, block[:0])
	}
}

// sortShards sorts the rows of every shard and has later versions of a row
// revise the earlier ones.
func (s *store) sortShards() {
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for w := range workers {
		part := s.shards[len(s.shards)*w/workers : len(s.shards)*(w+1)/workers]
		all.Go(func() {
			var o orderer
			for i := range part {
				part[i] = o.order(part[i])
			}
		})
	}
	all.Wait()
}

// An orderer sorts shards. It keeps room to do so.
type orderer struct {
	keys []uint64
	rows []record
}

// order sorts the rows of a shard, which are in the order in which they came,
// and returns one record for every ID.
func (o *orderer) order(shard []record) []record {
	o.rows = append(o.rows[:0], shard...)
	if len(shard) < 1<<16 {
		o.keys = o.keys[:0]
		for i := range shard {
			o.keys = append(o.keys, shard[i].key()<<16|uint64(i))
		}
		slices.Sort(o.keys)
	} else { // never, with IDs as a Keyer makes them
		slices.SortStableFunc(o.rows, func(a, b record) int { return cmp.Compare(a.key(), b.key()) })
		o.keys = nil
	}
	out := shard[:0]
	for i := range o.rows {
		next := &o.rows[i]
		if o.keys != nil {
			next = &o.rows[o.keys[i]&0xffff]
		}
		if len(out) == 0 || out[len(out)-1].key() != next.key() {
			out = append(out, record{hi: next.hi, lo: next.lo})
		}
		rec := &out[len(out)-1]
		if next.flags&rejected != 0 {
			rec.reject(Reason(next.deadline))
			continue
		}
		rec.revise(next)
		rec.counted()
	}
	return out
}

// An ordered puts rows in their places that come in the order of their IDs, as those
// of a checkpoint do. How many there will be is told by how close together the first
// of them are, so that no shard is split, grown or moved: no more memory is needed
// than is kept.
type ordered struct {
	ids   []ID     // of rows, as long as it is not known how many there will be
	rows  []record // those, and then those of the shard at hand
	shard uint64   // at hand
	last  ID
	arena arena
}

// guessFrom is how many rows tell how many there are, to 2 percent.
const guessFrom = 1 << 12

// inOrder is at for rows that mostly come in the order of their IDs, into a store that is
// empty at first. The record is good until the next row.
func (s *store) inOrder(id ID) *record {
	if s.n == 0 && s.ordered == nil {
		s.ordered = &ordered{}
	}
	o := s.ordered
	if o == nil || id <= o.last && s.n > 0 {
		return s.at(id)
	}
	o.last = id
	s.n++
	if s.shards == nil {
		if len(o.rows) == guessFrom {
			s.place(guessFrom / (float64(id) / (1 << 64)))
		} else {
			o.ids = append(o.ids, id)
		}
	}
	if s.shards != nil {
		if shard := uint64(id >> (64 - s.bits)); shard != o.shard {
			s.closeShard()
			o.shard = shard
		}
	}
	o.rows = append(o.rows, record{})
	rec := &o.rows[len(o.rows)-1]
	rec.setKey(id)
	return rec
}

// maxGuessed bounds the shards that are made for what is a guess: IDs of no Keyer may be
// close together.
const maxGuessed = 20

// place makes shards for so many rows and some more, and puts those that came so far
// into them.
func (s *store) place(rows float64) {
	o := s.ordered
	for s.bits = minBits; rows*1.05 > float64(uint64(shardFull)<<s.bits) && s.bits < maxGuessed; {
		s.bits += splitBits
	}
	s.shards = make([][]record, 1<<s.bits)
	came := o.rows
	o.rows = nil
	for i, id := range o.ids {
		if shard := uint64(id >> (64 - s.bits)); shard != o.shard {
			s.closeShard()
			o.shard = shard
		}
		o.rows = append(o.rows, came[i])
	}
	o.ids = nil
}

// closeShard puts the rows of the shard at hand in their place.
func (s *store) closeShard() {
	o := s.ordered
	if len(o.rows) > 0 {
		s.shards[o.shard] = append(o.arena.take(len(o.rows)), o.rows...)
		o.rows = o.rows[:0]
	}
}

// endOrder ends what inOrder began.
func (s *store) endOrder() {
	if s.ordered == nil {
		return
	}
	if s.shards == nil && s.n > 0 {
		s.place(float64(s.n))
	}
	if s.n > 0 {
		s.closeShard()
		s.packed = s.n
	}
	s.ordered = nil
}
