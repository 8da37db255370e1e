package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/testutil/xlsxtest"
)

// TestReadCasesOfXLSX: what a spreadsheet has as a time is what a clock on the wall
// showed.
func TestReadCasesOfXLSX(t *testing.T) {
	noon := time.Date(2018, 3, 1, 12, 0, 0, 0, time.UTC)
	b := xlsxtest.Book{Sheets: []xlsxtest.Sheet{{Name: "Om"}, {Name: "cases", Rows: [][]any{
		{"case_id", "unit", "received_at", "closed_at", "reopened_count", "saksbehandler"},
		{7, "Barnevern sør", noon.Add(time.Hour), "01.03.2018 13:01", 2, "Kari"},
	}}}}
	got, err := readCases("cases.xlsx", b.Bytes(), oslo(t))
	if err != nil {
		t.Fatal(err)
	}
	want := Case{ID: Key{Str: "7"}, Unit: "Barnevern sør", Received: noon.Unix(), Closed: noon.Unix() + 60, Reopened: 2}
	if diff := cmp.Diff([]Case{want}, got); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}
