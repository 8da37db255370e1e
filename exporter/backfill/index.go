package main

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb/index"
)

// A blockIndex writes the index files of blocks, to the bytes of package index in its
// format 2. That has each written to a file and read back to find which series have a
// label; most series are in all blocks of a history, so here their labels are known by
// numbers.
type blockIndex struct {
	texts   []string // names and values of labels, by number
	numbers map[string]uint32
	sorted  []uint32 // numbers, in the order of the texts
	pairs   []labelPair
	places  map[labelPair]uint32 // in pairs
	room    []uint32             // memory for the pairs of series

	// Of the block under way.
	symbols []uint32   // by number of a text: its place among those of the block, from 1 on; 0 if it has none
	lists   []postings // by place of a pair
	used    []uint32   // places of the pairs that there are, in the order of their texts
	refs    []uint32   // of all lists: of each series its position, as a multiple of seriesAlign
	every   []uint32   // likewise, of all series
	file    *bufio.Writer
	at      uint64 // position in the file
	buf     []byte // memory for what is written next
}

// A labelPair is a label by the numbers of its name and its value.
type labelPair struct{ name, value uint32 }

// A postings is how many series have a label, and where in refs the next of them goes.
type postings struct{ n, next uint32 }

// seriesAlign is of what the position of a series is a multiple, which is how it is
// referred to.
const seriesAlign = 16

// write writes the index of a block to a path. The series are in the order of their
// labels, and their chunks are written.
func (x *blockIndex) write(path string, all []*series) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	x.begin(file, all)
	x.put(append(binary.BigEndian.AppendUint32(x.buf[:0], index.MagicIndex), index.FormatV2))
	toc := index.TOC{Symbols: x.at}
	x.writeSymbols()
	toc.Series = x.at
	x.writeSeries(all)
	if x.at/seriesAlign > math.MaxUint32 {
		return fmt.Errorf("index of %d bytes; allowed: up to 64 GiB", x.at)
	}
	toc.LabelIndices, toc.Postings = x.at, x.at
	x.align(4)
	from := x.at
	x.writePostings()
	toc.LabelIndicesTable, toc.PostingsTable = x.at, x.at
	x.writeTable(from)
	out := x.buf[:0]
	for _, position := range []uint64{toc.Symbols, toc.Series, toc.LabelIndices, toc.LabelIndicesTable, toc.Postings, toc.PostingsTable} {
		out = binary.BigEndian.AppendUint64(out, position)
	}
	x.put(appendSum(out, out))
	return errors.Join(x.file.Flush(), file.Sync())
}

// begin takes note of what a block has.
func (x *blockIndex) begin(file *os.File, all []*series) {
	if x.numbers == nil {
		x.numbers, x.places = map[string]uint32{}, map[labelPair]uint32{}
		x.file = bufio.NewWriterSize(nil, 1<<20)
	}
	x.file.Reset(file)
	x.at = 0
	clear(x.lists)
	total := 0
	for _, s := range all {
		if s.pairs == nil {
			x.know(s)
		}
		for _, place := range s.pairs {
			x.lists[place].n++
		}
		total += len(s.pairs)
	}
	x.refs = slices.Grow(x.refs[:0], total)[:total]
	x.name()
}

// roomAtOnce is how much memory for pairs is made at a time.
const roomAtOnce = 1 << 12

// know notes the labels of a series.
func (x *blockIndex) know(s *series) {
	number := func(text string) uint32 {
		n, ok := x.numbers[text]
		if !ok {
			n = uint32(len(x.texts))
			x.texts, x.numbers[text] = append(x.texts, text), n
		}
		return n
	}
	n := s.labels.Len()
	if n > len(x.room) {
		x.room = make([]uint32, max(n, roomAtOnce))
	}
	s.pairs, x.room = x.room[:0:n], x.room[n:]
	s.labels.Range(func(l labels.Label) {
		pair := labelPair{number(l.Name), number(l.Value)}
		place, ok := x.places[pair]
		if !ok {
			place = uint32(len(x.pairs))
			x.pairs, x.lists, x.places[pair] = append(x.pairs, pair), append(x.lists, postings{}), place
		}
		s.pairs = append(s.pairs, place)
	})
}

// name gives the texts of the block their places, and orders its pairs.
func (x *blockIndex) name() {
	if len(x.sorted) < len(x.texts) {
		for n := len(x.sorted); n < len(x.texts); n++ {
			x.sorted = append(x.sorted, uint32(n))
		}
		slices.SortFunc(x.sorted, func(a, b uint32) int { return cmp.Compare(x.texts[a], x.texts[b]) })
	}
	x.symbols = slices.Grow(x.symbols[:0], len(x.texts))[:len(x.texts)]
	clear(x.symbols)
	x.used = x.used[:0]
	for place, list := range x.lists {
		if list.n > 0 {
			x.used = append(x.used, uint32(place))
			x.symbols[x.pairs[place].name], x.symbols[x.pairs[place].value] = 1, 1
		}
	}
	next := uint32(0)
	for _, n := range x.sorted {
		if x.symbols[n] != 0 {
			next++
			x.symbols[n] = next
		}
	}
	slices.SortFunc(x.used, func(a, b uint32) int {
		one, other := x.pairs[a], x.pairs[b]
		return cmp.Or(cmp.Compare(x.symbols[one.name], x.symbols[other.name]), cmp.Compare(x.symbols[one.value], x.symbols[other.value]))
	})
	next = 0
	for _, place := range x.used {
		x.lists[place].next = next
		next += x.lists[place].n
	}
}
