package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"casework/collectors/localfile"
	"casework/collectors/supplement"
	csvtable "casework/collectors/table"
)

// maxCSV is the most bytes of a file, packed or not: the whole database of
// the demo is in memory.
const maxCSV = 1 << 30

// A csvRow is a row of a CSV file. Errors say where and what is allowed, never
// what stands there: that may be personal.
type csvRow struct {
	supplement.Row
	line csvtable.Line
	zone *time.Location // of times as spreadsheets write them
	good bool           // no fault was found
}

// parseCSV reads the rows of a file, CSV, plain or gzip, or XLSX, as the exporter does.
// Columns beyond those of the format are ignored.
func parseCSV(name string, content []byte, f csvtable.Format, each func(*csvRow)) error {
	f.AnyEncoding, f.OtherColumns, f.Limits = true, true, csvtable.Limits{Unpacked: maxCSV}
	return f.Parse(name, content, func(row supplement.Row, line csvtable.Line) {
		each(&csvRow{Row: row, line: line, zone: f.Location, good: true})
	})
}

func (r *csvRow) fault(column int, format string, args ...any) {
	r.good = false
	r.line.Fault(column, format, args...)
}

// maxWords is how many characters a column of the database holds.
const maxWords = 255

// words is a text, "" for none.
func (r *csvRow) words(column int) string {
	s := r.Row[column].Text
	if utf8.RuneCountInString(s) > maxWords {
		r.fault(column, "is longer than %d characters", maxWords)
	}
	return s
}

// time is an instant in Unix seconds; 0 for none. What spreadsheets write as
// 23.11.2026 10:00 is what a clock on the wall showed; programs write UTC.
func (r *csvRow) time(column int) int64 {
	s := r.Row[column].Text
	if s == "" {
		return 0
	}
	zone := time.UTC
	if strings.Contains(s[:min(3, len(s))], ".") {
		zone = r.zone
	}
	at, ok := csvtable.Instant(s, zone)
	if !ok || at.Unix() <= 0 {
		r.fault(column, "is no time such as 2026-11-23 10:00:00 (UTC), 2026-11-23T10:00:00+01:00 or 23.11.2026 10:00 (%s), from 1970 to 2105", r.zone)
		return 0
	}
	return at.Unix()
}

// date is a date as YYYY-MM-DD, "" for none.
func (r *csvRow) date(column int) string {
	if !r.Row[column].Set {
		return ""
	}
	return r.Row[column].Day.Date().Format(time.DateOnly)
}

// once finds fault with a key that an earlier row had.
func (r *csvRow) once(column int, seen map[string]int) {
	key := r.Row[column].Text
	if line, again := seen[key]; again {
		r.fault(column, "is also in line %d; allowed: once", line)
		return
	}
	seen[key] = r.line.Number
}

// readCSV reads a file; path "" is no file.
func readCSV(path string, read func(name string, content []byte) error) error {
	if path == "" {
		return nil
	}
	content, err := localfile.Read(path, maxCSV)
	if err != nil {
		return fmt.Errorf("open a file: %w", err)
	}
	return read(path, content)
}
