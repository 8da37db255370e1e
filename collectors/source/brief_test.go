package source_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/source"
)

// TestFirstLoadReadsTimesAsPollsDo: a first load asks for times in a form of its own,
// and finds in each what a poll finds: in every type, of every kind of date that a
// column can hold, with fractions, and around changes of clocks.
func TestFirstLoadReadsTimesAsPollsDo(t *testing.T) { eachPlain(t, testFirstLoadReadsTimesAsPollsDo) }

func testFirstLoadReadsTimesAsPollsDo(t *testing.T, d *database) {
	kinds := []string{"TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPTZ(3)", "DATE"}
	if d.isMariaDB() {
		kinds = []string{"DATETIME", "DATETIME(3)", "DATETIME(6)", "TIMESTAMP", "TIMESTAMP(6)", "DATE"}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			never, _ := civil.ParseDay("2023-12-31")
			s := d.views(func(o *source.Options) {
				o.Location, o.PageSize, o.NoDates = location(t, "Europe/Oslo"), 7, []civil.Day{never, 2932896} // and 9999-12-31
			})
			for _, column := range []string{"received_at", "started_at", "closed_at", "deadline_at"} {
				d.exec(d.retimed("casework_cases", column, kind))
			}
			values := []string{"2024-03-31 02:30:00", "2024-10-27 02:30:00.999999", "2024-02-29 23:59:59.5", "2023-12-31 23:59:59.999", "2037-12-31 00:00:00"}
			if !strings.HasPrefix(kind, "TIMESTAMP") || !d.isMariaDB() {
				values = append(values, "1970-01-01 00:00:01", "2000-02-29", "2100-02-28 12:00:00", "1900-01-01", "9999-12-31 23:59:59", "2105-12-31 23:59:59")
			}
			if d.isMariaDB() && !strings.HasPrefix(kind, "TIMESTAMP") {
				values = append(values, "2026-00-00", "2026-05-00", "2026-00-05 10:00:00", "2026-02-31 10:00:00", "2026-04-31", "0000-00-00", "0000-05-05", "0001-01-01")
			}
			for range 40 {
				at := time.Unix(0, random.Int64N(2_000_000_000_000_000_000)).UTC()
				values = append(values, at.Format("2006-01-02 15:04:05.000000"))
			}
			statements := []string{"SELECT 1"}
			if d.isMariaDB() {
				statements[0] = "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'"
			}
			for i, v := range values {
				statements = append(statements, fmt.Sprintf(`INSERT INTO casework_cases (unit, received_at, started_at, closed_at, deadline_at, changed_at)
					VALUES ('A', '%s', '%s', '%[1]s', '%[1]s', '2024-01-01 00:%02[3]d:00')`, v, values[random.IntN(len(values))], i%60))
			}
			d.exec(append(statements, "INSERT INTO casework_cases (unit, received_at, changed_at) VALUES ('B', NULL, '2025-01-01 00:00:00')")...)

			var first, poll read
			if err := s.Changes(t.Context(), ledger.Cases, 0, first.Add); err != nil {
				t.Fatal(err)
			}
			poll = changes(t, s, ledger.Cases, 1)
			polled := map[ledger.ID]ledger.Case{}
			for _, c := range poll.Cases {
				c.Changed = 0
				polled[c.ID] = c
			}
			if len(polled) != len(values)+1 {
				t.Fatalf("a poll reads %d cases, want %d", len(polled), len(values)+1)
			}
			brief := 0
			for _, c := range first.Cases {
				if c.Changed != 0 {
					continue // of the overlap, which is read as by a poll
				}
				brief++
				if diff := cmp.Diff(polled[c.ID], c); diff != "" {
					t.Errorf("case %d (-poll +first load):\n%s", c.ID, diff)
				}
			}
			if brief < len(polled) {
				t.Errorf("a first load reads %d cases, want %d", brief, len(polled))
			}
		})
	}
}

// TestTypesChangeUnseen: an upgrade of a product makes instants of wall clocks. What
// a statement makes of either has one type, so they are looked at on their own:
// before a first load is complete, and now and then before a poll.
func TestTypesChangeUnseen(t *testing.T) { eachPlain(t, testTypesChangeUnseen) }

func testTypesChangeUnseen(t *testing.T, d *database) {
	for name, since := range map[string]ledger.Cursor{"first load": 0, "poll": 1} {
		t.Run(name, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
			d.exec("INSERT INTO casework_cases (unit, received_at, changed_at) VALUES ('A', '2024-07-01 12:00:00', '2024-07-01 12:00:00')")
			if got := changes(t, s, ledger.Cases, 0).Cases[0].Received; got != unix(t, "2024-07-01 10:00:00") {
				t.Fatalf("received at %d", got)
			}
			change := "ALTER TABLE casework_cases MODIFY received_at TIMESTAMP NULL"
			if !d.isMariaDB() {
				change = "ALTER TABLE casework_cases ALTER received_at TYPE TIMESTAMPTZ USING received_at AT TIME ZONE 'UTC'"
			}
			d.exec(change)
			if since > 0 {
				s.ForgetTypes()
			}
			err := s.Changes(t.Context(), ledger.Cases, since, func(p *ledger.Page) error {
				if since == 0 && p.Next != 0 {
					t.Errorf("a first load is said to be complete at %d", p.Next)
				}
				return nil
			})
			if err == nil || !strings.Contains(err.Error(), "changed type") {
				t.Fatalf("the error is %v, want one that says that types have changed", err)
			}
			if got, want := changes(t, s, ledger.Cases, since).Cases[0].Received, unix(t, "2024-07-01 12:00:00"); got != want {
				t.Errorf("received at %d, want %d", got, want)
			}
		})
	}
}

// TestTypesOfListsChangeUnseen: so it is with lists, which are read whole.
func TestTypesOfListsChangeUnseen(t *testing.T) { eachPlain(t, testTypesOfListsChangeUnseen) }

func testTypesOfListsChangeUnseen(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	retype := func(kind string) string {
		if d.isMariaDB() {
			return "ALTER TABLE casework_programmes MODIFY starts_on " + kind + " NOT NULL"
		}
		return "ALTER TABLE casework_programmes ALTER starts_on TYPE " + kind + " USING starts_on AT TIME ZONE 'UTC'"
	}
	wall, instant := "DATETIME", "TIMESTAMP"
	if !d.isMariaDB() {
		wall, instant = "TIMESTAMP", "TIMESTAMPTZ"
	}
	d.exec(retype(wall), "INSERT INTO casework_programmes (unit, programme, starts_on) VALUES ('A', 'p', '2024-06-30 23:30:00')")
	from := func() int64 {
		t.Helper()
		programmes, err := s.Programmes(t.Context())
		if err != nil || len(programmes) != 1 {
			t.Fatalf("%d programmes: %v", len(programmes), err)
		}
		return programmes[0].From
	}
	if got, want := from(), unix(t, "2024-06-29 22:00:00"); got != want { // 30 June in Oslo
		t.Fatalf("a programme is from %d, want %d", got, want)
	}
	d.exec(retype(instant))
	s.ForgetTypes()
	if _, err := s.Programmes(t.Context()); err == nil || !strings.Contains(err.Error(), "changed type") {
		t.Fatalf("the error is %v, want one that says that types have changed", err)
	}
	if got, want := from(), unix(t, "2024-06-30 22:00:00"); got != want { // 1 July in Oslo
		t.Errorf("a programme is from %d, want %d", got, want)
	}
}
