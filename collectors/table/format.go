package table

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/name"
	"casework/collectors/supplement"
)

// A Format says how a table is read.
type Format struct {
	Columns  []supplement.Column
	Location *time.Location // of instants that name a zone

	// None, if any, says which values of a column mean that there is none.
	None func(column int, field string) bool

	// NoDates are dates that stand in columns of days and months where there is
	// none.
	NoDates []civil.Day

	// Quote, if any, makes a value fit to be shown in a message. Without it,
	// no message shows a value.
	Quote func(string) string

	// AnyEncoding allows files in other encodings than UTF-8.
	AnyEncoding bool

	// OtherColumns passes over what is in columns beyond Columns. Without it, a file
	// that has any is refused.
	OtherColumns bool

	// Title, if any, is the name of the column that a title names, both in small
	// letters; "" for none.
	Title func(title string) string

	// Own, if any, is the title that whoever keeps the files has for a column; "" for
	// none. Messages name the column by it where a file has it not.
	Own func(name string) string

	// MayBeBlank lists those of Columns that the file must have, but may leave
	// empty in a row.
	MayBeBlank []int

	// Lone passes over rows that have a value in the first of Columns alone, as the
	// names in a list to fill in.
	Lone bool

	// Sheet names the sheet that is read of a spreadsheet that has several.
	Sheet string

	Limits Limits
}

// A Line is a line being read, to find fault with.
type Line struct {
	r      *Rows
	Number int // of the line in the file
}

// Name is how messages name a column.
func (l Line) Name(column int) string { return l.r.Name(column) }

// Fault records what is wrong with a column of the line.
func (l Line) Fault(column int, format string, args ...any) { l.r.Fault(column, format, args...) }

// Parse reads a file and calls each with every row that is right in itself,
// which may find fault with it on the line; the row is not used again. Lines
// that are empty are skipped. The error lists what is wrong, each as
// name:line:column.
func (f *Format) Parse(name string, content []byte, each func(row supplement.Row, line Line)) error {
	_, err := f.ParseFile(name, Bytes(content), each)
	return err
}

// ParseFile is Parse of content that need not be in memory. It returns what the
// file is.
func (f *Format) ParseFile(name string, content *io.SectionReader, each func(row supplement.Row, line Line)) (*File, error) {
	file, err := Look(name, content, f.Limits)
	if err != nil {
		return nil, err
	}
	if !f.AnyEncoding {
		if err := file.onlyUTF8(); err != nil {
			return nil, err
		}
	}
	return file, f.ParseOpen(file, each)
}

// ParseOpen is Parse of a file that was looked at.
func (f *Format) ParseOpen(file *File, each func(row supplement.Row, line Line)) error {
	r, err := f.Rows(file)
	if err != nil {
		return err
	}
	for r.Next() {
		if f.Lone && r.isLone() {
			continue
		}
		before := r.faulty
		row := f.row(r)
		if r.faulty == before {
			line, _ := r.records.FieldPos(0)
			each(row, Line{r, line})
		}
	}
	return r.Err()
}

// isLone reports whether the row at hand has a value in the first column alone.
func (r *Rows) isLone() bool {
	for c := range r.index {
		if (len(r.Field(c)) > 0) != (c == 0) {
			return false
		}
	}
	return true
}

// onlyUTF8 refuses a file that is not CSV in UTF-8.
func (f *File) onlyUTF8() error {
	const save = "save the file as \"CSV UTF-8\""
	switch {
	case f.Encoding == UTF16LE, f.Encoding == UTF16BE:
		return errors.New(f.Name + ": the file is UTF-16: " + save)
	case f.Encoding != UTF8:
		return f.fault(f.bad, "not UTF-8: %s", save)
	}
	return nil
}

// row is the row at hand.
func (f *Format) row(r *Rows) supplement.Row {
	row := make(supplement.Row, len(f.Columns))
	for c := range f.Columns {
		field := string(r.Field(c))
		if f.None != nil && f.None(c, field) || f.standsForNone(&f.Columns[c], field) {
			field = ""
		}
		if field == "" && slices.Contains(f.MayBeBlank, c) {
			continue
		}
		if reason := f.value(&f.Columns[c], r.exact(c, field), &row[c]); reason != "" {
			r.faultAt(max(r.index[c], 0), "%s%s %s", r.Name(c), f.quoted(field), reason)
		}
	}
	return row
}

// quoted is a value as part of a message, where messages show values.
func (f *Format) quoted(value string) string {
	if f.Quote == nil || value == "" {
		return ""
	}
	return " " + f.Quote(value)
}

// own is the title of a column that whoever keeps the files has for it; else its name.
func (f *Format) own(c *supplement.Column) string {
	if f.Own != nil {
		if title := f.Own(c.Name); title != "" {
			return title
		}
	}
	return c.Name
}

// required is how many columns a file must have.
func (f *Format) required() (n int) {
	for i := range f.Columns {
		if !f.Columns[i].Optional {
			n++
		}
	}
	return n
}

// firstLine says what the first line must be; where others than the columns may stand in it, which
// it must have.
func (f *Format) firstLine() string {
	if !f.OtherColumns {
		return "the first line must be " + f.names(",")
	}
	less := *f
	less.Columns = slices.DeleteFunc(slices.Clone(f.Columns), func(c supplement.Column) bool { return c.Optional })
	return "the first line must have " + less.names(", ")
}

// names lists the columns.
func (f *Format) names(separator string) string {
	var names []string
	for i := range f.Columns {
		names = append(names, name.Brief(f.own(&f.Columns[i])))
	}
	return strings.Join(names, separator)
}

// value reads a field. It returns what is wrong with it, "" for nothing.
func (f *Format) value(c *supplement.Column, field string, v *supplement.Value) string {
	if field != "" {
		reason := SpreadsheetFault(field)
		if reason == "" && c.Kind == supplement.Key {
			reason = IdentifierFault([]byte(field))
		}
		if reason != "" {
			return reason
		}
		switch c.Kind {
		case supplement.Text, supplement.Key:
			v.Text = field
		case supplement.Date:
			v.Day, reason = f.day(field)
		case supplement.Month:
			v.Day, reason = f.month(field)
		case supplement.Count, supplement.Number:
			v.Number, reason = number(field)
		}
		if reason == noDate || reason == noMonth {
			reason += CountFault([]byte(field))
		}
		if reason != "" {
			return reason
		}
		v.Set = true
	}
	if fault := c.Check(v); fault != nil {
		return fault.Text
	}
	return ""
}
