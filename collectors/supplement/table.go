package supplement

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"casework/collectors/civil"
)

// A Kind is what a column holds.
type Kind uint8

// The kinds of columns.
const (
	Text   Kind = iota // a name that becomes the value of a label
	Key                // identifies a row; never shown
	Date               // a day of the source's calendar
	Month              // a month of it
	Count              // a whole number
	Number             // any finite number
)

// A Column is one column of a Table.
type Column struct {
	Name     string
	Kind     Kind
	Optional bool     // may be missing, or empty in a row
	OneOf    []string // of a Text: the allowed values; nil for any
	Else     string   // of a Text: what values not in OneOf count as; "" refuses them
	Default  string   // of an optional Text: what an empty one is
	Min, Max float64  // of a Count or Number: the allowed range; Max 0 is none above Min
	Free     bool     // of a Number: any finite one, negative too
	Ahead    bool     // of a Date: may lie in the future
}

// A Table declares a contract query that a Store understands.
type Table struct {
	Name    string
	Query   string // of a table that shares the file of another query: that query's name
	Columns []Column
	Unique  []int  // columns that together identify a row
	Dated   int    // column whose day says which rows are old; -1 if all count
	Without string // what is off without it

	check func(Row) *Fault // what else must hold of a row; nil for nothing
}

// File is the name of the file that answers the table, before .sql or .csv.
func (t *Table) File() string { return cmp.Or(t.Query, t.Name) }

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
)

// Reasons lists every Reason.
func Reasons() []Reason {
	return []Reason{MissingValue, OutOfRange, Inconsistent, InFuture, UnknownUnit, Duplicate}
}

// A Fault is what is wrong with a value. Its text goes on from the column's
// name, and quotes nothing of the row.
type Fault struct {
	Column int
	Reason Reason
	Text   string
}

// maxText is the most characters of a Text.
const maxText = 255

// Check puts the defaults of a row in and returns what is wrong with it as of
// a day, nil for nothing.
func (t *Table) Check(row Row, today civil.Day) *Fault {
	for i := range t.Columns {
		if f := t.Columns[i].Check(&row[i]); f != nil {
			f.Column = i
			return f
		}
		// A day ahead is today in another zone.
		if c := &t.Columns[i]; (c.Kind == Date || c.Kind == Month) && !c.Ahead && row[i].Set && row[i].Day > today+1 {
			return &Fault{i, InFuture, "lies in the future"}
		}
	}
	if t.check != nil {
		return t.check(row)
	}
	return nil
}

// Check puts the column's default in place of an empty value, trims texts, and
// returns what is wrong with the value, nil for nothing.
func (c *Column) Check(v *Value) *Fault {
	fault := func(reason Reason, format string, args ...any) *Fault {
		return &Fault{Reason: reason, Text: fmt.Sprintf(format, args...)}
	}
	if c.Kind == Text && v.Set {
		v.Text = strings.TrimSpace(v.Text)
		v.Set = v.Text != ""
	}
	if !v.Set {
		if c.Default != "" {
			*v = Value{Set: true, Text: c.Default}
			return nil
		}
		if c.Optional {
			return nil
		}
		return fault(MissingValue, "is empty")
	}
	switch c.Kind {
	case Text:
		return c.checkText(v, fault)
	case Count, Number:
		switch {
		case math.IsNaN(v.Number) || math.IsInf(v.Number, 0):
			return fault(OutOfRange, "is no finite number")
		case c.Kind == Count && v.Number != math.Trunc(v.Number):
			return fault(OutOfRange, "is no whole number")
		case !c.Free && v.Number < c.Min:
			return fault(OutOfRange, "is below %v", c.Min)
		case !c.Free && c.Max != 0 && v.Number > c.Max:
			return fault(OutOfRange, "is above %v", c.Max)
		}
	case Key, Date, Month:
	}
	return nil
}

func (c *Column) checkText(v *Value, fault func(Reason, string, ...any) *Fault) *Fault {
	if c.OneOf != nil {
		v.Text = strings.ToLower(v.Text)
		if slices.Contains(c.OneOf, v.Text) {
			return nil
		}
		if c.Else == "" {
			return fault(OutOfRange, "is none of %s", strings.Join(c.OneOf, ", "))
		}
		v.Text = c.Else
		return nil
	}
	switch {
	case utf8.RuneCountInString(v.Text) > maxText:
		return fault(OutOfRange, "is longer than %d characters", maxText)
	case strings.ContainsFunc(v.Text, unicode.IsControl):
		return fault(OutOfRange, "has a character that does not print")
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
