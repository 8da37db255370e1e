package main

import (
	"database/sql"
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
)

const (
	derived = `SELECT q.case_id, q.unit, q.case_type, q.received_at, q.started_at, q.closed_at,
 q.deadline_at, q.reopened_count, q.changed_at FROM (
SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at,
 reopened_count, changed_at
FROM casework_cases
) AS q `
	firstPage = derived + `WHERE q.changed_at >= ? ORDER BY q.changed_at, q.case_id LIMIT ?`
	nextPage  = derived + `WHERE q.changed_at >= ? AND (q.changed_at > ? OR q.case_id > ?)
 ORDER BY q.changed_at, q.case_id LIMIT ?`
)

// wireCase is a row of the wrapped cases query.
type wireCase struct {
	ID                                  int64
	Unit, Type                          string
	Received, Started, Closed, Deadline sql.NullTime
	Reopened                            int64
	Changed                             time.Time
}

func scanCases(t testing.TB, rows *sql.Rows, err error) []wireCase {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []wireCase
	for rows.Next() {
		var c wireCase
		if err := rows.Scan(&c.ID, &c.Unit, &c.Type, &c.Received, &c.Started, &c.Closed,
			&c.Deadline, &c.Reopened, &c.Changed); err != nil {
			t.Fatal(err)
		}
		got = append(got, c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return got
}

// dial serves town and connects to it as the exporter does: prepared
// statements, parseTime, and wall times read as if they were UTC.
func dial(t testing.TB, town *Town) *sql.DB {
	t.Helper()
	s, err := Serve(town, 0)
	if err != nil {
		t.Fatal(err)
	}
	cfg := mysql.NewConfig()
	cfg.Net, cfg.Addr, cfg.DBName = "tcp", s.Addr.String(), database
	cfg.User, cfg.Passwd, cfg.ParseTime = dbUser, s.Password, true
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// bigTown has n cases, some of which changed at the same moment, and some
// more than once.
func bigTown(t testing.TB, n int) *Town {
	t.Helper()
	town := NewTown(WallClock{time.UTC})
	rng := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	changes := make([]Change[Case], 0, n)
	for i := range n {
		if i%3 != 0 {
			at = at.Add(time.Duration(rng.IntN(1e9)) * time.Microsecond)
		}
		c := Case{ID: Key{Num: int64(n - i)}, Unit: "Barnevern sør", Type: "undersøkelse", Received: at.Unix() - 1e6}
		if i%2 == 0 {
			c.Started = at.Unix()
		}
		changes = append(changes, Change[Case]{at.UnixMicro(), c})
	}
	if err := town.Cases.Put(changes...); err != nil {
		t.Fatal(err)
	}
	for i := range n / 50 {
		at = at.Add(time.Second)
		c := changes[rng.IntN(n)].Row
		c.Closed, c.Reopened = at.Unix(), int64(i)
		if err := town.Cases.Put(Change[Case]{at.UnixMicro(), c}); err != nil {
			t.Fatal(err)
		}
	}
	return town
}

func TestPagesThroughAllCases(t *testing.T) {
	town := bigTown(t, 12_000)
	db := dial(t, town)
	var want []wireCase
	for changed, c := range town.Cases.View().Between(0, 1<<62) {
		want = append(want, wireOf(changed, c))
	}
	first, err := db.Prepare(firstPage)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	next, err := db.Prepare(nextPage)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	start := time.Now()
	const page = 5_000
	rows, err := first.Query("1970-01-01 00:00:00", page)
	got := scanCases(t, rows, err)
	for {
		last := got[len(got)-1]
		rows, err := next.Query(last.Changed, last.Changed, last.ID, page)
		more := scanCases(t, rows, err)
		if len(more) == 0 {
			break
		}
		got = append(got, more...)
	}
	t.Logf("%d rows in %v", len(got), time.Since(start))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%.2000s", diff)
	}
}

func wireOf(changed int64, c *Case) wireCase { return wireAt(WallClock{time.UTC}, changed, c) }

func wireAt(clock WallClock, changed int64, c *Case) wireCase {
	at := func(unix int64) sql.NullTime {
		if unix == 0 {
			return sql.NullTime{}
		}
		return sql.NullTime{Time: clock.Wall(time.Unix(unix, 0)), Valid: true}
	}
	return wireCase{
		c.ID.Num, c.Unit, c.Type, at(c.Received), at(c.Started), at(c.Closed),
		at(c.Deadline), c.Reopened, time.UnixMicro(changed).UTC(),
	}
}

func TestPollIsFast(t *testing.T) {
	town := bigTown(t, 100_000)
	db := dial(t, town)
	next, err := db.Prepare(nextPage)
	if err != nil {
		t.Fatal(err)
	}
	var last int64
	for changed := range town.Cases.View().Between(0, 1<<62) {
		last = changed
	}
	from := time.UnixMicro(last).UTC().Add(-100 * time.Second)
	const polls = 50
	start := time.Now()
	n := 0
	for range polls {
		rows, err := next.Query(from, from, 0, 10_000)
		n = len(scanCases(t, rows, err))
	}
	each := time.Since(start) / polls
	t.Logf("a poll of %d changed among 100,000 rows: %v", n, each)
	if each > 50*time.Millisecond {
		t.Errorf("a poll took %v; it must not read the whole table", each)
	}
}

// TestPagesOfRandomCursors compares the engine's answers with a plain filter
// over the rows.
func TestPagesOfRandomCursors(t *testing.T) {
	town := bigTown(t, 2_000)
	db := dial(t, town)
	next, err := db.Prepare(nextPage)
	if err != nil {
		t.Fatal(err)
	}
	var all []wireCase
	for changed, c := range town.Cases.View().Between(minTime, maxTime) {
		all = append(all, wireOf(changed, c))
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		row := all[rng.IntN(len(all))]
		low, at := row.Changed, row.Changed
		if rng.IntN(2) == 0 { // with an overlap below, and between rows
			low = low.Add(-time.Duration(rng.IntN(1000)) * time.Second)
			at = at.Add(time.Duration(rng.IntN(3)-1) * time.Microsecond)
		}
		limit := 1 + rng.IntN(50)
		var want []wireCase
		for _, c := range all {
			if !c.Changed.Before(low) && (c.Changed.After(at) || c.ID > row.ID) && len(want) < limit {
				want = append(want, c)
			}
		}
		rows, err := next.Query(low, at, row.ID, limit)
		got := scanCases(t, rows, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("from %v, %v, %d limit %d (-want +got):\n%.2000s", low, at, row.ID, limit, diff)
		}
	}
}

func TestEveryComparisonOfChangedAt(t *testing.T) {
	town := bigTown(t, 500)
	db := dial(t, town)
	var all []time.Time
	for changed := range town.Cases.View().Between(minTime, maxTime) {
		all = append(all, wallMicros(changed))
	}
	at := all[len(all)/2]
	for condition, holds := range map[string]func(c int) bool{
		"changed_at >= ?":    func(c int) bool { return c >= 0 },
		"changed_at > ?":     func(c int) bool { return c > 0 },
		"changed_at <= ?":    func(c int) bool { return c <= 0 },
		"changed_at < ?":     func(c int) bool { return c < 0 },
		"changed_at = ?":     func(c int) bool { return c == 0 },
		"changed_at <> ?":    func(c int) bool { return c != 0 },
		"? >= changed_at":    func(c int) bool { return c <= 0 },
		"? > changed_at":     func(c int) bool { return c < 0 },
		"? <= changed_at":    func(c int) bool { return c >= 0 },
		"? < changed_at":     func(c int) bool { return c > 0 },
		"NOT changed_at > ?": func(c int) bool { return c <= 0 },
	} {
		want := 0
		for _, one := range all {
			if holds(one.Compare(at)) {
				want++
			}
		}
		var got int
		err := db.QueryRow("SELECT COUNT(*) FROM casework_cases WHERE "+condition, at).Scan(&got)
		if err != nil || got != want {
			t.Errorf("%s: %d rows, %v; want %d", condition, got, err, want)
		}
	}
}

func count[T any](rows iter.Seq2[int64, *T]) (n int) {
	for range rows {
		n++
	}
	return n
}
