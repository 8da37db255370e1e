package ledger

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"casework/collectors/beside"
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
	blocks [][]record               // of loadingBlock records each, but the last
	tops   [][]uint16               // bits 48–63 of the records' IDs
	facts  [beside.Width][][]uint32 // of the records, as long as the blocks; nil while all are 0
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

// add notes the newest version of a row, as revise takes it, with its facts.
func (l *loading) add(id ID, next *record, facts [beside.Width]uint32) {
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
	if facts == ([beside.Width]uint32{}) && p.facts[0] == nil && p.facts[1] == nil {
		return // as of most sources
	}
	for c, v := range facts {
		if v != 0 || p.facts[c] != nil {
			p.facts[c] = withFact(p.facts[c], p.blocks, v)
		}
	}
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
	for c := range beside.Width {
		if slices.ContainsFunc(l.parts[:], func(p loadingPart) bool { return p.facts[c] != nil }) {
			s.beside.Stage(c, len(s.shards))
		}
	}
	for i := range l.parts {
		l.parts[i].place(s, i*len(counts), counts, &a)
		l.parts[i] = loadingPart{}
	}
	s.sortShards()
	s.n = 0
	for _, shard := range s.shards {
		s.n += len(shard)
	}
	s.packed = s.n
	s.beside.Lay(s)
}

// place puts the rows of a part into their shards, the first of which is given,
// and leaves its blocks to the arena. It counts in counts.
func (p *loadingPart) place(s *store, first int, counts []uint32, a *arena) {
	clear(counts)
	for b, block := range p.blocks {
		for i := range block {
			counts[p.shard(b, i, s.bits)-uint64(first)]++
		}
	}
	for i, n := range counts {
		s.shards[first+i] = a.take(int(n))
	}
	for c := range beside.Width {
		if s.beside.Column(c).Used() {
			p.placeFacts(s, c, first, counts)
		}
	}
	for b, block := range p.blocks {
		for i := range block {
			slot := &s.shards[p.shard(b, i, s.bits)]
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
		all.Go(func() {
			var o orderer
			for i := len(s.shards) * w / workers; i < len(s.shards)*(w+1)/workers; i++ {
				s.shards[i] = o.order(s.shards[i], s.beside.Staged(i))
				s.beside.Cut(i, len(s.shards[i]))
			}
		})
	}
	all.Wait()
}

// An orderer sorts shards. It keeps room to do so.
type orderer struct {
	keys  []uint64
	rows  []record
	facts [beside.Width][]uint32
}

// order sorts the rows of a shard, which are in the order in which they came,
// and returns one record for every ID. Facts, where there are any, go with them.
func (o *orderer) order(shard []record, facts [beside.Width][]uint32) []record {
	o.rows = append(o.rows[:0], shard...)
	for c := range facts {
		o.facts[c] = append(o.facts[c][:0], facts[c]...)
	}
	out, index := shard[:0], uint64(0xffff)
	if o.keys = o.keys[:0]; len(shard) < 1<<16 {
		for i := range shard {
			o.keys = append(o.keys, shard[i].key()<<16|uint64(i))
		}
		slices.Sort(o.keys)
	} else { // never, with IDs as a Keyer makes them
		index = math.MaxUint64
		for i := range shard {
			o.keys = append(o.keys, uint64(i))
		}
		slices.SortStableFunc(o.keys, func(a, b uint64) int { return cmp.Compare(o.rows[a].key(), o.rows[b].key()) })
	}
	for _, key := range o.keys {
		next := &o.rows[key&index]
		if len(out) == 0 || out[len(out)-1].key() != next.key() {
			out = append(out, record{hi: next.hi, lo: next.lo})
		}
		rec := &out[len(out)-1]
		for c := range facts {
			if facts[c] != nil {
				facts[c][len(out)-1] = o.facts[c][key&index] // 0 of one that is rejected
			}
		}
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
	facts [beside.Width][]uint32 // of all rows; those of the last may be missing

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
	s.beside.LayLists(s, s.ordered.facts)
	s.ordered = nil
}
