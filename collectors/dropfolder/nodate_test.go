package dropfolder

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
	"casework/collectors/table"
)

// TestFilesKnowNoDates: a date by which a site says that something has not
// happened is none, in files as in a database, however it is written.
func TestFilesKnowNoDates(t *testing.T) {
	var never []civil.Day
	for _, date := range []time.Time{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)} {
		never = append(never, civil.DayOf(date))
	}
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, oslo)
	for _, tt := range []struct {
		date     string
		no, kept bool // it is no date; the file is read
	}{
		{"9999-12-31", true, true},
		{"31.12.9999", true, true},
		{"31. desember 9999", true, true},
		{"1900-01-01 00:00:00", true, true},
		{"1.1.1900", true, true},
		{"1.1.1900 00:00", true, true},
		{"2001-01-01T00:00:00+01:00", true, true},
		{"2000-12-31T23:30:00Z", true, true},
		{"1. jan. 2001", true, true},
		{"2026-10-30", false, true},
		{"2001-01-02", false, true},
		{"1899-12-31", false, false},
		{"9999-12-30", false, false},
	} {
		for what, known := range map[string][]civil.Day{"named": never, "not named": nil} {
			dir := t.TempDir()
			path := filepath.Join(dir, "complaints.csv")
			content := "complaint_id,unit,received_at,decided_at,outcome\n1,Nord,2000-01-02," + tt.date + ",\n"
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, now.Add(-time.Hour), now.Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
			f := New(dir, Options{Location: oslo, NoDates: known, Now: func() time.Time { return now }})
			f.Changed(t.Context())
			var rows []supplement.Row
			read, err := f.ReadTable(t.Context(), supplement.Complaints, 0, func(row supplement.Row) { rows = append(rows, row) })
			year := tt.date[len(tt.date)-4:]
			kept := tt.kept && (known != nil || !tt.no || year == "2001" || tt.date[:2] == "20") // of this century it is any date
			if read != kept || kept == (err != nil) {
				t.Errorf("%s, %s: read %v, error %v; want read %v", tt.date, what, read, err, kept)
			} else if kept && rows[0][3].Set != (!tt.no || known == nil) {
				t.Errorf("%s, %s: decided %v", tt.date, what, rows[0][3])
			}
		}
	}
	format := table.Format{Columns: supplement.Absence.Columns, NoDates: never}
	err := format.Parse("f.csv", []byte("unit,month,days_absent,days_agreed,staff\nNord,1.1.1900,1,2,9\n"), func(supplement.Row, table.Line) {})
	if want := "f.csv:2:6: month is empty"; err == nil || err.Error() != want {
		t.Errorf("a month that must be there is none: %v, want %s", err, want)
	}
}
