package exposition

import (
	"bytes"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A bulk compresses families with few lines, which follow each other, as one text. Kept
// by chunks, each small family would need Huffman codes of its own, and could not refer
// to the text of the others.
type bulk struct {
	text    textEncoder
	buffer  bufferedWriter
	plain   bytes.Buffer
	deflate *deflater
	kept    map[*metric.Def]*keptBulk // by the first family
}

// A keptBulk is a bulk as it was written last.
type keptBulk struct {
	plain []byte
	piece piece
}

func newBulk(openMetrics bool) bulk {
	return bulk{
		text: textEncoder{openMetrics: openMetrics}, deflate: &deflater{Writer: newDeflate(gzipLevel)},
		kept: map[*metric.Def]*keptBulk{},
	}
}

// update returns the piece of families behind each other.
func (b *bulk) update(families []timeseries.Family) piece {
	first := families[0].Def
	b.plain.Reset()
	b.buffer.out = &b.plain
	b.buffer.turn.begin()
	for i := range families {
		if families[i].Samples.Len() > 0 {
			b.text.encode(&b.buffer, &families[i])
		}
	}
	b.buffer.flush()
	text := b.plain.Bytes()
	last := b.kept[first]
	switch {
	case last == nil:
		last = &keptBulk{}
		b.kept[first] = last
	case bytes.Equal(last.plain, text):
		return last.piece
	}
	last.plain = append(last.plain[:0], text...)
	out := &sink{last.piece.bytes[:0]} // what is put together is a copy
	b.deflate.Reset(out)
	_, _ = b.deflate.Write(text) // a sink never fails
	crc, length := b.deflate.end(false)
	last.piece = piece{out.b, crc, length}
	return last.piece
}
