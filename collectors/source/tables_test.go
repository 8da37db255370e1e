package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/source"
	"casework/collectors/supplement"
	"casework/collectors/supplement/supplementtest"
)

// TestEveryTableIsRead writes a row into each table of the canonical schema that
// a supplementary table is read from, and reads it.
func TestEveryTableIsRead(t *testing.T) { each(t, testEveryTableIsRead) }

func testEveryTableIsRead(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	day, _ := civil.ParseDay("2026-09-01") // the first, as a month is read as that
	for _, table := range supplement.Tables() {
		row := supplementtest.Example(table, 1, "A", day, 20)
		d.exec(fmt.Sprintf("INSERT INTO casework_%s (%s) VALUES ('%s')", table.File(), supplementtest.Header(table), strings.Join(row, "', '")))
		if diff := cmp.Diff([]string{strings.Join(row, " ")}, readTable(t, s, table, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table.Name, diff)
		}
	}
}

// TestReadTable reads rows that are less plain, of tables of the canonical schema.
func TestReadTable(t *testing.T) { each(t, testReadTable) }

func testReadTable(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	d.exec(
		`INSERT INTO casework_complaints VALUES (1, 'A', '2026-09-30 23:30:00', NULL, NULL), (2, 'Å', '2025-01-01', '2026-01-02', 'upheld')`,
		`INSERT INTO casework_surveys VALUES ('r1', 'A', 'citizen', '2026-09-30 23:59:59', 66.67, 'overall'), ('r1', 'A', 'citizen', '2026-09-30', 50, 'help')`,
		`INSERT INTO casework_invitations VALUES ('A', 'citizen', '2026-09-15', 40)`,
		`INSERT INTO casework_absence VALUES ('A', '2026-09-01', 12.5, 400, 21)`,
		`INSERT INTO casework_audits VALUES ('A', '2026-09-01', 30, 3)`,
		`INSERT INTO casework_sessions (session_id, unit, programme, kind, planned_at, held_at, minutes, participants) VALUES
			(1, 'A', 'p', 'group', '2026-09-30 23:30:00', '2026-10-01 00:30:00', 90, 6), (2, 'A', 'p', NULL, '2026-10-02', NULL, NULL, NULL)`,
		`INSERT INTO casework_staff VALUES ('A', '2026-09-01', 20, 15, 12, 2, NULL)`,
		`INSERT INTO casework_activities VALUES ('A', '2026-09-01', 'course', 4)`,
		`INSERT INTO casework_projects VALUES (1, 'A', '2026-09-01', NULL)`,
		`INSERT INTO casework_goals VALUES ('A', 'g', -0.5, NULL, 'at_most', '2026-12-31', NULL)`,
		`INSERT INTO casework_phases VALUES ('A', 'p', 'pilot', '2026-01-01', NULL)`,
		`INSERT INTO casework_checklist VALUES ('A', 'f', '2026-01-01', 2)`,
		`INSERT INTO casework_time_use VALUES ('A', '2026-09-01', 10.25, 20, 8)`,
		`INSERT INTO casework_costs VALUES ('2026-09-01', 'training', 1000.50)`,
		`INSERT INTO casework_external VALUES ('A', 'm', '2026-06-01', 3.75, 40)`,
	)
	want := map[*supplement.Table][]string{
		supplement.Complaints:  {"1 A 2026-09-30 - -", "2 Å 2025-01-01 2026-01-02 upheld"},
		supplement.Surveys:     {"r1 A citizen 2026-09-30 50 help", "r1 A citizen 2026-09-30 66.67 overall"},
		supplement.Invitations: {"A citizen 2026-09-01 40"},
		supplement.Absence:     {"A 2026-09-01 12.5 400 21"},
		supplement.Audits:      {"A 2026-09-01 30 3"},
		supplement.Dose:        {"1 A group 2026-09-30 2026-10-01 90 6 p", "2 A - 2026-10-02 - - - p"},
		supplement.Staff:       {"A 2026-09-01 20 15 12 2 -"},
		supplement.Activities:  {"A 2026-09-01 course 4"},
		supplement.Projects:    {"1 A 2026-09-01 -"},
		supplement.Goals:       {"A g -0.5 - at_most 2026-12-31 -"},
		supplement.Phases:      {"A p pilot 2026-01-01 -"},
		supplement.Checklist:   {"A f 2026-01-01 2"},
		supplement.TimeUse:     {"A 2026-09-01 10.25 20 8"},
		supplement.Costs:       {"2026-09-01 training 1000.5"},
		supplement.External:    {"A m 2026-06-01 3.75 40"},
	}
	for table, rows := range want {
		if diff := cmp.Diff(rows, readTable(t, s, table, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table.Name, diff)
		}
	}
	if got := readTable(t, s, supplement.Complaints, "2026-01-01"); len(got) != 1 {
		t.Errorf("complaints since 2026: %v", got)
	}
	for _, f := range inspect(t, s) {
		if f.Level != source.OK {
			t.Errorf("%s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
}

// TestReadTableOfOtherTypes: months and days in the forms that other products
// have, and optional columns that are not there.
func TestReadTableOfOtherTypes(t *testing.T) { each(t, testReadTableOfOtherTypes) }

func testReadTableOfOtherTypes(t *testing.T, d *database) {
	d.exec(`CREATE TABLE months (unit INT, t VARCHAR(10), n INT, x FLOAT)`,
		`INSERT INTO months VALUES (7, '2026-09', 202609, 0.5), (7, '2026-08', 202608, 1), (7, 'sept', 13, NULL)`,
		`CREATE TABLE days (id VARCHAR(9), unit VARCHAR(9), u BIGINT, ts {instant}, x DECIMAL(20,3))`,
		fmt.Sprintf("INSERT INTO days VALUES ('a', 'A', %[1]d, NULL, %[1]d.25), ('b', 'A', 0, '2026-09-30', NULL)", unix(t, "2026-09-30 22:30:00")))
	s := d.files(map[string]string{
		"cases.sql":      "SELECT 1",
		"audits.sql":     "SELECT unit, t AS month, n AS reviewed, x AS with_errors FROM months",
		"absence.sql":    "SELECT unit, n AS month, x AS days_absent, n AS days_agreed, n AS staff FROM months",
		"complaints.sql": "SELECT id AS complaint_id, unit, u AS received_at, {nulldate} AS decided_at FROM days",
		"projects.sql":   "SELECT id AS project_id, unit, x AS started_on, CAST(NULL AS DECIMAL(20,3)) AS finished_on FROM days",
	}, func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	for _, tt := range []struct {
		table *supplement.Table
		since string
		want  []string
	}{
		{supplement.Audits, "", []string{"7 - 13 -", "7 2026-08-01 202608 1", "7 2026-09-01 202609 0.5"}},
		{supplement.Audits, "2026-09-01", []string{"7 - 13 -", "7 2026-09-01 202609 0.5"}},
		{supplement.Absence, "2026-09-01", []string{"7 2026-09-01 0.5 202609 202609"}},
		{supplement.Complaints, "", []string{"a A 2026-10-01 - -", "b A - - -"}},
		{supplement.Complaints, "2026-09-01", []string{"a A 2026-10-01 - -"}},
		{supplement.Projects, "", []string{"a A 2026-10-01 -", "b A - -"}},
		{supplement.Surveys, "", []string{"absent"}},
	} {
		if diff := cmp.Diff(tt.want, readTable(t, s, tt.table, tt.since)); diff != "" {
			t.Errorf("%s since %q (-want +got):\n%s", tt.table.Name, tt.since, diff)
		}
	}
}

// TestTablesThatAreNotThere: they are optional, and everything else is not.
func TestTablesThatAreNotThere(t *testing.T) { each(t, testTablesThatAreNotThere) }

func testTablesThatAreNotThere(t *testing.T, d *database) {
	s := d.views()
	d.exec("DROP TABLE casework_surveys", "ALTER TABLE casework_absence DROP COLUMN staff")
	if diff := cmp.Diff([]string{"absent"}, readTable(t, s, supplement.Surveys, "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err := s.ReadTable(t.Context(), supplement.Absence, 0, func(supplement.Row) {})
	if err == nil || !strings.Contains(err.Error(), "absence.sql: staff is missing; its columns are unit, month,") {
		t.Errorf("without a column: %v", err)
	}
	findings := inspect(t, s)
	find(t, findings, "optional tables", "off: there is no such table, or no right to read it, for surveys")
	named := 0
	for _, f := range findings {
		if f.Subject == "surveys.sql" {
			t.Errorf("what is off is reported twice: %s", f.Detail)
		}
		if f.Subject == "sessions.sql" && strings.HasPrefix(f.Detail, "columns ") {
			named++
		}
	}
	if named != 1 {
		t.Errorf("the columns of sessions.sql are listed %d times", named)
	}
	elsewhere, err := s.Inspect(t.Context(), "surveys", "absence", "programmes")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range elsewhere {
		if f.Level != source.OK || f.Subject == "programmes.sql" || f.Subject == "optional tables" {
			t.Errorf("found of what comes from elsewhere: %s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
	if f := find(t, findings, "absence.sql", "staff is missing"); f.Level != source.Problem {
		t.Errorf("a missing column is %s", f.Level)
	}
	d.exec("CREATE TABLE casework_surveys (response_id INT, unit TEXT, audience TEXT, answered_at DATE, score INT)")
	if diff := cmp.Diff([]string(nil), readTable(t, s, supplement.Surveys, "")); diff != "" {
		t.Errorf("a table made later (-want +got):\n%s", diff)
	}
}
