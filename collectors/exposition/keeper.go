package exposition

import (
	"hash/crc32"
	"maps"
	"runtime"
	"slices"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A keeper keeps what was written of snapshots in one text format. It is used by
// one goroutine at a time.
type keeper struct {
	w      lineWriter
	tokens []token
	bits   bitWriter
	sums   *sums
	bulk   bulk

	families map[*metric.Def]*keptFamily
	parts    []divided // of the family at hand
}

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
	left, shown := s.Families, map[*metric.Def]bool{}
	for len(left) > 0 {
		shown[left[0].Def] = true
		few := 0
		for few < len(left) && !large(&left[few]) {
			few++
		}
		if few > 0 {
			add(k.bulk.update(left[:few]))
			left = left[few:]
			continue
		}
		add(k.update(&left[0]))
		left = left[1:]
	}
	maps.DeleteFunc(k.families, func(d *metric.Def, _ *keptFamily) bool { return !shown[d] })
	maps.DeleteFunc(k.bulk.kept, func(d *metric.Def, _ *keptBulk) bool { return !shown[d] })
	return all
}

// large reports whether a family has so many lines that it is kept by chunks.
func large(f *timeseries.Family) bool {
	return len(f.Samples) > 0 && len(f.Samples)*linesOf(f.Def, &f.Samples[0]) >= keptLines
}

// update returns the piece of a family, which is kept in k.
func (k *keeper) update(f *timeseries.Family) piece {
	own := k.families[f.Def]
	if own == nil {
		own = &keptFamily{def: f.Def}
		k.families[f.Def] = own
	}
	if len(own.samples) == len(f.Samples) && &own.samples[0] == &f.Samples[0] {
		return own.piece
	}
	parts := own.divide(k.parts[:0], f.Samples)
	defer func() { clear(k.parts) }()
	k.parts = parts
	changed := len(parts) != len(own.chunks)
	own.chunks = slices.Grow(own.chunks[:0], len(parts))
	lines, coded, disturbed := 0, own.coded > 0, false
	var before *chunk
	for i, p := range parts {
		if i%chunkSamples == 0 {
			runtime.Gosched() // as chunker.flush does
		}
		moved := p.fresh || p.before != before
		if moved || p.changed || disturbed {
			changed = true
			disturbed = k.write(own.def, p, before, moved)
			coded = coded && k.encode(own, p.chunk)
		}
		p.chunk.samples, p.before = p.samples, before
		own.chunks = append(own.chunks, p.chunk)
		before, lines = p.chunk, lines+len(p.plans)
	}
	own.samples = f.Samples
	if !changed {
		return own.piece
	}
	if !coded || lines > own.coded*3/2 || lines < own.coded/2 {
		k.recode(own, lines)
	}
	own.piece = k.assemble(own)
	return own.piece
}

// write writes a chunk, with a new plan if it is to have one, and leaves its
// tokens in k. It reports whether any line has another length than before.
func (k *keeper) write(d *metric.Def, p divided, before *chunk, replan bool) (moved bool) {
	w, c := &k.w, p.chunk
	w.reset()
	switch {
	case before == nil:
	case replan:
		kept := before.values
		for i := range before.samples {
			w.again(d, &before.samples[i], &kept)
		}
	default:
		w.skipped(before)
	}
	first, begin := len(w.begins), len(w.buf)
	kept := c.values
	for i := range p.samples {
		s := &p.samples[i]
		switch {
		case p.fresh:
			w.sample(d, s)
		case equalValues(&c.samples[i], s):
			w.again(d, s, &kept)
		default:
			w.sample(d, s)
			kept.skip(linesOf(d, s))
		}
	}
	w.end()
	c.crc, c.length = crc32.ChecksumIEEE(w.buf[begin:]), len(w.buf)-begin
	lines := len(w.values) - first
	if p.changed {
		moved = c.values.set(w, first)
	}
	if replan {
		c.plans = make([]linePlan, lines)
		for i := range c.plans {
			c.plans[i] = w.plan(first + i)
		}
	}
	k.tokens = w.tokens(k.tokens[:0], c.plans, first)
	return moved
}

// encode sets the bits of a chunk, whose tokens are in k, and reports whether the
// family's codes have all of them.
func (k *keeper) encode(f *keptFamily, c *chunk) bool {
	k.bits.reset(c.bits[:0])
	ok := addTokens(&k.bits, k.tokens, &f.litLen, &f.dist)
	c.bits, c.n = k.bits.run()
	return ok
}

// recode makes new codes for a family and encodes it anew.
func (k *keeper) recode(f *keptFamily, lines int) {
	count := newCounts()
	count.add(k.header(f.def))
	each := func(use func(*chunk)) {
		var before *chunk
		for _, c := range f.chunks {
			k.write(f.def, divided{chunk: c, samples: c.samples}, before, false)
			use(c)
			before = c
		}
	}
	each(func(*chunk) { count.add(k.tokens) })
	f.litLen, f.dist = newCode(count.litLen[:], maxCode), newCode(count.dist[:], maxCode)
	f.coded = lines
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

// assemble puts the piece of a family together, in the memory of the last one.
func (k *keeper) assemble(f *keptFamily) piece {
	tokens := k.header(f.def)
	header := k.w.buf[:len(k.w.buf)-1]
	p := piece{crc: crc32.ChecksumIEEE(header), length: len(header)}
	out := &k.bits
	out.reset(f.piece.bytes[:0]) // what is put together is a copy
	addBlockHeader(out, f.litLen, f.dist)
	addTokens(out, tokens, &f.litLen, &f.dist)
	for _, c := range f.chunks {
		out.addRun(c.bits, c.n)
		p.crc = k.sums.combine(p.crc, c.crc, c.length)
		p.length += c.length
	}
	last := []byte{'\n'}
	addTokens(out, append(appendLiterals(tokens[:0], last), endOfBlock), &f.litLen, &f.dist)
	p.crc = k.sums.combine(p.crc, crc32.ChecksumIEEE(last), 1)
	p.length++
	out.align()
	p.bytes = out.buf
	return p
}
