package exposition

import (
	"math/bits"
	"slices"
)

// Sizes of the alphabets of DEFLATE (RFC 1951), and of its numbers.
const (
	endOfBlock    = 256
	numLitLen     = 286
	numDist       = 30
	maxCode       = 15 // bits
	maxLengthCode = 7  // bits of a code of code lengths
	minMatch      = 3
	maxMatch      = 258
	maxDist       = 32 << 10
)

// A code is a Huffman code: by symbol, its bits, the first lowest, and how many.
type code struct {
	bits []uint16
	size []uint8
}

// newCode makes a code for symbols with these frequencies, of at most limit bits a
// symbol. A symbol of frequency 0 gets no bits. At least two must be above 0.
func newCode(freq []uint32, limit uint8) code {
	c := code{bits: make([]uint16, len(freq)), size: make([]uint8, len(freq))}
	freq = slices.Clone(freq)
	for !sizes(freq, c.size, limit) {
		for i, f := range freq {
			freq[i] = (f + 1) / 2 // flatter, and none gets lost
		}
	}
	var count, next [maxCode + 2]uint16
	for _, n := range c.size {
		count[n]++
	}
	count[0] = 0
	for n := 1; n <= maxCode; n++ {
		next[n+1] = (next[n] + count[n]) << 1
	}
	for i, n := range c.size {
		if n > 0 {
			c.bits[i] = bits.Reverse16(next[n]) >> (16 - n)
			next[n]++
		}
	}
	return c
}

// sizes sets the sizes of a Huffman code, and reports whether none is above the
// limit.
func sizes(freq []uint32, size []uint8, limit uint8) bool {
	type node struct {
		freq        uint64
		left, right int // −1 and a symbol for a leaf
	}
	var nodes []node
	for i, f := range freq {
		if f > 0 {
			nodes = append(nodes, node{uint64(f), -1, i})
		}
	}
	slices.SortStableFunc(nodes, func(a, b node) int {
		switch {
		case a.freq < b.freq:
			return -1
		case a.freq > b.freq:
			return 1
		}
		return 0
	})
	leaves, leaf, inner := len(nodes), 0, len(nodes)
	least := func() int { // of what has no parent yet: leaves and inner nodes are both in order
		if leaf < leaves && (inner >= len(nodes) || nodes[leaf].freq <= nodes[inner].freq) {
			leaf++
			return leaf - 1
		}
		inner++
		return inner - 1
	}
	for range leaves - 1 {
		a := least()
		b := least()
		nodes = append(nodes, node{nodes[a].freq + nodes[b].freq, a, b})
	}
	depth := make([]uint8, len(nodes))
	for i, n := range slices.Backward(nodes) {
		if n.left < 0 {
			if depth[i] > limit {
				return false
			}
			size[n.right] = depth[i]
			continue
		}
		depth[n.left], depth[n.right] = depth[i]+1, depth[i]+1
	}
	return true
}

// lengthOrder is the order in which the sizes of the code of code lengths stand.
var lengthOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// A lengthRun is a code length, or a run of them: 16 to 18 with so many extra bits.
type lengthRun struct {
	symbol, extra uint8
	bits          uint
}

// lengthRuns packs code lengths.
func lengthRuns(size []uint8) (runs []lengthRun) {
	for i := 0; i < len(size); {
		n := 1
		for i+n < len(size) && size[i+n] == size[i] {
			n++
		}
		i += n
		of := size[i-1]
		if of != 0 {
			runs = append(runs, lengthRun{symbol: of})
			n--
		}
		for n > 0 {
			switch {
			case of == 0 && n >= 11:
				k := min(n, 138)
				runs = append(runs, lengthRun{18, uint8(k - 11), 7})
				n -= k
			case of == 0 && n >= 3:
				runs = append(runs, lengthRun{17, uint8(n - 3), 3})
				n = 0
			case n >= 3:
				k := min(n, 6)
				runs = append(runs, lengthRun{16, uint8(k - 3), 2})
				n -= k
			default:
				runs = append(runs, lengthRun{symbol: of})
				n--
			}
		}
	}
	return runs
}

// addBlockHeader begins a block with its own codes that is not the last.
func addBlockHeader(w *bitWriter, litLen, dist code) {
	runs := lengthRuns(slices.Concat(litLen.size, dist.size))
	freq := make([]uint32, 19)
	freq[0], freq[1] = 1, 1 // a code needs two symbols
	for _, r := range runs {
		freq[r.symbol]++
	}
	lengths := newCode(freq, maxLengthCode)
	last := len(lengthOrder)
	for last > 4 && lengths.size[lengthOrder[last-1]] == 0 {
		last--
	}
	w.add(0b100, 3) // not the last, with codes of its own
	w.add(numLitLen-257, 5)
	w.add(numDist-1, 5)
	w.add(uint32(last-4), 4)
	for _, symbol := range lengthOrder[:last] {
		w.add(uint32(lengths.size[symbol]), 3)
	}
	for _, r := range runs {
		w.add(uint32(lengths.bits[r.symbol]), uint(lengths.size[r.symbol]))
		w.add(uint32(r.extra), r.bits)
	}
}

// lengthSymbol is the symbol of a match's length, and its extra bits.
func lengthSymbol(length int) (symbol int, extra uint32, n uint) {
	switch {
	case length == maxMatch:
		return 285, 0, 0
	case length < 11:
		return 254 + length, 0, 0
	}
	l := uint32(length - minMatch)
	n = uint(bits.Len32(l)) - 3
	return 257 + int(n)*4 + int(l>>n), l & (1<<n - 1), n
}

// distSymbol is the symbol of a match's distance, and its extra bits.
func distSymbol(dist int) (symbol int, extra uint32, n uint) {
	if dist < 5 {
		return dist - 1, 0, 0
	}
	d := uint32(dist - 1)
	n = uint(bits.Len32(d)) - 2
	return int(n)*2 + int(d>>n), d & (1<<n - 1), n
}
