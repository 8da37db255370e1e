package ledger

import (
	"cmp"
	"slices"
)

// A Table is one of the contract's row tables.
type Table uint8

// The row tables.
const (
	Cases Table = iota
	Errors
	Sessions
	Pauses
	numTables
)

// Tables lists every Table in the order in which a poll reads them. Pauses come
// first: the net turnaround of a case is counted when its closing is read.
func Tables() []Table { return []Table{Pauses, Cases, Errors, Sessions} }

// String is the name of the table's contract query, as in the file name of
// an adapter.
func (t Table) String() string {
	return [...]string{"cases", "errors", "sessions", "pauses"}[t]
}

// An ID identifies a row within its table. It is made by a Keyer, so a case
// number cannot be read back from it.
type ID uint64

// A Cursor is a position in a table's order of change: the changed_at of the
// newest row read, in microseconds since 1970-01-01 00:00:00 on the clock
// that the database itself writes, whatever its zone. Only the source that
// made a Cursor may interpret it. Zero is the beginning.
type Cursor int64

// A Case is one row of the cases query. Times are Unix seconds, rounded
// down, and 0 where the column is NULL or absent.
type Case struct {
	ID         ID
	Unit, Type string
	Received   int64
	Started    int64
	Closed     int64
	Deadline   int64 // one that a record cannot keep, after 2105, is none
	Reopened   int64 // times reopened, as the source counts them; negative if it does not

	// For a source without a table of pauses: for how many seconds the case was paused, in
	// pauses that have ended; and since when it is paused now, or 0 if it is not.
	PausedSeconds, PausedSince int64

	Complete  int64 // when the case had all that a decision takes; some deadlines run from then; 0 if it has not yet
	Changed   int64 // version: Unix microseconds of changed_at; 0 if unknown or ambiguous
	Duplicate bool  // its identifier stands in another row as well
}

// An Error is one row of the errors query: a reported error, complaint,
// incident or the like.
type Error struct {
	ID         ID
	Unit, Kind string
	Reported   int64 // Unix seconds; 0 if NULL
	Changed    int64 // as in Case
	Duplicate  bool  // as in Case
}

// A Session is one row of the sessions query: a supervision session.
type Session struct {
	ID              ID
	Unit, Programme string
	Planned         int64 // Unix seconds; 0 if NULL
	Held            int64 // Unix seconds; 0 if it was not held (yet)
	Minutes         int64 // length; 0 if unknown
	Participants    int64 // 0 if unknown
	Changed         int64 // as in Case
	Duplicate       bool  // as in Case
}

// A Pause is one row of the pauses query: a span of time in which a case waited
// for somebody else, such as its applicant.
type Pause struct {
	ID        ID    // as PauseID gives it
	Case      ID    // as in Case; 0 if it is NULL
	Paused    int64 // Unix seconds; 0 if NULL
	Resumed   int64 // Unix seconds; 0 while it lasts
	Changed   int64 // as in Case
	Duplicate bool  // as in Case
}

// PauseID is the ID of a pause, given what a Keyer makes of its identifier. It is
// even, as stores of pauses use the lowest bit.
func PauseID(id ID) ID { return id &^ 1 }

// A Page is a run of rows of one table, in the order of change, and where to
// read on. Only the slice of the page's table is filled. The receiver must
// not keep the slices: the source uses them again.
type Page struct {
	Cases    []Case
	Errors   []Error
	Sessions []Session
	Pauses   []Pause
	Unkeyed  int    // rows without an identifier, which no ledger can keep
	Now      int64  // the database's time when the reading began, Unix microseconds; 0 if unknown
	Here     int64  // this computer's then; 0 if unknown
	Next     Cursor // the cursor once this page is applied; 0 to leave it. It may go back if the database's clock was set back

	// Of a source that shows all rows at once, a snapshot:
	Twice map[ID]bool // if not nil, the only identifiers that stand in several rows
	Gone  []ID        // rows that have left the source; they go behind those of the page
}

// Len is the number of rows the source returned for the page.
func (p *Page) Len() int {
	return len(p.Cases) + len(p.Errors) + len(p.Sessions) + len(p.Pauses) + p.Unkeyed
}

// EachID calls visit with the identifier of each row of the page, and whether
// that is a duplicate.
func (p *Page) EachID(visit func(id ID, duplicate *bool)) {
	for i := range p.Cases {
		visit(p.Cases[i].ID, &p.Cases[i].Duplicate)
	}
	for i := range p.Errors {
		visit(p.Errors[i].ID, &p.Errors[i].Duplicate)
	}
	for i := range p.Sessions {
		visit(p.Sessions[i].ID, &p.Sessions[i].Duplicate)
	}
	for i := range p.Pauses {
		visit(p.Pauses[i].ID, &p.Pauses[i].Duplicate)
	}
}

// A Programme is one period of a supervision programme in a unit.
type Programme struct {
	Unit, Name string
	From       int64 // Unix seconds of the first local midnight it is active
	Until      int64 // Unix seconds of the first local midnight it no longer is; 0 if it has no end
}

// A Unit is one row of the units query.
type Unit struct {
	Unit, Name, Service, Parent string
}

// A Columns says which optional columns a source's queries have.
type Columns struct {
	Started  bool // cases.started_at
	Deadline bool // cases.deadline_at, and so that a deadline can be judged
	Unclosed bool // not cases.closed_at: no case is ever closed
}

// And is the columns that both have.
func (c Columns) And(other Columns) Columns {
	return Columns{
		Started: c.Started && other.Started, Deadline: c.Deadline && other.Deadline, Unclosed: c.Unclosed || other.Unclosed,
	}
}

// A Summary condenses the rows of one unit received (or reported, planned)
// in one span of time, to compare a ledger with its database. The sums are
// over seconds since 1970-01-01 00:00:00 on the database's own clock, so that
// the database can add them up without converting zones; absent times add 0.
type Summary struct {
	Rows, Started, Closed, Deadlines, Paused, Complete               int64
	SumFirst, SumStarted, SumClosed, SumLine, SumSince, SumCompleted int64

	SumPaused int64 // of PausedSeconds that can be true, seconds
}

// MostPaused is the most that PausedSeconds can be, seconds.
const MostPaused = neverPossible - 1

// A TimeColumn is a column of times of a row table, which a Summary adds up.
// A source may keep each on a clock of its own.
type TimeColumn uint8

// The time columns, each with the sum that it gives.
const (
	FirstAt    TimeColumn = iota // SumFirst: received, reported, planned or paused
	StartedAt                    // SumStarted: started, held or resumed
	ClosedAt                     // SumClosed: closed; of cases only
	DeadlineAt                   // SumLine: the deadline; of cases only
	SinceAt                      // SumSince: since when it is paused; of cases only
	CompleteAt                   // SumCompleted: when it was complete; of cases only
)

// NumTimeColumns is the number of TimeColumns, which index arrays.
const NumTimeColumns = 6

// A Passage is what the record of a case says of its way, in Unix seconds; 0 is not yet, or
// unknown.
type Passage struct {
	Received, Closed int64
	Started          int64 // 0 too where the start does not say how long the case waited
	Due              int64 // its deadline
}

// A UnitHistory is the whole past of a unit, as the records are now.
type UnitHistory struct {
	Unit    string
	Cases   []Passage // in the order of receipt
	Reports []int64   // when errors were reported, ascending
}

// Histories are the pasts of the units that are shown, in the order of their names, of what
// has happened by an instant. Nothing of a unit that a Screen hides is among them.
func (l *Ledger) Histories(at int64) []UnitHistory {
	all := l.HistoriesOf(at, func(string) bool { return true })
	for i := range all {
		all[i].Sort()
	}
	return all
}

// HistoriesOf are the Histories of the units for which units reports true; it is asked of hidden units too, in vain. It
// goes through all rows, and leaves it to the caller to Sort each.
func (l *Ledger) HistoriesOf(at int64, units func(unit string) bool) []UnitHistory {
	byCode := make([]*UnitHistory, len(l.units.list))
	asked := l.among(units)
	of := func(r *record) *UnitHistory {
		if !asked[r.unit] || !r.live() || !l.visible(r) || int64(r.first) > at {
			return nil
		}
		if byCode[r.unit] == nil {
			byCode[r.unit] = &UnitHistory{Unit: l.units.list[r.unit]}
		}
		return byCode[r.unit]
	}
	by := func(t uint32) int64 {
		if int64(t) > at {
			return 0
		}
		return int64(t)
	}
	l.eachCase(at, func(_ ID, r *record, f facts) {
		if u := of(r); u != nil {
			p := Passage{Received: int64(r.first), Closed: by(r.closedAt()), Due: int64(l.dueAt(r, f))}
			if r.waitKnown() {
				p.Started = by(r.startedAt())
			}
			u.Cases = append(u.Cases, p)
		}
	})
	l.tables[Errors].each(func(_ ID, r *record) {
		if u := of(r); u != nil {
			u.Reports = append(u.Reports, int64(r.first))
		}
	})
	var all []UnitHistory
	for _, u := range byCode {
		if u != nil {
			all = append(all, *u)
		}
	}
	slices.SortFunc(all, func(a, b UnitHistory) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}

// Sort brings a history into its order, which is the same whatever order rows came in.
func (h *UnitHistory) Sort() {
	slices.SortFunc(h.Cases, Passage.compare)
	slices.Sort(h.Reports)
}

// among says of units, by code, whether rows of them count and they are some of those that are meant.
func (l *Ledger) among(units func(unit string) bool) []bool {
	is := make([]bool, len(l.units.list))
	for code, name := range l.units.list {
		_, listed := l.listed[name]
		is[code] = (l.listed == nil || listed) && units(name)
	}
	return is
}

// compare puts passages in the order of receipt, and those received at once in one order always.
func (p Passage) compare(o Passage) int {
	if p.Received != o.Received {
		return cmp.Compare(p.Received, o.Received)
	}
	return cmp.Or(cmp.Compare(p.Started, o.Started), cmp.Compare(p.Closed, o.Closed), cmp.Compare(p.Due, o.Due))
}

// LastReceipt is when the newest case that is shown was received by an instant, in Unix seconds; 0 without one. It
// goes through all rows.
func (l *Ledger) LastReceipt(at int64) int64 {
	last, counts := uint32(0), l.among(func(string) bool { return true })
	l.tables[Cases].each(func(_ ID, r *record) {
		if r.first > last && int64(r.first) <= at && counts[r.unit] && r.live() && l.visible(r) {
			last = r.first
		}
	})
	return int64(last)
}
