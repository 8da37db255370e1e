package source_test

import (
	"strings"
	"testing"

	"casework/collectors/ledger"
)

// TestNullsOfViews: NULL in place of a column says that there is none, whatever type a view,
// a union or a server that merges nothing gives it.
func TestNullsOfViews(t *testing.T) { each(t, testNullsOfViews) }

func testNullsOfViews(t *testing.T, d *database) {
	const as = "SELECT id AS case_id, unit, NULL AS case_type, at AS received_at, NULL AS started_at, done AS closed_at, NULL AS deadline_at, NULL AS reopened_count FROM person"
	for name, body := range map[string]string{
		"plain": as, "union": as + " WHERE id = 1 UNION ALL " + as + " WHERE id > 1", "distinct": strings.Replace(as, "SELECT", "SELECT DISTINCT", 1),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			d.exec("CREATE TABLE person (id BIGINT PRIMARY KEY, unit VARCHAR(20), at {wall}, done {wall})",
				"INSERT INTO person VALUES (1, 'Nord', '2024-01-10 08:00:00', NULL), (2, 'Nord', '2024-01-11 08:00:00', '2024-01-12 08:00:00')",
				"CREATE VIEW casework_cases AS "+body)
			s := d.source(viewsAdapter(d), only)
			if got := changes(t, s, ledger.Cases, 0); len(got.Cases) != 2 {
				t.Errorf("%d cases, want 2", len(got.Cases))
			}
			if c := s.Columns(); c.Started || c.Deadline || c.Unclosed {
				t.Errorf("the columns are %+v, want closings alone", c)
			}
		})
	}
}

// TestTextsForTimes: a column of texts is no time, with values or before there is a row.
func TestTextsForTimes(t *testing.T) { each(t, testTextsForTimes) }

func testTextsForTimes(t *testing.T, d *database) {
	d.exec("CREATE TABLE casework_cases (case_id BIGINT PRIMARY KEY, unit VARCHAR(20), received_at {wall}, closed_at {wall}, started_at TEXT)")
	for _, row := range []string{"", "INSERT INTO casework_cases VALUES (1, 'Nord', '2024-01-10 08:00:00', NULL, 'yesterday')"} {
		if row != "" {
			d.exec(row)
		}
		s := d.source(viewsAdapter(d), only)
		if _, err := s.Sample(t.Context(), ledger.Cases); err == nil || !strings.Contains(err.Error(), "started_at is TEXT, allowed are") {
			t.Errorf("after %q: %v", row, err)
		}
	}
}
