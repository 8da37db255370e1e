// Package xlsxtest writes small XLSX files for tests, in the ways in which programs
// write them.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Book is what a file holds.
type Book struct {
	Sheets   []Sheet
	From1904 bool // days are counted from 1904
	Inline   bool // texts stand in their cells, not in a list
	Prefix   string
}

// A Sheet is a sheet. State is visible if it is "". The first row is row First, or 1.
//
// A value is a string, an int, a float64, a bool, a time.Time (a number with a style
// of date and time), a Day, a Cell, or nil for none.
type Sheet struct {
	Name, State string
	First       int
	Rows        [][]any
}

// A Day is a number with the style of a date.
type Day time.Time

// A Cell is a cell as it is written: its type, the position of its style in Formats,
// its formula, and its value, none if Value is "" and Formula is not.
type Cell struct {
	Type    string
	Style   int
	Formula string
	Value   string
}

// The positions of styles in a file.
const (
	General = iota
	DateTime
	Date
	Clock
	Custom // a date and a time of day, as an own format
	Padded // six digits
	Percent
	Hours
)

var formats = [...]int{General: 0, DateTime: 22, Date: 14, Clock: 20, Custom: 164, Padded: 165, Percent: 9, Hours: 166}

// Serial is the number that stands for an instant, as a clock in UTC shows it.
func Serial(at time.Time, from1904 bool) float64 {
	days := float64(at.Unix())/86400 + 25569
	if from1904 {
		return days - 1462
	}
	if days < 61 {
		return days - 1
	}
	return days
}

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Parts are the parts of the file, by name.
func (b *Book) Parts() map[string]string {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	parts := map[string]string{
		"[Content_Types].xml": head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         head + `<Relationships><Relationship Id="rId1" Type="` + office + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	var sheets, related strings.Builder
	var texts []string
	known := map[string]int{}
	for i, s := range b.Sheets {
		state := ""
		if s.State != "" {
			state = ` state="` + s.State + `"`
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escaped(s.Name), i+1, state, i+10)
		fmt.Fprintf(&related, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+10, office, i+1)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = b.sheet(&s, known, &texts)
	}
	fmt.Fprintf(&related, `<Relationship Id="rId1" Type="%sstyles" Target="/xl/styles.xml"/>`, office)
	fmt.Fprintf(&related, `<Relationship Id="rId2" Type="%ssharedStrings" Target="sharedStrings.xml"/>`, office)
	parts["xl/workbook.xml"] = head + fmt.Sprintf(`<workbook><workbookPr date1904="%t"/><sheets>%s</sheets></workbook>`, b.From1904, sheets.String())
	parts["xl/_rels/workbook.xml.rels"] = head + `<Relationships>` + related.String() + `</Relationships>`
	parts["xl/sharedStrings.xml"] = head + `<sst><si><t>` + strings.Join(texts, `</t></si><si><t xml:space="preserve">`) + `</t></si></sst>`
	parts["xl/styles.xml"] = styles()
	return parts
}

func styles() string {
	var all strings.Builder
	for _, id := range formats {
		fmt.Fprintf(&all, `<xf numFmtId="%d"/>`, id)
	}
	return head + `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-414]dd/mm/yyyy\ hh:mm;@"/><numFmt numFmtId="165" formatCode="000000"/>` +
		`<numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs>` + all.String() +
		`</cellXfs><cellStyles/></styleSheet>`
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // to memory
	return b.String()
}

func (b *Book) sheet(s *Sheet, known map[string]int, texts *[]string) string {
	p := b.Prefix
	var all strings.Builder
	fmt.Fprintf(&all, head+`<%sworksheet><%sdimension ref="A1"/><%ssheetData>`, p, p, p)
	for i, row := range s.Rows {
		fmt.Fprintf(&all, `<%srow r="%d">`, p, max(s.First, 1)+i)
		for column, v := range row {
			cell := b.cell(v, known, texts)
			if cell == (Cell{}) {
				continue
			}
			fmt.Fprintf(&all, `<%sc r="%s%d"`, p, letters(column), max(s.First, 1)+i)
			if cell.Style != 0 {
				fmt.Fprintf(&all, ` s="%d"`, cell.Style)
			}
			if cell.Type != "" {
				fmt.Fprintf(&all, ` t="%s"`, cell.Type)
			}
			all.WriteByte('>')
			if cell.Formula != "" {
				fmt.Fprintf(&all, `<%sf>%s</%sf>`, p, escaped(cell.Formula), p)
			}
			switch {
			case cell.Type == "inlineStr":
				fmt.Fprintf(&all, `<%sis><%st>%s</%st></%sis>`, p, p, escaped(cell.Value), p, p)
			case cell.Value != "":
				fmt.Fprintf(&all, `<%sv>%s</%sv>`, p, escaped(cell.Value), p)
			}
			fmt.Fprintf(&all, `</%sc>`, p)
		}
		fmt.Fprintf(&all, `</%srow>`, p)
	}
	fmt.Fprintf(&all, `</%ssheetData></%sworksheet>`, p, p)
	return all.String()
}

// letters names a column: A, Z, AA.
func letters(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

func (b *Book) cell(v any, known map[string]int, texts *[]string) Cell {
	switch v := v.(type) {
	case nil:
		return Cell{}
	case Cell:
		return v
	case string:
		if b.Inline {
			return Cell{Type: "inlineStr", Value: v}
		}
		at, ok := known[v]
		if !ok {
			at, known[v] = len(*texts), len(*texts)
			*texts = append(*texts, escaped(v))
		}
		return Cell{Type: "s", Value: strconv.Itoa(at)}
	case int:
		return Cell{Value: strconv.Itoa(v)}
	case float64:
		return Cell{Value: strconv.FormatFloat(v, 'G', 17, 64)}
	case bool:
		return Cell{Type: "b", Value: map[bool]string{true: "1", false: "0"}[v]}
	case time.Time:
		return Cell{Style: DateTime, Value: strconv.FormatFloat(Serial(v, b.From1904), 'G', 17, 64)}
	case Day:
		return Cell{Style: Date, Value: strconv.FormatFloat(Serial(time.Time(v), b.From1904), 'G', 17, 64)}
	}
	panic(fmt.Sprintf("no value of a cell: %T", v))
}

// Bytes is the file.
func (b *Book) Bytes() []byte { return Pack(b.Parts()) }

// Pack is a file of these parts.
func Pack(parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			panic(err) // memory takes all
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}
