package spreadsheet

import (
	"strings"
	"testing"

	"casework/collectors/testutil/xlsxtest"
)

// FuzzOpen: whatever a file holds, it is read or refused, with fields that are at
// most as many, and as long, as is allowed.
func FuzzOpen(f *testing.F) {
	b := one([]any{"case_id", "unit"}, []any{1, "Nord"}, []any{xlsxtest.Cell{Formula: "1", Value: "2"}, true})
	f.Add(b.Bytes())
	b.From1904, b.Inline, b.Prefix = true, true, "x:"
	b.Sheets = append(b.Sheets, xlsxtest.Sheet{Name: "cases", State: "hidden", Rows: b.Sheets[0].Rows})
	f.Add(b.Bytes())
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(_ *testing.T, content []byte) {
		_, _ = read(content, "cases", Limits{Unpacked: 1 << 20, Text: 1 << 16}) // it ends, and does not panic
	})
}

// FuzzSheet: likewise of what a sheet holds, which a checksum keeps FuzzOpen from.
func FuzzSheet(f *testing.F) {
	const name = "xl/worksheets/sheet1.xml"
	book := one([]any{"case_id", "unit", "received_at"}, []any{1, "Nord", 46349.5}, []any{xlsxtest.Cell{Formula: "1", Value: "2"}, true})
	f.Add(book.Parts()[name])
	book.Inline = true
	f.Add(book.Parts()[name])
	f.Add(`<worksheet><sheetData><row><c s="1"><v>46349.<!-- > -->5<![CDATA[5]]></v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		parts := book.Parts()
		parts[name] = sheet
		all, err := read(xlsxtest.Pack(parts), "", Limits{Unpacked: 1 << 20})
		if err == nil && !strings.Contains(sheet, "sheetData") {
			t.Errorf("a sheet without rows gives %q", all)
		}
	})
}
