package mysql

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// recount condenses the rows that the source itself reads of a span.
func recount(t *testing.T, s *source.Source, table ledger.Table, from, until int64) map[string]ledger.Summary {
	t.Helper()
	var r read
	if err := s.Rows(t.Context(), table, from, until, r.add); err != nil {
		t.Fatal(err)
	}
	sums := map[string]ledger.Summary{}
	add := func(unit string, first, started, closed, line int64) {
		sum := sums[unit]
		sum.Rows++
		for i, part := range []struct {
			at         int64
			count, sum *int64
		}{
			{first, new(int64), &sum.SumFirst},
			{started, &sum.Started, &sum.SumStarted},
			{closed, &sum.Closed, &sum.SumClosed},
			{line, &sum.Deadlines, &sum.SumLine},
		} {
			if part.at != 0 {
				*part.count++
				*part.sum += s.Wall(table, ledger.TimeColumn(i), part.at)
			}
		}
		sums[unit] = sum
		if first < from || first >= until {
			t.Errorf("a row of %d is not in [%d, %d)", first, from, until)
		}
	}
	for _, c := range r.Cases {
		add(c.Unit, c.Received, c.Started, c.Closed, c.Deadline)
	}
	for _, e := range r.Errors {
		add(e.Unit, e.Reported, 0, 0, 0)
	}
	for _, x := range r.Sessions {
		add(x.Unit, x.Planned, x.Held, 0, 0)
	}
	if r.Next != 0 {
		t.Errorf("Rows moves the cursor to %d", r.Next)
	}
	return sums
}

func TestSummariesEqualTheRows(t *testing.T) {
	// After a stroke: the zone of DATETIME columns, where it is another.
	for _, zone := range []string{"Europe/Oslo", "Australia/Lord_Howe", "UTC", "Europe/Oslo/UTC", "UTC/Europe/Oslo"} {
		for _, kind := range []string{"DATETIME(6)", "TIMESTAMP", "INT", "DATE"} {
			t.Run(zone+"/"+kind, func(t *testing.T) {
				d := newDatabase(t)
				s := d.views(func(o *Options) {
					switch zone {
					case "Europe/Oslo/UTC":
						o.Location, o.DateTimes = location(t, "Europe/Oslo"), location(t, "UTC")
					case "UTC/Europe/Oslo":
						o.DateTimes = location(t, "Europe/Oslo")
					default:
						o.Location = location(t, zone)
					}
					o.PageSize = 97
				})
				for _, name := range []string{"received_at", "started_at", "closed_at", "deadline_at"} {
					d.exec(fmt.Sprintf("ALTER TABLE casework_cases MODIFY %s %s NULL", name, kind))
				}
				value := func(days int) string {
					v := fmt.Sprintf("'2024-01-01' + INTERVAL FLOOR(RAND(seq+%d)*%d*86400) SECOND + INTERVAL 250000 MICROSECOND", days, days)
					if kind == "INT" {
						v = "UNIX_TIMESTAMP(" + v + ")"
					}
					return v
				}
				zero := map[string]string{"INT": "0", "DATE": "'0000-00-00'"}[kind]
				if zero == "" {
					zero = "'0000-00-00 00:00:00'"
				}
				d.exec("SET sql_mode = ''", "SET time_zone = '+00:00'",
					fmt.Sprintf(`INSERT INTO casework_cases (unit, received_at, started_at, closed_at, deadline_at)
						SELECT ELT(1 + seq %% 5, 'Ås', 'As', 'as', 'Sør', ''), %s, IF(seq %% 3, %s, NULL), IF(seq %% 4, %s, %s), %s
						FROM seq_1_to_3000`, value(365), value(366), value(367), zero, value(368)),
					// No time is skipped where DATETIME columns are local; such rows would sum differently.
					"DELETE FROM casework_cases WHERE "+skipped("received_at")+" OR "+skipped("started_at")+" OR "+skipped("closed_at")+" OR "+skipped("deadline_at"),
					"INSERT INTO casework_sessions (unit, programme, planned_at, held_at) SELECT 'Sør', 'p', received_at, NULL FROM casework_cases WHERE "+fmt.Sprint(kind != "INT"))
				first, last, err := s.Span(t.Context(), ledger.Cases)
				if err != nil {
					t.Fatal(err)
				}
				if days := (last - first) / 86400; days < 350 || days > 366 {
					t.Errorf("the span is %d days, from %d to %d", days, first, last)
				}
				var rows int64
				for _, table := range []ledger.Table{ledger.Cases, ledger.Sessions} {
					// The bounds include the hours of both changes.
					const step = 15*86400 + 3600
					for from := unix(t, "2023-12-01 00:00:00"); from < last+1; from += step {
						until := from + step
						got, err := s.Summaries(t.Context(), table, from, until)
						if err != nil {
							t.Fatal(err)
						}
						if diff := cmp.Diff(recount(t, s, table, from, until), got); diff != "" {
							t.Fatalf("%s of [%d, %d) (-recounted +summary):\n%s", table, from, until, diff)
						}
						for _, sum := range got {
							rows += sum.Rows
						}
					}
				}
				if rows < 2900 {
					t.Errorf("only %d rows were summarised", rows)
				}
			})
		}
	}
}

// skipped is the condition that a time is one that a clock of the tests'
// zones may have skipped.
func skipped(column string) string {
	return "COALESCE(" + column + " LIKE '2024-03-31 02:%' OR " + column + " LIKE '2024-10-06 02:%', FALSE)"
}

func TestSpanOfNothing(t *testing.T) {
	s := newDatabase(t).views()
	first, last, err := s.Span(t.Context(), ledger.Errors)
	if first != 0 || last != 0 || err != nil {
		t.Errorf("%d, %d, %v", first, last, err)
	}
	sums, err := s.Summaries(t.Context(), ledger.Errors, 0, 1e9)
	if len(sums) != 0 || err != nil {
		t.Errorf("%v, %v", sums, err)
	}
}
