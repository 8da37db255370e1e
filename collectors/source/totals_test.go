package source_test

import (
	"slices"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
)

// TestTotalsAreRead: how long cases were paused, since when they are, and when they
// were complete is read in the form in which each database keeps it.
func TestTotalsAreRead(t *testing.T) { each(t, testTotalsAreRead) }

func testTotalsAreRead(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	d.exec(`ALTER TABLE casework_cases ADD paused_seconds INT`, `ALTER TABLE casework_cases ADD paused_since {wall}`, `ALTER TABLE casework_cases ADD complete_at DATE`,
		`INSERT INTO casework_cases (case_id, unit, received_at, closed_at, paused_seconds, paused_since, complete_at, changed_at) VALUES
			(1, 'A', '2026-09-01 08:00:00', '2026-09-08 08:00:00', 86400, NULL, '2026-09-02', '2026-09-08 08:00:00'),
			(2, 'A', '2026-09-01 08:00:00', NULL, 0, '2026-09-03 10:00:00', NULL, '2026-09-08 09:00:00'),
			(3, 'A', '2026-09-01 08:00:00', NULL, -1, NULL, '2026-09-01', '2026-09-08 10:00:00'),
			(4, 'A', '2026-09-01 08:00:00', NULL, NULL, NULL, NULL, '2026-09-08 11:00:00')`)
	read := sourcetest.Changes(t, s, ledger.Cases, 0)
	type totals struct{ seconds, since, complete int64 }
	want := []totals{
		{86400, 0, unix(t, "2026-09-01 22:00:00")}, // Oslo is two hours ahead
		{0, unix(t, "2026-09-03 08:00:00"), 0}, {-1, 0, unix(t, "2026-08-31 22:00:00")}, {},
	}
	if len(read.Cases) != len(want) {
		t.Fatalf("%d cases", len(read.Cases))
	}
	for i, c := range read.Cases {
		if got := (totals{c.PausedSeconds, c.PausedSince, c.Complete}); got != want[i] {
			t.Errorf("case %d: %+v, want %+v", i+1, got, want[i])
		}
	}
	const said = "1 of the 4 newest cases are paused, 0 of them for more than 365 days"
	if !slices.ContainsFunc(inspect(t, s), func(f source.Finding) bool { return f.Level == source.OK && f.Detail == said }) {
		t.Errorf("nothing says %q", said)
	}
	d.exec(`UPDATE casework_cases SET paused_since = '2001-01-01 10:00:00' WHERE case_id IN (1, 4)`)
	const forgotten = "2 of the 4 newest cases are paused, 1 of them for more than 365 days"
	if !slices.ContainsFunc(inspect(t, s), func(f source.Finding) bool { return f.Level == source.Warning && f.Detail == forgotten }) {
		t.Errorf("nothing says %q", forgotten)
	}
}

// TestFarTotalsAreNone: since when a case is paused, and when it was complete, are none
// far in the future, as a deadline is, and no month differs by them.
func TestFarTotalsAreNone(t *testing.T) { each(t, testFarTotalsAreNone) }

func testFarTotalsAreNone(t *testing.T, d *database) {
	s := d.views()
	d.exec(`ALTER TABLE casework_cases ADD paused_since {wall}`, `ALTER TABLE casework_cases ADD complete_at DATE`,
		`INSERT INTO casework_cases (unit, received_at, paused_since, complete_at) VALUES
			('A', '2024-07-01', '9999-12-31', '9999-12-31'), ('A', '2024-07-01', '2106-01-01', '2106-01-01'), ('A', '2024-07-01', '1900-01-01', '1900-01-01')`)
	for _, c := range sourcetest.Changes(t, s, ledger.Cases, 0).Cases {
		if c.PausedSince != 0 || c.Complete != 0 {
			t.Errorf("paused since %d, complete %d, want neither", c.PausedSince, c.Complete)
		}
	}
	got, err := s.Summaries(t.Context(), ledger.Cases, unix(t, "2024-06-01 00:00:00"), unix(t, "2024-08-01 00:00:00"))
	if a := got["A"]; err != nil || a.Rows != 3 || a.Paused+a.Complete+a.SumSince+a.SumCompleted != 0 {
		t.Errorf("summary %+v, %v, want 3 rows without either", a, err)
	}
}
