package table

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/supplement"
)

// lines are the fields of each line with their places, and how reading ended.
func lines(read func() ([]string, error), pos func(int) (int, int)) (all []string) {
	for {
		record, err := read()
		if err != nil {
			if parse, ok := errors.AsType[*csv.ParseError](err); ok {
				err = fmt.Errorf("%d:%d %w", parse.Line, parse.Column, parse.Err)
			}
			return append(all, err.Error())
		}
		var b strings.Builder
		for i, field := range record {
			line, column := pos(i)
			fmt.Fprintf(&b, "%d:%d %q ", line, column, field)
		}
		all = append(all, b.String())
	}
}

// FuzzCSV: lines are read as package encoding/csv reads them, however they come.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"a;b\n1;2\n", "a;\"b\"\"c\"\r\n\r\n\n\"x\ny\";\"\"\n", "\"open\nto the end", "a\"b;c\n", "\"a\"b;c\n", ";\n;;", "\r", "a\r", "\"a\r\nb\";c\r",
		"\"a\";\"b\";c;\"d\n\n e\"\nf", "\"\"\n\"", "a;b\r\r\n", "a;\"b\"\"c\n\r",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		want := csv.NewReader(strings.NewReader(content))
		want.Comma, want.FieldsPerRecord = ';', -1
		wanted := lines(want.Read, want.FieldPos)
		for name, in := range map[string]io.Reader{"whole": strings.NewReader(content), "bytes": iotest.OneByteReader(strings.NewReader(content))} {
			got := newCSV(in, ';', 1)
			read := func() (record []string, err error) {
				fields, err := got.Read()
				for _, field := range fields {
					record = append(record, string(field))
				}
				return record, err
			}
			if diff := cmp.Diff(wanted, lines(read, got.FieldPos)); diff != "" {
				t.Errorf("%s (-encoding/csv +table):\n%s", name, diff)
			}
		}
	})
}

// TestLinesAreNoLongerThanAllowed: a quotation mark that is left open does not
// take in all of a file.
func TestLinesAreNoLongerThanAllowed(t *testing.T) {
	for name, line := range map[string]string{"a line": "x", "a value with line breaks": "x\n", "a quoted line": "\"\"x"} {
		content := "a;b\n\"1\";\"" + strings.Repeat(line, 5*maxRecord)
		c := newCSV(strings.NewReader(content), ';', 1)
		var err error
		for err == nil {
			_, err = c.Read()
		}
		if errors.Is(err, io.EOF) || len(c.buf)+cap(c.joined) > 8*maxRecord {
			t.Errorf("%s: error %v, %d bytes in memory", name, err, len(c.buf)+cap(c.joined))
		}
	}
}

// A changing content is another from some reading on.
type changing struct {
	*bytes.Reader
	then  []byte
	after int
}

func (c *changing) ReadAt(p []byte, at int64) (int, error) {
	if c.after--; c.after < 0 {
		return bytes.NewReader(c.then).ReadAt(p, at)
	}
	return c.Reader.ReadAt(p, at)
}

func packed(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRowsAreThoseThatWereLookedAt: a file that is another by the time its rows
// are read gives no row of the part that is.
func TestRowsAreThoseThatWereLookedAt(t *testing.T) {
	row := strings.Repeat("x", 99) + "\n"
	content := "id\n" + strings.Repeat(row, 3*chunk/len(row))
	format := Format{Columns: []supplement.Column{{Name: "id", Kind: supplement.Key}}}
	for name, then := range map[string]string{
		"the same": content, "a letter": content[:chunk+500] + "y" + content[chunk+501:], "cut": content[:2*chunk+7], "longer": content + row,
		"cut between parts": content[:2*chunk],
	} {
		r := bytes.NewReader([]byte(content))
		size := int64(len(content))
		if name == "longer" {
			size += int64(len(row)) // as of a file that grows
		}
		file, err := Look("f.csv", io.NewSectionReader(r, 0, size), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		file.content = io.NewSectionReader(&changing{Reader: r, then: []byte(then)}, 0, size)
		rows, err := format.Rows(file)
		n := 0
		if err == nil {
			for rows.Next() {
				if strings.Contains(string(rows.Field(0)), "y") {
					t.Errorf("%s: a row is read that was not looked at", name)
				}
				n++
			}
			err = rows.Err()
		}
		if same := name == "the same"; same != (err == nil) || !same && !errors.Is(err, ErrChanged) {
			t.Errorf("%s: %d rows, error %v", name, n, err)
		}
	}
}

// TestPackedFiles: a packed file that was cut off, or that unpacks to more than is
// allowed, is refused.
func TestPackedFiles(t *testing.T) {
	format := Format{Columns: supplement.Absence.Columns, AnyEncoding: true, Limits: Limits{Unpacked: 1 << 20}}
	read := func(content []byte) string {
		n := 0
		err := format.Parse("f.csv.gz", content, func(supplement.Row, Line) { n++ })
		return fmt.Sprint(n, " ", err)
	}
	whole := packed(t, "unit;month;days_absent;days_agreed;staff\nBydel \xd8st;2026-09;12,5;400;21")
	for cut := range whole {
		if got := read(whole[:cut]); strings.HasSuffix(got, "<nil>") {
			t.Errorf("cut to %d of %d bytes, it is read: %s", cut, len(whole), got)
		}
	}
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"whole, without a line break":    {whole, "1 <nil>"},
		"cut":                            {whole[:len(whole)-9], "0 f.csv.gz: read gzip: it ends too early: it was cut off, or is still being written"},
		"cut in the header":              {whole[:6], "0 f.csv.gz: read gzip: it ends too early: it was cut off, or is still being written"},
		"damaged":                        {append(bytes.Clone(whole[:len(whole)-8]), 1, 2, 3, 4, 5, 6, 7, 8), "0 f.csv.gz: read gzip: gzip: invalid checksum"},
		"beyond what it may be unpacked": {packed(t, strings.Repeat("x\n", 1<<20)), "0 f.csv.gz: unpacked, it is larger than allowed"},
		"an old spreadsheet":             {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "0 f.csv.gz: a spreadsheet of the old format XLS, or one with a password: save it as XLSX without a password, or as \"CSV UTF-8\""},
	} {
		if got := read(tt.content); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

// TestMoments: dates are read as package time reads them, and what may be read in
// two ways is not.
func TestMoments(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-23 10:00:05": "2026-11-23 10:00:05", "2026-11-23T10:00": "2026-11-23 10:00:00", "2026-11-23 10:00:05.1234567": "2026-11-23 10:00:05.123456",
		"23.11.2026 9:07": "2026-11-23 09:07:00", "1.7.2026 10:00:05": "2026-07-01 10:00:05", "2026-11-23T10:00:00Z": "2026-11-23 10:00:00 zoned",
		"2026-11-23 10:00:00 +01:00": "2026-11-23 09:00:00 zoned", "2026-11-23T10:00:00.5-05:30": "2026-11-23 15:30:00.5 zoned",
		"2024-02-29": "2024-02-29 00:00:00 date", "20241231": "2024-12-31 00:00:00 date", "31. august 2026": "2026-08-31 00:00:00 date",
		"1899-12-31": "1899-12-31 00:00:00 date", "9999-12-31 23:59:59": "9999-12-31 23:59:59", "0000-00-00 00:00:00": "0001-01-01 00:00:00 date",
		"2023-02-29": "", "01/02/2026": "", "1.2.26": "", "2026-11-23 25:00": "", "2026-11-23 10": "", "2026-11-23x10:00": "", "2026-11-23 10:00:0": "",
		"23.11.2026.": "", "": "", "2026-11-23 10:00 CET": "", "46356,41": "", "2026-00-01": "", "31. september 2026": "", "+026-11-23": "",
	} {
		m, ok := ParseMoment([]byte(text))
		got := ""
		if ok {
			got = time.Unix(m.Wall, m.Micro*1000).UTC().Format("2006-01-02 15:04:05.999999")
			for flag, is := range map[string]bool{" zoned": m.Zoned, " date": m.Date} {
				if is {
					got += flag
				}
			}
		}
		if got = strings.TrimSuffix(got, ".000000"); got != want && (!strings.HasPrefix(text, "0000") || !strings.HasPrefix(got, "0001-01-01 00:00:00")) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for day := -800_000; day < 100_000; day += 37 {
		at := time.Unix(int64(day)*86400, 0).UTC()
		if m, ok := ParseMoment([]byte(at.Format("2006-01-02"))); at.Year() > 0 && (!ok || m.Wall != at.Unix()) {
			t.Fatalf("%v is %v, %v", at, m, ok)
		}
	}
}
