package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// recount condenses the rows that the source itself reads of a span.
func recount(t *testing.T, s *source.Source, table ledger.Table, from, until int64) map[string]ledger.Summary {
	t.Helper()
	var r read
	if err := s.Rows(t.Context(), table, from, until, r.Add); err != nil {
		t.Fatal(err)
	}
	sums := map[string]ledger.Summary{}
	add := func(unit string, first, started, closed, line, since, complete int64) {
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
			{since, &sum.Paused, &sum.SumSince},
			{complete, &sum.Complete, &sum.SumCompleted},
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
		add(c.Unit, c.Received, c.Started, c.Closed, c.Deadline, c.PausedSince, c.Complete)
		if c.PausedSeconds >= 0 && c.PausedSeconds <= ledger.MostPaused {
			sum := sums[c.Unit]
			sum.SumPaused += c.PausedSeconds
			sums[c.Unit] = sum
		}
	}
	for _, e := range r.Errors {
		add(e.Unit, e.Reported, 0, 0, 0, 0, 0)
	}
	for _, x := range r.Sessions {
		add(x.Unit, x.Planned, x.Held, 0, 0, 0, 0)
	}
	if r.Next != 0 {
		t.Errorf("Rows moves the cursor to %d", r.Next)
	}
	return sums
}

// timeKinds are the types of columns that hold times.
var timeKinds = []struct{ mariadb, postgres string }{
	{"DATETIME(6)", "TIMESTAMP"}, {"TIMESTAMP", "TIMESTAMPTZ"}, {"INT", "INTEGER"}, {"DATE", "DATE"}, {"DECIMAL(20,3)", "NUMERIC(20,3)"},
}

func TestSummariesEqualTheRows(t *testing.T) {
	for _, kind := range dialects {
		for _, types := range timeKinds {
			column := types.postgres
			if kind.isMariaDB() {
				column = types.mariadb
			}
			// After a stroke: the zone of wall clocks, where it is another.
			zones := []string{"Europe/Oslo", "Australia/Lord_Howe", "UTC", "Europe/Oslo/UTC", "UTC/Europe/Oslo"}
			if strings.HasPrefix(kind.name, "spoilt") {
				zones = zones[:1] // zones are the exporter's affair
			}
			for _, zone := range zones {
				t.Run(kind.name+"/"+zone+"/"+column, func(t *testing.T) { testSummaries(t, newDatabase(t, kind), zone, column) })
			}
		}
	}
}

func testSummaries(t *testing.T, d *database, zone, kind string) {
	s := d.views(func(o *source.Options) {
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
	number := kind == "INT" || kind == "INTEGER" || strings.HasPrefix(kind, "DECIMAL") || strings.HasPrefix(kind, "NUMERIC")
	d.exec("ALTER TABLE casework_cases ADD paused_seconds DECIMAL(20,3)", "ALTER TABLE casework_cases ADD paused_since {wall}",
		"ALTER TABLE casework_cases ADD complete_at {wall}")
	for _, name := range []string{"received_at", "started_at", "closed_at", "deadline_at", "paused_since", "complete_at"} {
		d.retype(name, kind, number)
	}
	value := func(days int) string { return d.random(days, kind, number) }
	zero := d.words["zero"]
	if number {
		zero = "0"
	}
	d.exec(fmt.Sprintf(`INSERT INTO casework_cases (unit, received_at, started_at, closed_at, deadline_at, paused_since, complete_at, paused_seconds)
			SELECT CASE seq %% 5 WHEN 0 THEN 'Ås' WHEN 1 THEN 'As' WHEN 2 THEN 'as' WHEN 3 THEN 'Sør' ELSE '' END, %s,
				CASE WHEN seq %% 3 <> 0 THEN %s END, CASE WHEN seq %% 4 <> 0 THEN %s ELSE %s END, %s,
				CASE WHEN seq %% 7 = 0 THEN %s END, CASE WHEN seq %% 2 = 0 THEN %s END, CASE WHEN seq %% 2 = 0 THEN seq * 1234.567 - 90000.5 WHEN seq %% 3 = 0 THEN seq * 2147483.0 END
			FROM seq_1_to_3000`, value(365), value(366), value(367), zero, value(368), value(369), value(370)),
		// No time is skipped where wall clocks are local; such rows would sum differently.
		"DELETE FROM casework_cases WHERE "+d.skipped("received_at")+" OR "+d.skipped("started_at")+" OR "+d.skipped("closed_at")+" OR "+d.skipped("deadline_at")+
			" OR "+d.skipped("paused_since")+" OR "+d.skipped("complete_at"))
	if !number {
		d.exec("INSERT INTO casework_sessions (unit, programme, planned_at, held_at) SELECT 'Sør', 'p', received_at, NULL FROM casework_cases")
	}
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
}

// retype gives a column of the cases another type.
func (d *database) retype(column, kind string, number bool) {
	d.Helper()
	if d.isMariaDB() {
		d.exec("ALTER TABLE casework_cases MODIFY " + column + " " + kind + " NULL")
		return
	}
	using := column + "::" + kind
	if number {
		using = "EXTRACT(EPOCH FROM " + column + ")::" + kind
	}
	d.exec("ALTER TABLE casework_cases ALTER " + column + " DROP NOT NULL, ALTER " + column + " TYPE " + kind + " USING " + using)
}

// random is a time within some days from the beginning of 2024, as a value of a type.
func (d *database) random(days int, kind string, number bool) string {
	if d.isMariaDB() {
		v := fmt.Sprintf("'2024-01-01' + INTERVAL FLOOR(RAND(seq+%d)*%d*86400) SECOND + INTERVAL 250000 MICROSECOND", days, days)
		if number {
			return "UNIX_TIMESTAMP(" + v + ")"
		}
		return v
	}
	v := fmt.Sprintf("'2024-01-01Z'::timestamptz AT TIME ZONE 'UTC' + floor(random()*%d*86400) * INTERVAL '1 s' + INTERVAL '250 ms'", days)
	if number {
		return "EXTRACT(EPOCH FROM " + v + ")"
	}
	return "(" + v + ")::" + kind
}

// skipped is the condition that a time is one that a clock of the tests'
// zones may have skipped.
func (d *database) skipped(column string) string {
	text := column
	if !d.isMariaDB() {
		text += "::text"
	}
	return "COALESCE(" + text + " LIKE '2024-03-31 02:%' OR " + text + " LIKE '2024-10-06 02:%', FALSE)"
}

func TestSpanOfNothing(t *testing.T) { each(t, testSpanOfNothing) }

func testSpanOfNothing(t *testing.T, d *database) {
	s := d.views()
	first, last, err := s.Span(t.Context(), ledger.Errors)
	if first != 0 || last != 0 || err != nil {
		t.Errorf("%d, %d, %v", first, last, err)
	}
	sums, err := s.Summaries(t.Context(), ledger.Errors, 0, 1e9)
	if len(sums) != 0 || err != nil {
		t.Errorf("%v, %v", sums, err)
	}
}
