package mysql

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
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
func TestWhatWasFoundIsMissed(t *testing.T) {
	views, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	stars := sqlFiles(map[string]string{"cases.sql": "SELECT * FROM casework_cases", "units.sql": "SELECT * FROM casework_units"})
	bare := sqlFiles(map[string]string{"cases.sql": "SELECT * FROM casework_cases"})
	for _, tt := range []struct {
		what, take, back string
		before, after    fs.FS
	}{
		{"errors", "RENAME TABLE casework_errors TO away", "RENAME TABLE away TO casework_errors", views, views},
		{"sessions", "RENAME TABLE casework_sessions TO away", "RENAME TABLE away TO casework_sessions", views, views},
		{"units", "RENAME TABLE casework_units TO away", "RENAME TABLE away TO casework_units", views, views},
		{"programmes", "RENAME TABLE casework_programmes TO away", "RENAME TABLE away TO casework_programmes", views, views},
		{"costs", "RENAME TABLE casework_costs TO away", "RENAME TABLE away TO casework_costs", views, views},
		{"cases.deadline_at", "ALTER TABLE casework_cases DROP COLUMN deadline_at", "ALTER TABLE casework_cases ADD deadline_at DATETIME", views, views},
		{"cases.deadline_at", "ALTER TABLE casework_cases DROP COLUMN deadline_at", "ALTER TABLE casework_cases ADD deadline_at DATETIME", stars, stars},
		{"errors.kind", "ALTER TABLE casework_errors DROP COLUMN kind", "ALTER TABLE casework_errors ADD kind VARCHAR(9)", views, views},
		{"units.service", "ALTER TABLE casework_units DROP COLUMN service", "ALTER TABLE casework_units ADD service VARCHAR(9)", views, views},
		{"staff.reached", "ALTER TABLE casework_staff DROP COLUMN reached", "ALTER TABLE casework_staff ADD reached INT", views, views},
		{"units", "DO 0", "", stars, bare},
	} {
		t.Run(tt.what, func(t *testing.T) {
			d := newDatabase(t)
			d.views(only)
			first := d.open(tt.before, only)
			if err := readAll(t, first); err != nil {
				t.Fatal(err)
			}
			found := first.Found()
			if !slices.Contains(found, tt.what) || slices.Contains(found, "cases") || slices.Contains(found, "cases.case_type") {
				t.Errorf("found %v", found)
			}
			d.exec(tt.take)
			for range 2 { // as long as nobody says otherwise
				next := d.open(tt.after, only)
				next.Recall(found)
				err := readAll(t, next)
				if want := "put it back, or do without it by TEST_WITHOUT=" + tt.what; err == nil || !strings.HasSuffix(err.Error(), want) {
					t.Errorf("it is gone, and the error is %v; want it to end with %s", err, want)
				}
				if found = next.Found(); !slices.Contains(found, tt.what) {
					t.Errorf("then found %v", found)
				}
			}
			without := d.open(tt.after, only, func(o *Options) { o.Without = []string{tt.what} })
			without.Recall(found)
			if err := readAll(t, without); err != nil {
				t.Errorf("that the settings do without: %v", err)
			}
			forgotten := d.open(tt.after, only)
			forgotten.Recall(without.Found())
			if err := readAll(t, forgotten); err != nil {
				t.Errorf("that was forgotten: %v", err)
			}
			if err := readAll(t, d.open(tt.after, only)); err != nil {
				t.Errorf("that was never there: %v", err)
			}
			if tt.back == "" {
				return
			}
			d.exec(tt.back)
			back := d.open(tt.after, only)
			back.Recall(found)
			if err := readAll(t, back); err != nil {
				t.Errorf("that is back: %v", err)
			}
			off := d.open(tt.after, only, func(o *Options) { o.Without = []string{tt.what} })
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
	if strings.Contains(err.Error(), `"units"`) {
		t.Errorf("units are refused: %v", err)
	}
}
