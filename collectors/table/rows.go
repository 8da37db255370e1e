package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"casework/collectors/name"
	"casework/collectors/spreadsheet"
	"casework/collectors/supplement"
)

// maxFaults is how many faults of a file are listed.
const maxFaults = 20

// Rows are the rows of a file, one after the other. It is used by one goroutine.
type Rows struct {
	file     *File
	format   *Format
	records  records
	record   [][]byte
	index    []int    // of each column in a line; -1 if absent
	titles   []string // in small letters
	written  []string // the titles as the file has them
	untitled []int    // columns without title, which must be empty
	faults   []error
	faulty   int // how many faults were found
	err      error
}

// Rows begins to read the rows of a file. The error says what is wrong with the
// line that names the columns.
func (f *Format) Rows(file *File) (*Rows, error) {
	r := &Rows{file: file, format: f}
	var err error
	if r.records, err = file.open(f.Sheet); err != nil {
		return nil, err
	}
	if !r.header() {
		return nil, r.Err()
	}
	return r, nil
}

func (r *Rows) fault(line, column int, format string, args ...any) {
	r.faulty++
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fmt.Errorf("%s:%d:%d: %s", r.file.Name, line, column, fmt.Sprintf(format, args...)))
	}
}

// faultAt records a fault in a field of the line read last.
func (r *Rows) faultAt(field int, format string, args ...any) {
	line, column := r.records.FieldPos(field)
	r.fault(line, column, format, args...)
}

// Fault records what is wrong with a column of the row at hand.
func (r *Rows) Fault(column int, format string, args ...any) {
	r.faultAt(max(r.index[column], 0), "%s %s", r.Name(column), fmt.Sprintf(format, args...))
}

// Name is how messages name a column: by the file's title, or else by the one that the
// file should have, with the column's name behind it where that is another.
func (r *Rows) Name(column int) string {
	c := &r.format.Columns[column]
	title := r.format.own(c)
	if r.Has(column) {
		title = r.written[r.index[column]]
	}
	if strings.ToLower(title) == c.Name {
		return c.Name
	}
	return strconv.Quote(name.Brief(title)) + " (" + c.Name + ")"
}

// Err lists what is wrong, each as name:line:column; nil for nothing. It is
// ErrChanged if the file is not what Look saw.
func (r *Rows) Err() error {
	all := r.faults
	if n := r.faulty - len(all); n > 0 {
		all = append(slices.Clone(all), fmt.Errorf("%s: and %d more faults", r.file.Name, n))
	}
	return errors.Join(append(slices.Clone(all), r.err)...)
}

// fail notes an error of reading: where a quote is left open, what follows means
// nothing.
func (r *Rows) fail(err error) {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		r.fault(parse.Line, parse.Column, "%s", quoteFault(parse))
	} else {
		r.err = r.file.named(err)
	}
}

// quoteFault says what is wrong with a quotation mark.
func quoteFault(parse *csv.ParseError) string {
	said := `a quotation mark is not closed, or one within the value is not doubled ("")`
	if errors.Is(parse.Err, csv.ErrBareQuote) {
		said = `a quotation mark within a value: put the value in quotation marks, and double this one ("")`
	}
	if parse.StartLine != parse.Line {
		said += fmt.Sprintf(", in the row that begins in line %d", parse.StartLine)
	}
	return said
}

// header reads the line that names the columns.
func (r *Rows) header() bool {
	record, err := r.records.Read()
	if errors.Is(err, io.EOF) {
		r.fault(1, 1, "the file is empty; %s", r.format.firstLine())
		return false
	}
	if err != nil {
		r.fail(err)
		return false
	}
	columns := r.format.Columns
	r.index = slices.Repeat([]int{-1}, len(columns))
	for i, field := range record {
		title := Title(string(field))
		r.titles = append(r.titles, title)
		r.written = append(r.written, oneBlank(string(field)))
		name := title
		if r.format.Title != nil {
			name = r.format.Title(title)
		}
		c := slices.IndexFunc(columns, func(c supplement.Column) bool { return c.Name == name })
		switch {
		case title == "": // spreadsheets leave columns without title, which must be empty
			if !r.format.OtherColumns {
				r.untitled = append(r.untitled, i)
			}
		case c < 0 && r.format.OtherColumns:
		case c < 0:
			r.faultAt(i, "unknown column%s; columns are %s", r.format.quoted(title), r.format.names(", "))
		case r.index[c] >= 0:
			r.faultAt(i, "%s", r.twice(c, i))
		default:
			r.index[c] = i
		}
	}
	if len(record) == 1 && r.format.required() > 1 {
		r.fault(1, 1, "the first line is a single column: semicolons, tabulators or commas separate columns; %s", r.format.firstLine())
		return false
	}
	for c, i := range r.index {
		if i < 0 && !columns[c].Optional {
			r.fault(1, 1, "column %s is missing; %s", r.Name(c), r.format.firstLine())
		}
	}
	return r.faulty == 0
}

// twice says that a title names a column that another has named.
func (r *Rows) twice(column, again int) string {
	if first := r.index[column]; r.titles[first] != r.titles[again] {
		return fmt.Sprintf("column %s is there twice: as %q and as %q", r.format.Columns[column].Name, name.Brief(r.written[first]), name.Brief(r.written[again]))
	}
	return "column " + r.Name(column) + " is there twice"
}

// Title is a title as it is compared: in small letters, of one line, as spreadsheets break
// long ones, and without points and colons at its end ("Saksnr.").
func Title(written string) string {
	return strings.TrimRight(strings.ToLower(oneBlank(written)), ".: ")
}

func oneBlank(s string) string { return strings.Join(strings.Fields(s), " ") }

// Unread are the titles of the first line, in small letters, that name no column.
func (r *Rows) Unread() (titles []string) {
	for i, title := range r.titles {
		if title != "" && !slices.Contains(r.index, i) {
			titles = append(titles, title)
		}
	}
	return titles
}

// Title is the title of a column, in small letters; "" if the file has it not.
func (r *Rows) Title(column int) string {
	if !r.Has(column) {
		return ""
	}
	return r.titles[r.index[column]]
}

// Sheet is the name of the sheet that is read; "" of CSV.
func (r *Rows) Sheet() string {
	if rows, ok := r.records.(*spreadsheet.Rows); ok {
		return rows.Sheet()
	}
	return ""
}

// Has reports whether the file has a column.
func (r *Rows) Has(column int) bool { return r.index[column] >= 0 }

// Next goes to the next row whose fields are as many as the first line has. It
// reports false behind the last, and where the file cannot be read on.
func (r *Rows) Next() bool {
	for {
		record, err := r.records.Read()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				r.fail(err)
			}
			return false
		}
		if isBlank(record) { // spreadsheets leave lines of separators
			continue
		}
		for len(record) > len(r.titles) && len(bytes.TrimSpace(record[len(record)-1])) == 0 {
			record = record[:len(record)-1]
		}
		if r.checkShape(record) {
			r.record = record
			return true
		}
	}
}

func isBlank(record [][]byte) bool {
	for _, field := range record {
		if len(bytes.TrimSpace(field)) > 0 {
			return false
		}
	}
	return true
}

// checkShape finds fault with lines that are not made as the first line is.
func (r *Rows) checkShape(record [][]byte) bool {
	if n := len(record); n != len(r.titles) {
		why := ""
		if n > len(r.titles) {
			why = ": a value that holds what separates columns must stand in quotation marks"
		}
		r.faultAt(0, "%d fields where the first line has %d%s", n, len(r.titles), why)
		return false
	}
	for _, i := range r.untitled {
		if len(bytes.TrimSpace(record[i])) > 0 {
			r.faultAt(i, "a value in a column that has no title")
			return false
		}
	}
	if len(record[0]) > 0 && len(r.titles[0]) > 0 && record[0][0] > ' ' && record[0][0] < 0x80 && record[0][0]|0x20 != r.titles[0][0]|0x20 {
		return true // the usual case, without comparing all
	}
	for i, field := range record {
		if Title(string(field)) != r.titles[i] {
			return true
		}
	}
	r.faultAt(0, "the first line is here again: this is more than one file")
	return false
}

// Field is the value in a column of the row at hand, without the white space
// around it; empty for none. It is valid until the next row.
func (r *Rows) Field(column int) []byte {
	i := r.index[column]
	if i < 0 {
		return nil
	}
	field := bytes.TrimSpace(r.record[i])
	if r.isNone(column, field) {
		return nil
	}
	return field
}

// isNone reports whether a value is how programs write that there is none.
func (r *Rows) isNone(column int, field []byte) bool {
	switch len(field) {
	case 1:
		return (field[0] == '.' || field[0] == ':') && !isText(r.format.Columns[column].Kind)
	case 2:
		return string(field) == `\N` || string(field) == ".." && !isText(r.format.Columns[column].Kind)
	case 4:
		return string(field) == "NULL"
	}
	return false
}

func isText(kind supplement.Kind) bool { return kind == supplement.Text || kind == supplement.Key }
