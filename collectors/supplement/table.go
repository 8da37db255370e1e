package supplement

import (
	"cmp"
	"errors"
	"hash/maphash"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// A Table declares a contract query that a Store understands, and all that the
// Store does with its rows. Each table has a file of its own; Tables lists them.
type Table struct {
	Name    string
	Query   string // of a table that shares the file of another query: that query's name
	Columns []Column
	Unique  []int  // columns that together identify a row
	Dated   int    // column whose day says which rows are old; -1 if all count
	Without string // what is off without it

	// Covers is what of a programme it measures; documents list it.
	Covers []Coverage

	subject subject          // whether its figures are about people; must be set
	check   func(Row) *Fault // what else must hold of a row; nil for nothing
	history history          // since when the values of a row are known
	cadence cadence          // how often its figures change while its rows do not
	uses    []*Table         // other tables that its figures rest on

	// since is the first day whose rows matter, of a table that is Dated; nil:
	// the first of the period.
	since func(horizon) civil.Day

	summary func(*Table, maphash.Seed) summary // returns an empty one
	metrics []*metric.Def                      // that may be made of it
}

// A Coverage is a claim that programmes of supervision make, or a part of such
// a programme, and where it is measured: by a metric, on a board.
type Coverage struct {
	Claim  string // in English, lower case
	Metric *metric.Def
	Board  string // the name of its file in deploy/grafana/dashboards, without .json
}

// A subject says what the figures of a table are about. Those about people are
// withheld where they rest on too few.
type subject uint8

const (
	_ subject = iota
	aboutPeople
	aboutWork
)

// A horizon is what a Store shows on a day.
type horizon struct {
	today  civil.Day
	period civil.Day // first day of the latest period
	window civil.Day // days of the longest window
}

// A cadence says how often figures change while the rows do not.
type cadence uint8

const (
	perDay    cadence = iota // windows and validities are of whole days
	perPeriod                // rows of the latest period count alone
)

// A history says since when what a row holds was known.
type history struct {
	appears   []int // columns of days: the row appears on the first of those set; none: always there
	revisions []revision
}

// A revision is columns that are empty until the day in a column, for ever if
// that is not set.
type revision struct {
	day     int
	columns []int
}

// File is the name of the file that answers the table, before .sql or .csv.
func (t *Table) File() string { return cmp.Or(t.Query, t.Name) }

// Called is what reports call a table of that name: one that shares the query of another
// by that query, as nobody who writes it knows another name.
func Called(name string) string {
	for _, t := range Tables() {
		if t.Name == name && t.Query != "" {
			return t.Query + " by kind"
		}
	}
	return name
}

// A Value is one field of a row.
type Value struct {
	Set    bool
	Text   string    // of a Text or Key
	Number float64   // of a Count or Number
	Day    civil.Day // of a Date, or the first of a Month
}

// A Row is the values of a table's columns, in their order.
type Row []Value

// A Reason says why a row is not counted. It is the value of a label.
type Reason string

// The reasons for which rows are not counted.
const (
	MissingValue Reason = "missing_value"
	OutOfRange   Reason = "out_of_range"
	Inconsistent Reason = "inconsistent"
	InFuture     Reason = "future"
	UnknownUnit  Reason = "unknown_unit"
	Duplicate    Reason = "duplicate"
	TooManyNames Reason = "too_many_names"
)

// Reasons lists every Reason.
func Reasons() []Reason {
	return []Reason{MissingValue, OutOfRange, Inconsistent, InFuture, UnknownUnit, Duplicate, TooManyNames}
}

// A Fault is what is wrong with a value. Its text goes on from the column's
// name, and quotes nothing of the row.
type Fault struct {
	Column int
	Reason Reason
	Text   string
}

// Check puts the defaults of a row in and returns what is wrong with it as of
// a day, nil for nothing.
func (t *Table) Check(row Row, today civil.Day) *Fault {
	for i := range t.Columns {
		if f := t.Columns[i].Check(&row[i]); f != nil {
			f.Column = i
			return f
		}
		// A day ahead is today in another zone.
		if c := &t.Columns[i]; (c.Kind == Date || c.Kind == Month) && !c.AllowFuture && row[i].Set && row[i].Day > today+1 {
			return &Fault{i, InFuture, "lies in the future"}
		}
	}
	if t.check != nil {
		return t.check(row)
	}
	return nil
}

// column is the position of the column of a name, which must be there.
func (t *Table) column(name string) int {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		panic("table " + t.Name + " has no column " + name) // the names are this package's own
	}
	return i
}

// ErrWithheld says that a table is there, but not fit to be used, so that no
// figures are to be made of it or of another in its place.
var ErrWithheld = errors.New("the table is withheld")

// inOrder checks that one day, if there is one, is not before another.
func inOrder(first, second int) func(Row) *Fault {
	return func(row Row) *Fault {
		if row[second].Set && row[second].Day < row[first].Day {
			return &Fault{second, Inconsistent, "is before the day that it must follow"}
		}
		return nil
	}
}

// within checks that a number, if there is one, is not above another.
func within(part, whole int) func(Row) *Fault {
	return func(row Row) *Fault {
		if row[part].Set && row[part].Number > row[whole].Number {
			return &Fault{part, Inconsistent, "is more than the whole that it is a part of"}
		}
		return nil
	}
}

func all(checks ...func(Row) *Fault) func(Row) *Fault {
	return func(row Row) *Fault {
		for _, check := range checks {
			if f := check(row); f != nil {
				return f
			}
		}
		return nil
	}
}
