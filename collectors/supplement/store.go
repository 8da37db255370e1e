package supplement

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// MinLeast is the floor of Options.Least, DefaultLeast its default.
const (
	MinLeast     = 5
	DefaultLeast = 7
)

// A Window is a rolling window in whole days.
type Window struct {
	Name string // as value of the label window
	Days int
}

// Options tunes a Store. Zero fields take the documented defaults.
type Options struct {
	Windows []Window // of events; none if empty
	Period  Period   // of what is about people; default Quarterly
	Least   int      // people that a figure about people rests on; default and never below MinLeast: DefaultLeast

	// NoPeople leaves out what is about people, and that it is withheld.
	NoPeople bool

	Currency   string  // of costs; the value of a label
	HourlyCost float64 // of an hour of a participant's time, in Currency; 0 is unknown
}

// A Figure is the value of one series.
type Figure struct {
	Def    *metric.Def
	Labels []string // values of the labels after the source
	Value  float64
}

// Inputs are what figures depend on beside the rows of the tables.
type Inputs struct {
	Today  civil.Day
	Units  []string // that the source knows
	Active func(unit string, day civil.Day) bool

	// Closed is how many cases a unit closed in a window of Options.Windows
	// under a state of supervision (0 without, 1 with); unit "" is the group.
	Closed func(unit string, state, window int) int
}

// states are the states of supervision, as values of a label.
var states = [...]string{metric.Inactive, metric.Active}

// A digest is a table as it was read last.
type digest interface {
	add(Row)
	figures(*fold)
}

// A Store keeps the tables of one source. It is used by one goroutine.
type Store struct {
	opts     Options
	seed     maphash.Seed
	digests  map[*Table]digest
	rejected map[*Table]map[Reason]int
	releases map[releaseKey]*release
	unsaved  bool // releases are others than when they were last kept
}

// NewStore returns a Store without tables.
func NewStore(opts Options) *Store {
	if opts.Period == 0 {
		opts.Period = Quarterly
	}
	if opts.Least == 0 {
		opts.Least = DefaultLeast
	}
	opts.Least = max(opts.Least, MinLeast)
	return &Store{
		opts: opts, seed: maphash.MakeSeed(), digests: map[*Table]digest{},
		rejected: map[*Table]map[Reason]int{}, releases: map[releaseKey]*release{},
	}
}

// A Reading is a table being read.
type Reading struct {
	Table    *Table
	store    *Store
	today    civil.Day
	known    func(unit string) bool
	unit     int // column of the unit; -1 if the table has none
	digest   digest
	seen     map[uint64]struct{}
	rejected map[Reason]int
	rows     int
}

// Begin begins to read a table; known says which units the source has.
func (b *Store) Begin(t *Table, today civil.Day, known func(unit string) bool) *Reading {
	r := &Reading{
		Table: t, store: b, today: today, known: known, unit: -1, digest: newDigest(t, b.seed),
		seen: map[uint64]struct{}{}, rejected: map[Reason]int{},
	}
	for i, c := range t.Columns {
		if c.Name == "unit" {
			r.unit = i
		}
	}
	return r
}

// Add adds a row, or counts it as rejected. It does not keep the slice.
func (r *Reading) Add(row Row) {
	r.rows++
	if f := r.Table.Check(row, r.today); f != nil {
		r.rejected[f.Reason]++
		return
	}
	if r.unit >= 0 && !r.known(row[r.unit].Text) {
		r.rejected[UnknownUnit]++
		return
	}
	key := r.Table.identity(r.store.seed, row)
	if _, again := r.seen[key]; again {
		r.rejected[Duplicate]++
		return
	}
	r.seen[key] = struct{}{}
	r.digest.add(row)
}

// Rows is how many rows were read.
func (r *Reading) Rows() int { return r.rows }

// Commit puts what was read in place of what was known of the table.
func (b *Store) Commit(r *Reading) {
	b.digests[r.Table] = r.digest
	b.rejected[r.Table] = r.rejected
}

// Drop forgets a table that is not there any more, or too old to be shown.
func (b *Store) Drop(t *Table) {
	delete(b.digests, t)
	delete(b.rejected, t)
}

// Has reports whether the Store has a table.
func (b *Store) Has(t *Table) bool { return b.digests[t] != nil }

// Rejected is how many rows of a table are not counted, by reason.
func (b *Store) Rejected(t *Table) map[Reason]int { return b.rejected[t] }

// Since is the first day whose rows of a table matter on a day; 0 if all do.
func (b *Store) Since(t *Table, today civil.Day) civil.Day {
	longest := 0
	for _, w := range b.opts.Windows {
		longest = max(longest, w.Days)
	}
	from, _ := b.opts.Period.latest(today)
	switch {
	case t.Dated < 0:
		return 0
	case t == Complaints:
		return max(0, today-civil.Day(longest+oldest))
	case t == Dose: // a session may be held long after the day it was planned for
		return max(0, min(from, today-civil.Day(longest))-92)
	case t == Staff:
		return max(0, today-validDays-31)
	}
	return from
}

// oldest is how many days after its receipt a complaint's decision counts.
const oldest = 3 * 366

// Figures derives all figures.
func (b *Store) Figures(now *Inputs) []Figure {
	f := b.fold(now)
	for _, t := range Tables() {
		f.table(t)
	}
	f.end()
	f.sort()
	return f.out
}

func (b *Store) fold(now *Inputs) *fold {
	f := &fold{Inputs: now, store: b, opts: &b.opts}
	f.from, f.until = b.opts.Period.latest(now.Today)
	return f
}

// table derives the figures of a table.
func (f *fold) table(t *Table) {
	if d := f.store.digests[t]; d != nil {
		d.figures(f)
	}
}

// end says which period figures are of, if any is of one.
func (f *fold) end() {
	if f.periodic {
		f.put(&metric.PeriodStart, float64(f.from)*86400)
		f.put(&metric.PeriodEnd, float64(f.until)*86400)
	}
}

func (f *fold) sort() {
	slices.SortFunc(f.out, func(a, b Figure) int {
		return cmp.Or(slices.Compare(a.Labels, b.Labels), cmp.Compare(a.Def.Name, b.Def.Name))
	})
}

// identity is a hash of what identifies a row.
func (t *Table) identity(seed maphash.Seed, row Row) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, i := range t.Unique {
		v := &row[i]
		var b [16]byte
		binary.LittleEndian.PutUint32(b[:], uint32(len(v.Text)))
		binary.LittleEndian.PutUint32(b[4:], uint32(v.Day))
		binary.LittleEndian.PutUint64(b[8:], math.Float64bits(v.Number))
		_, _ = h.Write(b[:]) // a hash takes everything
		_, _ = h.WriteString(v.Text)
	}
	return h.Sum64()
}

// newDigest returns an empty digest of a table.
func newDigest(t *Table, seed maphash.Seed) digest {
	switch t {
	case Complaints:
		return &complaints{}
	case Surveys:
		return newSurveys(seed)
	case Invitations:
		return invitations{}
	case Dose:
		return dose{}
	case Staff:
		return staffs{}
	case Projects:
		return &projects{}
	case Goals:
		return &goals{}
	case Phases:
		return &programmePhases{}
	case Checklist:
		return checklist{}
	case External:
		return external{}
	case Costs:
		return costs{}
	}
	return newMonthly(t)
}
