package exposition

// A token is a symbol of DEFLATE: a byte, the end of the block, or a match of a
// length and a distance.
type token uint32

const isMatch token = 1 << 31

func match(length, dist int) token { return isMatch | token(length)<<16 | token(dist) }

func (t token) length() int { return int(t >> 16 & 0x7fff) }
func (t token) dist() int   { return int(t & 0xffff) }

func appendLiterals(t []token, b []byte) []token {
	for _, c := range b {
		t = append(t, token(c))
	}
	return t
}

// appendMatch appends matches that copy text from dist bytes back. Text that is too short
// for a match, or too far back, is written out as literals.
func appendMatch(t []token, text []byte, dist int) []token {
	if dist > maxDist {
		return appendLiterals(t, text)
	}
	for len(text) >= minMatch {
		n := min(len(text), maxMatch)
		if left := len(text) - n; left > 0 && left < minMatch {
			n -= minMatch
		}
		t = append(t, match(n, dist))
		text = text[n:]
	}
	return appendLiterals(t, text)
}

// tokens appends the tokens of the lines from first on, by their plans.
func (w *lineWriter) tokens(t []token, plans []linePlan, first int) []token {
	for i := range plans {
		p, at := &plans[i], first+i
		begin, value, end := w.begins[at], w.values[at], w.begins[at+1]
		if p.begin > 0 {
			t = appendMatch(t, w.buf[begin:begin+int(p.begin)], begin-w.begins[at-int(p.beginBack)])
		}
		tail := value - int(p.end)
		t = appendLiterals(t, w.buf[begin+int(p.begin):tail])
		if p.end > 0 {
			from := at - int(p.endBack)
			length := int(p.end)
			// If the value is the same as well, the match is made longer by it. Not if it
			// is a value of the chunk before, which may change while this chunk is kept.
			if n := end - value; n >= minMatch && from >= first && string(w.buf[value:end]) == string(w.buf[w.values[from]:w.begins[from+1]]) {
				length += n
				value = end
			}
			t = appendMatch(t, w.buf[tail:tail+length], tail-(w.values[from]-int(p.end)))
		}
		t = appendLiterals(t, w.buf[value:end])
	}
	return t
}

// counts are how often each symbol occurs. Every length, every distance and every
// character of values begins at 1, so that a code has bits for them all: values change,
// and no new code is made for that.
type counts struct {
	litLen [numLitLen]uint32
	dist   [numDist]uint32
}

func newCounts() *counts {
	c := &counts{}
	for i := range c.dist {
		c.dist[i] = 1
	}
	for i := endOfBlock; i < numLitLen; i++ {
		c.litLen[i] = 1
	}
	for _, b := range []byte("\n0123456789.e+-NaIinf") {
		c.litLen[b] = 1
	}
	return c
}

func (c *counts) add(tokens []token) {
	for _, t := range tokens {
		if t&isMatch == 0 {
			c.litLen[t]++
			continue
		}
		length, _, _ := lengthSymbol(t.length())
		dist, _, _ := distSymbol(t.dist())
		c.litLen[length]++
		c.dist[dist]++
	}
}

// addTokens appends the bits of tokens, and reports whether the codes have bits for all
// of them.
func addTokens(w *bitWriter, tokens []token, litLen, dist *code) bool {
	ok := true
	for _, t := range tokens {
		if t&isMatch == 0 {
			size := litLen.size[t]
			ok = ok && size > 0
			w.add(uint32(litLen.bits[t]), uint(size))
			continue
		}
		symbol, extra, n := lengthSymbol(t.length())
		size := uint(litLen.size[symbol])
		w.add(uint32(litLen.bits[symbol])|extra<<size, size+n)
		symbol, extra, n = distSymbol(t.dist())
		size = uint(dist.size[symbol])
		w.add(uint32(dist.bits[symbol])|extra<<size, size+n)
	}
	return ok
}
