package table

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/supplement"
	"casework/collectors/testutil/xlsxtest"
)

var everyKind = []supplement.Column{
	{Name: "text", Kind: supplement.Text},
	{Name: "date", Kind: supplement.Date, Optional: true},
	{Name: "month", Kind: supplement.Month, Optional: true},
	{Name: "count", Kind: supplement.Count, Max: 1e9, Optional: true},
	{Name: "number", Kind: supplement.Number, Max: 1e9, Optional: true},
}

// drawn is a value as CSV and as a cell has it.
func drawn(t *rapid.T, kind supplement.Kind) (csv string, cell any) {
	if rapid.IntRange(0, 5).Draw(t, "none") == 0 && kind != supplement.Text {
		return "", rapid.SampledFrom([]any{nil, "", " ", xlsxtest.Cell{Style: xlsxtest.Date}}).Draw(t, "empty")
	}
	if rapid.IntRange(0, 30).Draw(t, "fault") == 0 {
		return "#N/A", xlsxtest.Cell{Type: "e", Value: rapid.SampledFrom([]string{"#N/A", "#REF!", "#VALUE!"}).Draw(t, "error")}
	}
	switch kind {
	case supplement.Date, supplement.Month:
		day := time.Unix(int64(rapid.IntRange(0, 30000).Draw(t, "day"))*86400, 0).UTC()
		csv = day.Format(time.DateOnly)
		return csv, rapid.SampledFrom([]any{
			csv, day.Format("02.01.2006"), xlsxtest.Day(day), day, day.Add(11 * time.Hour), xlsxtest.Cell{Type: "d", Value: csv},
		}).Draw(t, "date")
	case supplement.Count:
		n := rapid.IntRange(0, 2e6).Draw(t, "count")
		csv = fmt.Sprint(n)
		return csv, rapid.SampledFrom([]any{n, float64(n), csv, xlsxtest.Cell{Value: csv, Formula: "A1"}}).Draw(t, "as")
	case supplement.Number:
		n := rapid.IntRange(0, 2e6).Draw(t, "thousandths")
		return fmt.Sprintf("%d,%06d", n/1000, n%1000*1000), float64(n) / 1000 // three decimals would be ambiguous in CSV
	}
	csv = rapid.StringMatching(`[A-Za-zæøåÆØÅ&<>'_.,-][A-Za-zæøå &<>'",;_-]{0,12}[a-zø]`).Draw(t, "text")
	if rapid.Bool().Draw(t, "digits") {
		n := rapid.IntRange(1, 999999).Draw(t, "identifier")
		return fmt.Sprint(n), n
	}
	return csv, csv
}

// TestCSVAndXLSXReadAlike: a table is the same, and its faults are the same and in the
// same rows, as CSV and as XLSX, however the file is written.
func TestCSVAndXLSXReadAlike(t *testing.T) {
	good, faults := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.Permutation(everyKind).Draw(t, "columns")
		b := xlsxtest.Book{From1904: rapid.Bool().Draw(t, "1904"), Inline: rapid.Bool().Draw(t, "inline"), Prefix: rapid.SampledFrom([]string{"", "x:"}).Draw(t, "prefix")}
		var rows [][]any
		var csv strings.Builder
		var heads []any
		for i, c := range columns {
			heads = append(heads, strings.ToUpper(c.Name))
			fmt.Fprintf(&csv, "%s%s", map[bool]string{true: ";"}[i > 0], c.Name)
		}
		rows = append(rows, heads)
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			csv.WriteByte('\n')
			var cells []any
			for i, c := range columns {
				field, cell := drawn(t, c.Kind)
				fmt.Fprintf(&csv, "%s\"%s\"", map[bool]string{true: ";"}[i > 0], strings.ReplaceAll(field, `"`, `""`))
				cells = append(cells, cell)
			}
			rows = append(rows, cells)
		}
		b.Sheets = []xlsxtest.Sheet{{Name: "Ark1", Rows: append(rows, []any{nil, xlsxtest.Cell{Style: 1}})}}
		f := Format{Columns: everyKind, Sheet: "cases"}
		read := func(content []byte) string {
			var all strings.Builder
			err := f.Parse("f", content, func(row supplement.Row, line Line) { fmt.Fprintln(&all, line.Number, row) })
			if err != nil {
				faults++
				for one := range strings.SplitSeq(err.Error(), "\n") { // columns are counted otherwise
					at := strings.SplitN(one, ":", 4)
					fmt.Fprintln(&all, at[1], at[len(at)-1])
				}
			}
			good += strings.Count(all.String(), "\n")
			return all.String()
		}
		if diff := cmp.Diff(read([]byte(csv.String()+"\n")), read(b.Bytes())); diff != "" {
			t.Fatalf("(-CSV +XLSX):\n%s", diff)
		}
	})
	t.Logf("%d lines, %d files with faults", good, faults)
	if good < 100 || faults < 10 {
		t.Error("too little was compared")
	}
}

// TestNumbersOfSpreadsheets: a number with three decimals is what it is; what looks
// like that as text may be a thousand times more.
func TestNumbersOfSpreadsheets(t *testing.T) {
	f := Format{Columns: []supplement.Column{{Name: "number", Kind: supplement.Number, Max: 1e9}}}
	for _, tt := range []struct {
		v    any
		want float64 // -1 if it is refused
	}{{1.25, 1.25}, {12.345, 12.345}, {"12,345", -1}, {"12.345", -1}, {xlsxtest.Cell{Value: "0.5", Style: xlsxtest.Percent}, -1}, {xlsxtest.Cell{Value: "0.5", Style: xlsxtest.Hours}, -1}} {
		b := xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "a", Rows: [][]any{{"number"}, {tt.v}}}}}
		got := -1.0
		err := f.Parse("f", b.Bytes(), func(row supplement.Row, _ Line) { got = row[0].Number })
		if got != tt.want || (err != nil) != (tt.want < 0) {
			t.Errorf("%v: %v, %v; want %v", tt.v, got, err, tt.want)
		}
	}
}

// TestSpreadsheetChanges: a spreadsheet that is another than Look saw is not read.
func TestSpreadsheetChanges(t *testing.T) {
	var rows [][]any
	for i := range 20_000 {
		rows = append(rows, []any{i * 7919 % 10_007, fmt.Sprintf("%x", sha512.Sum512([]byte{byte(i), byte(i >> 8)}))})
	}
	b := xlsxtest.Book{Inline: true, Sheets: []xlsxtest.Sheet{{Name: "a", Rows: append([][]any{{"number", "text"}}, rows...)}}}
	content := &swapped{now: b.Bytes()}
	f := Format{Columns: []supplement.Column{{Name: "number", Kind: supplement.Number, Max: 1e9}}, OtherColumns: true}
	read := func(meanwhile func()) (n int, err error) {
		file, err := Look("f.xlsx", io.NewSectionReader(content, 0, int64(len(content.now))), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		meanwhile()
		return n, f.ParseOpen(file, func(supplement.Row, Line) { n++ })
	}
	if n, err := read(func() {}); n != len(rows) || err != nil {
		t.Fatalf("%d rows, %v", n, err)
	}
	other := bytes.Clone(content.now)
	rows[5] = []any{1, "x"}
	b.Sheets[0].Rows = append([][]any{{"number", "text"}}, rows...)
	copy(other, b.Bytes())
	if _, err := read(func() { content.now = other }); !errors.Is(err, ErrChanged) {
		t.Errorf("another file in its place: %v", err)
	}
}

// swapped is content that may become another.
type swapped struct{ now []byte }

func (s *swapped) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(s.now).ReadAt(p, off)
}
