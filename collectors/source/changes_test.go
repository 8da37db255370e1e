package source_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// fill is the statement that makes a number of cases.
const fill = "INSERT INTO casework_cases (unit, received_at, changed_at) SELECT 'Nord', '2024-01-01', '2024-01-01' FROM seq_1_to_%d"

func TestLateCommitIsReadThanksToOverlap(t *testing.T) { each(t, testLateCommitIsReadThanksToOverlap) }

func testLateCommitIsReadThanksToOverlap(t *testing.T, d *database) {
	s := d.views()
	late, err := d.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Rollback()
	if _, err := late.Exec("INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (1, 'Nord', '2024-01-01', '2024-01-01 10:00:00')"); err != nil {
		t.Fatal(err)
	}
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES
		(2, 'Nord', '2024-01-01', '2024-01-01 10:09:59'), (3, 'Nord', '2024-01-01', '2024-01-01 09:00:00')`)
	first := changes(t, s, ledger.Cases, 0)
	if diff := cmp.Diff(keys(2, 3), first.IDs()); diff != "" {
		t.Errorf("first load (-want +got):\n%s", diff)
	}
	if err := late.Commit(); err != nil {
		t.Fatal(err)
	}
	poll := changes(t, s, ledger.Cases, first.Next)
	if diff := cmp.Diff(keys(1, 2), poll.IDs()); diff != "" {
		t.Errorf("poll after the late commit (-want +got):\n%s", diff)
	}
	if poll.Next != first.Next {
		t.Errorf("the cursor moved from %d to %d", first.Next, poll.Next)
	}
}

func TestRepeatedHourIsRead(t *testing.T) { each(t, testRepeatedHourIsRead) }

func testRepeatedHourIsRead(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	insert := "INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (%d, 'Nord', '2024-01-01', '%s')"
	// The first time it is 02:59, then the second time it is 02:05.
	d.exec(fmt.Sprintf(insert, 1, "2024-10-27 02:59:00"))
	first := changes(t, s, ledger.Cases, 0)
	d.exec(fmt.Sprintf(insert, 2, "2024-10-27 02:05:00"), fmt.Sprintf(insert, 3, "2024-10-27 01:45:00"))
	poll := changes(t, s, ledger.Cases, first.Next)
	if diff := cmp.Diff(keys(2, 1), poll.IDs()); diff != "" {
		t.Errorf("rows of the repeated hour (-want +got):\n%s", diff)
	}
	if poll.Cases[0].Changed != 0 {
		t.Error("a row of the repeated hour has a version, though its order is unknown")
	}
	// Long after, only the overlap is read again.
	d.exec(fmt.Sprintf(insert, 4, "2024-10-27 03:15:00"))
	last := changes(t, s, ledger.Cases, changes(t, s, ledger.Cases, poll.Next).Next)
	if diff := cmp.Diff(keys(4), last.IDs()); diff != "" {
		t.Errorf("rows after the repeated hour (-want +got):\n%s", diff)
	}
}

func TestFutureDoesNotBlindTheCursor(t *testing.T) { each(t, testFutureDoesNotBlindTheCursor) }

func testFutureDoesNotBlindTheCursor(t *testing.T, d *database) {
	s := d.views()
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (1, 'Nord', '2024-01-01', {now} + INTERVAL 1 YEAR)`)
	first := changes(t, s, ledger.Cases, 0)
	if ahead := time.Until(time.UnixMicro(int64(first.Next))); ahead > time.Second {
		t.Fatalf("the cursor is %v ahead of the clock", ahead)
	}
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at) VALUES (2, 'Nord', '2024-01-01')`)
	for range 2 {
		poll := changes(t, s, ledger.Cases, first.Next)
		if diff := cmp.Diff(keys(2, 1), poll.IDs()); diff != "" {
			t.Errorf("poll (-want +got):\n%s", diff)
		}
	}
}

func TestRowsWithoutChangedAtOrIdentifier(t *testing.T) {
	each(t, testRowsWithoutChangedAtOrIdentifier)
}

func testRowsWithoutChangedAtOrIdentifier(t *testing.T, d *database) {
	d.exec("CREATE TABLE c (id BIGINT NULL, at {wall}, changed {wall})", "CREATE INDEX changed ON c (changed)", "CREATE INDEX id ON c (id)",
		"INSERT INTO c VALUES (1, '2024-01-01', NULL), (2, '2024-01-01', {zero}), (3, {zero}, '2024-01-01'), (NULL, '2024-01-01', '2024-01-01')",
		"INSERT INTO c SELECT NULL, '2024-01-01', '2024-01-01' FROM seq_1_to_10")
	for name, id := range map[string]string{"by identifier": "id", "by change": "id + 0"} {
		t.Run(name, func(t *testing.T) {
			s := d.files(map[string]string{"cases.sql": "SELECT " + id + ` AS case_id, 'Nord' AS unit, '' AS case_type,
				at AS received_at, at AS closed_at, changed AS changed_at FROM c -- a comment`},
				func(o *source.Options) { o.PageSize = 3 })
			r := changes(t, s, ledger.Cases, 0)
			ids := r.IDs()
			slices.Sort(ids)
			want := keys(1, 2, 3)
			slices.Sort(want)
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Errorf("first load (-want +got):\n%s", diff)
			}
			if r.Unkeyed == 0 || r.Unkeyed > 5 { // of eleven; the rest of a page of them is skipped
				t.Errorf("%d rows without an identifier, want those of a page", r.Unkeyed)
			}
			for _, c := range r.Cases {
				if c.ID == keys(3)[0] && (c.Received != 0 || c.Closed != 0) || c.ID == keys(1)[0] && c.Changed != 0 {
					t.Errorf("absent times are not 0: %+v", c)
				}
			}
			poll := changes(t, s, ledger.Cases, r.Next)
			if diff := cmp.Diff(keys(3), poll.IDs()); diff != "" {
				t.Errorf("poll (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFirstLoadIsAllOrNothing(t *testing.T) { each(t, testFirstLoadIsAllOrNothing) }

func testFirstLoadIsAllOrNothing(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.PageSize = 10 })
	d.exec(fmt.Sprintf(fill, 95))
	var cursors []ledger.Cursor
	err := s.Changes(t.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
		cursors = append(cursors, p.Next)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	before, last := cursors[:len(cursors)-1], cursors[len(cursors)-1]
	if len(cursors) < 10 || slices.Max(before) != 0 || last == 0 {
		t.Errorf("the cursors of a first load are %d", cursors)
	}
}

func TestWithoutChangedAt(t *testing.T) { each(t, testWithoutChangedAt) }

func testWithoutChangedAt(t *testing.T, d *database) {
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, at {wall}, closed {wall})", "CREATE INDEX at_closed ON c (at, closed)",
		`INSERT INTO c VALUES
			(1, {now} - INTERVAL 90 DAY, NULL),
			(2, {now} - INTERVAL 90 DAY, {now} - INTERVAL 80 DAY),
			(3, {now} - INTERVAL 90 DAY, {now} - INTERVAL 5 DAY),
			(4, {now} - INTERVAL 6 DAY, {now} - INTERVAL 6 DAY),
			(5, {now} - INTERVAL 90 DAY, {zero})`,
		"CREATE TABLE e (id INT PRIMARY KEY, at INT)",
		"INSERT INTO e VALUES (1, {unix} - 90*86400), (2, {unix} - 5*86400), (3, 0)",
		"CREATE TABLE s (id INT PRIMARY KEY, planned {instant}, held {instant})",
		"INSERT INTO s VALUES (1, {now} - INTERVAL 90 DAY, NULL), (2, {now} - INTERVAL 90 DAY, {now}), (3, {now} + INTERVAL 90 DAY, NULL)")
	s := d.files(map[string]string{
		"cases.sql":    "SELECT id AS case_id, 'Nord' AS unit, '' AS case_type, at AS received_at, closed AS closed_at FROM c",
		"errors.sql":   "SELECT id AS error_id, 'Nord' AS unit, 'error' AS kind, at AS reported_at FROM e",
		"sessions.sql": "SELECT id AS session_id, 'Nord' AS unit, 'p' AS programme, planned AS planned_at, held AS held_at FROM s",
	}, func(o *source.Options) { o.PageSize = 2 })
	for _, tt := range []struct {
		table       ledger.Table
		first, poll []ledger.ID
	}{
		{ledger.Cases, keys(1, 2, 3, 4, 5), keys(1, 3, 4, 5)},
		{ledger.Errors, keys(1, 2, 3), keys(2)},
		{ledger.Sessions, keys(1, 2, 3), keys(2, 3)},
	} {
		for since, want := range [][]ledger.ID{tt.first, tt.poll} {
			r := changes(t, s, tt.table, ledger.Cursor(since))
			ids := r.IDs()
			slices.Sort(ids)
			slices.Sort(want)
			if diff := cmp.Diff(want, slices.Compact(ids)); diff != "" || r.Next != 1 {
				t.Errorf("%s since %d: cursor %d, rows (-want +got):\n%s", tt.table, since, r.Next, diff)
			}
		}
	}
}

func TestQuietTableSparesTheOverlap(t *testing.T) { each(t, testQuietTableSparesTheOverlap) }

func testQuietTableSparesTheOverlap(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.PageSize = 50; o.Overlap = time.Millisecond })
	d.exec("INSERT INTO casework_cases (unit, received_at, changed_at) SELECT 'Nord', '2024-01-01', '2024-01-01' FROM seq_1_to_100")
	r := changes(t, s, ledger.Cases, 0)
	poll := func(want int) {
		t.Helper()
		r = changes(t, s, ledger.Cases, r.Next)
		if len(r.Cases) != want {
			t.Errorf("a poll gave %d rows, want %d", len(r.Cases), want)
		}
	}
	poll(100)
	time.Sleep(2100 * time.Millisecond)
	poll(100)
	poll(0)
	poll(0)
	d.exec("INSERT INTO casework_cases (unit, received_at, changed_at) VALUES ('Nord', '2024-01-01', '2024-01-01 00:00:00.000001')")
	poll(1)
	poll(101)
}

func TestErrorOfApplyEndsTheReading(t *testing.T) { each(t, testErrorOfApplyEndsTheReading) }

func testErrorOfApplyEndsTheReading(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.PageSize = 10 })
	d.exec(fmt.Sprintf(fill, 1000))
	full := errors.New("disk full")
	for _, after := range []int{1, 2, 50, 101} {
		n := 0
		err := s.Changes(t.Context(), ledger.Cases, 1, func(*ledger.Page) error {
			if n++; n == after {
				return full
			}
			return nil
		})
		if want := after <= 100; errors.Is(err, full) != want || want && n != after {
			t.Errorf("an error at page %d: %d pages, error %v", after, n, err)
		}
	}
	if got := changes(t, s, ledger.Cases, 1); len(got.Cases) != 1000 {
		t.Errorf("then %d rows, want 1000", len(got.Cases))
	}
}

// TestCursorGoesBackWithTheClock: a cursor from before the database's clock was
// set back goes back to its present, whether there are rows or not.
func TestCursorGoesBackWithTheClock(t *testing.T) { each(t, testCursorGoesBackWithTheClock) }

func testCursorGoesBackWithTheClock(t *testing.T, d *database) {
	s := d.views()
	for _, rows := range []int{0, 1} {
		if rows > 0 {
			d.exec("INSERT INTO casework_cases (case_id, unit, received_at) VALUES (1, 'Nord', '2024-01-01')")
		}
		next, n := ledger.Cursor(time.Now().Add(time.Hour).UnixMicro()), 0
		for range 2 {
			n = 0
			err := s.Changes(t.Context(), ledger.Cases, next, func(p *ledger.Page) error {
				n, next = n+len(p.Cases), p.Next
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if off := time.Until(time.UnixMicro(int64(next))); off.Abs() > time.Minute || n != rows {
				t.Errorf("%d rows are read, and the cursor is %v ahead; want %d, and the present", n, off, rows)
			}
		}
	}
}
