package mysql

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/source"
)

func TestInspectASoundSource(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.Location = location(t, "Europe/Oslo") })
	d.fill(20_000)
	findings := inspect(t, s)
	t.Logf("findings:\n%s", list(findings))
	for _, f := range findings {
		if f.Level != source.OK {
			t.Errorf("%s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
	product, limit := "MariaDB", "max_statement_time: set"
	if isMySQL() {
		product, limit = "version", "max_execution_time: set"
	}
	find(t, findings, "server", product)
	find(t, findings, "session", limit)
	find(t, findings, "grants", "may read what the adapter names, and nothing else")
	find(t, findings, "time zone", "Europe/Oslo, whose clocks change next at")
	if f := find(t, findings, "time zone", "Europe/Oslo"); strings.Contains(f.Detail, "DATETIME columns are read in") {
		t.Errorf("one zone reads as two: %s", f.Detail)
	}
	find(t, findings, "cases.sql", "20000 rows, all with case_id, unit, received_at, changed_at")
}

func TestInspectFindsFaults(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.User = "root"; o.Password = nil })
	d.fill(20_000)
	d.exec("SET sql_mode = ''",
		"ALTER TABLE casework_cases DROP KEY changed, DROP KEY received, MODIFY changed_at DATETIME NULL, MODIFY unit VARCHAR(100) NULL",
		"UPDATE casework_cases SET changed_at = NULL WHERE case_id <= 3",
		"UPDATE casework_cases SET received_at = 0, unit = NULL WHERE case_id = 5",
		"UPDATE casework_cases SET changed_at = UTC_TIMESTAMP() + INTERVAL 2 HOUR WHERE case_id = 7",
		"ALTER TABLE casework_errors DROP COLUMN reported_at")
	findings := inspect(t, s)
	everything := "ALL PRIVILEGES on *.*"
	if isMySQL() {
		everything = "SHUTDOWN" // it lists them
	}
	for _, want := range []struct {
		level                 source.Level
		subject, detail, hint string
	}{
		{source.Problem, "grants", everything, "SELECT"},
		{source.Problem, "grants", "may pass its rights on", "SELECT"},
		{source.Problem, "cases.sql", "a poll reads all of casework_cases", "add an index on (changed_at, case_id)"},
		{source.Warning, "cases.sql", "the nightly reconciliation reads all of", "(received_at, case_id)"},
		{source.Warning, "cases.sql", "changed_at runs", "time zone"},
		{source.Warning, "cases.sql", "3 of 20000 rows have no changed_at", "changed_at"},
		{source.Warning, "cases.sql", "1 of 20000 rows have no unit", "unit"},
		{source.Warning, "cases.sql", "1 of 20000 rows have no received_at", "received_at"},
		{source.Problem, "errors.sql", "Unknown column 'reported_at'", "query"},
	} {
		got := find(t, findings, want.subject, want.detail)
		if got.Level != want.level || !strings.Contains(got.Hint, want.hint) {
			t.Errorf("found %s with hint %q: %s; want %s with %q", got.Level, got.Hint, got.Detail, want.level, want.hint)
		}
	}
}

// TestInspectAfterABulkLoad: a poll that reads most of a table because most of
// it has just changed wants no index that is there already.
func TestInspectAfterABulkLoad(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.fill(12_000)
	d.exec("UPDATE casework_cases SET changed_at = UTC_TIMESTAMP() - INTERVAL case_id % 60 SECOND", "ANALYZE TABLE casework_cases")
	findings := inspect(t, s)
	if f := find(t, findings, "cases.sql", "most rows changed within a poll's reach"); f.Level != source.OK || !strings.Contains(f.Detail, "of casework_cases") {
		t.Errorf("found %s: %s", f.Level, f.Detail)
	}
	for _, f := range findings {
		if f.Level != source.OK {
			t.Errorf("%s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
	d.exec("ALTER TABLE casework_cases DROP KEY changed")
	if f := find(t, inspect(t, s), "cases.sql", "a poll reads all of casework_cases"); f.Level != source.Problem {
		t.Errorf("without the index: %s: %s", f.Level, f.Detail)
	}
}

// TestInspectThroughViews reads through views of tables that the user may not
// read, so that the server refuses to explain.
func TestInspectThroughViews(t *testing.T) {
	d := newDatabase(t)
	d.views()
	d.fill(20_000)
	d.root("CREATE DATABASE only_views", "CREATE USER viewer@'%'", "GRANT SELECT ON only_views.* TO viewer@'%'",
		"CREATE SQL SECURITY DEFINER VIEW only_views.v AS SELECT * FROM "+d.name+".casework_cases")
	t.Cleanup(func() { d.root("DROP USER viewer@'%'", "DROP DATABASE only_views") })
	s := d.open(sqlFiles(map[string]string{"cases.sql": "SELECT * FROM v"}), func(o *Options) {
		o.User, o.Password, o.Database = "viewer", nil, "only_views"
		o.Location, o.DateTimes = location(t, "Europe/Oslo"), location(t, "UTC")
	})
	findings := inspect(t, s)
	find(t, findings, "time zone", "DATETIME columns are read in UTC, DATE columns in Europe/Oslo")
	for _, f := range findings {
		if f.Level != source.OK {
			t.Errorf("%s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
	find(t, findings, "cases.sql", "a poll finds its rows by an index or in a small table: it reads")
	find(t, findings, "cases.sql", "the nightly reconciliation finds its rows by an index or in a small table: it reads")
	d.exec("ALTER TABLE casework_cases DROP KEY changed, DROP KEY received")
	findings = inspect(t, s)
	if f := find(t, findings, "cases.sql", "a poll reads 20"); f.Level != source.Problem || !strings.Contains(f.Hint, "(changed_at, case_id)") {
		t.Errorf("found %s with hint %q", f.Level, f.Hint)
	}
	if f := find(t, findings, "cases.sql", "the nightly reconciliation reads 20"); f.Level != source.Warning || !strings.Contains(f.Hint, "(received_at, case_id)") {
		t.Errorf("found %s with hint %q", f.Level, f.Hint)
	}
	// Without changed_at a poll reads all that is open, and nothing can be
	// asked that finds none.
	without := d.open(sqlFiles(map[string]string{
		"cases.sql": "SELECT case_id, unit, case_type, received_at, closed_at FROM v",
	}), func(o *Options) { o.User, o.Password, o.Database = "viewer", nil, "only_views" })
	if f := find(t, inspect(t, without), "cases.sql", "the plan of a poll cannot be checked"); !strings.Contains(f.Hint, "views hide the plans") {
		t.Errorf("the hint is %q", f.Hint)
	}
}

func TestInspectWithoutConnectionOrColumns(t *testing.T) {
	d := newDatabase(t)
	findings, err := d.views(func(o *Options) { o.Socket += "x" }).Inspect(t.Context())
	if len(findings) != 1 || err == nil || !strings.Contains(err.Error(), "connect to the database") {
		t.Errorf("without connection: %v\n%s", err, list(findings))
	}
	find(t, findings, source.Connection, "there is no socket ")
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, at INT, closed INT, KEY (at), KEY (closed))",
		"INSERT INTO c SELECT seq, seq, IF(seq % 2, seq, NULL) FROM seq_1_to_50000", "ANALYZE TABLE c")
	s := d.open(sqlFiles(map[string]string{
		"cases.sql": "SELECT id AS case_id, 'Nord' AS unit, '' AS case_type, at AS received_at, closed AS closed_at FROM c",
	}))
	findings = inspect(t, s)
	find(t, findings, "cases.sql", "no changed_at: every poll reads the open cases")
	find(t, findings, "cases.sql", "no started_at: no waiting times")
	find(t, findings, "errors.sql", "the adapter has none: no error metrics")
	for _, f := range findings {
		if f.Level == source.Problem && f.Subject != "grants" { // the canonical tables are there, and not named
			t.Errorf("problem: %s: %s", f.Subject, f.Detail)
		}
	}
}

// TestInspectABrokenView: a view that cannot be read any more is no fault of the
// query, and is not said to be one.
func TestInspectABrokenView(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, unit VARCHAR(20), at INT, done INT)",
		"CREATE VIEW v AS SELECT id AS case_id, unit, '' AS case_type, at AS received_at, done AS closed_at FROM c")
	s := d.open(sqlFiles(map[string]string{"cases.sql": "SELECT case_id, unit, case_type, received_at, closed_at FROM v"}))
	d.exec("ALTER TABLE c DROP COLUMN done")
	if f := find(t, inspect(t, s), "cases.sql", "1356"); f.Level != source.Problem || !strings.Contains(f.Hint, "SHOW CREATE VIEW") {
		t.Errorf("%s, with the hint %q", f.Level, f.Hint)
	}
}

// TestInspectAViewWithoutDefiner: so is a view whose account is gone, which MariaDB
// says of the account that asks.
func TestInspectAViewWithoutDefiner(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, unit VARCHAR(20), at INT, done INT)",
		"CREATE DEFINER = departed@localhost VIEW v AS SELECT id AS case_id, unit, at AS received_at, done AS closed_at FROM c")
	s := d.open(sqlFiles(map[string]string{"cases.sql": "SELECT case_id, unit, received_at, closed_at FROM v"}))
	if f := find(t, inspect(t, s), "cases.sql", "error"); f.Level != source.Problem || !strings.Contains(f.Hint, "DEFINER") {
		t.Errorf("%s: %s, with the hint %q", f.Level, f.Detail, f.Hint)
	}
}

// TestInspectGivesUpCounting: a count is given the time of a statement, if that
// is less.
func TestInspectGivesUpCounting(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, at INT)", "INSERT INTO c SELECT seq, seq FROM seq_1_to_3000")
	s := d.open(sqlFiles(map[string]string{
		"cases.sql": "SELECT id AS case_id, IF(SLEEP(0.1), NULL, 'Nord') AS unit, '' AS case_type, at AS received_at, at AS closed_at FROM c",
	}), func(o *Options) { o.Timeout = time.Second })
	if f := find(t, inspect(t, s), "cases.sql", "counting the rows"); !strings.Contains(f.Detail, "takes more than 1s and was given up") {
		t.Errorf("found %s: %s", f.Level, f.Detail)
	}
}

func TestGrants(t *testing.T) {
	for _, tt := range []struct {
		line   string
		faults []string
	}{
		{"GRANT USAGE ON *.* TO `reader`@`%` IDENTIFIED BY PASSWORD '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7'", nil},
		{"GRANT SELECT, SHOW VIEW ON `casework`.* TO `reader`@`%`", nil},
		{"GRANT SELECT (`unit`, `case_id`) ON `casework`.`cases` TO `reader`@`%`", nil},
		{"GRANT SELECT ON *.* TO `reader`@`%`", []string{"may read every database of the server"}},
		{"GRANT SELECT, INSERT, UPDATE (`unit`) ON `case work`.* TO `reader`@`%`", []string{"may more than read: INSERT, UPDATE on `case work`.*"}},
		{"GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION", []string{
			"may more than read: ALL PRIVILEGES on *.*", "may read every database of the server", "may pass its rights on",
		}},
		{"GRANT SELECT, INSERT ON `test`.* TO PUBLIC", []string{"may more than read: INSERT on `test`.*"}},
		{"GRANT INSERT ON `test\\_%`.* TO PUBLIC", []string{"may more than read: INSERT on `test\\_%`.*"}},
		{"GRANT INSERT ON `test`.* TO `reader`@`localhost`", []string{"may more than read: INSERT on `test`.*"}},
		{"GRANT PROCESS ON *.* TO `reader`@`%`", []string{"may more than read: PROCESS on *.*"}},
		{"GRANT EXECUTE ON FUNCTION `casework`.`f` TO `reader`@`%`", []string{"may more than read: EXECUTE on `casework`.`f`"}},
		{"GRANT `auditor` TO `reader`@`%`", nil},
		{"GRANT `auditor` TO `reader`@`%` WITH ADMIN OPTION", []string{"may pass its rights on"}},
		{"GRANT PROXY ON `root`@`localhost` TO `reader`@`%`", []string{"may act as `root`@`localhost`"}},
		{"GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION", []string{"may act as ''@'%'", "may pass its rights on"}},
	} {
		g := parseGrant(tt.line)
		if everybody := strings.Contains(tt.line, "PUBLIC"); g.public != everybody || everybody && !isForTests(g.database()) {
			t.Errorf("%s: granted to everybody: %v, in %q", tt.line, g.public, g.database())
		}
		if diff := cmp.Diff(tt.faults, g.faults()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.line, diff)
		}
	}
}

// TestInspectOfOneMonth: a reconciliation that reads most of a table because
// most of it is new wants no index that is there already.
func TestInspectOfOneMonth(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.fill(12_000)
	d.exec("UPDATE casework_cases SET received_at = UTC_TIMESTAMP() - INTERVAL case_id MINUTE", "ANALYZE TABLE casework_cases")
	if f := find(t, inspect(t, s), "cases.sql", "most rows are of the last 30 days"); f.Level != source.OK {
		t.Errorf("%s: %s", f.Level, f.Detail)
	}
	d.exec("ALTER TABLE casework_cases DROP KEY received")
	if f := find(t, inspect(t, s), "cases.sql", "the nightly reconciliation reads all of casework_cases"); f.Level != source.Warning {
		t.Errorf("without the index: %s: %s", f.Level, f.Detail)
	}
}
