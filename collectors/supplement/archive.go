package supplement

import (
	"cmp"
	"math"
	"slices"

	"casework/collectors/civil"
)

// An Archive holds all rows of the tables of one source, as they were read at
// one time, to be shown as they were on the days before. A row of events
// appears on its day, one of a month on the month's first day, as a Reading
// takes them from then on; what came later is not known before its day. What
// rows do not tell is as it is now. Rows that are wrong now always were.
//
// An Archive does not change once it is filled; several Replays may show it.
type Archive struct {
	today  civil.Day
	tables map[*Table][]archived
	texts  map[string]string
}

// An archived row counts from the day on which it appears.
type archived struct {
	appears civil.Day
	row     Row
}

// never is no day that comes.
const never = civil.Day(math.MaxInt32)

// A course says when what a row holds came about.
type course struct {
	appears []int // columns of days: the row appears on the first of those set; none: always there
	later   []later
}

// A later is columns that are empty until the day in a column, for ever if
// that is not set.
type later struct {
	day     int
	columns []int
}

// courses are those of all tables. A goal's row does not tell when its figure
// was taken, so that is known from when the goal was reached.
var courses = map[*Table]course{
	Complaints:  {appears: []int{2}, later: []later{{3, []int{3, 4}}}},
	Surveys:     {appears: []int{3}},
	Invitations: {appears: []int{2}},
	Absence:     {appears: []int{1}},
	Audits:      {appears: []int{1}},
	Dose:        {appears: []int{3, 4}, later: []later{{4, []int{4}}}},
	Staff:       {appears: []int{1}},
	Activities:  {appears: []int{1}},
	Projects:    {appears: []int{2}, later: []later{{3, []int{3}}}},
	Goals:       {later: []later{{6, []int{3, 6}}}},
	Phases:      {appears: []int{3}, later: []later{{4, []int{4}}}},
	Checklist:   {appears: []int{2}},
	TimeUse:     {appears: []int{1}},
	Costs:       {appears: []int{0}},
	External:    {appears: []int{2}},
}

// NewArchive returns an Archive that is filled on a day.
func NewArchive(today civil.Day) *Archive {
	return &Archive{today: today, tables: map[*Table][]archived{}, texts: map[string]string{}}
}

// Fill begins to take in the rows of a table, and returns what takes a row
// and does not keep it. Put ends it. Which rows are wrong and which are there
// twice is decided as by a Reading, but for units that are not known, which may
// be so for a while.
func (a *Archive) Fill(t *Table) (add func(Row), put func()) {
	var all []archived
	store := NewStore(Options{})
	r := store.Begin(t, a.today, func(string) bool { return true })
	r.digest = keeper(func(row Row) {
		kept := slices.Clone(row)
		for i := range kept {
			if t.Columns[i].Kind == Text {
				kept[i].Text = a.text(kept[i].Text)
			}
		}
		all = append(all, archived{courses[t].appearance(kept), kept})
	})
	put = func() {
		slices.SortStableFunc(all, func(a, b archived) int { return cmp.Compare(a.appears, b.appears) })
		a.tables[t] = slices.Clip(all)
	}
	return r.Add, put
}

// text is a text that is kept once, as most are there often.
func (a *Archive) text(s string) string {
	if kept, ok := a.texts[s]; ok {
		return kept
	}
	a.texts[s] = s
	return s
}

// AboutPeople reports whether there are rows of which figures about people are
// made.
func (a *Archive) AboutPeople() bool {
	return slices.ContainsFunc([]*Table{Surveys, Invitations, Absence, Staff, Activities, TimeUse, External}, func(t *Table) bool {
		return len(a.tables[t]) > 0
	})
}

// A keeper is a digest of a Reading that keeps rows.
type keeper func(Row)

func (k keeper) add(row Row) { k(row) }
func (keeper) figures(*fold) {}

// appearance is the day on which a row appears.
func (c course) appearance(row Row) civil.Day {
	if len(c.appears) == 0 {
		return math.MinInt32
	}
	first := never
	for _, i := range c.appears {
		if row[i].Set {
			first = min(first, row[i].Day)
		}
	}
	return first
}

// asOf puts into out the row as it was on a day, and returns on which day it
// looks different next.
func (c course) asOf(out, row Row, today civil.Day) (next civil.Day) {
	copy(out, row)
	next = never
	for _, l := range c.later {
		day := never
		if row[l.day].Set {
			day = row[l.day].Day
		}
		if day <= today {
			continue
		}
		next = min(next, day)
		for _, i := range l.columns {
			out[i] = Value{}
		}
	}
	return next
}
