package families

import (
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/timeseries"
)

// A family is the samples of a metric in the Build under way. As long as all are
// taken over that were made before, and in the same order, they are the same slice,
// so that nothing is copied and whoever gets it sees at once that nothing changed.
type family struct {
	last  []timeseries.Sample // of the Build before; never changed
	same  int                 // how many of last were taken over
	taken []*madePart         // of those

	samples []timeseries.Sample // of this Build, once they are not those of last
	differs bool

	memory  *memory
	born    uint64 // when last was made
	retired []retired

	mark  uint64 // of the unit and section that were noted last, see again
	start int    // where their samples begin
}

// begin begins a Build.
func (f *family) begin() {
	if f.differs { // last is not taken over from any more
		f.retire()
	}
	f.last = f.made()
	f.same, f.taken, f.samples, f.differs = 0, f.taken[:0], nil, false
}

// made is what there is of this Build.
func (f *family) made() []timeseries.Sample {
	if f.differs {
		return f.samples
	}
	return f.last[:f.same:f.same]
}

// differ copies what was taken over, for another sample to follow it.
func (f *family) differ() {
	if f.differs {
		return
	}
	f.differs = true
	f.samples = append(f.room(len(f.last)), f.last[:f.same]...)
	at := 0
	for _, p := range f.taken { // so that last can go
		n := at + len(p.samples)
		p.samples, at = f.samples[at:n:n], n
	}
}

// take takes samples over.
func (f *family) take(p *madePart) {
	if n := f.same + len(p.samples); !f.differs && n <= len(f.last) && &f.last[f.same] == &p.samples[0] {
		f.same, f.taken = n, append(f.taken, p)
		return
	}
	f.differ()
	start := len(f.samples)
	f.samples = append(f.samples, p.samples...)
	p.samples = f.samples[start:len(f.samples):len(f.samples)]
}

// add adds a sample.
func (f *family) add(s timeseries.Sample) {
	f.differ()
	f.samples = append(f.samples, s)
}

// A unitSection is a section, or the part of one, that is made of one unit after the
// other.
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

// again takes the samples of a unit over from the Build before if the unit is the
// same in all of its view, as most are from poll to poll.
type again struct {
	context  context
	numbered uint64 // of the context
	mark     uint64
	noting   bool
	touched  []*family // since the mark
	fresh    bool      // since the mark, a series showed 0 as it is new
}

// A context is what samples of a unit depend on besides the unit.
type context struct {
	columns ledger.Columns
	created int64
	flags   [6]bool
	view    *ledger.View // its names
}

// madeBefore is what was made of a unit in a section.
type madeBefore struct {
	version uint64 // of the unit; 0 for nothing that may be taken over
	context uint64
	build   uint64 // in which they were made or taken over last: memory of those before may be used again
	parts   []madePart
}

type madePart struct {
	of      *family
	samples []timeseries.Sample
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
		f.mark, f.start = a.mark, len(f.made())
		a.touched = append(a.touched, f)
	}
}

// unit makes a section of a unit, or takes it over.
func (b *Builder) unit(section unitSection, u *ledger.UnitView, build func()) {
	b.takeOver(&b.series.unit(u.Unit.Unit).made[section], u.Version, build)
}

// takeOver takes over what was made, if it is of the same version in the same
// context, or makes it. Version 0 is unlike any other.
func (b *Builder) takeOver(made *madeBefore, version uint64, build func()) {
	a := &b.again
	before := made.build == b.memory.build-1
	made.build = b.memory.build
	if before && version != 0 && made.version == version && made.context == a.numbered {
		for i := range made.parts {
			made.parts[i].of.take(&made.parts[i])
		}
		return
	}
	a.mark++
	a.noting, a.touched, a.fresh = true, a.touched[:0], false
	build()
	a.noting = false
	made.version, made.context, made.parts = version, a.numbered, made.parts[:0]
	if a.fresh {
		made.version = 0
	}
	for _, f := range a.touched {
		all := f.made()
		made.parts = append(made.parts, madePart{f, all[f.start:len(all):len(all)]})
	}
}
