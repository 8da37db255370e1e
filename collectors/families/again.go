package families

import (
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A family is the samples of a metric in the Build under way. While they equal those of
// the Build before, it uses the very slices of that Build. So nothing is copied, and a
// reader sees by the slices that nothing changed. Once a value differs, the values are
// copied, and the list of series is still shared. Once a series differs, all is copied.
type family struct {
	def  *metric.Def
	last timeseries.Samples // of the Build before; never changed
	n    int                // how many this Build has so far

	now   timeseries.Samples // of this Build, once it differs from last
	wrote bool               // a value differs: Values and Histograms of now are copies, as long as those of last
	moved bool               // a series differs too: all lists of now are its own, with n samples

	memory     *memory
	series     list[timeseries.Series]
	values     list[float64]
	histograms list[*timeseries.Histogram]

	mark  uint64 // the mark of again when this family last got a sample under it
	start int    // where the samples under that mark begin
}

// A making is the families of Builds, by metric.
type making struct {
	all    []*family
	listed []*family // by number of the metric: a map lookup for every sample would cost more than most samples do
}

// of is the family of a metric.
func (m *making) of(def *metric.Def, memory *memory) *family {
	number := def.Number()
	if number < len(m.listed) && number > 0 && m.listed[number] != nil {
		return m.listed[number]
	}
	for _, f := range m.all {
		if f.def == def {
			return f
		}
	}
	f := &family{def: def, memory: memory}
	m.all = append(m.all, f)
	if number > 0 {
		m.listed = append(m.listed, make([]*family, max(0, number+1-len(m.listed)))...)
		m.listed[number] = f
	}
	return f
}

// begin begins a Build.
func (f *family) begin() {
	made := f.made()
	if f.moved { // last is not taken over from any more
		f.series.retire(f.memory, f.last.Series)
	}
	if f.wrote {
		f.values.retire(f.memory, f.last.Values)
		f.histograms.retire(f.memory, f.last.Histograms)
	}
	f.last, f.now = made, timeseries.Samples{}
	f.n, f.wrote, f.moved = 0, false, false
}

// made is what there is of this Build.
func (f *family) made() timeseries.Samples {
	all := &f.last
	if f.wrote || f.moved {
		all = &f.now
	}
	if f.n == all.Len() {
		return *all
	}
	return all.Slice(0, f.n)
}

// write copies the values of the Build before, so that they can be changed.
func (f *family) write() {
	l := &f.last
	f.wrote = true
	f.now = timeseries.Samples{Series: l.Series, Values: append(f.values.room(f.memory, l.Len()), l.Values...), Created: l.Created}
	if l.Histograms != nil {
		f.now.Histograms = append(f.histograms.room(f.memory, l.Len()), l.Histograms...)
	}
}

// move copies the samples so far, so that a series that differs can follow them.
func (f *family) move() {
	if !f.wrote {
		f.write()
	}
	f.moved = true
	s, n := &f.now, f.n
	s.Series = append(f.series.room(f.memory, f.last.Len()+1), s.Series[:n]...)
	s.Values = s.Values[:n]
	if s.Histograms != nil {
		s.Histograms = s.Histograms[:n]
	}
	if s.Created != nil {
		s.Created = slices.Clone(s.Created[:n])
	}
}

// take takes over a part of last.
func (f *family) take(p *madePart) {
	start := int(p.start)
	p.start = int32(f.n)
	if !f.moved && start == f.n {
		f.n += int(p.n) // now has what last has there
		return
	}
	if !f.moved { // series before it went or came
		f.move()
	}
	f.n += int(p.n)
	part := f.last.Slice(start, start+int(p.n))
	f.now.AppendAll(&part)
}

// add adds a sample.
func (f *family) add(s timeseries.Sample) {
	i, l := f.n, &f.last
	if !f.moved && (i >= l.Len() || l.Series[i] != s.Series) {
		f.move()
	}
	f.n++
	switch {
	case f.moved:
		f.now.Append(s)
	case !f.wrote && l.Alike(i, s):
	default:
		f.put(i, s)
	}
}

// put replaces the sample at index i by a sample of the same series.
func (f *family) put(i int, s timeseries.Sample) {
	if !f.wrote {
		f.write()
	}
	if l := f.last.Created; l != nil && &f.now.Created[0] == &l[0] && l[i] != s.Created {
		f.now.Created = slices.Clone(l)
	}
	f.now.Set(i, s)
}

// A unitSection is a section, or a part of one, that is made unit by unit.
type unitSection int

const (
	flowOfUnit unitSection = iota
	durationsOfUnit
	reportsOfUnit
	sessionsOfUnit
	queueOfUnit
	agesOfUnit
	windowsOfUnit
	intakeOfUnit
	supervisionOfUnit
	changesOfUnit
	numUnitSections
)

// again takes over the samples of a unit from the Build before, if the unit's part of the
// view did not change. From poll to poll that holds for most units.
type again struct {
	context  context
	numbered uint64 // of the context
	mark     uint64
	noting   bool
	touched  []*family // since the mark
	fresh    bool      // since the mark, a series showed 0 as it is new
}

// A context is what the samples of a unit depend on besides its part of the view.
type context struct {
	columns ledger.Columns
	created int64
	flags   [6]bool
	view    *ledger.View // its names
}

// madeBefore is what was made of a unit in a section.
type madeBefore struct {
	stamp   uint64 // of the unit; 0 for nothing that may be taken over
	context uint64
	build   uint64 // the Build that made them or took them over last; samples of older Builds may be overwritten
	parts   []madePart
}

// A madePart is n samples of a family from start on, in the Build that made them or took
// them over last.
type madePart struct {
	of       *family
	start, n int32
}

// begin begins a Build.
func (a *again) begin(in *Input) {
	now := context{
		columns: in.Columns, created: in.View.Created, view: in.View,
		flags: [6]bool{in.HasErrors, in.HasSessions, in.ErrorsRecent, in.SessionsRecent, in.PausesRecent, in.View.HasPauses},
	}
	if a.numbered == 0 || !now.same(&a.context) {
		a.numbered++
	}
	a.context = now
}

func (c *context) same(o *context) bool {
	v, w := c.view, o.view
	return c.columns == o.columns && c.created == o.created && c.flags == o.flags &&
		slices.Equal(v.Windows, w.Windows) && v.Intake == w.Intake && slices.Equal(v.Within, w.Within) && slices.Equal(v.AgeBands, w.AgeBands) &&
		slices.Equal(v.Slots, w.Slots) && slices.Equal(v.Kinds, w.Kinds) && slices.Equal(v.Programmes, w.Programmes)
}

// note notes that a family is about to get a sample.
func (a *again) note(f *family) {
	if a.noting && f.mark != a.mark {
		f.mark, f.start = a.mark, f.n
		a.touched = append(a.touched, f)
	}
}

// unit makes a section of a unit, or takes it over.
func (b *Builder) unit(section unitSection, u *ledger.UnitView, build func()) {
	b.takeOver(&b.series.unit(u.Unit.Unit).made[section], u.Stamp, build)
}

// takeOver takes over what was made before if stamp and context are the same, and
// else makes it by build. Stamp 0 is never the same.
func (b *Builder) takeOver(made *madeBefore, stamp uint64, build func()) {
	a := &b.again
	before := made.build == b.memory.build-1
	made.build = b.memory.build
	if before && stamp != 0 && made.stamp == stamp && made.context == a.numbered {
		for i := range made.parts {
			made.parts[i].of.take(&made.parts[i])
		}
		return
	}
	a.mark++
	a.noting, a.touched, a.fresh = true, a.touched[:0], false
	build()
	a.noting = false
	made.stamp, made.context, made.parts = stamp, a.numbered, made.parts[:0]
	if a.fresh {
		made.stamp = 0
	}
	for _, f := range a.touched {
		made.parts = append(made.parts, madePart{f, int32(f.start), int32(f.n - f.start)})
	}
}
