// Package ledger turns rows of a case-management database into state,
// counters and rolling windows. It does no I/O and has no clock: rows and the
// present instant come in, a View comes out.
//
// # What it promises
//
// State and windows are a pure function of the newest version of every row,
// the programmes, the units and the instant asked for. Whatever batching,
// repetition or delay the rows arrive in, and whichever poll brings them, a
// View's gauges and windows are what a query over the same rows would compute
// from scratch.
//
// Counters count each transition of a case once, at the moment the ledger
// learns of it, under the supervision state that the unit had when it
// happened. They are never revised and never go down: a row edited, moved,
// reopened, deleted or archived later changes the state, not the past.
//
// The first complete read of a table is the baseline: it fills the ledger
// without counting, so counters start at 0 as after any reset.
//
// # What it keeps
//
// One record of 28 bytes a row, in a store without a separate index, so ten million
// cases fit in about 300 MB. A fact that few sources tell takes 4 bytes beside each
// case, and nothing without such a source. Everything in a View is derived from the
// records. Texts are not kept: a row is known by a keyed 64-bit ID alone.
//
// # Where to begin
//
// rows.go has what comes in, record.go what is kept, view.go what comes out. apply.go
// turns a row into a record and counts transitions. A keeper (keeper.go, kept_rows.go,
// tally.go) follows rows and time, so that a View need not go through all records. A
// Replay does the same for the past. encode.go and restore.go store a ledger, and
// reconcile.go compares it with the database.
//
// # How it survives
//
// Checkpoint and AppendDelta encode the ledger, whole and as what changed
// since; Restore reads both. Rows, counters and cursors are in one encoding,
// so a program that stores it atomically can never count twice or lose a count.
package ledger

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"casework/collectors/pause"
)

// OtherType is the case type, and the kind of error, of all that are not
// distinguished.
const OtherType = "other"

// Options tunes a Ledger. Zero fields take the documented defaults.
type Options struct {
	// Identity names the data set: a stored ledger of another is refused.
	// Reading says how its columns are read, such as their time zone: if it
	// changed, everything is read again.
	Identity, Reading string

	// Source is the name of the source: a stored ledger that bears another is
	// refused, unless that is Formerly, the name before. "" asks for none.
	Source, Formerly string

	WaitBounds       []float64 // upper bounds of the classic buckets of waits, seconds, ascending; default none
	TurnaroundBounds []float64 // likewise of turnarounds
	CaseTypes        []string  // case types to distinguish in a View; others are OtherType; default all as one
	Windows          []Window  // rolling windows of a View; default none
	Intake           Window    // a View says how soon the cases received in this window were started; default none
	StartedWithin    []int64   // a View says which share of cases was started within each of these: seconds, whole hours, ascending; needs Intake
	AgeBounds        []int64   // between the age bands of open cases: seconds, whole hours, ascending, at most MostAgeBounds; default none

	// Keep is for how long the versions of changed rows are remembered, so that
	// an older version, read from a lagging replica, is recognised as older.
	// At least the source's overlap; default two hours.
	Keep time.Duration
}

// Followed is for how many seconds after its receipt a case counts in the Intakes of a
// View; 0 if a View has none.
func (o *Options) Followed() int64 {
	if o.Intake.Seconds == 0 || len(o.StartedWithin) == 0 {
		return o.Intake.Seconds
	}
	return o.Intake.Seconds + slices.Max(o.StartedWithin)
}

// A Window is the length of a rolling window.
type Window struct {
	Name    string // as a label value, such as "28d"
	Seconds int64
}

// A Ledger holds the rows of one source. It is not safe for concurrent use;
// the Views it makes are.
type Ledger struct {
	opts    Options
	slots   []string // names of the case type slots; one empty name if types are as one
	slotBy  []uint16 // slot by code of the case type
	seed    uint64
	created int64 // when counting began, Unix seconds

	tables       [numTables]store
	cursors      [numTables]Cursor
	baselineRead [numTables]bool // the baseline has been read, so changes count
	recent       [numTables]versions
	pending      pending
	unkeyed      [numTables]struct{ now, most int } // rows without an identifier in this poll, and in any

	units, kinds, programmes, types names
	refused                         Refused
	listed                          map[string]Unit // the units query, or nil without one
	supervision                     *supervision

	counters    []*Counters // by unit code
	corrections [numTables][numCorrections]uint64
	notes       map[Note]string
	dirty       dirty
	view        viewer
	deadlines   Deadlines
	dueBy       []func(received, complete uint32) uint32 // by code of the case type: see Deadlines; nil without
	pausedBy    []pausable                               // likewise: see Pausable; nil without
	totalBy     []pausedFor                              // likewise
	workedBy    []working                                // likewise: see Working; nil without
	screen      Screen                                   // nil shows every unit
	hidden      []bool                                   // by unit code; nil without a Screen
	discarded   *Counters                                // what is counted of hidden units
	touching    []ID                                     // scratch of applyRows
	native      []uint64                                 // scratch of encodeCounters
	pauses      pauses
}

// New returns an empty ledger that counts from the instant now, in Unix
// seconds. The seed keys its IDs; take a random one.
func New(opts Options, seed uint64, now int64) *Ledger {
	if opts.Keep == 0 {
		opts.Keep = 2 * time.Hour
	}
	l := &Ledger{
		opts: opts, seed: seed, created: now,
		slots: []string{""},
		units: newNames(), kinds: newNames(), programmes: newNames(), types: newNames(),
		supervision: newSupervision(nil),
		counters:    []*Counters{nil},
		pending:     pending{map[ID]Case{}, map[ID]Error{}, map[ID]Session{}, map[ID]Pause{}},
	}
	if len(opts.CaseTypes) > 0 {
		l.slots = append(slices.Clone(opts.CaseTypes), OtherType)
	}
	l.nameTypes()
	for t := range l.recent {
		l.recent[t].keep = opts.Keep.Microseconds()
	}
	l.dirty = dirty{units: map[uint16]bool{}, off: true} // nothing is encoded yet
	l.supervision.resolve(&l.units)
	l.SetNote(NoteSource, opts.Source)
	l.SetNote(NoteNames, normalNames)
	return l
}

// Keyer makes the IDs of this ledger's rows.
func (l *Ledger) Keyer() Keyer { return NewKeyer(l.seed) }

// Cursor is where to read on in a table.
func (l *Ledger) Cursor(t Table) Cursor { return l.cursors[t] }

// IsEmpty reports whether no row of a table is known.
func (l *Ledger) IsEmpty(t Table) bool { return l.Rows(t) == 0 }

// BaselineRead reports whether the baseline of a table has been read.
func (l *Ledger) BaselineRead(t Table) bool { return l.baselineRead[t] }

// Deadlines give cases without a deadline of their own one. It is not kept in their
// records: so it changes with the Deadlines at the next View, and is never compared
// with the database.
type Deadlines interface {
	// Of returns a function for the cases of a type, or nil if none of them has a
	// deadline. The function returns the deadline, or 0 for none, given when a case was
	// received and when it was complete, or 0 if it was not; all in Unix seconds.
	Of(caseType string) func(received, complete uint32) uint32
}

// Pausable are Deadlines that may stand still while a case is paused.
type Pausable interface {
	// Paused is Of for cases that were paused, given their pauses in order, which do not
	// touch, up to the closing of the case. A pause that lasts ends at the end of time; if
	// it began before the deadline, the deadline does too. Paused returns nil if no
	// deadline of the type stands still.
	Paused(caseType string) func(received, complete uint32, paused iter.Seq[pause.Interval]) uint32

	// PausedFor is Paused for cases of which only totals are known: for how many seconds a
	// case was paused in all, and since when it is paused now, or 0 if it is not. It
	// returns nil where Paused does.
	PausedFor(caseType string) func(received, complete, seconds, since uint32) uint32
}

type (
	pausable  func(received, complete uint32, paused iter.Seq[pause.Interval]) uint32
	pausedFor func(received, complete, seconds, since uint32) uint32
)

// SetDeadlines sets the deadlines of cases that have none of their own. What was counted
// stays as it was. Nil gives no case a deadline.
func (l *Ledger) SetDeadlines(deadlines Deadlines) {
	l.deadlines = deadlines
	l.slotTypes()
}

// dueAt is the deadline of a case that counts, given its facts: its own, or else
// that of its type, which pauses may move; 0 for none.
func (l *Ledger) dueAt(r *record, f facts) uint32 {
	switch {
	case r.deadline != 0 || l.dueBy == nil || l.dueBy[r.kind] == nil:
		return r.deadline
	case l.pausedBy[r.kind] == nil:
	case len(f.pauses) > 0:
		return l.pausedBy[r.kind](r.first, f.complete, f.pauses.Spans(r.first, cmp.Or(r.closedAt(), never)))
	case f.ended != 0 || f.since != 0:
		return l.totalBy[r.kind](r.first, f.complete, f.ended, f.since)
	}
	return l.dueBy[r.kind](r.first, f.complete)
}

// SetUnits replaces the list of units. With a list, rows of other units are
// rejected as UnknownUnit for as long as their unit is not listed; nil means
// that the source has no list and every unit with a row is one.
func (l *Ledger) SetUnits(units []Unit, now int64) {
	if units == nil {
		l.listed = nil
		return
	}
	l.listed = make(map[string]Unit, len(units))
	for _, u := range units {
		if u.Unit != "" {
			u.Name, u.Service, u.Parent = cut(u.Name), cut(u.Service), cut(u.Parent)
			l.listed[u.Unit] = u
			l.unit(u.Unit, l.firstSeen(Cases, now))
		}
	}
}

// firstSeen is from when on a name is counted that a row of a table first bears at now:
// from now, or from the beginning if the row is of the baseline.
func (l *Ledger) firstSeen(t Table, now int64) int64 {
	if !l.baselineRead[t] {
		return l.created
	}
	return now
}

// unit returns the code of a unit, and makes room for what is counted of it.
func (l *Ledger) unit(name string, firstSeen int64) (uint16, bool) {
	if _, known := l.units.codes[name]; !known && (len(name) > MaxName || len(l.units.list) > MaxUnits) {
		l.refused.Units = l.refused.Units || len(name) <= MaxName
		return 0, false
	}
	code, ok := l.units.code(name, firstSeen)
	if ok && int(code) == len(l.counters) {
		l.counters = append(l.counters, newCounters(len(l.slots)))
		l.supervision.resolve(&l.units)
		l.dirty.units[code] = true
		if l.screen != nil {
			l.hidden = append(l.hidden, !l.screen.Shows(name))
		}
	}
	return code, ok
}

// kind returns the code of a kind of error.
func (l *Ledger) kind(name string, now int64) uint16 {
	return l.kinds.orOther(name, MaxKinds, l.firstSeen(Errors, now), &l.refused.Kinds)
}

// programme returns the code of a programme that sessions are of.
func (l *Ledger) programme(name string, now int64) uint16 {
	return l.programmes.orOther(name, MaxProgrammes, l.firstSeen(Sessions, now), &l.refused.Programmes)
}

// count returns a unit's counters for writing.
func (l *Ledger) count(unit uint16) *Counters {
	l.dirty.units[unit] = true
	return l.counters[unit]
}

// EndBaseline ends the reading of a table: from now on its changes count.
func (l *Ledger) EndBaseline(t Table) {
	if t == Pauses && !l.baselineRead[t] {
		l.pauses.store.Pack()
	}
	l.baselineRead[t] = true
	l.tables[t].pack()
}
