package spreadsheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Rows are the rows of a sheet that have any value, one after the other. Rows and
// columns that people hid are there too. It is used by one goroutine.
type Rows struct {
	book   *Book
	sheet  *sheet
	in     io.ReadCloser
	s      *scanner
	texts  *texts
	styles []style

	state  state
	number int // of the row at hand
	next   int // column of the next cell, where it does not say
	width  int // of the first row
	cells  []cell
	joined []byte // values of the row
	value  []byte // of the cell at hand, as it is written
	fields [][]byte
}

// A state is how far a sheet is read.
type state uint8

const (
	before state = iota
	within       // the element that holds rows
	behind
)

// A cell is where its value is in Rows.joined.
type cell struct {
	from, to int
	numeric  bool
}

// Rows begins to read the sheet of a name, in any case; else the only one, or the
// only one that is not hidden.
func (b *Book) Rows(name string) (*Rows, error) {
	sheet, err := b.find(name)
	if err != nil {
		return nil, err
	}
	r := &Rows{book: b, sheet: sheet}
	if r.texts, err = b.readTexts(); err != nil {
		return nil, err
	}
	if r.styles, err = b.readStyles(); err != nil {
		return nil, err
	}
	if r.in, err = b.part(sheet.part, b.limits.Unpacked); err != nil {
		return nil, err
	}
	r.s = newScanner(r.in)
	return r, nil
}

// Sheet is the name of the sheet.
func (r *Rows) Sheet() string { return r.sheet.name }

// FieldPos is where a field of the row read last stands: its row and column, from 1.
func (r *Rows) FieldPos(field int) (row, column int) { return max(r.number, 1), field + 1 }

// Numeric reports whether a field of the row read last is a number, not a text, so
// that a sign in it can only be the decimal one.
func (r *Rows) Numeric(field int) bool {
	return field >= 0 && field < len(r.cells) && r.cells[field].numeric
}

// Read returns the fields of the next row that has a value, valid until the next
// call: as many as the first row that was read has, or more if there are values in
// more. The error is io.EOF behind the last, once the whole of the sheet was read.
func (r *Rows) Read() ([][]byte, error) {
	for {
		kind, err := r.s.next()
		switch {
		case errors.Is(err, io.EOF):
			_ = r.in.Close() // it was read to its end
			if r.state != behind {
				err = errors.New("the sheet ends too early: it is broken")
			}
			return nil, err
		case err != nil:
			return nil, r.broken(err)
		case kind == text:
			continue
		}
		switch name := string(r.s.name); {
		case name == "sheetData" && r.state == before && kind == opens:
			r.state = within
		case name == "sheetData" && kind == closes:
			r.state = behind
		case name == "row" && r.state == within && kind == opens:
			if err := r.row(); err != nil {
				return nil, r.broken(err)
			}
			if r.line() {
				return r.fields, nil
			}
		}
	}
}

func (r *Rows) broken(err error) error { return fmt.Errorf("row %d of the sheet: %w", r.number, err) }

// row reads the cells of a row that has opened.
func (r *Rows) row() error {
	expected := r.number + 1
	if b := r.s.attr("r"); b != nil {
		n, err := strconv.Atoi(string(b))
		if err != nil || n < expected {
			return errors.New("rows are not numbered one after the other: it is broken")
		}
		expected = n
	}
	if r.number = expected; expected > maxRows {
		return fmt.Errorf("more than %d rows", maxRows)
	}
	r.cells, r.joined, r.next = r.cells[:0], r.joined[:0], 0
	for {
		kind, err := r.s.next()
		switch {
		case err != nil:
			return endless(err)
		case kind == closes && string(r.s.name) == "row":
			return nil
		case kind == opens && string(r.s.name) == "c":
			if err := r.cell(); err != nil {
				return err
			}
		}
		if len(r.joined) > maxToken {
			return fmt.Errorf("longer than %d KiB", maxToken>>10)
		}
	}
}

// endless is the error for what does not close.
func endless(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("it does not end: it is broken")
	}
	return err
}

// line makes fields of cells. It reports false if all are empty or blank.
func (r *Rows) line() bool {
	last := len(r.cells)
	for last > 0 && len(bytes.TrimSpace(r.joined[r.cells[last-1].from:r.cells[last-1].to])) == 0 {
		last--
	}
	if last == 0 {
		return false
	}
	if r.width == 0 {
		r.width = last
	}
	r.fields = r.fields[:0]
	for i := range max(last, r.width) {
		var field []byte
		if i < len(r.cells) {
			field = r.joined[r.cells[i].from:r.cells[i].to]
		}
		r.fields = append(r.fields, field)
	}
	return true
}
