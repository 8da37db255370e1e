package source_test

import (
	"strings"
	"testing"

	"casework/collectors/source"
)

// TestInspectSample: what a query gives in place of cases is found.
func TestInspectSample(t *testing.T) { each(t, testInspectSample) }

func testInspectSample(t *testing.T, d *database) {
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, office VARCHAR(20), title VARCHAR(20), received BIGINT, closed BIGINT, status VARCHAR(10), reopened INT, changed BIGINT)", "CREATE INDEX changed ON c (changed)",
		"INSERT INTO c SELECT seq, CONCAT('office ', seq % 3), CONCAT('title ', seq), 1700000000 + seq, CASE WHEN seq % 4 = 0 THEN 1700001000 + seq END, "+
			"CASE WHEN seq % 8 = 0 THEN 'closed' ELSE 'open' END, CASE WHEN seq % 4 = 0 THEN 1 ELSE 0 END, {unix} - 17700 + seq FROM seq_1_to_200",
		"CREATE TABLE n (id INT PRIMARY KEY, case_id INT)", "CREATE INDEX n_case ON n (case_id)", "INSERT INTO n SELECT seq, 1 + seq % 150 FROM seq_1_to_300")
	const sound = "SELECT id AS case_id, office AS unit, '' AS case_type, received AS received_at, CASE WHEN status = 'closed' THEN closed END AS closed_at, " +
		"reopened AS reopened_count, changed AS changed_at FROM c"
	for _, tt := range []struct {
		name, instead, of string
		level             source.Level
		detail            string
	}{
		{"sound", "", "", source.OK, "the newest changed_at was 4h5"},
		{"rows of notes", "FROM c JOIN n ON n.case_id = c.id", "FROM c", source.Problem, "150 of the 300 newest rows have the case_id of another"},
		{"titles for units", "title AS unit", "office AS unit", source.Problem, "200 units for the 200 newest rows"},
		{"a closing that outlives a reopening", "closed AS closed_at", "CASE WHEN status = 'closed' THEN closed END AS closed_at", source.Warning, "50 of the 200 newest rows were reopened, and none of those is open"},
		{"closed in milliseconds", "1000 * closed AS closed_at", "CASE WHEN status = 'closed' THEN closed END AS closed_at", source.Problem, "50 of the 200 newest rows have a closed_at beyond the year 9999: numbers of 13 digits, which seem to count milliseconds"},
		{"microseconds", "received * 1000000 AS received_at", "received AS received_at", source.Problem, "200 of the 200 newest rows have a received_at beyond the year 9999: numbers of 16 digits, which seem to count microseconds"},
		{"no unit", "9000000000000000000 + received AS received_at", "received AS received_at", source.Problem, "200 of the 200 newest rows have a received_at beyond the year 9999"},
		{"milliseconds with a fraction", "received * 1000.5 AS received_at", "received AS received_at", source.Problem, "a received_at beyond the year 9999: numbers of 13 digits, which seem to count milliseconds"},
		{"changes in milliseconds", "changed * 1000 AS changed_at", "changed AS changed_at", source.Problem, "200 of the 200 newest rows have a changed_at beyond the year 9999"},
		{"changes in milliseconds, ahead", "changed * 1000 AS changed_at", "changed AS changed_at", source.Warning, "changed_at runs 2562047h47m16s ahead"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			query := sound
			if tt.of != "" {
				query = strings.Replace(strings.Replace(sound, tt.of, tt.instead, 1), "SELECT id", "SELECT c.id", 1)
			}
			findings := inspect(t, d.files(map[string]string{"cases.sql": query}))
			f := find(t, findings, "cases.sql", tt.detail)
			if f.Level != tt.level || f.Level != source.OK && f.Hint == "" {
				t.Errorf("found %s with hint %q: %s", f.Level, f.Hint, f.Detail)
			}
			if strings.Contains(f.Detail, "seem to count") != strings.Contains(f.Hint, " DIV 1000") ||
				tt.name == "closed in milliseconds" && !strings.Contains(f.Hint, "(…) DIV 1000 AS closed_at on MariaDB and MySQL, (…) / 1000 AS closed_at on PostgreSQL") {
				t.Errorf("hint %q", f.Hint)
			}
			for _, f := range findings {
				if f.Subject == "cases.sql" && tt.level == source.OK && f.Level != source.OK {
					t.Errorf("%s: %s", f.Level, f.Detail)
				}
			}
		})
	}
}

// TestInspectSampleOfOddIdentifiers: identifiers that the server compares as equal are different ones where
// their bytes are, as the ledger sees them, and rows without any are not said to have that of another.
func TestInspectSampleOfOddIdentifiers(t *testing.T) { each(t, testInspectSampleOfOddIdentifiers) }

func testInspectSampleOfOddIdentifiers(t *testing.T, d *database) {
	d.exec("CREATE TABLE k (id VARCHAR(20), office VARCHAR(20), received BIGINT, changed BIGINT)", "CREATE INDEX k_changed ON k (changed)",
		"INSERT INTO k SELECT CONCAT('a', seq), 'Nord', 1700000000 + seq, {unix} - 17700 + seq FROM seq_1_to_200",
		"INSERT INTO k SELECT CONCAT('A', seq), 'Nord', 1700000000 + seq, {unix} - 17700 + seq FROM seq_1_to_200")
	const query = "SELECT id AS case_id, office AS unit, received AS received_at, CASE WHEN received < 0 THEN received END AS closed_at, changed AS changed_at FROM k"
	see := func(want string, twice bool) {
		t.Helper()
		findings := inspect(t, d.files(map[string]string{"cases.sql": query}))
		find(t, findings, "cases.sql", want)
		for _, f := range findings {
			if strings.Contains(f.Detail, "of another") && !twice {
				t.Errorf("%s: %s", f.Level, f.Detail)
			}
		}
	}
	see("400 rows, all with case_id", false)
	d.exec("INSERT INTO k SELECT NULL, 'Nord', 1700000000 + seq, {unix} - 17700 + seq FROM seq_1_to_20")
	see("20 of 420 rows have no case_id and are not counted anywhere", false)
	d.exec("INSERT INTO k SELECT CONCAT('a', seq), 'Nord', 1700000000 + seq, {unix} - 17700 + seq FROM seq_1_to_20")
	see("20 of the 440 newest rows have the case_id of another", true)
}

// TestInspectListsWhatIsThere: of columns that a query names and its table has not, none is said to be there.
func TestInspectListsWhatIsThere(t *testing.T) { each(t, testInspectListsWhatIsThere) }

func testInspectListsWhatIsThere(t *testing.T, d *database) {
	d.exec("CREATE TABLE v (case_id INT PRIMARY KEY, unit VARCHAR(20), received_at BIGINT)",
		"CREATE TABLE e (error_id INT PRIMARY KEY, unit VARCHAR(20), reported_at BIGINT)")
	findings := inspect(t, d.files(map[string]string{
		"cases.sql":  "SELECT case_id, unit, case_type, received_at, started_at, closed_at FROM v",
		"errors.sql": "SELECT error_id, unit, case_id, reported_at, kind, changed_at FROM e",
	}))
	for subject, want := range map[string]string{
		"cases.sql":  "closed_at is missing, or started_at in its place; its columns are case_id, unit, received_at",
		"errors.sql": "columns error_id, unit, reported_at",
	} {
		if f := find(t, findings, subject, want); !strings.HasSuffix(f.Detail, want) {
			t.Errorf("%s, want %s", f.Detail, want)
		}
	}
}
