package files

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/testutil/xlsxtest"
)

// TestSpreadsheets: a snapshot of XLSX means what one of CSV means, with own
// headings, sheets and a promise of what is in it.
func TestSpreadsheets(t *testing.T) {
	f := newFolder(t, Options{Location: oslo(t)})
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	b := xlsxtest.Book{Sheets: []xlsxtest.Sheet{
		{Name: "Forklaring", Rows: [][]any{{"Saker per i dag"}}},
		{Name: "Cases", First: 2, Rows: [][]any{
			{nil, nil},
			{"Saksnummer", "Enhet", "Inn til oss", "Avsluttet", "Tittel"},
			{1, "Nord", at, nil, "x"},
			{2, "Nord", at, nil, xlsxtest.Cell{Type: "e", Value: "#N/A"}},
			{"3", "Sør", "20.11.2026 08:00", at.Add(time.Hour), nil},
			{nil, nil, xlsxtest.Cell{Style: xlsxtest.DateTime}},
		}},
	}}
	f.put("columns.csv", "received_at;Inn til oss\n", time.Hour)
	put := func(ago time.Duration) { f.put("cases.xlsx", string(b.Bytes()), ago) }
	put(time.Hour)
	const first = "Nord: 2 open, 0 received, 0 started, 0 closed, 0 reopened; Sør: 0 open, 0 received, 0 started, 0 closed, 0 reopened"
	f.see("a first file", first)
	findings, err := f.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, one := range findings {
		if one.Subject == "cases.xlsx" {
			said = append(said, one.Detail)
		}
	}
	wantSaid := []string{
		`XLSX, sheet "Cases"; without case_type, started_at, deadline_at, reopened_count, changed_at`,
		`columns that look personal, and are not read: "tittel"`,
	}
	if diff := cmp.Diff(wantSaid, said); diff != "" {
		t.Errorf("check (-want +got):\n%s", diff)
	}
	if got := f.ledger.View(f.now.Unix(), true); got.Rows[ledger.Cases] != 3 {
		t.Errorf("%d rows, want 3", got.Rows[ledger.Cases])
	}

	// A closed case of the file that is compared with the one before counts once.
	rows := b.Sheets[1].Rows
	rows[2][3] = at.Add(48 * time.Hour)
	put(time.Minute)
	const second = "Nord: 1 open, 0 received, 0 started, 1 closed, 0 reopened; Sør: 0 open, 0 received, 0 started, 0 closed, 0 reopened"
	f.see("one is closed", second)
	f.restart()
	read := f.rows
	f.see("after a restart", second)
	if f.rows != read {
		t.Error("an unchanged file was read again")
	}

	// What is wrong is refused, and what was read before stays.
	refused := func(what, reason string, change func(), undo func()) {
		t.Helper()
		change()
		f.now = f.now.Add(time.Hour)
		put(time.Minute)
		f.refuse(what, reason, second)
		undo()
	}
	restore := rows[3][2]
	for what, v := range map[string]any{
		"an error": xlsxtest.Cell{Type: "e", Value: "#REF!"}, "a number without a style": 46346.5, "a time of day alone": xlsxtest.Cell{Style: xlsxtest.Clock, Value: "0.5"},
		"a formula that was not computed": xlsxtest.Cell{Formula: "NOW()"}, "another type": true,
	} {
		refused(what, `cases.xlsx:5:3: "Inn til oss" (received_at) is no time such as`, func() { rows[3][2] = v }, func() { rows[3][2] = restore })
	}
	refused("an error for an identifier", `cases.xlsx:5:1: "Saksnummer" (case_id) is a spreadsheet's error, not a value`, func() { rows[3][0] = xlsxtest.Cell{Type: "e", Value: "#N/A"} }, func() { rows[3][0] = 2 })
	refused("an identifier that lost digits", `cases.xlsx:5:1: "Saksnummer" (case_id) is a spreadsheet's error, not a value`, func() { rows[3][0] = 1e17 }, func() { rows[3][0] = 2 })
	refused("several sheets", `cases.xlsx: it has 2 sheets that are not hidden ("Forklaring", "Saker"): name the one that is to be read "cases"`,
		func() { b.Sheets[1].Name = "Saker" }, func() { b.Sheets[1].Name = "cases" })
	refused("too few", "it lacks 1, more than 2 %", func() { b.Sheets[1].Rows = rows[:3] }, func() { b.Sheets[1].Rows = rows })

	// A file that was cut off, in a place of its own choosing.
	whole := string(b.Bytes())
	f.now = f.now.Add(time.Hour)
	f.put("cases.xlsx", whole[:len(whole)-30], time.Minute)
	f.refuse("cut off", "cases.xlsx: the list of its parts, with which it ends, is not there: it was cut off or is still being written", second)
	f.put("cases.xlsx", whole[:3], time.Minute)
	f.refuse("hardly begun", "cases.xlsx: it is no XLSX file: it was cut off", second)

	// A promise holds of rows below the headings, and of all bytes.
	f.put("cases.xlsx", whole, time.Second)
	f.put("cases.xlsx.done", fmt.Sprintf("rows 4\nsha256 %x\n", sha256.Sum256([]byte(whole))), time.Second)
	f.refuse("fewer rows than promised", "cases.xlsx: it has 3 rows, and 4 are promised", second)
	f.put("cases.xlsx.done", fmt.Sprintf("rows 3\nsha256 %x\n", sha256.Sum256([]byte(whole))), time.Second)
	f.see("as promised", second)
}

// TestOtherSpreadsheets: what looks like a table and cannot be read is refused, not
// passed over.
func TestOtherSpreadsheets(t *testing.T) {
	for name, content := range map[string]string{
		"cases.xls": "\xd0\xcf\x11\xe0", "cases.xlsx": "\xd0\xcf\x11\xe0", "cases.ods": xlsxOf(map[string]string{"mimetype": "x"}),
	} {
		f := newFolder(t, Options{})
		f.put(name, content, time.Hour)
		if err := f.poll(ledger.Cases); err == nil || !strings.Contains(err.Error(), "save it as XLSX") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func xlsxOf(parts map[string]string) string { return string(xlsxtest.Pack(parts)) }

func oslo(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
