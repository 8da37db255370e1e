package dropfolder

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// maxFaults is how many faults of a file are listed.
const maxFaults = 20

// A Format says how a CSV file (RFC 4180) is read.
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

	// Windows1252 allows files in that encoding, besides UTF-8.
	Windows1252 bool

	// OtherColumns passes over what is in columns beyond Columns. Without it, a file
	// that has any is refused.
	OtherColumns bool

	// FinalLineBreak refuses a file whose last line has no line break: it may have been
	// cut off, even within its last value.
	FinalLineBreak bool

	// MayBeBlank lists those of Columns that the file must have, but may leave
	// empty in a row.
	MayBeBlank []int
}

// A Line is a line being read, to find fault with.
type Line struct {
	r      *reader
	Number int // of the line in the file
}

// Fault records what is wrong with a column of the line.
func (l Line) Fault(column int, format string, args ...any) {
	l.r.faultAt(max(l.r.index[column], 0), "%s %s", l.r.Columns[column].Name, fmt.Sprintf(format, args...))
}

// Parse reads a file and calls each with every row that is right in itself,
// which may find fault with it on the line; the row is not used again. Lines
// that are empty are skipped. The error lists what is wrong, each as
// name:line:column.
func (f *Format) Parse(name string, content []byte, each func(row supplement.Row, line Line)) error {
	r := &reader{Format: f, name: name}
	content, err := r.decode(content)
	if err != nil {
		return err
	}
	if line := bytes.Count(content, []byte("\n")) + 1; f.FinalLineBreak && len(content) > 0 && content[len(content)-1] != '\n' {
		r.fault(line, 1, "the last line has no line break: the file may be cut off; end it with one if it is whole")
		return errors.Join(r.faults...)
	}
	content = r.cutSeparator(content)
	r.csv = csv.NewReader(bytes.NewReader(content))
	r.csv.Comma = r.separator
	r.csv.FieldsPerRecord = -1 // checked here, so that all lines are
	r.csv.ReuseRecord = true
	if !r.header() {
		return errors.Join(r.faults...)
	}
	for {
		record, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.syntax(err) // where a quote is left open, what follows means nothing
			break
		}
		if row, ok := r.row(record); ok {
			line, _ := r.csv.FieldPos(0)
			each(row, Line{r, line + r.skipped})
		}
	}
	if n := len(r.faults) - maxFaults; n > 0 {
		r.faults = append(r.faults[:maxFaults], fmt.Errorf("%s: and %d more faults", name, n))
	}
	return errors.Join(r.faults...)
}

// reader is the state of one parse.
type reader struct {
	*Format
	name      string
	separator rune
	skipped   int // lines cut off before the first
	csv       *csv.Reader
	index     []int // of each column in a line; -1 if absent
	titles    []string
	faults    []error
}

func (r *reader) fault(line, column int, format string, args ...any) {
	r.faults = append(r.faults,
		fmt.Errorf("%s:%d:%d: %s", r.name, line+r.skipped, column, fmt.Sprintf(format, args...)))
}

// faultAt records a fault in a field of the line read last.
func (r *reader) faultAt(field int, format string, args ...any) {
	line, column := r.csv.FieldPos(field)
	r.fault(line, column, format, args...)
}

func (r *reader) syntax(err error) {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		r.fault(parse.Line, parse.Column, "%v", parse.Err)
		return
	}
	r.faults = append(r.faults, fmt.Errorf("%s: %w", r.name, err))
}

// names lists the columns.
func (r *reader) names(separator string) string {
	var names []string
	for _, c := range r.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, separator)
}

// header reads the line that names the columns.
func (r *reader) header() bool {
	record, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		r.fault(1, 1, "the file is empty; the first line must be %s", r.names(","))
		return false
	}
	if err != nil {
		r.syntax(err)
		return false
	}
	r.index = slices.Repeat([]int{-1}, len(r.Columns))
	for i, field := range record {
		title := normalTitle(field)
		r.titles = append(r.titles, title)
		c := slices.IndexFunc(r.Columns, func(c supplement.Column) bool { return c.Name == title })
		switch {
		case c < 0 && (r.OtherColumns || title == ""): // spreadsheets leave columns without title, which must be empty
		case c < 0:
			r.faultAt(i, "unknown column%s; columns are %s", r.quoted(title), r.names(", "))
		case r.index[c] >= 0:
			r.faultAt(i, "column %s is there twice", title)
		default:
			r.index[c] = i
		}
	}
	for c, i := range r.index {
		if i < 0 && !r.Columns[c].Optional {
			r.fault(1, 1, "column %s is missing; the first line must be %s", r.Columns[c].Name, r.names(","))
		}
	}
	return len(r.faults) == 0
}

func normalTitle(field string) string { return strings.ToLower(strings.TrimSpace(field)) }

// quoted is a value as part of a message, where messages show values.
func (r *reader) quoted(value string) string {
	if r.Quote == nil || value == "" {
		return ""
	}
	return " " + r.Quote(value)
}

// row turns a line into a row. It reports false if the line is empty or
// wrong.
func (r *reader) row(record []string) (supplement.Row, bool) {
	if !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return nil, false // spreadsheets leave lines of separators
	}
	if !r.checkShape(record) {
		return nil, false
	}
	before := len(r.faults)
	row := make(supplement.Row, len(r.Columns))
	for c := range r.Columns {
		i := r.index[c]
		field := ""
		if i >= 0 {
			field = strings.TrimSpace(record[i])
			if r.None != nil && r.None(c, field) || r.standsForNone(&r.Columns[c], field) {
				field = ""
			}
		}
		if field == "" && slices.Contains(r.MayBeBlank, c) {
			continue
		}
		reason := r.value(&r.Columns[c], strings.Clone(field), &row[c])
		if reason != "" {
			r.faultAt(max(i, 0), "%s%s %s", r.Columns[c].Name, r.quoted(field), reason)
		}
	}
	return row, len(r.faults) == before
}

// checkShape finds fault with lines that are not made as the first line is.
func (r *reader) checkShape(record []string) bool {
	for len(record) > len(r.titles) && strings.TrimSpace(record[len(record)-1]) == "" {
		record = record[:len(record)-1]
	}
	if len(record) != len(r.titles) {
		r.faultAt(0, "%d fields where the first line has %d", len(record), len(r.titles))
		return false
	}
	again := true
	for i, field := range record {
		if r.titles[i] == "" && !r.OtherColumns && strings.TrimSpace(field) != "" {
			r.faultAt(i, "a value in a column that has no title")
			return false
		}
		again = again && normalTitle(field) == r.titles[i]
	}
	if again {
		r.faultAt(0, "the first line is here again: this is more than one file")
	}
	return !again
}

// value reads a field. It returns what is wrong with it, "" for nothing.
func (r *reader) value(c *supplement.Column, field string, v *supplement.Value) string {
	if field != "" {
		reason := spreadsheetFault(field)
		if reason != "" {
			return reason
		}
		switch c.Kind {
		case supplement.Text, supplement.Key:
			v.Text = field
		case supplement.Date:
			v.Day, reason = r.day(field)
		case supplement.Month:
			v.Day, reason = r.month(field)
		case supplement.Count, supplement.Number:
			v.Number, reason = number(field)
		}
		if reason != "" {
			return reason
		}
		v.Set = true
	}
	if f := c.Check(v); f != nil {
		return f.Text
	}
	return ""
}
