package postgres

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/source"
)

// inspected is what an inspection finds, a line each: level, subject, detail.
func inspected(t *testing.T, s *source.Source) []string {
	t.Helper()
	findings, err := s.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", f.Level, f.Subject, f.Detail))
	}
	return lines
}

// wants says which of the lines that begin like that are not found.
func wants(t *testing.T, lines []string, want ...string) {
	t.Helper()
	for _, w := range want {
		found := false
		for _, line := range lines {
			found = found || strings.Contains(line, w)
		}
		if !found {
			t.Errorf("the inspection does not say %q", w)
		}
	}
	if t.Failed() {
		t.Logf("it says:\n%s", strings.Join(lines, "\n"))
	}
}

// largeViews opens the canonical tables with 20,000 cases.
func largeViews(t *testing.T, d *database, tune ...func(*Options)) *source.Source {
	t.Helper()
	d.exec(adapters.ViewsSchemaPostgres, `INSERT INTO casework_cases (unit, received_at, changed_at)
		SELECT 'Nord', now() - n * interval '1 hour', now() - n * interval '1 hour' FROM generate_series(1, 20000) AS g(n)`,
		"REVOKE TEMP ON DATABASE "+d.name+" FROM PUBLIC", "ANALYZE")
	views, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	return d.open(nil, append([]func(*Options){func(o *Options) { o.Adapter = views }}, tune...)...)
}

func TestInspectionOfWhatIsWell(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	lines := inspected(t, largeViews(t, d))
	for _, line := range lines {
		if !strings.HasPrefix(line, "OK: ") {
			t.Errorf("%s", line)
		}
	}
	wants(t, lines, "OK: server: version ", "OK: session: every statement is a read-only transaction of its own",
		"OK: encryption: none; the connection does not leave this computer",
		"OK: grants: the user may read what the adapter names, and nothing else",
		"OK: clock: the database's differs from this computer's by 0s",
		"OK: time zone: TIMESTAMP and DATE columns are read in UTC",
		"OK: cases.sql: a poll finds its rows by an index", "OK: cases.sql: the nightly reconciliation finds its rows by an index",
		"OK: cases.sql: 20000 rows, all with case_id, unit, received_at, changed_at",
		"OK: late commits: no transaction that writes has been open for longer")
}

func TestInspectionFindsMissingIndexes(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	s := largeViews(t, d)
	d.exec("DROP INDEX casework_cases_changed", "DROP INDEX casework_cases_received")
	wants(t, inspected(t, s), "PROBLEM: cases.sql: a poll reads all of casework_cases, about 20",
		"warning: cases.sql: the nightly reconciliation reads all of casework_cases, about 20")
	// Behind a view that the user alone may read, and unanalyzed, it is the same.
	d.exec("CREATE SCHEMA hidden", "CREATE TABLE hidden.c AS SELECT * FROM casework_cases", "DROP TABLE casework_cases",
		"CREATE VIEW casework_cases AS SELECT * FROM hidden.c")
	wants(t, inspected(t, s), "PROBLEM: cases.sql: a poll reads all of c, about ")
}

func TestInspectionOfGrants(t *testing.T) {
	server := shared.Server(t)
	for _, tt := range []struct {
		name  string
		grant []string
		undo  []string
		want  []string
	}{
		{
			"a table that the adapter does not name",
			[]string{"CREATE TABLE citizens (name text)"},
			nil,
			[]string{"PROBLEM: grants: the user can see 1 table that the adapter does not name: public.citizens"},
		},
		{
			"a column that it does not name",
			[]string{"ALTER TABLE casework_programmes ADD name_of_child text"},
			nil,
			[]string{"OK: grants: the user may read what the adapter names"},
		}, // it asks for all columns of other tables
		{
			"another schema",
			[]string{"CREATE SCHEMA archive", "GRANT USAGE ON SCHEMA archive TO reader", "CREATE TABLE archive.old (name text)", "GRANT SELECT (name) ON archive.old TO reader"},
			nil,
			[]string{"PROBLEM: grants: the user can see 1 table that the adapter does not name: archive.old"},
		},
		{
			"writing",
			[]string{"GRANT INSERT, UPDATE ON casework_cases TO reader"},
			nil,
			[]string{"PROBLEM: grants: the user may more than read 1 table: public.casework_cases"},
		},
		{
			"writing a column",
			[]string{"GRANT UPDATE (unit) ON casework_cases TO reader"},
			nil,
			[]string{"PROBLEM: grants: the user may more than read 1 table: public.casework_cases"},
		},
		{
			"creating",
			[]string{"GRANT CREATE ON SCHEMA public TO PUBLIC"},
			nil,
			[]string{"PROBLEM: grants: the user may create tables in 1 schema: public"},
		},
		{
			"passing on",
			[]string{"GRANT SELECT ON casework_cases TO reader WITH GRANT OPTION"},
			nil,
			[]string{"PROBLEM: grants: the user may pass on its rights to 1 table: public.casework_cases"},
		},
		{
			"everything",
			[]string{"GRANT pg_read_all_data TO reader"},
			[]string{"REVOKE pg_read_all_data FROM reader"},
			[]string{"PROBLEM: grants: the user has the role pg_read_all_data"},
		},
		{
			"a superuser",
			[]string{"ALTER ROLE reader SUPERUSER"},
			[]string{"ALTER ROLE reader NOSUPERUSER"},
			[]string{"PROBLEM: grants: the user is a superuser"},
		},
		{
			"policies do not count",
			[]string{"ALTER ROLE reader BYPASSRLS"},
			[]string{"ALTER ROLE reader NOBYPASSRLS"},
			[]string{"PROBLEM: grants: the user is shown rows that policies hide"},
		},
		{
			"a role that must be taken on",
			[]string{"CREATE ROLE clerk NOINHERIT", "GRANT DELETE ON casework_cases TO clerk", "ALTER ROLE reader NOINHERIT", "GRANT clerk TO reader"},
			[]string{"REVOKE ALL ON casework_cases FROM clerk", "DROP ROLE clerk", "ALTER ROLE reader INHERIT"},
			[]string{"OK: grants: the user has the role clerk", "PROBLEM: grants: the user in the role clerk may more than read 1 table: public.casework_cases"},
		},
		{
			"statistics",
			[]string{"GRANT pg_monitor TO reader"},
			[]string{"REVOKE pg_monitor FROM reader"},
			[]string{"OK: grants: the user may read what the adapter names, and nothing else"},
		},
		{
			"a function of another's rights",
			[]string{"CREATE FUNCTION f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"},
			nil,
			[]string{"warning: grants: the user may run 1 functions with the rights of their owner (SECURITY DEFINER): public.f"},
		},
		{
			"policies",
			[]string{"ALTER TABLE casework_cases ENABLE ROW LEVEL SECURITY"},
			nil,
			[]string{"warning: row security: policies decide which rows of casework_cases are shown"},
		},
		{
			"policies behind a view",
			[]string{
				"CREATE SCHEMA hidden", "ALTER TABLE casework_cases SET SCHEMA hidden", "CREATE VIEW casework_cases AS SELECT * FROM hidden.casework_cases",
				"ALTER TABLE hidden.casework_cases RENAME TO behind", "ALTER TABLE hidden.behind ENABLE ROW LEVEL SECURITY",
			},
			nil,
			[]string{"warning: row security: policies decide which rows of behind are shown"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDatabase(t, server)
			if tt.name == "everything" && version(d) < 14 {
				t.Skip("there is no role pg_read_all_data before PostgreSQL 14")
			}
			s := largeViews(t, d)
			d.exec(tt.grant...)
			defer d.exec(tt.undo...)
			wants(t, inspected(t, s), tt.want...)
		})
	}
}

// TestLateCommits: a transaction that has written, and is older than the
// overlap, is told of, whether the user may see since when it is open or not.
func TestLateCommits(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	s := largeViews(t, d, func(o *Options) { o.Overlap = 50 * time.Millisecond })
	late := func() time.Duration {
		t.Helper()
		by, err := s.Late(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return by
	}
	reading, err := d.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Rollback()
	if _, err := reading.Exec("SELECT count(*) FROM casework_cases"); err != nil {
		t.Fatal(err)
	}
	if by := late(); by != 0 {
		t.Errorf("a transaction that reads is late by %v", by)
	}
	for _, grant := range []string{"REVOKE pg_read_all_stats FROM reader", "GRANT pg_read_all_stats TO reader"} {
		d.exec(grant)
		tx, err := d.db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("UPDATE casework_cases SET unit = 'Sør' WHERE case_id = 1"); err != nil {
			t.Fatal(err)
		}
		late()
		time.Sleep(100 * time.Millisecond)
		if by := late(); by < 40*time.Millisecond {
			t.Errorf("%s: a transaction that writes is late by %v, want 50ms or more", grant, by)
		}
		wants(t, inspected(t, s), "warning: late commits: a transaction that writes has been open for")
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if by := late(); by != 0 {
			t.Errorf("%s: after its end it is late by %v", grant, by)
		}
	}
	d.exec("REVOKE pg_read_all_stats FROM reader")
}
