package main

import (
	"encoding/binary"
	"hash/crc32"
)

// put writes bytes. Whether that failed is seen when all is flushed.
func (x *blockIndex) put(b []byte) {
	_, _ = x.file.Write(b)
	x.at += uint64(len(b))
}

// align writes zeros up to a multiple.
func (x *blockIndex) align(to uint64) {
	for ; x.at%to != 0; x.at++ {
		_ = x.file.WriteByte(0)
	}
}

// appendSum appends the checksum of some bytes.
func appendSum(b, of []byte) []byte {
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(of, crc32.MakeTable(crc32.Castagnoli)))
}

// appendText appends a text behind its length.
func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// section is the memory for a section, with room for its length and its number of
// entries.
func (x *blockIndex) section() []byte { return append(x.buf[:0], make([]byte, 8)...) }

// putSection writes a section of n entries, with its length and its checksum.
func (x *blockIndex) putSection(b []byte, n int) {
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	binary.BigEndian.PutUint32(b[4:], uint32(n))
	x.buf = appendSum(b, b[4:])
	x.put(x.buf)
}

// writeSymbols writes the texts of the block.
func (x *blockIndex) writeSymbols() {
	out, n := x.section(), 0
	for _, number := range x.sorted {
		if x.symbols[number] != 0 {
			out = appendText(out, x.texts[number])
			n++
		}
	}
	x.putSection(out, n)
}

// writeSeries writes the labels of series and where their chunks are, and notes which of
// them have which label.
func (x *blockIndex) writeSeries(all []*series) {
	var length [binary.MaxVarintLen64]byte
	x.every = x.every[:0]
	for _, s := range all {
		x.align(seriesAlign)
		ref := uint32(x.at / seriesAlign)
		x.every = append(x.every, ref)
		out := binary.AppendUvarint(x.buf[:0], uint64(len(s.pairs)))
		for _, place := range s.pairs {
			list, pair := &x.lists[place], x.pairs[place]
			x.refs[list.next] = ref
			list.next++
			out = binary.AppendUvarint(out, uint64(x.symbols[pair.name]-1))
			out = binary.AppendUvarint(out, uint64(x.symbols[pair.value]-1))
		}
		out = appendChunks(out, s)
		x.put(binary.AppendUvarint(length[:0], uint64(len(out))))
		x.buf = appendSum(out, out)
		x.put(x.buf)
	}
}

// appendChunks appends when the chunks of a series begin and end, and where they are.
func appendChunks(b []byte, s *series) []byte {
	b = binary.AppendUvarint(b, uint64(len(s.chunks)))
	for i, c := range s.chunks {
		if i == 0 {
			b = binary.AppendVarint(b, c.MinTime)
		} else {
			b = binary.AppendUvarint(b, uint64(c.MinTime-s.chunks[i-1].MaxTime))
		}
		b = binary.AppendUvarint(b, uint64(c.MaxTime-c.MinTime))
		if i == 0 {
			b = binary.AppendUvarint(b, uint64(c.Ref))
		} else {
			b = binary.AppendVarint(b, int64(c.Ref)-int64(s.chunks[i-1].Ref))
		}
	}
	return b
}

// writePostings writes all series, and of each label those that have it.
func (x *blockIndex) writePostings() {
	x.putPostings(x.every)
	for _, place := range x.used {
		list := x.lists[place]
		x.putPostings(x.refs[list.next-list.n : list.next])
	}
}

func (x *blockIndex) putPostings(refs []uint32) {
	out := x.section()
	for _, ref := range refs {
		out = binary.BigEndian.AppendUint32(out, ref)
	}
	x.putSection(out, len(refs))
}

// writeTable writes where the postings of each label are, of which the first begin at a
// position.
func (x *blockIndex) writeTable(from uint64) {
	const empty = 12 // bytes of postings of no series
	out := x.section()
	entry := func(name, value string, n int) {
		out = append(out, 2) // texts
		out = appendText(appendText(out, name), value)
		out = binary.AppendUvarint(out, from)
		from += empty + 4*uint64(n)
	}
	entry("", "", len(x.every))
	for _, place := range x.used {
		pair := x.pairs[place]
		entry(x.texts[pair.name], x.texts[pair.value], int(x.lists[place].n))
	}
	x.putSection(out, len(x.used)+1)
}
