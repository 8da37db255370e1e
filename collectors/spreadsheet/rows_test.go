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

	"casework/collectors/testutil/xlsxtest"
)

// read is all that is read of a file: a line a row, with its number.
func read(content []byte, sheet string, limits Limits) (string, error) {
	b, err := Open(bytes.NewReader(content), int64(len(content)), limits)
	if err != nil {
		return "", err
	}
	rows, err := b.Rows(sheet)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for {
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return all.String(), nil
		}
		if err != nil {
			return all.String(), err
		}
		line, _ := rows.FieldPos(0)
		fmt.Fprintf(&all, "%d:%s\n", line, bytes.Join(fields, []byte("|")))
	}
}

func one(rows ...[]any) *xlsxtest.Book {
	return &xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "Ark1", Rows: rows}}}
}

// TestValues: what stands in cells, as CSV has it.
func TestValues(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 5, 7, 0, time.UTC)
	cell := func(value string, style int) any { return xlsxtest.Cell{Value: value, Style: style} }
	for _, tt := range []struct {
		what string
		v    any
		want string
	}{
		{"text", "Nord & Sør <1>", "Nord & Sør <1>"},
		{"text with an escape", "a_x000D_b_x005F_x_", "a\rb_x_"},
		{"whole", 12345, "12345"},
		{"digits of an identifier", cell("123456789012345", 0), "123456789012345"},
		{"more digits than are kept", cell("1.2345678901234567E+15", 0), noValue},
		{"many digits", cell("1234567890123456", 0), noValue},
		{"fraction", 12.5, "12.5"},
		{"computed", cell("0.30000000000000004", 0), "0.3"},
		{"with exponent", cell("1.5E-3", 0), "0.0015"},
		{"negative", cell("-7", 0), "-7"},
		{"negative zero", cell("-0", 0), "0"},
		{"no number", cell("0x1p3", 0), noValue},
		{"infinite", cell("1E999", 0), noValue},
		{"leading zeros", cell("301", xlsxtest.Padded), "000301"},
		{"percent", cell("0.125", xlsxtest.Percent), "12.5%"},
		{"true", true, "TRUE"},
		{"false", false, "FALSE"},
		{"error", xlsxtest.Cell{Type: "e", Value: "#DIV/0!"}, "#N/A"},
		{"formula", xlsxtest.Cell{Formula: "1+1", Value: "2"}, "2"},
		{"formula of a text", xlsxtest.Cell{Type: "str", Formula: `"a"`, Value: "a"}, "a"},
		{"formula, not computed", xlsxtest.Cell{Formula: "1+1"}, "="},
		{"time", at, "23.11.2026 10:05:07"},
		{"time by an own format", cell("46349.420219907406", xlsxtest.Custom), "23.11.2026 10:05:07"},
		{"rounded up to the second", cell("46349.42021990000", xlsxtest.DateTime), "23.11.2026 10:05:07"},
		{"rounded up to the next day", cell("46349.999999", xlsxtest.DateTime), "24.11.2026 00:00:00"},
		{"midnight", cell("46349", xlsxtest.DateTime), "23.11.2026 00:00:00"},
		{"day", xlsxtest.Day(at.Truncate(24 * time.Hour)), "23.11.2026"},
		{"day with a time that is not seen", xlsxtest.Day(at), "23.11.2026 10:05:07"},
		{"time of day", cell("0.5", xlsxtest.Clock), "12:00:00"},
		{"time whose day is not seen", cell("46349.5", xlsxtest.Clock), "23.11.2026 12:00:00"},
		{"hours", cell("1.25", xlsxtest.Hours), "30:00:00"},
		{"day zero", cell("0", xlsxtest.Date), "00:00:00"},
		{"first day", cell("1", xlsxtest.Date), "01.01.1900"},
		{"day before the one that never was", cell("59", xlsxtest.Date), "28.02.1900"},
		{"day that never was", cell("60", xlsxtest.Date), "29.02.1900"},
		{"day after it", cell("61", xlsxtest.Date), "01.03.1900"},
		{"last day", cell("2958465.5", xlsxtest.DateTime), "31.12.9999 12:00:00"},
		{"beyond", cell("2958466", xlsxtest.DateTime), noValue},
		{"before", cell("-1", xlsxtest.DateTime), noValue},
		{"ISO day", xlsxtest.Cell{Type: "d", Value: "2026-11-23"}, "23.11.2026"},
		{"ISO time", xlsxtest.Cell{Type: "d", Value: "2026-11-23T10:05:06.9"}, "23.11.2026 10:05:07"},
		{"ISO time with zone", xlsxtest.Cell{Type: "d", Value: "2026-11-23T10:05:07Z"}, "2026-11-23T10:05:07Z"},
		{"unknown style", cell("5", 99), "5"},
	} {
		got, err := read(one([]any{tt.v, "x"}).Bytes(), "", Limits{})
		if want := "1:" + tt.want + "|x\n"; got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", tt.what, got, err, want)
		}
	}
	b := one([]any{at, xlsxtest.Day(at.Truncate(24 * time.Hour)), cell("0", xlsxtest.Date)})
	b.From1904 = true
	if got, err := read(b.Bytes(), "", Limits{}); got != "1:23.11.2026 10:05:07|23.11.2026|01.01.1904\n" || err != nil {
		t.Errorf("counted from 1904: %q, %v", got, err)
	}
}

// TestFormats: what own formats show.
func TestFormats(t *testing.T) {
	for format, want := range map[string]style{
		"General": {}, "Standard": {}, "0.00": {}, "#,##0.00": {}, `0 "days"`: {}, `[Red]0.00`: {}, `0.0E+00`: {}, `"Sak "0`: {}, `_-* #,##0_-`: {}, "@": {},
		"": {}, `"open`: {}, "[open": {}, `\`: {},
		"dd.mm.yyyy": {shows: day}, "mmm-yy": {shows: day}, "MMMM": {shows: day}, `[$-414]d. mmmm yyyy;@`: {shows: day}, "YYYY-MM-DD": {shows: day},
		"dd.mm.yyyy hh:mm": {shows: dayTime}, `yyyy\-mm\-dd\Thh:mm:ss`: {shows: dayTime}, "m/d/yy h:mm AM/PM": {shows: dayTime},
		"hh:mm": {shows: clock}, "[h]:mm": {shows: clock}, "[mm]:ss": {shows: clock}, "h:mm AM/PM": {shows: clock},
		"0%": {shows: percents}, "0.0 %": {shows: percents}, "0000": {width: 4}, "0;dd": {},
	} {
		if got := styleOf(format); got != want {
			t.Errorf("%q: %+v, want %+v", format, got, want)
		}
	}
}

// TestRows: empty rows are none, wherever they are; cells may be missing, and rows
// and cells need not say where they are.
func TestRows(t *testing.T) {
	styled := xlsxtest.Cell{Style: 2}
	b := one(
		[]any{nil, nil}, []any{" ", styled},
		[]any{"case_id", "unit", "closed_at", styled},
		[]any{1, "Nord"}, []any{styled, styled}, []any{nil, "Sør", nil, nil, "x"}, []any{2},
		[]any{styled, styled, styled}, []any{styled},
	)
	b.Sheets[0].First = 3
	const want = "5:case_id|unit|closed_at\n6:1|Nord|\n8:|Sør|||x\n9:2||\n"
	for _, prefix := range []string{"", "x:"} {
		for _, inline := range []bool{false, true} {
			b.Prefix, b.Inline = prefix, inline
			got, err := read(b.Bytes(), "", Limits{})
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("prefix %q, inline %t: %v (-want +got):\n%s", prefix, inline, err, diff)
			}
		}
	}
	for what, tt := range map[string]struct{ data, want string }{
		"nothing says where it is": {`<row><c t="str"><v>a</v></c><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>`, "1:a|1\n2:|2\n"},
		"formulas, not computed":   {`<row><c><f>1+1</f><v/></c><c t="str"><f>""</f><v></v></c><c><f>1</f></c></row>`, "1:=||=\n"},
		"hidden":                   {`<row hidden="1"><c><v>1</v></c></row>`, "1:1\n"},
		"in pieces":                {`<row><c><v>1<!-- > -->2<![CDATA[3]]></v></c></row>`, "1:123\n"},
		"letterings":               {`<row><c t="inlineStr"><is><r><rPr a="&gt;/>"/><t>No</t></r><r><t>rd</t></r><rPh sb="0"><t>x</t></rPh></is></c></row>`, "1:Nord\n"},
		"signs":                    {`<row><c t='str'><v>&lt;&#248;&#xE5;&amp;&quot;&apos;</v></c></row>`, "1:<øå&\"'\n"},
		"no rows":                  {"", ""},
	} {
		parts := one().Parts()
		parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData>" + tt.data + `</sheetData><row r="9"><c r="A9"><v>9</v></c></row></worksheet>`
		if got, err := read(xlsxtest.Pack(parts), "", Limits{}); got != tt.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", what, got, err, tt.want)
		}
	}
}

// TestSheets: the sheet that is named as the table is read, else the only one that
// is not hidden.
func TestSheets(t *testing.T) {
	sheet := func(name, state string) xlsxtest.Sheet {
		return xlsxtest.Sheet{Name: name, State: state, Rows: [][]any{{name}}}
	}
	for _, tt := range []struct {
		what   string
		sheets []xlsxtest.Sheet
		want   string
	}{
		{"one", []xlsxtest.Sheet{sheet("Ark1", "")}, "1:Ark1\n"},
		{"one that is hidden", []xlsxtest.Sheet{sheet("Ark1", "hidden")}, "1:Ark1\n"},
		{"others are hidden", []xlsxtest.Sheet{sheet("Ark1", "hidden"), sheet("Ark2", ""), sheet("Ark3", "veryHidden")}, "1:Ark2\n"},
		{"named", []xlsxtest.Sheet{sheet("Om", ""), sheet("Cases", "")}, "1:Cases\n"},
		{"named and hidden", []xlsxtest.Sheet{sheet("Om", ""), sheet("cases", "hidden")}, "1:cases\n"},
		{"several", []xlsxtest.Sheet{sheet("Åpne", ""), sheet("Lukkede", ""), sheet("x", "hidden")}, `it has 2 sheets that are not hidden ("Åpne", "Lukkede"): name the one that is to be read "cases", or leave one`},
		{"all are hidden", []xlsxtest.Sheet{sheet("a", "hidden"), sheet("b", "hidden")}, `it has 0 sheets that are not hidden`},
	} {
		b := &xlsxtest.Book{Sheets: tt.sheets}
		got, err := read(b.Bytes(), "cases", Limits{})
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}
