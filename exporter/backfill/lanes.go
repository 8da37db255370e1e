package main

import (
	"math"
	"slices"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A family is the series of a metric of one source, in the order of their samples
// at the instant before. Most samples are those of the instant before, and mostly
// in the same order: they need no looking up, and no note of their own.
type family struct {
	def    *metric.Def
	lanes  []lane
	spare  []lane             // memory for the lanes of another order
	last   timeseries.Samples // of the instant before
	upTo   int                // index behind the last instant of the span at which the family was there
	joined bool               // some lanes are
}

// A lane is a series of a family, and a run of equal samples of it that is not
// logged yet: from an instant on, up to that at which the family was there last.
type lane struct {
	series    timeseries.Series
	bits      uint64 // of the value
	histogram *timeseries.Histogram
	place     *place
	number    uint32 // of the place's series, if it is one of floats
	from      uint16 // index of that instant
	joined    bool   // the place has a join: its samples are logged one by one
}

// begin begins a run.
func (l *lane) begin(at int, s *timeseries.Sample) {
	l.from, l.bits, l.histogram = uint16(at), math.Float64bits(s.Value), s.Histogram
}

// goesOn reports whether a sample goes on in the run.
func (l *lane) goesOn(s *timeseries.Samples, i int) bool {
	if l.joined || l.bits != math.Float64bits(s.Values[i]) {
		return false
	}
	if s.Histograms == nil || l.histogram == s.Histograms[i] {
		return true
	}
	return l.histogram.Equal(s.Histograms[i])
}

// family is what is kept of a metric of a source.
func (w *writer) family(source int, def *metric.Def) *family {
	key := familyKey{source, def}
	f := w.families[key]
	if f == nil {
		f = &family{def: def}
		if w.families == nil {
			w.families = map[familyKey]*family{}
		}
		w.families[key] = f
	}
	return f
}

// A familyKey is a metric of one of the sources, by its number.
type familyKey struct {
	source int
	def    *metric.Def
}

// take takes the samples of a family at an instant, which is the next of the span.
func (w *writer) take(f *family, ms int64, samples *timeseries.Samples) {
	now := len(w.times)
	if f.upTo == now && f.last.Same(samples) && !f.joined {
		f.upTo++
		return
	}
	if f.follows(now, samples) {
		w.follow(f, now, samples)
		return
	}
	w.align(f, ms, samples)
	for i := range f.lanes {
		l := &f.lanes[i]
		if l.goesOn(samples, i) {
			continue
		}
		s := samples.At(i)
		if l.joined {
			w.joinedTo(l.place, ms, &s)
			continue
		}
		w.settle(l, now)
		l.begin(now, &s)
	}
	f.last, f.upTo = *samples, now+1
}

// follows reports whether samples are of the same series as those of the instant
// before, and have values that can be held against those.
func (f *family) follows(now int, samples *timeseries.Samples) bool {
	return f.upTo == now && !f.joined && f.last.SameSeries(samples) &&
		len(f.last.Values) == len(samples.Values) && len(f.last.Histograms) == len(samples.Histograms)
}

// follow is take of such samples. It looks at the lanes of those alone that are others.
func (w *writer) follow(f *family, now int, samples *timeseries.Samples) {
	before := f.last.Values
	for i, v := range samples.Values {
		same := math.Float64bits(v) == math.Float64bits(before[i])
		if same && (samples.Histograms == nil || samples.Histograms[i] == f.last.Histograms[i]) {
			continue
		}
		if l := &f.lanes[i]; !l.goesOn(samples, i) {
			s := samples.At(i)
			w.settle(l, now)
			l.begin(now, &s)
		}
	}
	f.last, f.upTo = *samples, now+1
}

// align has the family's lanes in the order of its samples at an instant. Runs of
// series that are gone are logged; those that have come begin one.
func (w *writer) align(f *family, ms int64, samples *timeseries.Samples) {
	now := len(w.times)
	if f.upTo != now { // it was gone for a while
		w.settleAll(f)
		f.lanes, f.last, f.upTo = f.lanes[:0], timeseries.Samples{}, now
	}
	all := samples.Series
	if len(f.lanes) > 0 && f.last.SameSeries(samples) {
		return
	}
	same := 0
	for same < len(all) && same < len(f.lanes) && f.lanes[same].series == all[same] {
		same++
	}
	if same == len(all) && same == len(f.lanes) {
		return
	}
	before := f.lanes
	lanes := append(slices.Grow(f.spare[:0], len(all)), before[:same]...)
	next := same
	for i := same; i < len(all); i++ {
		at := laneAhead(before[next:], all[i])
		if at < 0 {
			s := samples.At(i)
			lanes = append(lanes, w.enter(f, ms, &s))
			continue
		}
		for ; at > 0; at-- {
			w.settle(&before[next], now)
			next++
		}
		lanes = append(lanes, before[next])
		next++
	}
	for ; next < len(before); next++ {
		w.settle(&before[next], now)
	}
	f.lanes, f.spare = lanes, before
	f.last = timeseries.Samples{Series: all} // whose order this is
}

// looksAhead is how many series that are gone are passed over to find one that is
// not. If more are gone at once, those behind begin other runs, of the same series.
const looksAhead = 64

// laneAhead finds the lane of a series among the next ones; −1 if it is not there.
func laneAhead(lanes []lane, s timeseries.Series) int {
	return slices.IndexFunc(lanes[:min(len(lanes), looksAhead)], func(l lane) bool { return l.series == s })
}

// enter is the lane of a series that has come.
func (w *writer) enter(f *family, ms int64, s *timeseries.Sample) lane {
	p := w.table.place(f.def, s)
	if !p.already {
		p.already = true
		w.zero(p, ms, s)
	}
	l := lane{series: s.Series, place: p, joined: p.join != nil}
	if s.Histogram == nil {
		l.number = p.values[0].number
	}
	l.begin(len(w.times), s)
	f.joined = f.joined || l.joined
	return l
}

// settle logs the run of a lane up to an instant, by its index.
func (w *writer) settle(l *lane, upTo int) {
	if l.joined || int(l.from) >= upTo {
		return
	}
	if l.histogram == nil {
		w.log = append(w.log, entry{l.bits, l.number, l.from, uint16(upTo)})
		return
	}
	w.repeat(l.place, int(l.from), upTo, l.histogram)
}

// settleAll logs the runs of all lanes of a family.
func (w *writer) settleAll(f *family) {
	for i := range f.lanes {
		w.settle(&f.lanes[i], f.upTo)
	}
}

// nextSpan logs all runs. Those of families that were there at the last instant go on
// in the next span.
func (w *writer) nextSpan() {
	for _, f := range w.families {
		w.settleAll(f)
		if f.upTo < len(w.times) {
			f.lanes, f.last = f.lanes[:0], timeseries.Samples{}
		}
		for i := range f.lanes {
			f.lanes[i].from = 0
		}
		f.upTo = 0
	}
}

// repeat logs the same histogram at several instants, by their indexes.
func (w *writer) repeat(p *place, from, upTo int, h *timeseries.Histogram) {
	if p.native != nil {
		p.native.observed.log(from, upTo, 0, h)
	}
	if p.values != nil {
		for i, v := range classicOf(h) {
			w.log = append(w.log, entry{math.Float64bits(v), p.values[i].number, uint16(from), uint16(upTo)})
		}
	}
}
