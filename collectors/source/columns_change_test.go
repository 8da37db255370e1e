package source_test

import (
	"fmt"
	"strings"
	"testing"

	"casework/collectors/ledger"
)

// TestColumnsChange: while a source is read, the columns of a view behind
// SELECT * get other types, another order and others beside them. One reading may
// say so; those after it read what is there.
func TestColumnsChange(t *testing.T) { eachPlain(t, testColumnsChange) }

func testColumnsChange(t *testing.T, d *database) {
	const at = "2024-01-10 08:00:00"
	noon := unix(t, at)
	ids := []string{"CAST(1 AS SIGNED)", "CAST('1' AS CHAR(9))", "CAST(1 AS DECIMAL(20,0))", "CAST(1 AS DECIMAL(20,3))", "CAST(1 AS UNSIGNED)"}
	units := []string{"CAST('Nord' AS CHAR(9))", "'Nord'", "CONVERT('Nord' USING latin1)"}
	times := []string{
		"CAST('" + at + "' AS DATETIME)", fmt.Sprint(noon), "CAST('" + at + "' AS DATETIME(6))", fmt.Sprint("CAST(", noon, " AS DECIMAL(20,6))"), "CAST('2024-01-10' AS DATE)",
	}
	if !d.isMariaDB() {
		d.exec("CREATE EXTENSION citext", "CREATE TYPE unit AS ENUM ('Nord')")
		ids = []string{"1::int", "1::bigint", "'1'::text", "'1'::citext", "1::numeric(20,3)", "1::smallint", "'1'::varchar(9)", "1::numeric", "'1'::name", "'1'::char(20)"}
		units = []string{"'Nord'::text", "'Nord'::unit", "'Nord'::citext", "'Nord'::varchar(9)", "'Nord'::name", "'Nord'::char(20)"}
		times = []string{"'" + at + "'::timestamp", fmt.Sprint(noon, "::bigint"), "'" + at + "Z'::timestamptz", fmt.Sprint(noon, "::int"), fmt.Sprint(noon, ".5::numeric"), "'2024-01-10'::date"}
	}
	s := d.files(map[string]string{"cases.sql": "SELECT * FROM v"}, only)
	replace := func(columns ...string) {
		t.Helper()
		d.exec("DROP VIEW IF EXISTS v", "CREATE VIEW v AS SELECT "+strings.Join(columns, ", "))
	}
	again := func(what string) {
		t.Helper()
		var r read
		if err := s.Changes(t.Context(), ledger.Cases, 0, r.Add); err != nil {
			if !strings.Contains(err.Error(), "its columns have changed type") {
				t.Errorf("%s: the error is %v", what, err)
			}
			r = changes(t, s, ledger.Cases, 0)
		}
		if len(r.Cases) != 1 || r.Cases[0].ID != keys(1)[0] || r.Cases[0].Unit != "Nord" {
			t.Fatalf("%s: the cases are %+v", what, r.Cases)
		}
		if c := r.Cases[0]; c.Received != noon && c.Received != noon-8*3600 || c.Closed != c.Received {
			t.Errorf("%s: received at %d and closed at %d, want %d", what, c.Received, c.Closed, noon)
		}
		from := noon - 86400
		if sums, err := s.Summaries(t.Context(), ledger.Cases, from, noon+86400); err != nil || sums["Nord"].Rows != 1 {
			t.Errorf("%s: the sums are %v: %v", what, sums, err)
		}
	}
	named := func(id, unit, at string) []string {
		return []string{id + " AS case_id", unit + " AS unit", at + " AS received_at", at + " AS closed_at"}
	}
	of := func(list []string, i int) string { return list[i%len(list)] }
	for i := range len(ids) * len(times) {
		for _, columns := range [][]string{
			named(of(ids, i), units[0], times[0]), named(ids[0], of(units, i), times[0]),
			named(ids[0], units[0], of(times, i)), named(of(ids, i), of(units, i), of(times, i)),
		} {
			replace(columns...)
			again(strings.Join(columns, ", "))
		}
	}
	columns := named(ids[0], units[0], times[0])
	for _, order := range [][]int{{3, 2, 1, 0}, {1, 0, 3, 2}, {0, 1, 2, 3}} {
		var other []string
		for _, i := range order {
			other = append(other, columns[i])
		}
		replace(other...)
		again(fmt.Sprint("in the order ", order))
		replace(append([]string{"'x' AS more", "2 AS yet_more"}, other...)...)
		again(fmt.Sprint("with more columns, in the order ", order))
	}
	replace(columns[:3]...)
	for range 2 {
		err := s.Changes(t.Context(), ledger.Cases, 1, func(*ledger.Page) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "closed_at") {
			t.Errorf("closed_at is gone, and the error is %v", err)
		}
	}
	replace(columns...)
	again("closed_at is back")
}

// TestListsChange: so it is with what is read whole.
func TestListsChange(t *testing.T) { each(t, testListsChange) }

func testListsChange(t *testing.T, d *database) {
	s := d.files(map[string]string{"units.sql": "SELECT * FROM u", "programmes.sql": "SELECT * FROM p", "cases.sql": "SELECT 1 AS case_id"})
	first, second, text := "CAST('2024-01-10' AS DATE)", "CAST('2024-01-10 00:00:00' AS {wallcast})", "CAST(7 AS CHAR(9))"
	for i, columns := range [][2]string{
		{"'Nord' AS unit, 'N' AS name, 'S' AS service", "'Nord' AS unit, 'p' AS programme, " + first + " AS starts_on, " + second + " AS ends_on"},
		{"'S' AS service, " + text + " AS name, 'Nord' AS unit", second + " AS ends_on, " + first + " AS starts_on, 'p' AS programme, 'Nord' AS unit"},
		{"7 AS name, 'Nord' AS unit, 'S' AS service, 1 AS more", "'Nord' AS unit, 'p' AS programme, " + second + " AS starts_on, " + first + " AS ends_on"},
	} {
		d.exec("DROP VIEW IF EXISTS u", "DROP VIEW IF EXISTS p", "CREATE VIEW u AS SELECT "+columns[0], "CREATE VIEW p AS SELECT "+columns[1])
		_, _ = s.Units(t.Context()) // may find that the columns are others
		_, _ = s.Programmes(t.Context())
		units, err := s.Units(t.Context())
		if err != nil || len(units) != 1 || units[0].Unit != "Nord" || units[0].Service != "S" || i > 0 && units[0].Name != "7" {
			t.Errorf("the units are %+v: %v", units, err)
		}
		programmes, err := s.Programmes(t.Context())
		if err != nil || len(programmes) != 1 || programmes[0].Name != "p" || programmes[0].From != unix(t, "2024-01-10 00:00:00") || programmes[0].Until == 0 {
			t.Errorf("the programmes are %+v: %v", programmes, err)
		}
	}
}
