package spreadsheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"casework/collectors/testutil/xlsxtest"
)

// repeated packs one part that begins and ends so, with a middle that is there so
// many times, beside other parts.
func repeated(t *testing.T, part, begin, middle string, times int, end string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	parts := one([]any{"a"}).Parts()
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if name != part {
			_, _ = io.WriteString(w, content) // to memory
			continue
		}
		_, _ = io.WriteString(w, begin)
		block := strings.Repeat(middle, 1000)
		for range times / 1000 {
			_, _ = io.WriteString(w, block)
		}
		_, _ = io.WriteString(w, end)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestBombs: what is small and becomes large is refused, and takes little memory.
func TestBombs(t *testing.T) {
	const sheetName = "xl/worksheets/sheet1.xml"
	limits := Limits{Unpacked: 64 << 20, Text: 4 << 20}
	for _, tt := range []struct {
		what    string
		content []byte
		want    string
	}{
		{
			"a sheet", repeated(t, sheetName, "<worksheet><sheetData>", "<row></row>\n          ", 6_000_000, "</sheetData></worksheet>"),
			"row 1048577 of the sheet: more than 1048576 rows",
		},
		{
			"rows that are not there", repeated(t, sheetName, "<worksheet><sheetData>", "<!--         -->", 10_000_000, "</sheetData></worksheet>"),
			`unpacked, its part "xl/worksheets/sheet1.xml" is larger than 64 MiB, which is not allowed`,
		},
		{"a text", repeated(t, sheetName, "<worksheet><sheetData><row><c><v>", "1234567890", 1_000_000, "</v></c></row></sheetData></worksheet>"), "a text or a tag of it is longer than 1024 KiB"},
		{"a text in pieces", repeated(t, sheetName, "<worksheet><sheetData><row><c><v>", "12345<!---->", 1_000_000, "</v></c></row></sheetData></worksheet>"), "row 1 of the sheet: longer than 1024 KiB"},
		{"a text in runs", repeated(t, sheetName, "<worksheet><sheetData><row><c><is>", "<r><t>12345</t></r>", 1_000_000, "</is></c></row></sheetData></worksheet>"), "a text of it is longer than 1024 KiB"},
		{"a row", repeated(t, sheetName, "<worksheet><sheetData><row>", `<c r="A1"><v>123</v></c>`, 1_000_000, "</row></sheetData></worksheet>"), "row 1 of the sheet: longer than 1024 KiB"},
		{"columns", repeated(t, sheetName, "<worksheet><sheetData><row>", `<c><v>1</v></c>`, 5_000, "</row></sheetData></worksheet>"), "it has values in more than 1024 columns"},
		{"a tag", repeated(t, sheetName, "<worksheet><sheetData><row a='", "1234567890", 1_000_000, "'></row></sheetData></worksheet>"), "a text or a tag of it is longer than 1024 KiB"},
		{"a list of texts", repeated(t, "xl/sharedStrings.xml", "<sst>", "<si><t>0123456789</t></si>", 1_000_000, "</sst>"), `its texts are more than 4 MiB: leave out columns that are not read, or save it as "CSV UTF-8"`},
		{"a list of empty texts", repeated(t, "xl/sharedStrings.xml", "<sst>", "<si/>", 2_000_000, "</sst>"), "its texts are more than 4 MiB"},
		{"styles", repeated(t, "xl/styles.xml", "<styleSheet><cellXfs>", "<xf/>", 100_000, "</cellXfs></styleSheet>"), "it has more styles than allowed"},
		{"formats", repeated(t, "xl/styles.xml", "<styleSheet>", `<numFmt numFmtId="1"/>`, 1_000_000, "</styleSheet>"), `its part "xl/styles.xml" is larger than 8 MiB`},
		{"a workbook", repeated(t, "xl/workbook.xml", "<workbook>", "<definedName/>", 1_000_000, "</workbook>"), `its part "xl/workbook.xml" is larger than 8 MiB`},
		{"sheets", repeated(t, "xl/workbook.xml", "<workbook>", `<sheet name="a" r:id="rId10"/>`, 2_000, "</workbook>"), "it has more sheets than allowed"},
		{"relations", repeated(t, "xl/_rels/workbook.xml.rels", "<Relationships>", `<Relationship Id="a" Type="b" Target="c"/>`, 2_000, "</Relationships>"), "it names more parts than allowed"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := read(tt.content, "", limits)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s, %d KiB packed: error %v, want %s", tt.what, len(tt.content)>>10, err, tt.want)
		}
		if all := (after.TotalAlloc - before.TotalAlloc) >> 20; all > 96 {
			t.Errorf("%s: %d MiB were allocated", tt.what, all)
		}
	}
	var many bytes.Buffer
	z := zip.NewWriter(&many)
	for i := range 40_000 {
		if _, err := z.Create(fmt.Sprintf("xl/%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := read(many.Bytes(), "", limits); err == nil || err.Error() != "the list of its parts is longer than allowed" {
		t.Errorf("very many parts: %v", err)
	}
}

// TestCutFiles: a file that was cut off anywhere is refused, as such.
func TestCutFiles(t *testing.T) {
	var rows [][]any
	for i := range 100 {
		rows = append(rows, []any{i, fmt.Sprint("text ", i)})
	}
	b := &xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "a", Rows: rows}}}
	whole := b.Bytes()
	want, err := read(whole, "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(whole); n += 7 {
		if _, err := read(whole[:n], "", Limits{}); err == nil || !strings.Contains(err.Error(), "it was cut off or is still being written") {
			t.Errorf("%d of %d bytes: %v", n, len(whole), err)
		}
	}
	for n := 0; n < len(whole); n += 5 {
		changed := bytes.Clone(whole)
		changed[n] ^= 0x55
		got, err := read(changed, "", Limits{})
		if err == nil && got != want {
			t.Errorf("byte %d is another: other rows are read", n)
		}
	}
}

// TestBroken: what is no spreadsheet, or none that can be read, is refused with the
// reason.
func TestBroken(t *testing.T) {
	const sheetName = "xl/worksheets/sheet1.xml"
	for _, tt := range []struct{ what, part, content, want string }{
		{"other files in a zip file", "_rels/.rels", "", "it is no XLSX file: save it as XLSX"},
		{"binary", "_rels/.rels", `<Relationships><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>`, "it is no XLSX file"},
		{"a document", "xl/workbook.xml", `<w:document/>`, "it is no XLSX file"},
		{"no sheet", "xl/workbook.xml", `<workbook/>`, "it has no sheet with cells"},
		{"a sheet that is not there", "xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId10" Type="worksheet" Target="../none.xml"/></Relationships>`, `its part "none.xml" is not there`},
		{"a text that is not listed", sheetName, `<worksheet><sheetData><row><c t="s"><v>1</v></c></row></sheetData></worksheet>`, "row 1 of the sheet: a text is not in the list of texts"},
		{"a text below the first", sheetName, `<worksheet><sheetData><row><c t="s"><v>-1</v></c></row></sheetData></worksheet>`, "a text is not in the list of texts"},
		{"rows again", sheetName, `<worksheet><sheetData><row r="2"/><row r="2"/></sheetData></worksheet>`, "rows are not numbered one after the other"},
		{"rows beyond", sheetName, `<worksheet><sheetData><row r="99999999"/></sheetData></worksheet>`, "more than 1048576 rows"},
		{"no column", sheetName, `<worksheet><sheetData><row><c r="12"><v>1</v></c></row></sheetData></worksheet>`, "a cell is in no column"},
		{"far columns", sheetName, `<worksheet><sheetData><row><c r="ZZZZZZZZZ12"><v>1</v></c></row></sheetData></worksheet>`, "more than 1024 columns"},
		{"no end of a row", sheetName, `<worksheet><sheetData><row><c><v>1</v></c>`, "it does not end"},
		{"no end of a cell", sheetName, `<worksheet><sheetData><row><c><v>1`, "it does not end"},
		{"no end of a text", sheetName, `<worksheet><sheetData><row><c><is><t>1`, "it is no XML"},
		{"no end of a tag", sheetName, `<worksheet><sheetData><row><c`, "it ends within a tag"},
		{"no end of the rows", sheetName, `<worksheet><sheetData><row/>`, "the sheet ends too early"},
		{"a document type", sheetName, `<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>`, "it is no XML as spreadsheets have it"},
		{"an unknown entity", sheetName, `<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>`, "it is no XML as spreadsheets have it"},
		{"no UTF-8", sheetName, "<worksheet><sheetData><row><c t=\"str\"><v>\xe6</v></c></row></sheetData></worksheet>", "a text is not UTF-8"},
		{"UTF-16", sheetName, "\xff\xfe<\x00w\x00>\x00", "it is no XML"},
	} {
		parts := one([]any{"a"}).Parts()
		parts[tt.part] = tt.content
		if _, err := read(xlsxtest.Pack(parts), "", Limits{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.what, err, tt.want)
		}
	}
	encrypted := bytes.ReplaceAll(one([]any{"a"}).Bytes(), []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00"), []byte("PK\x01\x02\x14\x00\x14\x00\x09\x00"))
	if _, err := read(encrypted, "", Limits{}); err == nil || err.Error() != "it is encrypted: save it without a password" {
		t.Errorf("encrypted parts: %v", err)
	}
}
