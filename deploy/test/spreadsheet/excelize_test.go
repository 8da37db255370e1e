// Package spreadsheet tests that files of XLSX which another library writes are read
// as they are meant.
package spreadsheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"casework/collectors/spreadsheet"
)

// rows are the rows of a file, a line each.
func rows(t *testing.T, content []byte, sheet string) string {
	t.Helper()
	b, err := spreadsheet.Open(bytes.NewReader(content), int64(len(content)), spreadsheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Rows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		fmt.Fprintf(&all, "%d:%s\n", line, bytes.Join(fields, []byte("|")))
	}
}

// TestExcelize: values of every kind, as excelize writes them at once and in a
// stream.
func TestExcelize(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 5, 7, 0, time.UTC)
	f := excelize.NewFile()
	style := func(format int, own string) int {
		s := &excelize.Style{NumFmt: format}
		if own != "" {
			s.CustomNumFmt = &own
		}
		id, err := f.NewStyle(s)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	day, own, clock, digits := style(14, ""), style(0, "yyyy-mm-dd hh:mm"), style(20, ""), style(0, "0000")
	set := func(cell string, v any, styled int) {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
		if styled != 0 {
			if err := f.SetCellStyle("Sheet1", cell, cell, styled); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, title := range []string{"case_id", "unit", "received_at", "closed_at", "on", "n"} {
		set(fmt.Sprintf("%c2", 'A'+i), title, 0)
	}
	for cell, v := range map[string]any{"A3": 7, "B3": "Nord & Sør <é>", "C3": at, "F3": 12.25, "A4": "S-8", "B4": " Øst ", "F4": true, "A6": 123456789012} {
		set(cell, v, 0)
	}
	set("D3", at, own)
	set("E3", at.Truncate(24*time.Hour), day)
	set("D4", at, clock)
	set("E4", 0.25, clock)
	set("B6", 301, digits)
	set("H9", "", day)
	if err := errors.Join(f.SetRowVisible("Sheet1", 4, false), f.MergeCell("Sheet1", "A6", "A7"), f.SetCellFormula("Sheet1", "F6", "1+1")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Cases"); err != nil {
		t.Fatal(err)
	}
	stream, err := f.NewStreamWriter("Cases")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{{"case_id", "received_at"}, {1, excelize.Cell{StyleID: own, Value: at}}, {"b<&>", nil}} {
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	for sheet, want := range map[string]string{
		"sheet1": `2:case_id|unit|received_at|closed_at|on|n
3:7|Nord & Sør <é>|23.11.2026 10:05:07|23.11.2026 10:05:07|23.11.2026|12.25
4:S-8| Øst ||23.11.2026 10:05:07|06:00:00|TRUE
6:123456789012|0301||||=
`,
		"cases": "1:case_id|received_at\n2:1|23.11.2026 10:05:07\n3:b<&>|\n",
	} {
		if diff := cmp.Diff(want, rows(t, out.Bytes(), sheet)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sheet, diff)
		}
	}
	var locked bytes.Buffer
	if err := f.Write(&locked, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(locked.Bytes(), []byte("\xd0\xcf\x11\xe0")) {
		t.Error("a file with a password is not what the reader takes for one")
	}
}
