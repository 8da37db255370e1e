package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Errors of a CSV file say where and what is allowed, never what stands there:
// that may be personal.

// csvFile reads the rows of a CSV file with a header, plain or gzip.
type csvFile struct {
	name    string
	reader  *csv.Reader
	columns map[string]int
	record  []string
}

// openCSV reads the header of a CSV file, which must have the columns needed,
// in any order and letter case. Columns beyond those asked for are ignored.
func openCSV(name string, r io.Reader, needed, optional []string) (*csvFile, error) {
	buffered := bufio.NewReader(r)
	if magic, _ := buffered.Peek(2); string(magic) == "\x1f\x8b" {
		plain, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("%s: read gzip: %w", name, err)
		}
		buffered = bufio.NewReader(plain)
	}
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3) // just peeked at
	}
	f := &csvFile{name: name, reader: csv.NewReader(buffered), columns: map[string]int{}}
	f.reader.ReuseRecord = true
	header, err := f.reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: is empty; needed: a header row with the columns %s",
			name, strings.Join(needed, ", "))
	} else if err != nil {
		return nil, f.wrap(err)
	}
	wanted := slices.Concat(needed, optional)
	for i, title := range header {
		title = strings.ToLower(strings.TrimSpace(title))
		if !slices.Contains(wanted, title) {
			continue
		}
		if _, twice := f.columns[title]; twice {
			return nil, fmt.Errorf("%s line 1: column %s is there twice; allowed: once", name, title)
		}
		f.columns[title] = i
	}
	var missing []string
	for _, title := range needed {
		if _, ok := f.columns[title]; !ok {
			missing = append(missing, title)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s line 1: no column %s; needed: %s; optional: %s (separated by commas)", name,
			strings.Join(missing, ", "), strings.Join(needed, ", "), strings.Join(optional, ", "))
	}
	return f, nil
}

// next reads a row; io.EOF after the last.
func (f *csvFile) next() (err error) {
	f.record, err = f.reader.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return f.wrap(err)
	}
	return err
}

// wrap names the file and the line of a syntax error. The csv package's errors
// quote nothing of the file.
func (f *csvFile) wrap(err error) error {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%s line %d: %w", f.name, syntax.Line, syntax.Err)
	}
	return fmt.Errorf("%s: %w", f.name, err)
}

// fault is an error about the value in a column of the current row.
func (f *csvFile) fault(column, is, allowed string) error {
	line, _ := f.reader.FieldPos(f.columns[column])
	return fmt.Errorf("%s line %d, column %s: %s; allowed: %s", f.name, line, column, is, allowed)
}

// value is the value in a column, "" if the column is not there.
func (f *csvFile) value(column string) string {
	i, ok := f.columns[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(f.record[i])
}

// words is a value that fits a VARCHAR(255).
func (f *csvFile) words(column string, required bool) (string, error) {
	s := f.value(column)
	switch {
	case required && s == "":
		return "", f.fault(column, "is empty", "1 to 255 characters")
	case !utf8.ValidString(s):
		return "", f.fault(column, "is not UTF-8", "text in UTF-8")
	case utf8.RuneCountInString(s) > 255:
		return "", f.fault(column, "is too long", "at most 255 characters")
	}
	return strings.Clone(s), nil
}

// time is an instant in Unix seconds; 0 for an empty value.
func (f *csvFile) time(column string) (int64, error) {
	s := f.value(column)
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateTime, s)
	if err != nil {
		t, err = time.Parse(time.RFC3339, s)
	}
	if err != nil || t.Year() < 1970 || t.Year() > 2200 || t.Unix() == 0 {
		return 0, f.fault(column, "is not a time",
			"2006-01-02 15:04:05 in UTC, or 2006-01-02T15:04:05+01:00 (RFC 3339), after 1970 and before 2201; or empty")
	}
	return t.Unix(), nil
}

// count is a whole number; 0 for an empty value.
func (f *csvFile) count(column string) (int64, error) {
	s := f.value(column)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		return 0, f.fault(column, "is not a count", "a whole number from 0; or empty")
	}
	return n, nil
}

// date is a date as YYYY-MM-DD.
func (f *csvFile) date(column string, required bool) (string, error) {
	s := f.value(column)
	if s == "" && !required {
		return "", nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		return "", f.fault(column, "is not a date", "2006-01-02")
	}
	return t.Format(time.DateOnly), nil
}

// readCSV reads a file's rows; path "" is no file.
func readCSV(path string, read func(name string, r io.Reader) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open a CSV file: %w", err)
	}
	defer file.Close()
	return read(path, file)
}
