package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// fill inserts n cases, one changed every 10 seconds from 2000 on.
func (d *database) fill(n int) {
	d.Helper()
	d.exec(fmt.Sprintf(`INSERT INTO casework_cases
		(case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at)
		SELECT seq, CONCAT('Enhet ', seq*7919 %% 1000), CONCAT('type', seq %% 5),
			@r := '2000-01-01' + INTERVAL seq*10 SECOND,
			@r + INTERVAL seq %% 20 DAY,
			IF(seq %% 4, @r + INTERVAL seq %% 90 DAY, NULL),
			@r + INTERVAL 30 DAY, seq %% 3,
			@r + INTERVAL 100 + seq %% 7 SECOND
		FROM seq_1_to_%d`, n), "ANALYZE TABLE casework_cases")
}

// reads is how many rows the server has read so far, by an index and without.
func (d *database) reads() (indexed, scanned int64) {
	d.Helper()
	indexed, scanned, err := d.Reads(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return indexed, scanned
}

func TestPollReadsLittle(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.PageSize = 1000 })
	const n = 200_000
	d.fill(n)

	cost := func(since ledger.Cursor) (read, int64, int64) {
		reads, scans := d.reads()
		r := changes(t, s, ledger.Cases, since)
		readsAfter, scansAfter := d.reads()
		return r, readsAfter - reads, scansAfter - scans
	}
	first, reads, scans := cost(0)
	t.Logf("first load: %d rows in %d pages, %d index reads, %d scanned", len(first.Cases), first.Pages, reads, scans)
	if len(first.Cases) != n {
		t.Errorf("the first load gave %d rows, want %d", len(first.Cases), n)
	}
	if reads > n+n/10 || scans > n/10 {
		t.Errorf("the first load of %d rows read %d by index and scanned %d", n, reads, scans)
	}

	// 100 changes a minute after the newest, beside those in the overlap.
	d.exec(fmt.Sprintf(`UPDATE casework_cases SET closed_at = '2024-01-01', changed_at =
		(SELECT * FROM (SELECT MAX(changed_at) FROM casework_cases) m) + INTERVAL 60 SECOND
		WHERE case_id %% %d = 5`, n/100))
	poll, reads, scans := cost(first.Next)
	t.Logf("poll: %d rows, %d index reads, %d scanned", len(poll.Cases), reads, scans)
	if len(poll.Cases) < 100 || len(poll.Cases) > 200 {
		t.Errorf("a poll gave %d rows, want 100 and those of ten minutes", len(poll.Cases))
	}
	if over := reads - int64(len(poll.Cases)); over > 20 || scans > 20 {
		t.Errorf("a poll of %d rows read %d by index and scanned %d", len(poll.Cases), reads, scans)
	}
}

// BenchmarkFirstLoad reads all cases, as the source does, as a bare loop over the
// driver does with the same statements, and as one over database/sql does. Beside
// them it reads as many cases that have totals of pauses and times of complete
// applications, and as many of which a tenth were paused, pause by pause, which
// takes so many times as long. CASES says how many.
func BenchmarkFirstLoad(b *testing.B) {
	n := 200_000
	if v := os.Getenv("CASES"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			b.Fatal(err)
		}
	}
	d := newDatabase(b)
	zone := func(o *Options) { o.Location = location(b, "Europe/Oslo") }
	totals := d.views(zone)
	d.fill(n)
	d.exec("ALTER TABLE casework_cases ADD paused_seconds INT, ADD paused_since DATETIME, ADD complete_at DATETIME",
		`UPDATE casework_cases SET paused_seconds = case_id % 7, paused_since = IF(case_id % 30, NULL, received_at),
		complete_at = received_at + INTERVAL 2 DAY, changed_at = changed_at`,
		`INSERT INTO casework_pauses (pause_id, case_id, paused_at, resumed_at, changed_at)
		SELECT case_id, case_id, started_at, started_at + INTERVAL 1 DAY, changed_at FROM casework_cases WHERE case_id % 10 = 0`,
		"ALTER TABLE casework_cases FORCE", "ANALYZE TABLE casework_cases, casework_pauses")
	plain := d.open(sqlFiles(map[string]string{
		"cases.sql": `SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at
			FROM casework_cases`,
		"pauses.sql": "SELECT pause_id, case_id, paused_at, resumed_at, changed_at FROM casework_pauses",
	}), zone)
	pool := d.pool()
	load := func(s *source.Source, tables ...ledger.Table) int {
		rows := 0
		for _, t := range tables {
			err := s.Changes(b.Context(), t, 0, func(p *ledger.Page) error {
				rows += p.Len()
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		return rows
	}
	loops := []struct {
		name string
		rows int
		read func() int
		took time.Duration
	}{
		{"plain", n, func() int { return load(plain, ledger.Cases) }, 0},
		{"driver", n, func() int { return bare(b, pool) }, 0},
		{"sql", n, func() int { return scan(b, pool) }, 0},
		{"totals", n, func() int { return load(totals, ledger.Cases) }, 0},
		{"pauses", n + n/10, func() int { return load(plain, ledger.Cases, ledger.Pauses) }, 0},
	}
	for i := range loops {
		loops[i].read() // fills the server's buffers
	}
	for b.Loop() {
		for i := range loops {
			l := &loops[i]
			start := time.Now()
			got := l.read()
			l.took += time.Since(start)
			if got < l.rows || got > l.rows+l.rows/100 { // those of the overlap come twice
				b.Fatalf("%s: %d rows, want %d", l.name, got, l.rows)
			}
		}
	}
	mine := loops[0].took.Seconds()
	b.ReportMetric(float64(n)*float64(b.N)/mine, "rows/s")
	b.ReportMetric(loops[1].took.Seconds()/mine, "of-driver")
	b.ReportMetric(loops[2].took.Seconds()/mine, "of-sql")
	b.ReportMetric(loops[3].took.Seconds()/mine, "times-with-totals")
	b.ReportMetric(loops[4].took.Seconds()/mine, "times-with-pauses")
	b.ReportMetric(0, "ns/op")
}

// columnsOfCases are what both bare loops read of a page of 10,000 cases.
const columnsOfCases = `SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at,
	reopened_count, changed_at FROM casework_cases WHERE case_id > ? ORDER BY case_id LIMIT 10000`

// scan reads all cases in pages by database/sql and drops them.
func scan(b *testing.B, pool *sql.DB) (n int) {
	b.Helper()
	stmt, err := pool.PrepareContext(b.Context(), columnsOfCases)
	if err != nil {
		b.Fatal(err)
	}
	defer stmt.Close()
	var (
		last                               int64
		unit, caseType                     string
		received                           time.Time
		started, closed, deadline, changed sql.NullTime
		reopened                           sql.NullInt64
	)
	for page := 10_000; page == 10_000; n += page {
		rows, err := stmt.QueryContext(b.Context(), last)
		if err != nil {
			b.Fatal(err)
		}
		for page = 0; rows.Next(); page++ {
			if err := rows.Scan(&last, &unit, &caseType, &received, &started, &closed, &deadline, &reopened, &changed); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// bare reads all cases in pages and drops them.
func bare(b *testing.B, pool *sql.DB) (n int) {
	b.Helper()
	ctx := b.Context()
	conn, err := pool.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(dc any) error {
		stmt, err := dc.(driver.Conn).Prepare(columnsOfCases)
		if err != nil {
			return err
		}
		defer stmt.Close()
		args := []driver.NamedValue{{Ordinal: 1, Value: int64(0)}}
		for row, page := make([]driver.Value, 9), 10_000; page == 10_000; {
			rows, err := stmt.(driver.StmtQueryContext).QueryContext(context.Background(), args)
			if err != nil {
				return err
			}
			for page = 0; ; page++ {
				if err := rows.Next(row); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					return err
				}
			}
			n += page
			args[0].Value = row[0]
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkPoll reads 100 changed rows and no overlap.
func BenchmarkPoll(b *testing.B) {
	d := newDatabase(b)
	s := d.views(func(o *Options) { o.Overlap = time.Nanosecond })
	d.fill(200_000)
	since := cursor(b, "2000-01-10 00:00:00")
	d.exec("DELETE FROM casework_cases WHERE changed_at > '2000-01-10 00:16:39'")
	for b.Loop() {
		if got := changes(b, s, ledger.Cases, since); len(got.Cases) < 99 || len(got.Cases) > 101 {
			b.Fatalf("a poll gave %d rows, want 100", len(got.Cases))
		}
	}
}
