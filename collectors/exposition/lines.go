package exposition

import (
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A linePlan says how to write a line by references to earlier lines. It is about the
// part before the value, which is the same as long as the series exists: first comes the
// beginning of that part of an earlier line, then bytes of the line's own, then the end of
// that part of an earlier line.
type linePlan struct {
	same               uint32 // length of the part before the value, bytes
	begin, end         uint16 // lengths of what is copied from earlier lines, bytes; 0 for nothing
	beginBack, endBack uint8  // how many lines back those lines are
}

const (
	linesBack = 48      // how many earlier lines a plan may refer to
	longLine  = 1 << 13 // bytes above which a line is not planned, but written out
)

// A lineWriter writes the lines of samples, and notes where each begins and where
// its value does. A line stands here from the line feed before it on, so that each
// can be much the same as the one before it from its first byte on.
type lineWriter struct {
	text   textEncoder
	buf    []byte
	begins []int // of each line; and one more, the end
	values []int // of each value
}

func (w *lineWriter) reset() { w.buf, w.begins, w.values = w.buf[:0], w.begins[:0], w.values[:0] }

// begin begins a line: name and suffix, labels, and one more label le="…"} or "".
func (w *lineWriter) begin(name, suffix string, s timeseries.Series, le string) {
	w.begins = append(w.begins, len(w.buf))
	b := w.buf
	b = append(b, '\n')
	if le == "" {
		b = appendSeries(b, name, suffix, s)
	} else {
		b = append(b, name...)
		b = append(b, suffix...)
		b = append(b, '{')
		if text := s.Text(); text != "" {
			b = append(b, text...)
			b = append(b, ',')
		}
		b = append(b, le...)
	}
	w.buf = b
	w.values = append(w.values, len(b))
}

// end notes the end of the lines.
func (w *lineWriter) end() { w.begins = append(w.begins, len(w.buf)) }

// sample writes the lines of a sample.
func (w *lineWriter) sample(d *metric.Def, s *timeseries.Sample) {
	e := &w.text
	if d.Type != metric.Histogram {
		w.begin(d.Name, "", s.Series, "")
		w.buf = e.appendFloat(w.buf, s.Value)
		return
	}
	h := s.Histogram
	e.setBounds(h.Bounds)
	var cumulative uint64
	for i, n := range h.Counts {
		cumulative += n
		w.begin(d.Name, "_bucket", s.Series, e.le[i])
		w.buf = e.appendCount(w.buf, cumulative)
	}
	w.begin(d.Name, "_sum", s.Series, "")
	w.buf = e.appendFloat(w.buf, h.Sum)
	w.begin(d.Name, "_count", s.Series, "")
	w.buf = e.appendCount(w.buf, cumulative)
}

// again writes the lines of a sample whose value did not change: their values are in
// kept, from index line on. It returns how many lines it wrote.
func (w *lineWriter) again(d *metric.Def, s *timeseries.Sample, kept *keptValues, line int) int {
	if d.Type != metric.Histogram {
		w.begin(d.Name, "", s.Series, "")
		w.buf = append(w.buf, kept.at(line)...)
		return 1
	}
	w.text.setBounds(s.Histogram.Bounds)
	n := len(s.Histogram.Counts)
	for i := range n {
		w.begin(d.Name, "_bucket", s.Series, w.text.le[i])
		w.buf = append(w.buf, kept.at(line+i)...)
	}
	w.begin(d.Name, "_sum", s.Series, "")
	w.buf = append(w.buf, kept.at(line+n)...)
	w.begin(d.Name, "_count", s.Series, "")
	w.buf = append(w.buf, kept.at(line+n+1)...)
	return n + 2
}

// skipped notes where the lines of the chunk before are, without writing them: the chunk
// ends where the writer's text begins, so its lines are at negative positions.
func (w *lineWriter) skipped(f *keptFamily, c *chunk) {
	at := -int(c.length)
	for i := int(c.line); i < c.lineEnd(); i++ {
		w.begins = append(w.begins, at)
		at += int(f.plans[i].same)
		w.values = append(w.values, at)
		at += int(f.values.size[i])
	}
}

// same is the part of line i before its value.
func (w *lineWriter) same(i int) []byte { return w.buf[w.begins[i]:w.values[i]] }

// plan makes the plan of line i. It refers only to lines that the writer has.
func (w *lineWriter) plan(i int) linePlan {
	own := w.same(i)
	p := linePlan{same: uint32(len(own))}
	if len(own) > longLine || i == 0 {
		return p
	}
	for back := 1; back <= min(linesBack, i) && int(p.begin) < len(own)*3/4; back++ {
		if n := commonPrefix(own, w.same(i-back)); n >= minMatch && n > int(p.begin) {
			p.begin, p.beginBack = uint16(n), uint8(back)
		}
	}
	left := own[p.begin:]
	for back := 1; back <= min(linesBack, i) && int(p.end) < len(left); back++ {
		if n := commonSuffix(left, w.same(i-back)); n >= minMatch && n > int(p.end) {
			p.end, p.endBack = uint16(n), uint8(back)
		}
	}
	return p
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func commonSuffix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := 1; i <= n; i++ {
		if a[len(a)-i] != b[len(b)-i] {
			return i - 1
		}
	}
	return n
}
