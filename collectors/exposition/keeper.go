package exposition

import (
	"hash/crc32"
	"maps"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A keeper writes snapshots in one text format, as gzip. It keeps what it wrote of the
// last one, so that it writes only what changed. It is used by one goroutine at a time.
type keeper struct {
	w      lineWriter
	tokens []token
	bits   bitWriter
	sums   *sums
	bulk   bulk
	turn   turn

	families map[*metric.Def]*keptFamily
}

// writesInARow is how many chunks are written before the clock is looked at, see turn.
const writesInARow = 1 << 5

func newKeeper(openMetrics bool, s *sums) *keeper {
	return &keeper{
		w: lineWriter{text: textEncoder{openMetrics: openMetrics}}, sums: s, bulk: newBulk(openMetrics),
		families: map[*metric.Def]*keptFamily{},
	}
}

// member appends a gzip member of a snapshot to b, without its end: see gzipTrailer.
func (k *keeper) member(s *timeseries.Snapshot, b []byte) piece {
	all := piece{bytes: append(b, gzipHeader...)}
	add := func(p piece) {
		all.bytes = append(all.bytes, p.bytes...)
		all.crc = k.sums.combine(all.crc, p.crc, p.length)
		all.length += p.length
	}
	k.turn.begin()
	left, kept, bulks := s.Families, map[*metric.Def]bool{}, map[*metric.Def]bool{}
	for len(left) > 0 {
		few := 0
		for few < len(left) && !large(&left[few]) {
			few++
		}
		if few > 0 {
			bulks[left[0].Def] = true
			add(k.bulk.update(left[:few]))
			left = left[few:]
			continue
		}
		kept[left[0].Def] = true
		add(k.update(&left[0]))
		left = left[1:]
	}
	// Samples of older snapshots may be in memory that newer ones were written into, so
	// nothing is kept that was not in this snapshot.
	maps.DeleteFunc(k.families, func(d *metric.Def, _ *keptFamily) bool { return !kept[d] })
	maps.DeleteFunc(k.bulk.kept, func(d *metric.Def, _ *keptBulk) bool { return !bulks[d] })
	return all
}

// large reports whether a family has so many lines that it is kept by chunks.
func large(f *timeseries.Family) bool {
	if f.Samples.Len() == 0 {
		return false
	}
	first := f.Samples.At(0)
	return f.Samples.Len()*linesOf(f.Def, &first) >= keptLines
}

// update returns the piece of a family, which is kept in k.
func (k *keeper) update(f *timeseries.Family) piece {
	own, now := k.families[f.Def], &f.Samples
	if own == nil {
		own = &keptFamily{def: f.Def}
		k.families[f.Def] = own
	}
	if own.samples.Same(now) {
		return own.piece
	}
	moved := !own.sameLines(now)
	if moved {
		own.divide(now)
	}
	k.begin(own)
	changed, coded := k.rewrite(own, now)
	own.samples = *now
	if !changed && !moved {
		own.spare = k.bits.buf
		return own.piece
	}
	if !coded || own.lines > own.coded*3/2 || own.lines < own.coded/2 {
		k.recode(own)
	}
	k.end(own)
	return own.piece
}

// rewrite appends the bits of a family's chunks to those of k. It copies the bits of a
// chunk that did not change, and encodes the others anew. It reports whether any chunk
// changed, and whether the family's codes have a bit pattern for every symbol written.
func (k *keeper) rewrite(own *keptFamily, now *timeseries.Samples) (changed, coded bool) {
	coded = own.coded > 0
	// Bits are copied in runs: run bits of the old piece, from from on. A chunk is
	// disturbed if a line of the chunk before it, to which it refers, changed its length.
	from, run, disturbed := 0, 0, false
	written := 0
	for i := range own.chunks {
		c := &own.chunks[i]
		if !c.replan && !disturbed && own.alike(c, now) {
			if from+run != c.at {
				k.bits.addRun(own.piece.bytes, from, run)
				from, run = c.at, 0
			}
			c.was, c.at = c.start, k.bits.bits()+run
			run += int(c.bits)
			continue
		}
		if written++; written%writesInARow == 0 {
			k.turn.pass()
		}
		changed = true
		k.bits.addRun(own.piece.bytes, from, run)
		from, run = c.at+int(c.bits), 0
		disturbed = k.write(own, i, now)
		coded = coded && k.encode(own, c)
	}
	k.bits.addRun(own.piece.bytes, from, run)
	return changed, coded
}

// write writes a chunk and leaves its tokens in k. It makes new plans for the lines of
// a chunk that is marked for that. It reports whether the length of any line changed.
func (k *keeper) write(f *keptFamily, index int, now *timeseries.Samples) (moved bool) {
	w, c := &k.w, &f.chunks[index]
	w.reset()
	switch {
	case index == 0:
	case c.replan:
		before := &f.chunks[index-1]
		line := int(before.line)
		for i := int(before.start); i < before.end(); i++ {
			s := now.At(i)
			line += w.again(f.def, &s, &f.values, line)
		}
	default:
		w.skipped(f, &f.chunks[index-1])
	}
	first, begin := len(w.begins), len(w.buf)
	line := int(c.line)
	for i := range int(c.samples) {
		s := now.At(int(c.start) + i)
		if !c.fresh && f.alikeOne(c, i, now) {
			line += w.again(f.def, &s, &f.values, line)
		} else {
			w.sample(f.def, &s)
			line += linesOf(f.def, &s)
		}
	}
	w.end()
	c.crc, c.length = crc32.ChecksumIEEE(w.buf[begin:]), int32(len(w.buf)-begin)
	plans := f.plans[c.line:c.lineEnd()]
	for i := range plans {
		value := w.buf[w.values[first+i]:w.begins[first+i+1]]
		moved = f.values.set(int(c.line)+i, value) || moved
		if c.replan {
			plans[i] = w.plan(first + i)
		}
	}
	c.was, c.fresh, c.replan = c.start, false, false
	k.tokens = w.tokens(k.tokens[:0], plans, first)
	return moved
}

// encode appends the bits of a chunk, whose tokens are in k. It reports whether the
// family's codes have a bit pattern for each of them.
func (k *keeper) encode(f *keptFamily, c *chunk) bool {
	c.at = k.bits.bits()
	ok := addTokens(&k.bits, k.tokens, &f.litLen, &f.dist)
	c.bits = int32(k.bits.bits() - c.at)
	return ok
}

// recode makes new codes for a family and encodes it anew.
func (k *keeper) recode(f *keptFamily) {
	count := newCounts()
	count.add(k.header(f.def))
	each := func(use func(*chunk)) {
		for i := range f.chunks {
			k.write(f, i, &f.samples)
			use(&f.chunks[i])
		}
	}
	each(func(*chunk) { count.add(k.tokens) })
	f.litLen, f.dist = newCode(count.litLen[:], maxCode), newCode(count.dist[:], maxCode)
	f.coded, f.head = f.lines, 0
	f.spare = k.bits.buf
	k.begin(f)
	each(func(c *chunk) { k.encode(f, c) })
}

// header leaves the tokens of a family's header, without its last line feed, in k.
func (k *keeper) header(d *metric.Def) []token {
	k.w.reset()
	b := k.w.text.appendHeader(k.w.buf, d)
	k.w.buf = b
	k.tokens = appendLiterals(k.tokens[:0], b[:len(b)-1])
	return k.tokens
}

// begin begins the piece of a family, in the memory of the piece before the last. If the
// family has codes, it writes the block's header and the family's HELP and TYPE.
func (k *keeper) begin(f *keptFamily) {
	k.bits.reset(f.spare[:0])
	if f.coded > 0 && f.head == 0 {
		addBlockHeader(&k.bits, f.litLen, f.dist)
		addTokens(&k.bits, k.header(f.def), &f.litLen, &f.dist)
		f.head = k.bits.bits()
		return
	}
	k.bits.addRun(f.piece.bytes, 0, f.head)
}

// end ends the piece of a family.
func (k *keeper) end(f *keptFamily) {
	tokens := k.header(f.def)
	header := k.w.buf[:len(k.w.buf)-1]
	p := piece{crc: crc32.ChecksumIEEE(header), length: len(header)}
	for i := range f.chunks {
		c := &f.chunks[i]
		p.crc = k.sums.combine(p.crc, c.crc, int(c.length))
		p.length += int(c.length)
	}
	last := []byte{'\n'}
	addTokens(&k.bits, append(appendLiterals(tokens[:0], last), endOfBlock), &f.litLen, &f.dist)
	p.crc = k.sums.combine(p.crc, crc32.ChecksumIEEE(last), 1)
	p.length++
	k.bits.align()
	p.bytes, f.spare = k.bits.buf, f.piece.bytes
	f.piece = p
}
