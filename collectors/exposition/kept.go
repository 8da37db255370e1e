package exposition

import (
	"math"
	"slices"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A piece is a part of a gzip member that ends at a whole byte: DEFLATE blocks
// that need nothing from before them.
type piece struct {
	bytes  []byte
	crc    uint32 // of the text
	length int    // of the text
}

// A chunk is a few samples of a family that follow each other. Its text is compressed
// by references to its own lines and to those of the chunk before it. So it must be
// compressed again if one of its own values changed, or the length of a line of the
// chunk before, as that changes the distance that a reference has to bridge.
type chunk struct {
	start, line int32 // index of the first sample, and of the first line in the layout
	was         int32 // index of the first sample in the snapshot before
	lines       int32 // how many lines
	at          int   // where the bits begin in the family's piece
	bits        int32 // how many there are
	length      int32 // of the text
	crc         uint32
	samples     uint8 // how many; at most chunkSamples
	fresh       bool  // no text of its values is kept
	replan      bool  // its plans are to be made
}

// end is the index behind the last sample.
func (c *chunk) end() int { return int(c.start) + int(c.samples) }

// lineEnd is the index behind the last line in the layout.
func (c *chunk) lineEnd() int { return int(c.line + c.lines) }

// A keptFamily is a family with many lines, as it was written last. It is one DEFLATE
// block with Huffman codes of its own. The codes are kept too, so that the bits of
// unchanged chunks can be copied as they are.
//
// A general compressor would need a kilobyte or more a chunk to be any good, and at
// that size some value changes in almost every chunk. Here it is known beforehand that
// the lines of a family differ in little but a label and the value.
type keptFamily struct {
	def     *metric.Def
	samples timeseries.Samples
	layout

	litLen, dist code
	coded        int // number of lines when the codes were made; 0 for never
	head         int // bits before the first chunk, under these codes

	piece piece
	spare []byte // memory for the next piece

	before []chunk // memory for the next chunks, when series come or go
}

// A layout is the chunks of a family, and what is kept of each of their lines. The lines
// of one chunk follow each other. A new chunk takes lines that are free, or lines at the
// end, so that the lines of other chunks need not be moved.
type layout struct {
	chunks []chunk
	lines  int // of the chunks
	plans  []linePlan
	values keptValues
	free   map[int32][]int32 // first lines of chunks that are gone, by how many lines these had
}

// room finds so many lines in a row that no chunk has, and returns the first.
func (l *layout) room(lines int32) int32 {
	if of := l.free[lines]; len(of) > 0 {
		first := of[len(of)-1]
		l.free[lines] = of[:len(of)-1]
		clear(l.values.size[first : first+lines]) // what is there is no value
		return first
	}
	first := int32(len(l.plans))
	l.plans = append(l.plans, make([]linePlan, lines)...)
	l.values.appendEmpty(int(lines))
	return first
}

// leave frees the lines of chunks that are gone.
func (l *layout) leave(gone []chunk) {
	if l.free == nil {
		l.free = map[int32][]int32{}
	}
	for i := range gone {
		c := &gone[i]
		l.free[c.lines] = append(l.free[c.lines], c.line)
	}
}

// tidy counts the lines of the chunks, and moves them together if many others are free.
func (l *layout) tidy() {
	l.lines = 0
	for i := range l.chunks {
		l.lines += int(l.chunks[i].lines)
	}
	if len(l.plans)-l.lines <= l.lines/4+keptLines {
		return
	}
	plans, values := make([]linePlan, 0, l.lines), keptValues{width: l.values.width}
	for i := range l.chunks {
		c := &l.chunks[i]
		from := int(c.line)
		c.line = int32(len(plans))
		plans = append(plans, l.plans[from:from+int(c.lines)]...)
		values.appendFrom(&l.values, from, int(c.lines))
	}
	l.plans, l.values, l.free = plans, values, nil
}

const (
	chunkMask    = 1<<3 - 1 // selects one series of 8 to begin a chunk: 8 samples a chunk on average
	chunkSamples = 1 << 6   // most samples of a chunk
	keptLines    = 1 << 8   // a family with fewer lines is not kept by chunks
	looksAhead   = 1 << 6   // most chunks to pass over in search of one whose series still exist
)

// startsChunk reports whether a sample begins a chunk. Its series alone decides, so
// that a series more or less moves no other chunk.
func (k *keptFamily) startsChunk(s timeseries.Series) bool {
	if k.def.Type == metric.Histogram {
		return true
	}
	h := uint32(2166136261)
	for _, c := range []byte(s.Text()) {
		h = (h ^ uint32(c)) * 16777619
	}
	return h>>8&chunkMask == 0
}

// linesOf is how many lines a sample has.
func linesOf(d *metric.Def, s *timeseries.Sample) int {
	if d.Type != metric.Histogram {
		return 1
	}
	return len(s.Histogram.Counts) + 2
}

// sameLines reports whether samples have the series of those kept, in the same order,
// and as many lines.
func (k *keptFamily) sameLines(now *timeseries.Samples) bool {
	was := &k.samples
	if !was.SameSeries(now) && !slices.Equal(was.Series, now.Series) {
		return false
	}
	return k.def.Type != metric.Histogram || slices.EqualFunc(was.Histograms, now.Histograms, sameShape)
}

// sameShape reports whether histograms have as many lines.
func sameShape(a, b *timeseries.Histogram) bool { return len(a.Counts) == len(b.Counts) }

// alike reports whether the samples of a chunk have the values that they had before.
func (k *keptFamily) alike(c *chunk, now *timeseries.Samples) bool {
	if k.def.Type == metric.Histogram {
		return k.alikeOne(c, 0, now) // has one
	}
	was := k.samples.Values[c.was:][:c.samples]
	for i, v := range now.Values[c.start:][:c.samples] {
		if !sameBits(was[i], v) {
			return false
		}
	}
	return true
}

func sameBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

// alikeOne is alike for one sample, the i-th of a chunk.
func (k *keptFamily) alikeOne(c *chunk, i int, now *timeseries.Samples) bool {
	if k.def.Type != metric.Histogram {
		return sameBits(k.samples.Values[int(c.was)+i], now.Values[int(c.start)+i])
	}
	a, b := k.samples.Histograms[int(c.was)+i], now.Histograms[int(c.start)+i]
	return a == b || sameBits(a.Sum, b.Sum) && slices.Equal(a.Counts, b.Counts) && slices.Equal(a.Bounds, b.Bounds)
}

// divide divides samples into chunks. Where the series are the same as before, it takes
// over the old chunk with its plans and values.
func (k *keptFamily) divide(now *timeseries.Samples) {
	old := k.chunks
	next := 0    // index of the first old chunk that may still be taken over
	before := -1 // index of the old chunk that was taken over last; −2 if the last one is new
	chunks := k.before[:0]
	for start := 0; start < now.Len(); {
		at := k.ahead(next, now.Series[start])
		var c chunk
		if at >= 0 && k.stands(at, now, start) {
			c = old[at]
			c.was, c.replan = c.start, before != at-1
			k.leave(old[next:at])
			next, before = at+1, at
		} else {
			c, before = k.newChunk(now, start), -2
			c.line = k.room(c.lines)
		}
		c.start = int32(start)
		chunks = append(chunks, c)
		start = c.end()
	}
	k.leave(old[next:])
	k.chunks, k.before = chunks, old
	k.tidy()
}

// ahead is the index of the next chunk, from an index on, that begins with a series; −1 if
// there is none nearby. It does not look far: mostly few series come and go, and if many
// do, more is written anew.
func (k *keptFamily) ahead(from int, first timeseries.Series) int {
	for at := from; at < min(from+looksAhead, len(k.chunks)); at++ {
		if k.samples.Series[k.chunks[at].start] == first {
			return at
		}
	}
	return -1
}

// newChunk is the chunk that begins at a sample, and was not there before.
func (k *keptFamily) newChunk(now *timeseries.Samples, start int) chunk {
	c := chunk{fresh: true, replan: true}
	for i := start; i < now.Len() && c.samples < chunkSamples && (i == start || !k.startsChunk(now.Series[i])); i++ {
		s := now.At(i)
		c.samples++
		c.lines += int32(linesOf(k.def, &s))
	}
	return c
}

// stands reports whether an old chunk can stay: it has the series of the samples from
// start on, as many lines as these, and ends where a new chunk would end.
func (k *keptFamily) stands(index int, now *timeseries.Samples, start int) bool {
	c := &k.chunks[index]
	end := start + int(c.samples)
	if end > now.Len() || !slices.Equal(k.samples.Series[c.start:c.end()], now.Series[start:end]) {
		return false
	}
	if k.def.Type == metric.Histogram &&
		!slices.EqualFunc(k.samples.Histograms[c.start:c.end()], now.Histograms[start:end], sameShape) {
		return false
	}
	return end == now.Len() || c.samples == chunkSamples ||
		index+1 < len(k.chunks) && now.Series[end] == k.samples.Series[k.chunks[index+1].start] ||
		k.startsChunk(now.Series[end])
}
