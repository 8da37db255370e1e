package source_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
)

// retimed gives a column that may be NULL another type, and forgets its values.
func (d *database) retimed(table, column, kind string) string {
	if d.isMariaDB() {
		return fmt.Sprintf("ALTER TABLE %s MODIFY %s %s NULL", table, column, kind)
	}
	return fmt.Sprintf("ALTER TABLE %[1]s ALTER %[2]s DROP NOT NULL, ALTER %[2]s TYPE %[3]s USING NULL", table, column, kind)
}

// refuses reports whether the server is too old for a value: before PostgreSQL 14,
// no number was infinite.
func (d *database) refuses(query string) bool {
	d.Helper()
	var value string
	return d.db.QueryRow(query).Scan(&value) != nil
}

// TestDatesThatAreNone: what a column holds where nothing has happened is no
// time, in every column and of every type, for the first load, for a poll and
// for the sums that a reconciliation compares.
func TestDatesThatAreNone(t *testing.T) { each(t, testDatesThatAreNone) }

func testDatesThatAreNone(t *testing.T, d *database) {
	const sentinel, at = "2001-01-01", "2024-07-01 12:00:00"
	never, _ := civil.ParseDay(sentinel)
	none := map[string][]string{
		"DATETIME(6)": {
			"0000-00-00", "2026-00-00", "2026-10-00", "2026-00-10 10:00:00", "1900-01-01", "1969-12-31 23:59:59",
			sentinel, sentinel + " 23:59:59.9", "9999-12-31", "9999-12-31 23:59:59", "0001-01-01",
		},
		"DATE":          {"0000-00-00", "2026-00-00", "2026-10-00", "2026-00-10", "1900-01-01", sentinel, "9999-12-31"},
		"TIMESTAMP":     {"0000-00-00 00:00:00", "2000-12-31 23:00:00", "2001-01-01 22:59:59"}, // in UTC
		"BIGINT":        {"0", "-2208988800", "978303600", "978389999", "253402214400", "253402300800", "-9223372036854775808", "9223372036854775807"},
		"DECIMAL(30,3)": {"0", "0.999", "-1", "978303600", "978389999.999", "253402214400", "253402300800", "99999999999999999999", "-99999999999999999999.5"},
	}
	if !d.isMariaDB() {
		none = map[string][]string{
			"TIMESTAMP": {
				"-infinity", "infinity", "0044-03-15 BC", "0001-01-01", "1900-01-01", "1969-12-31 23:59:59", sentinel, sentinel + " 23:59:59.9",
				"9999-12-31", "9999-12-31 23:59:59", "10000-01-01", "294276-12-31 23:59:59",
			},
			"TIMESTAMPTZ": {
				"-infinity", "infinity", "0044-03-15 00:00Z BC", "1900-01-01Z", "2000-12-31 23:00:00Z", "2001-01-01 22:59:59Z",
				"9999-12-31 00:00Z", "294276-12-31 23:59:59Z",
			},
			"DATE":    {"-infinity", "infinity", "0044-03-15 BC", "0001-01-01", "1900-01-01", sentinel, "9999-12-31", "5874897-12-31"},
			"BIGINT":  {"0", "-2208988800", "978303600", "978389999", "253402214400", "253402300800", "-9223372036854775808", "9223372036854775807"},
			"NUMERIC": {"0", "0.999", "-1", "NaN", "Infinity", "-Infinity", "978303600", "978389999.999", "253402214400", "253402300800", "1e30", "-1e30"},
		}
	}
	for kind, values := range none {
		t.Run(kind, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			values := slices.DeleteFunc(slices.Clone(values), func(v string) bool {
				return kind == "NUMERIC" && strings.HasSuffix(v, "Infinity") && d.refuses("SELECT '"+v+"'::numeric")
			})
			s := d.views(func(o *source.Options) {
				o.Location, o.PageSize = location(t, "Europe/Oslo"), 3
				o.NoDates = []civil.Day{-25567, never, 2932896} // 1900-01-01 and 9999-12-31
			})
			good := "'" + at + "'"
			if kind == "BIGINT" || strings.HasPrefix(kind, "DECIMAL") || kind == "NUMERIC" {
				good = fmt.Sprint(unix(t, at))
			}
			var statements []string
			for table, columns := range map[string][]string{
				"cases": {"received_at", "started_at", "closed_at", "deadline_at"}, "errors": {"reported_at"}, "sessions": {"planned_at", "held_at"},
			} {
				for _, column := range columns {
					statements = append(statements, d.retimed("casework_"+table, column, kind))
				}
			}
			for _, v := range values {
				statements = append(statements,
					fmt.Sprintf("INSERT INTO casework_cases (unit, received_at, started_at, closed_at, deadline_at) VALUES ('A', %s, '%[2]s', '%[2]s', '%[2]s')", good, v),
					fmt.Sprintf("INSERT INTO casework_cases (unit, received_at) VALUES ('B', '%s')", v),
					fmt.Sprintf("INSERT INTO casework_errors (unit, kind, reported_at) VALUES ('A', 'error', '%s')", v),
					fmt.Sprintf("INSERT INTO casework_sessions (unit, programme, planned_at, held_at) VALUES ('A', 'p', %s, '%s')", good, v))
			}
			d.exec(statements...)
			check := func(how string, cases []ledger.Case, errors []ledger.Error, sessions []ledger.Session) {
				t.Helper()
				n := map[string]int{}
				for _, c := range cases {
					n[c.Unit]++
					if (c.Received == 0) != (c.Unit == "B") || c.Started != 0 || c.Closed != 0 || c.Deadline != 0 {
						t.Errorf("%s: case %+v, want a receipt alone of A, and nothing of B", how, c)
					}
				}
				for _, e := range errors {
					if e.Reported != 0 {
						t.Errorf("%s: error %+v, want no time", how, e)
					}
				}
				for _, x := range sessions {
					if x.Planned == 0 || x.Held != 0 {
						t.Errorf("%s: session %+v, want one that was not held", how, x)
					}
				}
				if want := map[string]int{"A": len(values), "B": len(values)}; how == "first load" && !cmp.Equal(want, n) {
					t.Errorf("%s: cases %v, want %v", how, n, want)
				}
			}
			cases, errors, sessions := changes(t, s, ledger.Cases, 0), changes(t, s, ledger.Errors, 0), changes(t, s, ledger.Sessions, 0)
			check("first load", cases.Cases, errors.Errors, sessions.Sessions)
			check("poll", changes(t, s, ledger.Cases, cases.Next).Cases, changes(t, s, ledger.Errors, errors.Next).Errors,
				changes(t, s, ledger.Sessions, sessions.Next).Sessions)

			from, until := unix(t, "2024-06-01 00:00:00"), unix(t, "2024-08-01 00:00:00")
			got, err := s.Summaries(t.Context(), ledger.Cases, from, until)
			if err != nil {
				t.Fatal(err)
			}
			if a := got["A"]; a.Rows != int64(len(values)) || a.Started+a.Closed+a.Deadlines+a.SumStarted+a.SumClosed+a.SumLine != 0 {
				t.Errorf("summary %+v, want %d rows without any other time", a, len(values))
			}
			found := ""
			for _, f := range inspect(t, s) {
				if f.Level != source.OK {
					found += f.Subject + ": " + f.Detail + "\n"
				}
			}
			if want := fmt.Sprintf("%d of %d rows have no received_at", len(values), 2*len(values)); !strings.Contains(found, want) {
				t.Errorf("check does not say %q, but:\n%s", want, found)
			}
		})
	}
}

// TestIncompleteReceipt: pages go on behind rows whose month or day is 0, which
// lie in the order of another date than the driver takes them for.
func TestIncompleteReceipt(t *testing.T) { each(t, testIncompleteReceipt) }

func testIncompleteReceipt(t *testing.T, d *database) {
	if !d.isMariaDB() {
		t.Skip("no such dates can be written")
	}
	s := d.views(func(o *source.Options) { o.PageSize = 2 })
	d.exec(`INSERT INTO casework_cases (unit, received_at, changed_at) VALUES ('A', '2025-12-30', {now}),
		('A', '2025-12-31', '2026-00-00'), ('B', '2026-00-00', {now}), ('B', '2026-00-00', {now}), ('B', '2026-00-01', {now}), ('A', '2026-01-01', {now})`)
	var r read
	if err := s.Rows(t.Context(), ledger.Cases, unix(t, "2025-12-01 00:00:00"), unix(t, "2026-02-01 00:00:00"), r.Add); err != nil {
		t.Fatal(err)
	}
	if n := len(r.Cases); n != 3 {
		t.Errorf("%d rows of the span, want the 3 that were received in it: %+v", n, r.Cases)
	}
	if n := len(changes(t, s, ledger.Cases, 0).Cases); n < 6 {
		t.Errorf("%d rows in the first load, want all 6", n)
	}
}

// TestFarDeadlineIsNone: a deadline in a far future is none, no matter who wrote it;
// one that may be meant is kept.
func TestFarDeadlineIsNone(t *testing.T) { each(t, testFarDeadlineIsNone) }

func testFarDeadlineIsNone(t *testing.T, d *database) {
	kinds := map[string]string{"{wall}": "2105-12-31 23:59:59", "DATE": "2105-12-31", "BIGINT": "4291747199", "NUMERIC": "4291747199"}
	far := []string{"9999-12-31"}
	if !d.isMariaDB() {
		kinds["TIMESTAMPTZ"], far = "2105-12-31 23:59:59Z", []string{"9999-12-31", "infinity", "294276-12-31"}
	}
	for kind, last := range kinds {
		far := far
		if kind == "BIGINT" || kind == "NUMERIC" {
			far = []string{"253402214400", "99999999999"}
		}
		d := newDatabase(t, d.dialect)
		s := d.views()
		d.exec(d.retimed("casework_cases", "deadline_at", kind))
		for _, deadline := range append(far, last) {
			d.exec(fmt.Sprintf("INSERT INTO casework_cases (unit, received_at, deadline_at) VALUES ('A', '2024-07-01', '%s')", deadline))
		}
		var deadlines []int64
		for _, c := range changes(t, s, ledger.Cases, 0).Cases {
			deadlines = append(deadlines, c.Deadline)
		}
		slices.Sort(deadlines)
		if want := append(make([]int64, len(far)), 4291747199); !slices.Equal(deadlines, want) {
			t.Errorf("%s: deadlines %d, want %d", kind, deadlines, want)
		}
		got, err := s.Summaries(t.Context(), ledger.Cases, unix(t, "2024-06-01 00:00:00"), unix(t, "2024-08-01 00:00:00"))
		if err != nil || got["A"].Rows != int64(len(far))+1 || got["A"].Deadlines != 1 {
			t.Errorf("%s: summary %+v, %v, want %d rows and a deadline", kind, got, err, len(far)+1)
		}
	}
}

// TestProgrammesWithoutWholeDate: a programme that nobody knows the first or
// last day of is left out, and said by unit and column; one that ends in a far
// future, or on a date that stands for none, is there until further notice.
func TestProgrammesWithoutWholeDate(t *testing.T) { each(t, testProgrammesWithoutWholeDate) }

func testProgrammesWithoutWholeDate(t *testing.T, d *database) {
	if !d.isMariaDB() {
		t.Skip("no such dates can be written")
	}
	for _, kind := range []string{"DATE", "DATETIME"} {
		var log strings.Builder
		d := newDatabase(t, d.dialect)
		never, _ := civil.ParseDay("2001-01-01")
		s := d.views(func(o *source.Options) {
			o.Logger, o.NoDates = slog.New(slog.NewTextHandler(&log, nil)), []civil.Day{never}
		})
		d.exec("ALTER TABLE casework_programmes MODIFY starts_on "+kind+" NOT NULL, MODIFY ends_on "+kind+" NULL",
			`INSERT INTO casework_programmes VALUES ('Nord', 'p', '2026-00-00', NULL), ('Sør', 'p', '2026-01-01', '2026-12-00'),
			('Vest', 'p', '2026-01-01', '9999-12-31'), ('Øst', 'p', '2026-01-01', '0000-00-00'), ('Ås', 'p', '2026-01-01', '1900-01-01'),
			('Ål', 'p', '2026-01-01', '2001-01-01'), ('Bø', 'p', '2026-01-01', '2105-12-31')`)
		programmes, err := s.Programmes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, p := range programmes {
			got[p.Unit] = p.Until != 0
		}
		want := map[string]bool{"Vest": false, "Øst": false, "Ås": false, "Ål": false, "Bø": true}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: programmes, and whether they end (-want +got):\n%s", kind, diff)
		}
		for unit, column := range map[string]string{"Nord": "starts_on", "Sør": "ends_on"} {
			if !strings.Contains(log.String(), fmt.Sprintf("unit=%s column=%s", unit, column)) {
				t.Errorf("%s: the log does not name %s and %s:\n%s", kind, unit, column, log.String())
			}
			if !slices.ContainsFunc(inspect(t, s), func(f source.Finding) bool {
				return f.Level == source.Problem && strings.Contains(f.Detail, unit) && strings.Contains(f.Detail, column)
			}) {
				t.Errorf("%s: no finding names %s and %s", kind, unit, column)
			}
		}
	}
}

// TestProgrammesThatAreLeftOut: what is left out for another reason is said too.
func TestProgrammesThatAreLeftOut(t *testing.T) { each(t, testProgrammesThatAreLeftOut) }

func testProgrammesThatAreLeftOut(t *testing.T, d *database) {
	var log strings.Builder
	s := d.views(func(o *source.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	keyless := "ALTER TABLE casework_programmes DROP PRIMARY KEY"
	if !d.isMariaDB() {
		keyless = "ALTER TABLE casework_programmes DROP CONSTRAINT casework_programmes_pkey"
	}
	d.exec(keyless, d.retimed("casework_programmes", "starts_on", "DATE"),
		`INSERT INTO casework_programmes (unit, programme, starts_on, ends_on) VALUES ('Nord', 'p', '2026-02-01', '2026-01-31'),
			('Sør', 'p', '2026-02-01', '2026-02-01'), ('Vest', 'p', NULL, NULL), ('', 'p', '2026-02-01', NULL)`)
	programmes, err := s.Programmes(t.Context())
	if err != nil || len(programmes) != 1 || programmes[0].Unit != "Sør" {
		t.Errorf("%+v, %v; want that of Sør alone", programmes, err)
	}
	const reversed, unnamed = "its ends_on is before its starts_on", "programmes without unit or starts_on are left out: 2"
	if said := log.String(); !strings.Contains(said, `unit=Nord column=ends_on date="is before its starts_on"`) || !strings.Contains(said, "rows=2") {
		t.Errorf("the log does not say it:\n%s", said)
	}
	found := inspect(t, s)
	for _, want := range []source.Finding{{Level: source.Problem, Detail: `a programme of unit "Nord" is left out: ` + reversed}, {Level: source.Warning, Detail: unnamed}} {
		if !slices.ContainsFunc(found, func(f source.Finding) bool { return f.Level == want.Level && f.Detail == want.Detail }) {
			t.Errorf("no finding says %q", want.Detail)
		}
	}
}

// TestTableDaysThatAreNone: so it is in supplementary tables.
func TestTableDaysThatAreNone(t *testing.T) { each(t, testTableDaysThatAreNone) }

func testTableDaysThatAreNone(t *testing.T, d *database) {
	never, _ := civil.ParseDay("2001-01-01")
	s := d.views(func(o *source.Options) { o.NoDates = []civil.Day{never} })
	some, other := "2026-00-00", "2026-10-00"
	if !d.isMariaDB() {
		some, other = "infinity", "-infinity"
	}
	d.exec(`INSERT INTO casework_complaints VALUES (1, 'A', '`+some+`', NULL, NULL), (2, 'A', '2026-01-01', '`+other+`', NULL),
		(3, 'A', '2001-01-01', NULL, NULL)`, `INSERT INTO casework_absence VALUES ('A', '`+other+`', 12.5, 400, 21)`)
	if diff := cmp.Diff([]string{"1 A - - -", "2 A 2026-01-01 - -", "3 A - - -"}, readTable(t, s, supplement.Complaints, "")); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"A - 12.5 400 21"}, readTable(t, s, supplement.Absence, "")); diff != "" {
		t.Errorf("absence (-want +got):\n%s", diff)
	}
}
