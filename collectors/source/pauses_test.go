package source_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
)

// TestPausesAreRead: pauses are read as they change, and know their cases whatever
// the type of the columns.
func TestPausesAreRead(t *testing.T) { each(t, testPausesAreRead) }

func testPausesAreRead(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	d.exec(
		`INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (7, 'A', '2026-09-01 08:00:00', '2026-09-01 08:00:00')`,
		`INSERT INTO casework_pauses (pause_id, case_id, paused_at, resumed_at, changed_at) VALUES
			(1, 7, '2026-09-02 10:00:00', '2026-09-03 10:00:00', '2026-09-03 10:00:00'), (2, 8, '2026-09-30 10:00:00', NULL, '2026-09-30 10:00:00')`,
	)
	cases := sourcetest.Changes(t, s, ledger.Cases, 0)
	read := sourcetest.Changes(t, s, ledger.Pauses, 0)
	if len(cases.Cases) != 1 || len(read.Pauses) != 2 || read.Pauses[0].Case != cases.Cases[0].ID || read.Pauses[1].Case == cases.Cases[0].ID {
		t.Fatalf("pauses %+v of the case %+v", read.Pauses, cases.Cases)
	}
	first, last := unix(t, "2026-09-02 08:00:00"), unix(t, "2026-09-03 08:00:00") // Oslo is two hours ahead
	if p := read.Pauses[0]; p.Paused != first || p.Resumed != last || p.ID&1 != 0 {
		t.Errorf("paused %d, resumed %d, identifier %x; want %d, %d and an even one", p.Paused, p.Resumed, p.ID, first, last)
	}
	if p := read.Pauses[1]; p.Resumed != 0 {
		t.Errorf("one that lasts was resumed at %d", p.Resumed)
	}
	d.exec(`UPDATE casework_pauses SET resumed_at = '2026-10-01 10:00:00', changed_at = '2026-10-01 10:00:00' WHERE pause_id = 2`)
	again := sourcetest.Changes(t, s, ledger.Pauses, read.Next)
	if n := len(again.Pauses); n == 0 || again.Pauses[n-1].ID != read.Pauses[1].ID || again.Pauses[n-1].Resumed == 0 {
		t.Errorf("after an end: %+v", again.Pauses)
	}
	from, until := unix(t, "2026-08-31 22:00:00"), unix(t, "2026-09-30 22:00:00")
	want := map[string]ledger.Summary{"": {Rows: 2, Started: 2}}
	got, err := s.Summaries(t.Context(), ledger.Pauses, from, until)
	if err != nil {
		t.Fatal(err)
	}
	for unit, sum := range got {
		sum.SumFirst, sum.SumStarted = 0, 0
		got[unit] = sum
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summaries (-want +got):\n%s", diff)
	}
	if got, err := s.Summaries(t.Context(), ledger.Pauses, 0, from); err != nil || len(got) != 0 {
		t.Errorf("summaries of a time without pauses: %v, %v", got, err)
	}
	for _, f := range inspect(t, s) {
		if f.Subject == "pauses.sql" && f.Level != source.OK {
			t.Errorf("%s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
	d.exec(`INSERT INTO casework_pauses (pause_id, case_id, paused_at) VALUES (3, 7, '2001-01-01'), (4, 7, '2099-01-01')`)
	const want3 = "2 of the 4 newest pauses last still, 1 of them for more than 365 days"
	if !slices.ContainsFunc(inspect(t, s), func(f source.Finding) bool { return f.Level == source.Warning && f.Detail == want3 }) {
		t.Errorf("nothing says %q", want3)
	}
}

// TestPausesWithoutEnd: a date that stands for none ends no pause.
func TestPausesWithoutEnd(t *testing.T) { each(t, testPausesWithoutEnd) }

func testPausesWithoutEnd(t *testing.T, d *database) {
	s := d.views()
	d.exec(`INSERT INTO casework_pauses (pause_id, case_id, paused_at, resumed_at, changed_at) VALUES
		(1, 7, '2026-09-02 10:00:00', '9999-12-31 00:00:00', '2026-09-03 10:00:00'), (2, 8, '2026-09-02 10:00:00', '1900-01-01 00:00:00', '2026-09-03 10:00:00')`)
	read := sourcetest.Changes(t, s, ledger.Pauses, 0)
	if len(read.Pauses) != 2 {
		t.Fatalf("pauses %+v", read.Pauses)
	}
	for _, p := range read.Pauses {
		if p.Paused == 0 || p.Resumed != 0 {
			t.Errorf("paused %d, resumed %d; want one that lasts", p.Paused, p.Resumed)
		}
	}
}

// TestPausesOfOldViews: where what a query of pauses reads lacks a column from the
// first, as views from before adapters read pauses do, pauses are off and polls
// go on; check says what to do. They are read once the column is there.
func TestPausesOfOldViews(t *testing.T) { each(t, testPausesOfOldViews) }

func testPausesOfOldViews(t *testing.T, d *database) {
	d.exec(`CREATE TABLE held (id INT, a {instant}, b {instant})`, `INSERT INTO held VALUES (1, '2026-09-02 10:00:00', NULL)`)
	s := d.files(map[string]string{
		"cases.sql":  "SELECT id AS case_id, 'A' AS unit, a AS received_at, b AS closed_at FROM held",
		"pauses.sql": "SELECT h.line AS pause_id, h.id AS case_id, h.a AS paused_at, h.b AS resumed_at FROM held h",
	})
	has := func() bool {
		if _, err := s.Units(t.Context()); err != nil { // surveys
			t.Fatal(err)
		}
		has, err := s.Has(t.Context(), source.Pauses)
		if err != nil {
			t.Fatal(err)
		}
		return has
	}
	if has() {
		t.Error("pauses are on without a column")
	}
	said := false
	for _, f := range inspect(t, s) {
		said = said || f.Subject == "pauses.sql" && f.Level == source.Warning && strings.Contains(f.Detail, "line") && strings.Contains(f.Hint, "_WITHOUT=pauses")
	}
	if !said {
		t.Error("check does not say which column is missing")
	}
	d.exec(`ALTER TABLE held ADD COLUMN line INT`, `UPDATE held SET line = 5`)
	if !has() {
		t.Error("pauses stay off with the column")
	}
	if read := sourcetest.Changes(t, s, ledger.Pauses, 0); len(read.Pauses) != 1 {
		t.Errorf("read %d pauses, want 1", len(read.Pauses))
	}
}

// TestPausesOfOtherTypes: identifiers in texts, no changed_at, and a case that is NULL.
func TestPausesOfOtherTypes(t *testing.T) { each(t, testPausesOfOtherTypes) }

func testPausesOfOtherTypes(t *testing.T, d *database) {
	d.exec(`CREATE TABLE held (id VARCHAR(9), owner VARCHAR(9), a {instant}, b {instant})`,
		`INSERT INTO held VALUES ('p1', '7', '2026-09-02 10:00:00', NULL), ('p2', NULL, '2026-09-02 10:00:00', '2026-09-03 10:00:00')`)
	s := d.files(map[string]string{
		"cases.sql":  "SELECT 7 AS case_id, 'A' AS unit, a AS received_at, b AS closed_at FROM held WHERE id = 'p1'",
		"pauses.sql": "SELECT id AS pause_id, owner AS case_id, a AS paused_at, b AS resumed_at FROM held",
	})
	cases := sourcetest.Changes(t, s, ledger.Cases, 0)
	read := sourcetest.Changes(t, s, ledger.Pauses, 0)
	if len(read.Pauses) != 2 || read.Pauses[0].Case != cases.Cases[0].ID || read.Pauses[1].Case != 0 {
		t.Errorf("pauses %+v of the case %+v", read.Pauses, cases.Cases)
	}
	// Without changed_at, those that last come again.
	if again := sourcetest.Changes(t, s, ledger.Pauses, read.Next); len(again.Pauses) == 0 {
		t.Error("a pause that lasts is not read again")
	}
	d.exec(`ALTER TABLE held DROP COLUMN b`)
	less := d.files(map[string]string{
		"cases.sql": "SELECT 7 AS case_id, 'A' AS unit, a AS received_at, a AS closed_at FROM held", "pauses.sql": "SELECT id AS pause_id, owner AS case_id, a AS paused_at FROM held",
	})
	err := less.Changes(t.Context(), ledger.Pauses, 0, func(*ledger.Page) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "pauses.sql: resumed_at is missing;") {
		t.Errorf("without an end: %v", err)
	}
}
