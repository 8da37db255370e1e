package mysql

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// ids are the identifiers of the cases that a reading gave, in order.
func (r *read) ids() []ledger.ID {
	var ids []ledger.ID
	for _, c := range r.Cases {
		ids = append(ids, c.ID)
	}
	return ids
}

func keys(ns ...uint64) []ledger.ID {
	var ids []ledger.ID
	for _, n := range ns {
		ids = append(ids, ledger.NewKeyer(1).Int(n))
	}
	return ids
}

func TestLateCommitIsReadThanksToOverlap(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	insert := "INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (?, 'Nord', '2024-01-01', ?)"
	late, err := d.DB().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Rollback()
	if _, err := late.Exec("USE " + d.name); err != nil {
		t.Fatal(err)
	}
	if _, err := late.Exec(insert, 1, "2024-01-01 10:00:00"); err != nil {
		t.Fatal(err)
	}
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES
		(2, 'Nord', '2024-01-01', '2024-01-01 10:09:59'), (3, 'Nord', '2024-01-01', '2024-01-01 09:00:00')`)
	first := changes(t, s, ledger.Cases, 0)
	if diff := cmp.Diff(keys(2, 3), first.ids()); diff != "" {
		t.Errorf("first load (-want +got):\n%s", diff)
	}
	if err := late.Commit(); err != nil {
		t.Fatal(err)
	}
	poll := changes(t, s, ledger.Cases, first.Next)
	if diff := cmp.Diff(keys(1, 2), poll.ids()); diff != "" {
		t.Errorf("poll after the late commit (-want +got):\n%s", diff)
	}
	if poll.Next != first.Next {
		t.Errorf("the cursor moved from %d to %d", first.Next, poll.Next)
	}
}

func TestEveryKindOfIdentifierIsPaged(t *testing.T) {
	for _, tt := range []struct{ name, column, value string }{
		{"integer", "BIGINT", "CAST(seq AS SIGNED) - 30"},
		{"unsigned beyond int64", "BIGINT UNSIGNED", "18446744073709551615 - seq"},
		{"small", "TINYINT UNSIGNED", "seq"},
		{"decimal beyond a double", "DECIMAL(25,0)", "9007199254740993000 + seq"},
		{"text", "VARCHAR(40) COLLATE utf8mb4_danish_ci", "CONCAT(ELT(1 + seq % 4, 'Å', 'ø', 'z', 'Æ'), '-', seq)"},
		{"text in latin1", "VARCHAR(40) CHARACTER SET latin1", "CONCAT(ELT(1 + seq % 4, 'Å', 'ø', 'z', 'Æ'), '-', seq)"},
		{"padded text", "CHAR(36)", "CONCAT('sak ', seq)"},
		{"binary", "BINARY(16)", "LEFT(UNHEX(SHA2(seq, 256)), 16)"},
		{"uuid", "UUID", "UUID()"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.column == "UUID" && isMySQL() {
				t.Skip("MySQL has no such type")
			}
			const n = 60
			d := newDatabase(t)
			d.exec("CREATE TABLE c (id "+tt.column+" PRIMARY KEY, at DATETIME, changed DATETIME, KEY (changed, id))",
				fmt.Sprintf("INSERT INTO c SELECT %s, '2024-01-01', '2024-01-02' + INTERVAL (seq > 50) SECOND FROM seq_1_to_%d", tt.value, n))
			s := d.open(sqlFiles(map[string]string{"cases.sql": "SELECT id AS case_id, 'Nord' AS unit, '' AS case_type, " +
				"at AS received_at, NULL AS started_at, CAST(NULL AS DATETIME) AS closed_at, changed AS changed_at FROM c"}),
				func(o *Options) { o.PageSize = 7 })
			for _, since := range []ledger.Cursor{0, 1} {
				r := changes(t, s, ledger.Cases, since)
				ids := r.ids()
				slices.Sort(ids)
				if ids = slices.Compact(ids); len(r.Cases) != n || len(ids) != n {
					t.Errorf("since %d: %d rows with %d identifiers, want %d of both", since, len(r.Cases), len(ids), n)
				}
				pages := 9
				if since == 0 {
					pages += 9 // all lie in the overlap
				}
				if r.Next != cursor(t, "2024-01-02 00:00:01") || r.Pages != pages {
					t.Errorf("since %d: cursor %d after %d pages", since, r.Next, r.Pages)
				}
			}
			if s.Columns().Started {
				t.Error("NULL AS started_at counts as a column")
			}
		})
	}
}

func TestRepeatedHourIsRead(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.Location = location(t, "Europe/Oslo") })
	insert := "INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (%d, 'Nord', '2024-01-01', '%s')"
	// The first time it is 02:59, then the second time it is 02:05.
	d.exec(fmt.Sprintf(insert, 1, "2024-10-27 02:59:00"))
	first := changes(t, s, ledger.Cases, 0)
	d.exec(fmt.Sprintf(insert, 2, "2024-10-27 02:05:00"), fmt.Sprintf(insert, 3, "2024-10-27 01:45:00"))
	poll := changes(t, s, ledger.Cases, first.Next)
	if diff := cmp.Diff(keys(2, 1), poll.ids()); diff != "" {
		t.Errorf("rows of the repeated hour (-want +got):\n%s", diff)
	}
	if poll.Cases[0].Changed != 0 {
		t.Error("a row of the repeated hour has a version, though its order is unknown")
	}
	// Long after, only the overlap is read again.
	d.exec(fmt.Sprintf(insert, 4, "2024-10-27 03:15:00"))
	last := changes(t, s, ledger.Cases, changes(t, s, ledger.Cases, poll.Next).Next)
	if diff := cmp.Diff(keys(4), last.ids()); diff != "" {
		t.Errorf("rows after the repeated hour (-want +got):\n%s", diff)
	}
}

func TestFutureDoesNotBlindTheCursor(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at, changed_at) VALUES (1, 'Nord', '2024-01-01', NOW() + INTERVAL 1 YEAR)`)
	first := changes(t, s, ledger.Cases, 0)
	if ahead := time.Until(time.UnixMicro(int64(first.Next))); ahead > time.Second {
		t.Fatalf("the cursor is %v ahead of the clock", ahead)
	}
	d.exec(`INSERT INTO casework_cases (case_id, unit, received_at) VALUES (2, 'Nord', '2024-01-01')`)
	for range 2 {
		poll := changes(t, s, ledger.Cases, first.Next)
		if diff := cmp.Diff(keys(2, 1), poll.ids()); diff != "" {
			t.Errorf("poll (-want +got):\n%s", diff)
		}
	}
}

func TestRowsWithoutChangedAtOrIdentifier(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id BIGINT NULL, at DATETIME, changed DATETIME, KEY (changed), KEY (id))",
		"SET sql_mode = ''",
		"INSERT INTO c VALUES (1, '2024-01-01', NULL), (2, '2024-01-01', '0000-00-00'), (3, '0000-00-00', '2024-01-01'), (NULL, '2024-01-01', '2024-01-01')",
		"INSERT INTO c SELECT NULL, '2024-01-01', '2024-01-01' FROM seq_1_to_10")
	for name, id := range map[string]string{"by identifier": "id", "by change": "id + 0"} {
		t.Run(name, func(t *testing.T) {
			s := d.open(sqlFiles(map[string]string{"cases.sql": "SELECT " + id + ` AS case_id, 'Nord' AS unit, '' AS case_type,
				at AS received_at, at AS closed_at, changed AS changed_at FROM c -- a comment`}),
				func(o *Options) { o.PageSize = 3 })
			r := changes(t, s, ledger.Cases, 0)
			if diff := cmp.Diff(keys(1, 2, 3), r.ids()); diff != "" {
				t.Errorf("first load (-want +got):\n%s", diff)
			}
			if r.Unkeyed != 3 { // of eleven; the rest of a page of them is skipped
				t.Errorf("%d rows without an identifier, want 3", r.Unkeyed)
			}
			if r.Cases[2].Received != 0 || r.Cases[2].Closed != 0 || r.Cases[0].Changed != 0 {
				t.Errorf("absent times are not 0: %+v", r.Cases)
			}
			poll := changes(t, s, ledger.Cases, r.Next)
			if diff := cmp.Diff(keys(3), poll.ids()); diff != "" {
				t.Errorf("poll (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFirstLoadIsAllOrNothing(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.PageSize = 10 })
	d.fill(95)
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

func TestWithoutChangedAt(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id INT PRIMARY KEY, at DATETIME, closed DATETIME, KEY (at), KEY (closed))",
		"SET sql_mode = ''",
		`INSERT INTO c VALUES
			(1, NOW() - INTERVAL 90 DAY, NULL),
			(2, NOW() - INTERVAL 90 DAY, NOW() - INTERVAL 80 DAY),
			(3, NOW() - INTERVAL 90 DAY, NOW() - INTERVAL 5 DAY),
			(4, NOW() - INTERVAL 6 DAY, NOW() - INTERVAL 6 DAY),
			(5, NOW() - INTERVAL 90 DAY, '0000-00-00')`,
		"CREATE TABLE e (id INT PRIMARY KEY, at INT)",
		"INSERT INTO e VALUES (1, UNIX_TIMESTAMP() - 90*86400), (2, UNIX_TIMESTAMP() - 5*86400), (3, 0)",
		"CREATE TABLE s (id INT PRIMARY KEY, planned TIMESTAMP NULL, held TIMESTAMP NULL)",
		"INSERT INTO s VALUES (1, NOW() - INTERVAL 90 DAY, NULL), (2, NOW() - INTERVAL 90 DAY, NOW()), (3, NOW() + INTERVAL 90 DAY, NULL)")
	s := d.open(sqlFiles(map[string]string{
		"cases.sql":    "SELECT id AS case_id, 'Nord' AS unit, '' AS case_type, at AS received_at, closed AS closed_at FROM c;",
		"errors.sql":   "SELECT id AS error_id, 'Nord' AS unit, 'error' AS kind, at AS reported_at FROM e",
		"sessions.sql": "SELECT id AS session_id, 'Nord' AS unit, 'p' AS programme, planned AS planned_at, held AS held_at FROM s",
	}), func(o *Options) { o.PageSize = 2 })
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
			ids := r.ids()
			for _, e := range r.Errors {
				ids = append(ids, e.ID)
			}
			for _, x := range r.Sessions {
				ids = append(ids, x.ID)
			}
			slices.Sort(ids)
			slices.Sort(want)
			if diff := cmp.Diff(want, slices.Compact(ids)); diff != "" || r.Next != 1 {
				t.Errorf("%s since %d: cursor %d, rows (-want +got):\n%s", tt.table, since, r.Next, diff)
			}
		}
	}
}

func TestQuietTableSparesTheOverlap(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.PageSize = 50; o.Overlap = time.Millisecond })
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

func TestErrorOfApplyEndsTheReading(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.PageSize = 10 })
	d.fill(1000)
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
