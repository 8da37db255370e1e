package exposition

import (
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

// A chunk is a few samples of a family behind each other, as they were written
// last. Its text is compressed by reference to its own lines and to those of the
// chunk before it: it is compressed again if a value of its own changed, or the
// length of a line before it, by which the distance is another.
type chunk struct {
	samples []timeseries.Sample
	before  *chunk // nil for the first
	plans   []linePlan
	values  keptValues

	bits []byte // under the family's codes
	n    int    // how many bits

	crc    uint32
	length int
}

// A keptFamily is a family with many lines as it was written last. Of the next one,
// what did not change is not written again. It is one block with codes of its own,
// which are kept too: bits of chunks are put behind each other as they are.
//
// A general compressor would need a kilobyte or more a chunk to be any good, and
// some chunk of each family changes all the time. That the lines of a family differ
// in little but a label and the value is known here, and need not be searched for.
type keptFamily struct {
	def     *metric.Def
	samples []timeseries.Sample
	chunks  []*chunk

	litLen, dist code
	coded        int // number of lines when the codes were made; 0 for never

	piece piece
}

const (
	chunkMask    = 1<<3 - 1 // a chunk is as many samples, on average
	chunkSamples = 1 << 6   // and at most
	keptLines    = 1 << 8   // a family with fewer lines is not kept by chunks
)

// startsChunk reports whether a sample begins a chunk. Its series alone decides, so
// that a series more or less moves no other chunk.
func (k *keptFamily) startsChunk(s *timeseries.Series) bool {
	if k.def.Type == metric.Histogram {
		return true
	}
	h := uint32(2166136261)
	for i := range len(s.Text()) {
		h = (h ^ uint32(s.Text()[i])) * 16777619
	}
	return h>>8&chunkMask == 0
}

// matches reports whether a chunk's series are the first of samples, and whether
// their values are too.
func (c *chunk) matches(samples []timeseries.Sample) (series, values bool) {
	if len(samples) < len(c.samples) {
		return false, false
	}
	values = true
	for i := range c.samples {
		was, is := &c.samples[i], &samples[i]
		if was.Series != is.Series {
			return false, false
		}
		values = values && equalValues(was, is)
	}
	return true, values
}

// A divided chunk is what is to become of one.
type divided struct {
	*chunk
	samples []timeseries.Sample // as they are now
	fresh   bool                // its series are others
	changed bool                // a value is another
}

// divide divides samples into chunks: those of before where their series are the
// same. It appends them to parts.
func (k *keptFamily) divide(parts []divided, samples []timeseries.Sample) []divided {
	var index map[*timeseries.Series]int // of the chunks of before, by their first series
	old := 0                             // the next of those
	for i := 0; i < len(samples); {
		if old < len(k.chunks) {
			c := k.chunks[old]
			if same, values := c.matches(samples[i:]); same && k.ends(samples, i+len(c.samples), old) {
				parts = append(parts, divided{c, samples[i : i+len(c.samples)], false, !values})
				i += len(c.samples)
				old++
				continue
			}
		}
		end := i + 1
		for end < len(samples) && end-i < chunkSamples && !k.startsChunk(samples[end].Series) {
			end++
		}
		if index == nil {
			index = map[*timeseries.Series]int{}
			for j, c := range k.chunks {
				index[c.samples[0].Series] = j
			}
		}
		part := divided{nil, samples[i:end], true, true}
		if j, ok := index[samples[i].Series]; ok && j >= old && len(k.chunks[j].samples) == end-i {
			if same, values := k.chunks[j].matches(part.samples); same {
				part.chunk, part.fresh, part.changed = k.chunks[j], false, !values
				old = j + 1
			}
		}
		if part.chunk == nil {
			part.chunk = &chunk{}
		}
		parts = append(parts, part)
		i = end
	}
	return parts
}

// ends reports whether the chunk of before with an index ends at a sample.
func (k *keptFamily) ends(samples []timeseries.Sample, end, index int) bool {
	return end == len(samples) || len(k.chunks[index].samples) == chunkSamples ||
		index+1 < len(k.chunks) && samples[end].Series == k.chunks[index+1].samples[0].Series ||
		k.startsChunk(samples[end].Series)
}
