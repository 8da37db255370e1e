package settings

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"casework/collectors/ledger"
)

// The columns of a programmes file. All but ends_on are required.
const (
	columnUnit = iota
	columnProgramme
	columnStartsOn
	columnEndsOn
	numColumns
)

var programmeColumns = [numColumns]string{"unit", "programme", "starts_on", "ends_on"}

// maxCSVFaults is how many faults of a file are listed.
const maxCSVFaults = 20

// parseProgrammes reads a programmes file: CSV (RFC 4180) in UTF-8, with or
// without byte order mark, separated by commas or semicolons. The first line
// names the columns, in any order. Dates are 2006-01-02 or 02.01.2006, from
// 1970 to 2105; ends_on is the last day, empty for no end. Lines that are
// empty are skipped. The error lists what is wrong, each as name:line:column.
func parseProgrammes(name string, content []byte, loc *time.Location) ([]ledger.Programme, error) {
	r := &programmesReader{name: name, loc: loc}
	content, err := decodeText(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if line, column, bad := invalidUTF8(content); bad {
		r.fault(line, column, "not UTF-8: save the file as \"CSV UTF-8\"")
		return nil, errors.Join(r.faults...)
	}
	r.csv = csv.NewReader(bytes.NewReader(content))
	r.csv.Comma = separator(content)
	r.csv.FieldsPerRecord = -1 // checked here, so that all lines are
	r.csv.ReuseRecord = true
	if !r.header() {
		return nil, errors.Join(r.faults...)
	}
	programmes := []ledger.Programme{}
	for {
		record, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.syntax(err) // where a quote is left open, what follows means nothing
			break
		}
		if p, ok := r.row(record); ok {
			programmes = append(programmes, p)
		}
	}
	if n := len(r.faults) - maxCSVFaults; n > 0 {
		r.faults = append(r.faults[:maxCSVFaults], fmt.Errorf("%s: and %d more faults", name, n))
	}
	if err := errors.Join(r.faults...); err != nil {
		return nil, err
	}
	return programmes, nil
}

// programmesReader is the state of one parse.
type programmesReader struct {
	name   string
	loc    *time.Location
	csv    *csv.Reader
	index  [numColumns]int // of each column in a line; -1 if absent
	width  int             // fields in a line
	faults []error
}

func (r *programmesReader) fault(line, column int, format string, args ...any) {
	r.faults = append(r.faults,
		fmt.Errorf("%s:%d:%d: %s", r.name, line, column, fmt.Sprintf(format, args...)))
}

// faultAt records a fault in a field of the line read last.
func (r *programmesReader) faultAt(field int, format string, args ...any) {
	line, column := r.csv.FieldPos(field)
	r.fault(line, column, format, args...)
}

func (r *programmesReader) syntax(err error) {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		r.fault(parse.Line, parse.Column, "%v", parse.Err)
		return
	}
	r.faults = append(r.faults, fmt.Errorf("%s: %w", r.name, err))
}

// header reads the line that names the columns.
func (r *programmesReader) header() bool {
	record, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		r.fault(1, 1, "the file is empty; the first line must be %s", strings.Join(programmeColumns[:], ","))
		return false
	}
	if err != nil {
		r.syntax(err)
		return false
	}
	r.index, r.width = [numColumns]int{-1, -1, -1, -1}, len(record)
	for i, field := range record {
		title := strings.ToLower(strings.TrimSpace(field))
		switch c := slices.Index(programmeColumns[:], title); {
		case c < 0:
			r.faultAt(i, "unknown column %s; columns are %s", Quote(title), strings.Join(programmeColumns[:], ", "))
		case r.index[c] >= 0:
			r.faultAt(i, "column %s is there twice", title)
		default:
			r.index[c] = i
		}
	}
	for c, i := range r.index {
		if i < 0 && c != columnEndsOn {
			r.fault(1, 1, "column %s is missing; the first line must be %s",
				programmeColumns[c], strings.Join(programmeColumns[:], ","))
		}
	}
	return len(r.faults) == 0
}

// row turns a line into a programme. It reports false if the line is empty
// or wrong.
func (r *programmesReader) row(record []string) (ledger.Programme, bool) {
	if !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return ledger.Programme{}, false // spreadsheets leave lines of separators
	}
	if len(record) != r.width {
		r.faultAt(0, "%d fields where the first line has %d", len(record), r.width)
		return ledger.Programme{}, false
	}
	before := len(r.faults)
	p := ledger.Programme{
		Unit: strings.Clone(r.text(record, columnUnit)),
		Name: strings.Clone(r.text(record, columnProgramme)),
	}
	starts, startsOK := r.date(record, columnStartsOn)
	ends, endsOK := r.date(record, columnEndsOn)
	if startsOK {
		p.From = localMidnight(starts, r.loc)
	}
	if endsOK {
		p.Until = localMidnight(ends.AddDate(0, 0, 1), r.loc)
		if ends.Before(starts) && startsOK {
			r.faultAt(r.index[columnEndsOn], "ends_on %s is before starts_on %s",
				ends.Format(time.DateOnly), starts.Format(time.DateOnly))
		}
	}
	return p, len(r.faults) == before
}

// text is a field that must hold a name, since it becomes a label value.
func (r *programmesReader) text(record []string, column int) string {
	s := strings.TrimSpace(record[r.index[column]])
	switch {
	case s == "":
		r.faultAt(r.index[column], "%s is empty", programmeColumns[column])
	case utf8.RuneCountInString(s) > 255:
		r.faultAt(r.index[column], "%s %s is longer than 255 characters", programmeColumns[column], Quote(s))
	case strings.ContainsFunc(s, unicode.IsControl):
		r.faultAt(r.index[column], "%s %s has a character that does not print", programmeColumns[column], Quote(s))
	}
	return s
}

// date is a field's date, at midnight UTC. It reports false if there is none
// or it is wrong; only ends_on may be empty.
func (r *programmesReader) date(record []string, column int) (time.Time, bool) {
	i := r.index[column]
	if i < 0 {
		return time.Time{}, false
	}
	s := strings.TrimSpace(record[i])
	if s == "" {
		if column != columnEndsOn {
			r.faultAt(i, "%s is empty", programmeColumns[column])
		}
		return time.Time{}, false
	}
	for _, layout := range []string{time.DateOnly, "2.1.2006"} {
		t, err := time.Parse(layout, s)
		if err == nil && t.Year() >= 1970 && t.Year() <= 2105 {
			return t, true
		}
	}
	r.faultAt(i, "%s %s is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105",
		programmeColumns[column], Quote(s))
	return time.Time{}, false
}

// decodeText cuts a byte order mark off and refuses UTF-16.
func decodeText(content []byte) ([]byte, error) {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return nil, errors.New("the file is UTF-16: save it as \"CSV UTF-8\"")
	}
	return bytes.TrimPrefix(content, []byte("\ufeff")), nil
}

// invalidUTF8 finds the first byte that is not UTF-8.
func invalidUTF8(content []byte) (line, column int, bad bool) {
	if utf8.Valid(content) {
		return 0, 0, false
	}
	i := 0
	for {
		r, size := utf8.DecodeRune(content[i:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		i += size
	}
	head := content[:i]
	return bytes.Count(head, []byte("\n")) + 1, i - bytes.LastIndexByte(head, '\n'), true
}

// separator is the semicolon if the first line that is not blank holds one,
// else the comma.
func separator(content []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(content, "\r\n"), []byte("\n"))
	if bytes.ContainsRune(first, ';') {
		return ';'
	}
	return ','
}

// localMidnight is the first instant of a date in loc, in Unix seconds. Where
// clocks are put forward at midnight, the day begins at the new time; where
// midnight comes twice, it begins at the first.
func localMidnight(date time.Time, loc *time.Location) int64 {
	wall := date.Unix()
	offsets := [2]int64{offsetAt(wall-86400, loc), offsetAt(wall+86400, loc)}
	slices.SortFunc(offsets[:], func(a, b int64) int { return int(b - a) }) // earlier instant first
	for _, offset := range offsets {
		if offsetAt(wall-offset, loc) == offset {
			return wall - offset
		}
	}
	// No instant reads midnight: the day begins where the clock was put
	// forward over it.
	start, _ := time.Unix(wall-offsets[1], 0).In(loc).ZoneBounds()
	return start.Unix()
}

// offsetAt is how many seconds clocks in loc are ahead of UTC at an instant.
func offsetAt(unix int64, loc *time.Location) int64 {
	_, offset := time.Unix(unix, 0).In(loc).Zone()
	return int64(offset)
}
