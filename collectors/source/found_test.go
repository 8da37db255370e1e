package source_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
	"casework/collectors/supplement"
)

// readAll reads all that a source has, as a poller does, until something fails.
func readAll(t *testing.T, s *source.Source) error {
	t.Helper()
	if _, err := s.Programmes(t.Context()); err != nil {
		return err
	}
	if _, err := s.Units(t.Context()); err != nil {
		return err
	}
	for _, table := range ledger.Tables() {
		has, err := s.Has(t.Context(), source.QueryOf(table))
		if err == nil && has {
			err = s.Changes(t.Context(), table, 1, func(*ledger.Page) error { return nil })
		}
		if err != nil {
			return err
		}
	}
	for _, table := range supplement.Tables() {
		if _, err := s.ReadTable(t.Context(), table, 0, func(supplement.Row) {}); err != nil {
			return err
		}
	}
	return nil
}

// TestWhatWasFoundIsMissed: what an earlier process found and is gone is an
// error that says what to do, until it is back or the settings do without it;
// who never had it does not miss it.
func TestWhatWasFoundIsMissed(t *testing.T) { eachPlain(t, testWhatWasFoundIsMissed) }

func testWhatWasFoundIsMissed(t *testing.T, d *database) {
	views := viewsAdapter(t)
	stars := sourcetest.Files(map[string]string{"cases.sql": "SELECT * FROM casework_cases", "units.sql": "SELECT * FROM casework_units"})
	bare := sourcetest.Files(map[string]string{"cases.sql": "SELECT * FROM casework_cases"})
	for _, tt := range []struct {
		what, take, back string
		before, after    fs.FS
	}{
		{"errors", "ALTER TABLE casework_errors RENAME TO away", "ALTER TABLE away RENAME TO casework_errors", views, views},
		{"sessions", "ALTER TABLE casework_sessions RENAME TO away", "ALTER TABLE away RENAME TO casework_sessions", views, views},
		{"units", "ALTER TABLE casework_units RENAME TO away", "ALTER TABLE away RENAME TO casework_units", views, views},
		{"programmes", "ALTER TABLE casework_programmes RENAME TO away", "ALTER TABLE away RENAME TO casework_programmes", views, views},
		{"costs", "ALTER TABLE casework_costs RENAME TO away", "ALTER TABLE away RENAME TO casework_costs", views, views},
		{"cases.deadline_at", "ALTER TABLE casework_cases DROP COLUMN deadline_at", "ALTER TABLE casework_cases ADD deadline_at {wall}", views, views},
		{"cases.deadline_at", "ALTER TABLE casework_cases DROP COLUMN deadline_at", "ALTER TABLE casework_cases ADD deadline_at {wall}", stars, stars},
		{"cases.case_type", "ALTER TABLE casework_cases DROP COLUMN case_type", "ALTER TABLE casework_cases ADD case_type VARCHAR(9)", views, views},
		{"errors.kind", "ALTER TABLE casework_errors DROP COLUMN kind", "ALTER TABLE casework_errors ADD kind VARCHAR(9)", views, views},
		{"units.service", "ALTER TABLE casework_units DROP COLUMN service", "ALTER TABLE casework_units ADD service VARCHAR(9)", views, views},
		{"staff.reached", "ALTER TABLE casework_staff DROP COLUMN reached", "ALTER TABLE casework_staff ADD reached INT", views, views},
		{"units", "SELECT 1", "", stars, bare},
	} {
		t.Run(tt.what, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			d.views(only)
			first := d.source(tt.before, only)
			if err := readAll(t, first); err != nil {
				t.Fatal(err)
			}
			found := first.Found()
			if !slices.Contains(found, tt.what) || slices.Contains(found, "cases") {
				t.Errorf("found %v", found)
			}
			d.exec(tt.take)
			for range 2 { // as long as nobody says otherwise
				next := d.source(tt.after, only)
				next.Recall(found)
				err := readAll(t, next)
				if want := "put it back, or do without it by TEST_WITHOUT=" + tt.what; err == nil || !strings.HasSuffix(err.Error(), want) {
					t.Errorf("it is gone, and the error is %v; want it to end with %s", err, want)
				}
				if found = next.Found(); !slices.Contains(found, tt.what) {
					t.Errorf("then found %v", found)
				}
			}
			without := d.source(tt.after, only, func(o *source.Options) { o.Without = []string{tt.what} })
			without.Recall(found)
			if err := readAll(t, without); err != nil {
				t.Errorf("that the settings do without: %v", err)
			}
			forgotten := d.source(tt.after, only)
			forgotten.Recall(without.Found())
			if err := readAll(t, forgotten); err != nil {
				t.Errorf("that was forgotten: %v", err)
			}
			if err := readAll(t, d.source(tt.after, only)); err != nil {
				t.Errorf("that was never there: %v", err)
			}
			if tt.back == "" {
				return
			}
			d.exec(tt.back)
			back := d.source(tt.after, only)
			back.Recall(found)
			if err := readAll(t, back); err != nil {
				t.Errorf("that is back: %v", err)
			}
			off := d.source(tt.after, only, func(o *source.Options) { o.Without = []string{tt.what} })
			if err := readAll(t, off); err != nil || slices.Contains(off.Found(), tt.what) {
				t.Errorf("that is there, and the settings do without: %v; found %v", err, off.Found())
			}
		})
	}
}

// TestWithoutNamesWhatIsOptional: what cannot be done without is refused, all at
// once.
func TestWithoutNamesWhatIsOptional(t *testing.T) {
	if err := source.CheckWithout(source.Optional()); err != nil {
		t.Error(err)
	}
	err := source.CheckWithout([]string{"cases", "units", "cases.unit", "complaint", "dose"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{`"cases"`, `"cases.unit"`, `"complaint"`, `"dose"`, "cases.deadline_at, ", ", units.service"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error lacks %s: %v", name, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error is of several lines, of which the first alone tells of which setting it is: %v", err)
	}
	if strings.Contains(err.Error(), `"units"`) {
		t.Errorf("units are refused: %v", err)
	}
}
