package source_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
	"casework/collectors/supplement"
)

// bare creates the table of cases alone, with what is needed and more columns,
// and opens a source that reads the canonical tables. The log is what it says.
func (d *database) bare(columns string, tune ...func(*source.Options)) (s *source.Source, log *bytes.Buffer) {
	d.Helper()
	d.exec("CREATE TABLE casework_cases (case_id BIGINT PRIMARY KEY, unit VARCHAR(50), received_at {wall}"+columns+")",
		"INSERT INTO casework_cases (case_id, unit, received_at) VALUES (1, 'Nord', '2024-01-10 08:00:00')")
	log = &bytes.Buffer{}
	return d.source(viewsAdapter(d), append(tune, func(o *source.Options) { o.Logger = slog.New(slog.NewTextHandler(log, nil)) })...), log
}

// only has no series distinguish case types.
func only(o *source.Options) { o.CaseTypes = false }

func (d *database) has(s *source.Source, query source.Query) bool {
	d.Helper()
	has, err := s.Has(d.Context(), query)
	if err != nil {
		d.Fatal(err)
	}
	return has
}

// lists reads what is read beside rows, without an error.
func (d *database) lists(s *source.Source) (units, programmes int) {
	d.Helper()
	u, err := s.Units(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	p, err := s.Programmes(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return len(u), len(p)
}

// TestOnlyCases: with the table of cases alone, everything else is off and said
// once, until it is there.
func TestOnlyCases(t *testing.T) { each(t, testOnlyCases) }

func testOnlyCases(t *testing.T, d *database) {
	for _, columns := range []string{
		", started_at {wall}", ", closed_at {wall}", ", started_at {wall}, closed_at {wall}",
		", closed_at {wall}, changed_at {wall} DEFAULT CURRENT_TIMESTAMP(6)",
		", case_type VARCHAR(9), closed_at {wall}, deadline_at {wall}, reopened_count INT",
	} {
		t.Run(columns, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			s, log := d.bare(columns, only)
			for range 3 {
				if units, programmes := d.lists(s); units != 0 || programmes != 0 {
					t.Errorf("%d units and %d programmes, want none", units, programmes)
				}
			}
			got := changes(t, s, ledger.Cases, 0)
			again := changes(t, s, ledger.Cases, got.Next)
			for _, r := range []read{got, again} {
				if len(r.Cases) != 1 || r.Cases[0].Received != unix(t, "2024-01-10 08:00:00") {
					t.Errorf("cases are %v, want one", r.Cases)
				}
			}
			if c := s.Columns(); c.Started != strings.Contains(columns, "started_at") || c.Deadline != strings.Contains(columns, "deadline_at") {
				t.Errorf("the columns are %+v", c)
			}
			for _, query := range []source.Query{"errors", "sessions", "programmes", "units"} {
				if d.has(s, query) {
					t.Errorf("the source has %s", query)
				}
				if n := strings.Count(log.String(), "query="+string(query)); n != 1 {
					t.Errorf("%s is mentioned %d times, want once:\n%s", query, n, log)
				}
			}
			f := d.follow(s, nil) // polls without a fault
			f.polls(2)
			f.night()
			if got, want := f.tally(), (tally{Open: 1, Rows: 1}); got != want {
				t.Errorf("polls count %+v, want %+v", got, want)
			}
			for _, column := range []string{"started_at", "closed_at", "deadline_at"} {
				if said := strings.Contains(log.String(), "column="+column); said == strings.Contains(columns, column) {
					t.Errorf("said that there is no %s: %v", column, said)
				}
			}
		})
	}
}

// TestTableAppears: a table that comes later is read from then on, and not
// left out again.
func TestTableAppears(t *testing.T) { each(t, testTableAppears) }

func testTableAppears(t *testing.T, d *database) {
	s, _ := d.bare(", closed_at {wall}", only)
	d.lists(s)
	d.exec("CREATE TABLE casework_errors (error_id INT, unit VARCHAR(9), kind VARCHAR(9), reported_at {wall})",
		"INSERT INTO casework_errors VALUES (1, 'Nord', 'x', {now})",
		"CREATE TABLE casework_units (unit VARCHAR(9), name VARCHAR(9), service VARCHAR(9))", "INSERT INTO casework_units VALUES ('Nord', '', '')",
		"CREATE TABLE casework_sessions (session_id INT, unit VARCHAR(9), programme VARCHAR(9), planned_at {wall})",
		"CREATE TABLE casework_costs (month DATE, kind VARCHAR(9), amount INT)")
	if units, _ := d.lists(s); units != 1 {
		t.Errorf("%d units, want 1", units)
	}
	if !d.has(s, source.Errors) || !d.has(s, source.Sessions) || len(changes(t, s, ledger.Errors, 0).Errors) != 1 {
		t.Error("the tables are not read")
	}
	changes(t, s, ledger.Sessions, 0)
	costs := func() (bool, error) {
		return s.ReadTable(t.Context(), supplement.Costs, 0, func(supplement.Row) {})
	}
	if there, err := costs(); !there || err != nil {
		t.Errorf("costs: %v, %v", there, err)
	}

	// What was there and goes is a failure, for every reader.
	d.exec("DROP TABLE casework_errors, casework_units, casework_sessions, casework_costs")
	for range 2 {
		if _, err := s.Units(t.Context()); err == nil {
			t.Error("units are gone, and nobody says so")
		}
		for _, table := range []ledger.Table{ledger.Errors, ledger.Sessions} {
			if err := s.Changes(t.Context(), table, 1, func(*ledger.Page) error { return nil }); err == nil || !strings.Contains(err.Error(), d.words["notable"]) {
				t.Errorf("%s are gone, and the error is %v", table, err)
			}
			if !d.has(s, source.QueryOf(table)) {
				t.Errorf("%s are gone and off", table)
			}
		}
		if there, err := costs(); err == nil {
			t.Errorf("costs are gone: %v", there)
		}
	}
}

// TestColumnGoes: an optional column that was there and goes is a failure.
func TestColumnGoes(t *testing.T) { each(t, testColumnGoes) }

func testColumnGoes(t *testing.T, d *database) {
	for name, files := range map[string]map[string]string{
		"named":   nil,
		"by star": {"cases.sql": "SELECT * FROM casework_cases"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			s, _ := d.bare(", started_at {wall}, closed_at {wall}", only)
			if files != nil {
				s = d.source(sourcetest.Files(files), only)
			}
			changes(t, s, ledger.Cases, 0)
			d.exec("ALTER TABLE casework_cases DROP COLUMN started_at")
			for range 2 {
				err := s.Changes(t.Context(), ledger.Cases, 1, func(*ledger.Page) error { return nil })
				if err == nil || !strings.Contains(err.Error(), "started_at") {
					t.Errorf("the error is %v", err)
				}
			}
			d.exec("ALTER TABLE casework_cases ADD COLUMN started_at {wall}")
			changes(t, s, ledger.Cases, 0)
		})
	}
}

// TestTableOfAnEarlierProcess: a table that an earlier process read does not go
// off.
func TestTableOfAnEarlierProcess(t *testing.T) { each(t, testTableOfAnEarlierProcess) }

func testTableOfAnEarlierProcess(t *testing.T, d *database) {
	s, _ := d.bare(", closed_at {wall}", only)
	s.Expect(ledger.Errors)
	d.lists(s)
	if !d.has(s, source.Errors) || d.has(s, source.Sessions) {
		t.Error("what was read before is off, or what was not is on")
	}
	if err := s.Changes(t.Context(), ledger.Errors, 1, func(*ledger.Page) error { return nil }); err == nil {
		t.Error("no error")
	}
}

// TestColumnsOfOtherTables: columns that are not needed may be missing from
// errors and sessions; what is needed is an error.
func TestColumnsOfOtherTables(t *testing.T) { each(t, testColumnsOfOtherTables) }

func testColumnsOfOtherTables(t *testing.T, d *database) {
	s, log := d.bare(", closed_at {wall}", only)
	d.exec("CREATE TABLE casework_errors (error_id INT, unit VARCHAR(9))",
		"CREATE TABLE casework_sessions (session_id INT, unit VARCHAR(9), planned_at {wall})",
		"CREATE TABLE casework_units (unit VARCHAR(9))", "INSERT INTO casework_units VALUES ('Nord')",
		"INSERT INTO casework_sessions VALUES (1, 'Nord', {now})")
	if units, _ := d.lists(s); units != 1 {
		t.Errorf("%d units, want 1", units)
	}
	if got := changes(t, s, ledger.Sessions, 0).Sessions; len(got) != 1 || got[0].Held != 0 || got[0].Programme != "" {
		t.Errorf("sessions are %v", got)
	}
	if err := s.Changes(t.Context(), ledger.Errors, 0, func(*ledger.Page) error { return nil }); err == nil ||
		!strings.Contains(err.Error(), d.words["nocolumn"]+"reported_at") {
		t.Errorf("without reported_at the error is %v", err)
	}
	d.exec("ALTER TABLE casework_errors ADD reported_at {wall}", "INSERT INTO casework_errors VALUES (1, 'Nord', {now})")
	if got := changes(t, s, ledger.Errors, 0).Errors; len(got) != 1 || got[0].Kind != "" {
		t.Errorf("errors are %v", got)
	}
	findings, err := s.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for column, without := range map[string]string{
		"errors.kind": "kinds of error are not distinguished", "sessions.programme": "programmes of sessions are not distinguished",
		"sessions.held_at": "no session counts as held", "units.name": "units have no name but", "units.service": "units have no service area",
	} {
		query, name, _ := strings.Cut(column, ".")
		if n := strings.Count(log.String(), "query="+query+" column="+name+" "); n != 1 {
			t.Errorf("the log speaks %d times of %s, want once:\n%s", n, column, log)
		}
		find(t, findings, query+".sql", "no "+name+": "+without)
	}
}

// TestInspectWhatIsOff: check has no problem with what is off, and one with case
// types that cannot be distinguished.
func TestInspectWhatIsOff(t *testing.T) { each(t, testInspectWhatIsOff) }

func testInspectWhatIsOff(t *testing.T, d *database) {
	s, log := d.bare(", closed_at {wall}")
	findings, err := s.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Level == source.Problem && strings.HasSuffix(f.Subject, ".sql") && !strings.Contains(f.Detail, "case_type") {
			t.Errorf("a problem of %s: %s", f.Subject, f.Detail)
		}
	}
	find(t, findings, "errors.sql", "there is no such table: no error metrics")
	find(t, findings, "units.sql", "there is no such table: units are known from their cases only")
	find(t, findings, "programmes.sql", "there is no such table: every unit is inactive, unless a file names programmes")
	find(t, findings, "cases.sql", "no started_at: no waiting times; the queue is the open cases")
	find(t, findings, "cases.sql", "case types are set up, but there is no case_type to tell them apart by")
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "case types are set up") {
		t.Errorf("the log does not warn of case types:\n%s", log)
	}
	if off := strings.Join(s.Off(), " "); !strings.Contains(off, "cases.started_at") || !strings.Contains(off, "errors") || !strings.Contains(off, "units") {
		t.Errorf("off are %s", off)
	}
}

// TestNeitherStartNorClosing: columns that the table lacks are not said to be there.
func TestNeitherStartNorClosing(t *testing.T) { each(t, testNeitherStartNorClosing) }

func testNeitherStartNorClosing(t *testing.T, d *database) {
	s, _ := d.bare(", case_type VARCHAR(9)")
	_, err := s.Sample(t.Context(), ledger.Cases)
	if want := "its columns are case_id, unit, case_type, received_at"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%v, want it to end with %q", err, want)
	}
}
