package families

import (
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/timeseries"
)

// A family is the samples of a metric in the Build under way.
type family struct {
	samples []timeseries.Sample

	mark  uint64 // of the unit and section that were noted last, see again
	start int    // where their samples begin
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
		f.mark, f.start = a.mark, len(f.samples)
		a.touched = append(a.touched, f)
	}
}

// unit makes a section of a unit, or takes it over.
func (b *Builder) unit(section unitSection, u *ledger.UnitView, make func()) {
	a, made := &b.again, &b.series.unit(u.Unit.Unit).made[section]
	if u.Version != 0 && made.version == u.Version && made.context == a.numbered {
		for i := range made.parts {
			p := &made.parts[i]
			start := len(p.of.samples)
			p.of.samples = append(p.of.samples, p.samples...)
			p.samples = p.of.samples[start:] // so that those of older Builds can go
		}
		return
	}
	a.mark++
	a.noting, a.touched, a.fresh = true, a.touched[:0], false
	make()
	a.noting = false
	made.version, made.context, made.parts = u.Version, a.numbered, made.parts[:0]
	if a.fresh {
		made.version = 0
	}
	for _, f := range a.touched {
		made.parts = append(made.parts, madePart{f, f.samples[f.start:len(f.samples):len(f.samples)]})
	}
}
