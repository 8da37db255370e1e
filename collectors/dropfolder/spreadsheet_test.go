package dropfolder

import (
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil/xlsxtest"
)

// TestSpreadsheets: a file of XLSX is read as one of CSV is: the sheet that is
// named for the table, if there are several.
func TestSpreadsheets(t *testing.T) {
	d := newDrop(t)
	month := xlsxtest.Day(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC))
	b := xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "Om"}, {Name: "Audits", Rows: [][]any{
		{"unit", "month", "reviewed", "with_errors"}, {"A", month, 10, 1}, {"B", "2026-09", 1000.0, xlsxtest.Cell{Formula: "1+1", Value: "2"}},
	}}}}
	d.put("audits.xlsx", string(b.Bytes()), time.Hour)
	d.see("A B", "audits.xlsx:read")
	b.Sheets[1].Rows[2][3] = xlsxtest.Cell{Type: "e", Formula: "1/0", Value: "#DIV/0!"}
	d.put("audits.xlsx", string(b.Bytes()), time.Hour-1)
	d.see("A B", "audits.xlsx:kept")
	if want := "audits.xlsx:3:4: with_errors is a spreadsheet's error, not a value"; !strings.Contains(d.log.String(), want) {
		t.Errorf("the log does not say %q:\n%s", want, d.log.String())
	}
}
