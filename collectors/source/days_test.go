package source_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// seeOrder sees when cases were started and closed, by their receipt, in a first load and
// in a poll.
func seeOrder(t *testing.T, s *source.Source, want map[int64][2]int64) {
	t.Helper()
	for name, since := range map[string]ledger.Cursor{"first load": 0, "poll": 1} {
		got := map[int64][2]int64{}
		for _, c := range changes(t, s, ledger.Cases, since).Cases {
			got[c.Received] = [2]int64{c.Started, c.Closed}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// seeMonth sees what the server sums up of a table from one instant to another.
func seeMonth(t *testing.T, s *source.Source, table ledger.Table, from, until int64, want map[string]ledger.Summary) {
	t.Helper()
	got, err := s.Summaries(t.Context(), table, from, until)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the month of %s (-want +summary):\n%s", table, diff)
	}
}

// TestDaysAmongTimes: a product that keeps when a case came in to the second, and of
// its closing the day alone, closes none before it came. What follows something on
// the same day happened no earlier, and no month differs by that.
func TestDaysAmongTimes(t *testing.T) { each(t, testDaysAmongTimes) }

func testDaysAmongTimes(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	for _, column := range []string{"started_at", "closed_at"} {
		d.exec(d.retimed("casework_cases", column, "DATE"))
	}
	d.exec(d.retimed("casework_pauses", "resumed_at", "DATE"),
		`INSERT INTO casework_cases (case_id, unit, received_at, started_at, closed_at, changed_at) VALUES
			(1, 'A', '2026-09-01 14:00:00', '2026-09-01', '2026-09-01', '2026-09-01 14:00:00'),
			(2, 'A', '2026-09-01 23:30:00', '2026-09-02', '2026-09-03', '2026-09-03 14:00:00'),
			(3, 'A', '2026-09-02 00:30:00', '2026-09-01', '2026-09-01', '2026-09-03 15:00:00'),
			(4, 'A', '2026-09-02 00:00:00', NULL, NULL, '2026-09-03 16:00:00')`,
		`INSERT INTO casework_pauses (pause_id, case_id, paused_at, resumed_at, changed_at) VALUES
			(1, 2, '2026-09-02 10:00:00', '2026-09-02', '2026-09-02 10:00:00'), (2, 2, '2026-09-02 10:00:00', '2026-09-01', '2026-09-02 10:00:00')`)
	at := func(text string) int64 { return unix(t, text) } // Oslo is two hours ahead
	want := map[int64][2]int64{                            // start and closing, by the receipt
		at("2026-09-01 12:00:00"): {at("2026-09-01 12:00:00"), at("2026-09-01 12:00:00")},
		at("2026-09-01 21:30:00"): {at("2026-09-01 22:00:00"), at("2026-09-02 22:00:00")},
		at("2026-09-01 22:30:00"): {at("2026-08-31 22:00:00"), at("2026-08-31 22:00:00")}, // on the day before it
		at("2026-09-01 22:00:00"): {},
	}
	seeOrder(t, s, want)
	read := changes(t, s, ledger.Pauses, 0).Pauses
	if len(read) != 2 || read[0].Resumed != at("2026-09-02 08:00:00") || read[1].Resumed != at("2026-08-31 22:00:00") {
		t.Errorf("pauses: %+v", read)
	}

	from, until := at("2026-08-30 22:00:00"), at("2026-09-30 22:00:00")
	seeMonth(t, s, ledger.Cases, from, until, recount(t, s, ledger.Cases, from, until))
}

// TestDaysAmongDays: of a case that came on a day and was started on it at a time,
// the closing on that day follows the start.
func TestDaysAmongDays(t *testing.T) { each(t, testDaysAmongDays) }

func testDaysAmongDays(t *testing.T, d *database) {
	s := d.views()
	d.exec(d.retimed("casework_cases", "received_at", "DATE"), d.retimed("casework_cases", "closed_at", "DATE"),
		`INSERT INTO casework_cases (case_id, unit, received_at, started_at, closed_at, changed_at) VALUES
			(1, 'A', '2026-09-01', '2026-09-01 14:00:00', '2026-09-01', '2026-09-01 14:00:00'),
			(2, 'A', '2026-09-01', NULL, '2026-09-01', '2026-09-01 14:00:00')`)
	for _, c := range changes(t, s, ledger.Cases, 0).Cases {
		if want := max(c.Received, c.Started); c.Closed != want || c.Closed == 0 {
			t.Errorf("received %d, started %d, closed %d; want %d", c.Received, c.Started, c.Closed, want)
		}
	}
}

// TestRepeatedHourInOrder: what stands in an hour that clocks showed twice, and before
// what it follows, was the second time. No month differs by that.
func TestRepeatedHourInOrder(t *testing.T) { each(t, testRepeatedHourInOrder) }

func testRepeatedHourInOrder(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at, started_at, closed_at, changed_at) VALUES
		(1, 'A', '2026-10-25 02:50:00', '2026-10-25 02:05:00', '2026-10-25 02:10:00', '2026-10-25 02:10:00'),
		(2, 'A', '2026-10-25 01:50:00', '2026-10-25 02:05:00', '2026-10-25 02:10:00', '2026-10-25 02:10:00'),
		(3, 'A', '2026-10-25 02:40:00', '2026-10-25 02:45:00', '2026-10-25 02:10:00', '2026-10-25 02:10:00'),
		(4, 'A', '2026-10-25 03:10:00', NULL, '2026-10-25 02:10:00', '2026-10-25 03:10:00')`,
		`INSERT INTO casework_pauses (pause_id, case_id, paused_at, resumed_at, changed_at) VALUES (1, 2, '2026-10-25 02:50:00', '2026-10-25 02:10:00', '2026-10-25 02:10:00')`)
	at := func(text string) int64 { return unix(t, "2026-10-25 "+text) }
	want := map[int64][2]int64{ // start and closing, by the receipt
		at("00:50:00"):         {at("01:05:00"), at("01:10:00")},
		at("23:50:00") - 86400: {at("00:05:00"), at("00:10:00")},
		at("00:40:00"):         {at("00:45:00"), at("01:10:00")},
		at("02:10:00"):         {0, at("01:10:00")}, // an hour before it came either way
	}
	seeOrder(t, s, want)
	if read := changes(t, s, ledger.Pauses, 0).Pauses; len(read) != 1 || read[0].Resumed-read[0].Paused != 20*60 {
		t.Errorf("pauses: %+v; want one of 20 minutes", read)
	}
	from, until := at("00:00:00")-86400, at("00:00:00")+86400
	seeMonth(t, s, ledger.Cases, from, until, recount(t, s, ledger.Cases, from, until))
}

// TestMidnightsAmongTimes: so it is where a column of times holds the day of a closing, at
// midnight. What else was before it came, was: a time, and another day's midnight.
func TestMidnightsAmongTimes(t *testing.T) { each(t, testMidnightsAmongTimes) }

func testMidnightsAmongTimes(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) {
		o.Location, o.DateTimes = location(t, "Asia/Tokyo"), location(t, "Europe/Oslo")
	})
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at, started_at, closed_at, changed_at) VALUES
			(1, 'A', '2026-09-01 14:00:00', '2026-09-01 15:00:00', '2026-09-01 00:00:00', '2026-09-01 14:00:00'),
			(2, 'A', '2026-09-01 23:59:59', '2026-09-01 00:00:00', '2026-09-03 00:00:00', '2026-09-03 14:00:00'),
			(3, 'A', '2026-09-02 00:30:00', '2026-09-01 00:00:00', '2026-09-02 00:00:01', '2026-09-03 15:00:00')`,
		`INSERT INTO casework_pauses (pause_id, case_id, paused_at, resumed_at, changed_at) VALUES (1, 2, '2026-09-02 10:00:00', '2026-09-02 00:00:00', '2026-09-02 10:00:00')`)
	at := func(text string) int64 { return unix(t, text) } // Oslo is two hours ahead
	want := map[int64][2]int64{                            // start and closing, by the receipt
		at("2026-09-01 12:00:00"): {at("2026-09-01 13:00:00"), at("2026-09-01 13:00:00")},
		at("2026-09-01 21:59:59"): {at("2026-09-01 21:59:59"), at("2026-09-02 22:00:00")},
		at("2026-09-01 22:30:00"): {at("2026-08-31 22:00:00"), at("2026-09-01 22:00:01")},
	}
	seeOrder(t, s, want)
	if read := changes(t, s, ledger.Pauses, 0).Pauses; len(read) != 1 || read[0].Resumed != read[0].Paused {
		t.Errorf("pauses: %+v; want one that ended at once", read)
	}
	from, until := at("2026-08-30 22:00:00"), at("2026-09-30 22:00:00")
	wall := s.Wall(ledger.Pauses, ledger.FirstAt, at("2026-09-02 08:00:00"))
	seeMonth(t, s, ledger.Cases, from, until, recount(t, s, ledger.Cases, from, until))
	seeMonth(t, s, ledger.Pauses, from, until, map[string]ledger.Summary{"": {Rows: 1, Started: 1, SumFirst: wall, SumStarted: wall}})
}
