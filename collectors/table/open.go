package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/transform"
)

// records are the lines of a file, or the rows of a sheet, that are not empty.
type records interface {
	// Read returns the fields of the next, valid until the next call; io.EOF
	// behind the last.
	Read() ([][]byte, error)

	// FieldPos is where a field of what was read last begins.
	FieldPos(field int) (line, column int)

	// Numeric reports whether a field is known to be a number, whose one sign is
	// the decimal one.
	Numeric(field int) bool
}

// open opens the records of a file, of a spreadsheet those of the sheet of a name,
// if it has several.
func (f *File) open(sheet string) (records, error) {
	if f.book == nil {
		return f.openText()
	}
	rows, err := f.book.Rows(sheet)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return rows, nil
}

func (f *File) openText() (*csvRecords, error) {
	in, err := f.whole()
	if err != nil {
		return nil, err
	}
	in = &verified{in: in, hashes: f.hashes, buf: make([]byte, f.part())}
	if d := f.Encoding.decoder(); d != nil {
		in = transform.NewReader(in, d)
	}
	if f.cr {
		in = &returns{in: in}
	}
	return openCSV(in)
}

// returns turns the carriage returns at the ends of lines, as old spreadsheets
// write them, into line feeds.
type returns struct{ in io.Reader }

func (r *returns) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// openCSV finds out what separates fields: what a first line such as "sep=;"
// says, which spreadsheets write and which is cut off; else the semicolon if the
// first line that is not blank holds one; else the tabulator likewise; else the
// comma.
func openCSV(in io.Reader) (*csvRecords, error) {
	b := bufio.NewReaderSize(in, 1<<16)
	head, err := b.Peek(1 << 15)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = b.Discard(3) // it was peeked at
		head = head[3:]
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	said := bytes.Trim(first, "\r \"") // some write it as a value, in quotes
	if s, ok := bytes.CutPrefix(bytes.ToLower(said), []byte("sep=")); ok && len(s) == 1 && bytes.ContainsAny(s, ";,\t") {
		separator := s[0]
		_, _ = b.Discard(min(len(first)+1, len(head)))
		return newCSV(b, separator, 2), nil
	}
	first, _, _ = bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	for _, separator := range []byte(";\t") {
		if bytes.IndexByte(first, separator) >= 0 {
			return newCSV(b, separator, 1), nil
		}
	}
	return newCSV(b, ',', 1), nil
}

// Lines visits the lines of a file that names no columns. Errors of reading say where they are, as those of Rows do.
func (f *File) Lines(visit func(line int, fields []string) error) error {
	records, err := f.open("")
	for err == nil {
		var record [][]byte
		if record, err = records.Read(); err != nil {
			break
		}
		var fields []string
		for _, field := range record {
			fields = append(fields, string(field))
		}
		line, _ := records.FieldPos(0)
		err = visit(line, fields)
	}
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return f.named(err)
}

// named is an error of reading with the name of the file, and with line and column where they are known.
func (f *File) named(err error) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%s:%d:%d: %s", f.Name, parse.Line, parse.Column, quoteFault(parse))
	}
	if strings.HasPrefix(err.Error(), f.Name) {
		return err
	}
	return fmt.Errorf("%s: %w", f.Name, err)
}
