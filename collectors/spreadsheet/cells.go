package spreadsheet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// A content is what a cell says that it holds.
type content uint8

const (
	figure content = iota
	listed         // a text, by its position in the list
	written
	dated
	truth
	failed
)

func contentOf(b []byte) content {
	switch string(b) {
	case "s":
		return listed
	case "str", "inlineStr":
		return written
	case "d":
		return dated
	case "b":
		return truth
	case "e":
		return failed
	}
	return figure
}

// column is the position of the cell that has opened, from 0.
func (r *Rows) column() (int, error) {
	b := r.s.attr("r")
	if b == nil {
		return r.next, nil
	}
	column := 0
	for _, c := range b {
		if c |= 0x20; c < 'a' || c > 'z' || column > 1<<20 {
			break
		}
		column = column*26 + int(c-'a') + 1
	}
	if column == 0 {
		return 0, errors.New("a cell is in no column: it is broken")
	}
	return column - 1, nil
}

// cell reads the cell that has opened.
func (r *Rows) cell() error {
	column, err := r.column()
	if err != nil {
		return err
	}
	r.next = column + 1
	holds, as := contentOf(r.s.attr("t")), style{}
	if n, ok := whole(r.s.attr("s")); ok && n < len(r.styles) {
		as = r.styles[n]
	}
	formula, computed, from := false, false, len(r.joined)
	for closed := false; !closed; {
		kind, err := r.s.next()
		switch {
		case err != nil:
			return endless(err)
		case kind == text:
		case kind == closes:
			closed = string(r.s.name) == "c"
		case string(r.s.name) == "f":
			formula = true
		case string(r.s.name) == "is":
			if r.joined, err = r.s.appendText(r.joined, "is"); err != nil {
				return err
			}
		case string(r.s.name) == "v":
			if err := r.readValue(); err != nil {
				return err
			}
			computed = holds == written || len(bytes.TrimSpace(r.value)) > 0 // a formula's text may be empty
			if err := r.append(holds, as); err != nil {
				return err
			}
		}
	}
	if formula && !computed {
		r.joined = append(r.joined, '=') // it has no value, and must not look empty
	}
	if len(r.joined) == from {
		return nil
	}
	if column >= maxColumns {
		return fmt.Errorf("it has values in more than %d columns, which is not allowed", maxColumns)
	}
	if !utf8.Valid(r.joined[from:]) {
		return errors.New("a text is not UTF-8: it is broken")
	}
	if missing := column + 1 - len(r.cells); missing > 0 {
		r.cells = append(r.cells, slices.Repeat([]cell{{}}, missing)...)
	}
	r.cells[column] = cell{from, len(r.joined), holds == figure && as.shows == number}
	return nil
}

// readValue reads the value that has opened.
func (r *Rows) readValue() error {
	r.value = r.value[:0]
	for {
		kind, err := r.s.next()
		switch {
		case err != nil:
			return endless(err)
		case kind == text:
			if r.value = append(r.value, r.s.text...); len(r.value) > maxToken {
				return fmt.Errorf("longer than %d KiB", maxToken>>10)
			}
		case kind == closes && string(r.s.name) == "v":
			return nil
		}
	}
}

// append appends what the value at hand stands for.
func (r *Rows) append(holds content, as style) error {
	b := r.value
	if holds != written {
		b = bytes.TrimSpace(b)
	}
	if len(b) == 0 {
		return nil
	}
	switch holds {
	case listed:
		n, ok := whole(b)
		if !ok || n >= r.texts.len() {
			return errors.New("a text is not in the list of texts: it is broken")
		}
		r.joined = append(r.joined, r.texts.at(n)...)
	case truth:
		word := "FALSE"
		if isTrue(b) {
			word = "TRUE"
		}
		r.joined = append(r.joined, word...)
	case failed:
		r.joined = append(r.joined, "#N/A"...)
	case written:
		r.joined = append(r.joined, unescaped(b)...)
	case dated:
		r.joined = appendISO(r.joined, b)
	default:
		r.joined = r.appendNumber(r.joined, b, as)
	}
	return nil
}

// appendISO appends a date that is written as ISO 8601 has it, as one that is
// written as a number.
func appendISO(to, b []byte) []byte {
	if at, err := time.Parse(time.DateOnly, string(b)); err == nil {
		return at.AppendFormat(to, dateForm)
	}
	if at, err := time.Parse("2006-01-02T15:04:05", string(b)); err == nil { // with any fraction
		return at.Round(time.Second).AppendFormat(to, dateForm+timeForm)
	}
	return append(to, b...)
}

// whole is a whole number from 0 on.
func whole(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' || n > 1<<30 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}
