package setup

import (
	"strings"
	"testing"
)

// TestFoundSaysHowManyRowsAreImpossible: it does not say that none of them
// counts, as cases do that were started before they were received.
func TestFoundSaysHowManyRowsAreImpossible(t *testing.T) {
	for n, want := range map[int64]string{
		0: "", 1: "Impossible as they stand: 1 row; check says why, and what of them counts.", 1260: "Impossible as they stand: 1260 rows;",
	} {
		var out strings.Builder
		(&found{rejected: n}).say(&console{out: &out})
		if flat := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(flat, want) || strings.Contains(flat, "mpossible") != (n > 0) {
			t.Errorf("of %d: %s", n, flat)
		}
	}
}

// TestFoundSaysWhatOfPausesThereIs: totals of pauses are something that can be shown too.
func TestFoundSaysWhatOfPausesThereIs(t *testing.T) {
	const table, totals = "times less those in which a case waits for others", "how long cases take, less the time in which they wait for others"
	for _, tt := range []struct {
		has       []string
		can, lack string
	}{
		{[]string{"pauses"}, table, ""},
		{[]string{"pauses", "cases.paused_seconds"}, table, ""},
		{[]string{"cases.paused_seconds"}, totals, ""},
		{[]string{"cases.paused_since"}, totals, ""},
		{nil, "", table + " (no such table)"},
	} {
		var out strings.Builder
		(&found{has: tt.has}).say(&console{out: &out})
		flat := strings.Join(strings.Fields(out.String()), " ")
		can, lack, _ := strings.Cut(flat, "Not there: ")
		if strings.Contains(can, table) != (tt.can == table) || strings.Contains(can, totals) != (tt.can == totals) || !strings.Contains(lack, tt.lack) {
			t.Errorf("with %v: %s", tt.has, flat)
		}
	}
}
