package supplement

import (
	"math"
	"slices"

	"casework/collectors/civil"
)

// An Archive holds all rows of the tables of one source, as they were read at
// one time, to be shown as they were on the days before. A row of events
// appears on its day, one of a month on the month's first day, as a Reading
// takes them from then on; what came later is not known before its day. What
// rows do not say is as it is now. Rows that are wrong now always were.
//
// An Archive does not change once it is filled; several Replays may show it.
type Archive struct {
	today  civil.Day
	tables map[*Table]*archivedTable
}

// never is no day that comes.
const never = civil.Day(math.MaxInt32)

// NewArchive returns an Archive that is filled on a day.
func NewArchive(today civil.Day) *Archive {
	return &Archive{today: today, tables: map[*Table]*archivedTable{}}
}

// Fill begins to take in the rows of a table, and returns what takes a row
// and does not keep it. Put ends it. Which rows are wrong and which are there
// twice is decided as by a Reading, but for units that are not known, which may
// be so for a while.
func (a *Archive) Fill(t *Table) (add func(Row), put func()) {
	all := newArchivedTable(t)
	store := NewStore(Options{})
	r := store.Begin(t, a.today, func(string) bool { return true })
	r.summary = rowKeeper(all.add)
	put = func() {
		all.end()
		a.tables[t] = all
	}
	return r.Add, put
}

// AboutPeople reports whether there are rows of which figures about people are
// made.
func (a *Archive) AboutPeople() bool {
	return slices.ContainsFunc(Tables(), func(t *Table) bool {
		return t.subject == aboutPeople && a.tables[t] != nil && len(a.tables[t].rows) > 0
	})
}

// A rowKeeper is a summary of a Reading that keeps rows.
type rowKeeper func(Row)

func (k rowKeeper) add(row Row)        { k(row) }
func (rowKeeper) figures(*accumulator) {}

// appearance is the day on which a row appears.
func (h history) appearance(row Row) civil.Day {
	if len(h.appears) == 0 {
		return math.MinInt32
	}
	first := never
	for _, i := range h.appears {
		if row[i].Set {
			first = min(first, row[i].Day)
		}
	}
	return first
}

// asOf puts into out the row as it was on a day, and returns on which day it
// looks different next.
func (h history) asOf(out, row Row, today civil.Day) (next civil.Day) {
	copy(out, row)
	next = never
	for _, r := range h.revisions {
		day := never
		if row[r.day].Set {
			day = row[r.day].Day
		}
		if day <= today {
			continue
		}
		next = min(next, day)
		for _, i := range r.columns {
			out[i] = Value{}
		}
	}
	return next
}
