package supplement

import (
	"encoding/binary"
	"hash/maphash"
	"math"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// MinLeast is the floor of Options.Least, DefaultLeast its default.
const (
	MinLeast     = disclosure.MinLeast
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

	// LeastCases is how many cases, or complaints, the ratios of Complaints and
	// Audits rest on; default 1.
	LeastCases int

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

// Inputs are what figures depend on besides the rows of the tables.
type Inputs struct {
	Today  civil.Day
	Units  []string // that the source knows, without those that are hidden
	Active func(unit string, day civil.Day) bool
	// Programmes is how often the programmes that Active goes by were edited.
	Programmes uint64

	// Closed is how many cases a unit closed in a window of Options.Windows
	// under a state of supervision (0 without, 1 with); unit "" is the group.
	Closed func(unit string, state, window int) int

	// Hides reports whether what a unit did on a day is hidden, as the unit has
	// too few cases, or had then; nil hides nothing. It stays the same for as
	// long as Placed does.
	Hides  func(unit string, day civil.Day) bool
	Placed int64
}

// states are the states of supervision, as values of a label.
var states = [...]string{metric.Inactive, metric.Active}

// A summary is what a Store keeps of the rows of a table: no more than its
// figures need. Each reading of the table makes a new one.
type summary interface {
	add(Row)
	figures(*accumulator)
}

// A caseSummary has figures that rest on cases too, so that they are others at every
// poll. They are derived on their own: there are few of them.
type caseSummary interface {
	summary
	// ofCases derives them, always in the same order. It comes behind figures of the
	// same day, units and programmes.
	ofCases(*accumulator)
}

// A Store keeps the tables of one source. It is used by one goroutine.
type Store struct {
	opts      Options
	seed      maphash.Seed
	summaries map[*Table]summary
	rejected  map[*Table]map[Reason]int
	labels    map[*Table]labels
	releases  *disclosure.Releases
	made      made
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
	opts.LeastCases = max(opts.LeastCases, 1)
	return &Store{
		opts: opts, seed: maphash.MakeSeed(), summaries: map[*Table]summary{},
		rejected: map[*Table]map[Reason]int{}, labels: map[*Table]labels{}, releases: disclosure.NewReleases(),
		made: made{tables: map[*Table]*madeFigures{}, readings: map[*Table]uint64{}},
	}
}

// Releases are what was shown of figures about people. Figures decides by them.
func (s *Store) Releases() *disclosure.Releases { return s.releases }

// A Reading is a table being read.
type Reading struct {
	Table    *Table
	store    *Store
	today    civil.Day
	known    func(unit string) bool
	unit     int // column of the unit; -1 if the table has none
	summary  summary
	labels   labels
	seen     map[uint64]struct{}
	rejected map[Reason]int
	rows     int
}

// Begin begins to read a table; known says which units the source has.
func (s *Store) Begin(t *Table, today civil.Day, known func(unit string) bool) *Reading {
	r := &Reading{
		Table: t, store: s, today: today, known: known, unit: -1, summary: t.summary(t, s.seed),
		labels: s.labels[t].again(t), seen: map[uint64]struct{}{}, rejected: map[Reason]int{},
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
	if !r.labels.admit(row) {
		r.rejected[TooManyNames]++
		return
	}
	key := r.Table.identity(r.store.seed, row)
	if _, again := r.seen[key]; again {
		r.rejected[Duplicate]++
		return
	}
	r.seen[key] = struct{}{}
	r.summary.add(row)
}

// Rows is how many rows were read.
func (r *Reading) Rows() int { return r.rows }

// Commit puts what was read in place of what was known of the table.
func (s *Store) Commit(r *Reading) {
	s.summaries[r.Table] = r.summary
	s.made.readings[r.Table]++
	s.rejected[r.Table] = r.rejected
	s.labels[r.Table] = r.labels
}

// Drop forgets a table that is not there any more, or too old to be shown.
func (s *Store) Drop(t *Table) {
	delete(s.summaries, t)
	s.made.readings[t]++
	delete(s.rejected, t)
	delete(s.labels, t)
}

// Has reports whether the Store has a table.
func (s *Store) Has(t *Table) bool { return s.summaries[t] != nil }

// Rejected is how many rows of a table are not counted, by reason.
func (s *Store) Rejected(t *Table) map[Reason]int { return s.rejected[t] }

// Since is the first day whose rows of a table matter on a day; 0 if all do.
func (s *Store) Since(t *Table, today civil.Day) civil.Day {
	if t.Dated < 0 {
		return 0
	}
	period, _ := s.opts.Period.latest(today)
	if t.since == nil {
		return period
	}
	longest := 0
	for _, w := range s.opts.Windows {
		longest = max(longest, w.Days)
	}
	return max(0, t.since(horizon{today: today, period: period, window: civil.Day(longest)}))
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
