package postgres

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/testutil"
)

// fill makes cases, of which the last 100 changed within a poll's reach.
func (d *database) fill(n int) {
	d.Helper()
	d.exec(adapters.ViewsSchemaPostgres, fmt.Sprintf(`INSERT INTO casework_cases
		(unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at)
		SELECT 'Enhet ' || seq::bigint*7919 %% 1000, 'type' || seq %% 5, r, r + seq %% 20 * interval '1 day',
			CASE WHEN seq %% 4 <> 0 THEN r + seq %% 90 * interval '1 day' END, r + interval '30 days', seq %% 3,
			'2010-01-01Z'::timestamptz + CASE WHEN seq > %[1]d - 100 THEN interval '10 years' ELSE interval '0' END + seq * interval '1 ms'
		FROM generate_series(1, %[1]d) AS g(seq), LATERAL (SELECT '2000-01-01Z'::timestamptz + seq::bigint*10 * interval '1 s') AS x(r)`, n),
		"ALTER TABLE casework_cases SET (autovacuum_enabled = false)", "VACUUM ANALYZE casework_cases")
}

// blocks is how many blocks of tables and indexes the server has read so far.
// A session reports what it read when it ends, at the latest: all others, the
// one that filled the tables too, have to end first.
func (d *database) blocks() (n int64) {
	d.Helper()
	d.db.SetMaxIdleConns(0)
	over := func() bool {
		err := d.db.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Scan(&n)
		return err == nil && n == 0
	}
	if !testutil.Within(20*time.Second, over) {
		d.Fatal("other sessions do not end")
	}
	ask := func() (n int64) {
		err := d.db.QueryRow(`SELECT SUM(heap_blks_read + heap_blks_hit + COALESCE(idx_blks_read, 0) + COALESCE(idx_blks_hit, 0))::bigint
			FROM pg_statio_user_tables`).Scan(&n)
		if err != nil {
			d.Fatal(err)
		}
		return n
	}
	n = ask()
	if version(d) < 15 { // what sessions report is gathered by a process of its own, sooner or later
		for before := int64(-1); before != n; n = ask() {
			before = n
			time.Sleep(time.Second)
		}
	}
	return n
}

// TestPollReadsLittle: a poll reads what changed, by an index, also where many
// rows bear one changed_at, and behind a view.
func TestPollReadsLittle(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.fill(50_000)
	views, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	d.exec("UPDATE casework_cases SET changed_at = '2015-01-01Z' WHERE case_id <= 20000", "VACUUM ANALYZE casework_cases")
	read := func(since ledger.Cursor) (rows int, blocks int64) {
		t.Helper()
		before := d.blocks()
		s, err := Open(d.options(func(o *Options) { o.Adapter = views; o.PageSize = 1000 }))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Changes(t.Context(), ledger.Cases, since, func(p *ledger.Page) error {
			rows += p.Len()
			return nil
		})
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
		return rows, d.blocks() - before
	}
	at := func(wall string) ledger.Cursor {
		w, err := time.Parse(time.DateOnly, wall)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Cursor(w.UnixMicro())
	}
	if rows, blocks := read(at("2019-12-31")); rows != 100 || blocks > 50 {
		t.Errorf("%d rows, want 100, for which %d blocks were read", rows, blocks)
	}
	// Each of the 20 pages begins where the page before it ended: 27 blocks a
	// page. One that began at the first of the equal rows would read hundreds.
	if rows, blocks := read(at("2014-01-01")); rows != 20_100 || blocks > 1_000 {
		t.Errorf("%d rows, want 20100, for which %d blocks were read", rows, blocks)
	}
}

func benchmarkCases(b *testing.B) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("CASES"), "500000"))
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkLoad measures a first load, and a poll that finds 100 rows, against
// a bare loop of database/sql over pgx.
func BenchmarkLoad(b *testing.B) {
	n := benchmarkCases(b)
	d := newDatabase(b, shared.Server(b))
	d.fill(n)
	views, err := adapters.Open("views")
	if err != nil {
		b.Fatal(err)
	}
	s := d.reader(views)
	var bare, ours time.Duration
	b.Run("bare", func(b *testing.B) {
		for range b.N {
			start := time.Now()
			rows, err := d.db.Query(`SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at FROM casework_cases`)
			if err != nil {
				b.Fatal(err)
			}
			got := 0
			for rows.Next() {
				var id, reopened int64
				var unit, kind string
				var received, changed time.Time
				var started, closed, deadline sql.NullTime
				if err := rows.Scan(&id, &unit, &kind, &received, &started, &closed, &deadline, &reopened, &changed); err != nil {
					b.Fatal(err)
				}
				got++
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil || got != n {
				b.Fatal(got, err)
			}
			bare = time.Since(start)
		}
		b.ReportMetric(float64(n)/bare.Seconds(), "rows/s")
	})
	b.Run("source", func(b *testing.B) {
		for range b.N {
			start, got := time.Now(), 0
			err := s.Changes(b.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
				got += p.Len()
				return nil
			})
			if err != nil || got < n {
				b.Fatal(got, err)
			}
			ours = time.Since(start)
		}
		b.ReportMetric(float64(n)/ours.Seconds(), "rows/s")
		b.ReportMetric(bare.Seconds()/ours.Seconds(), "of-bare")
	})
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("poll", func(b *testing.B) {
		for range b.N {
			d.benchmarkPolls(b, views)
		}
	})
}

// reader reads the views with a short overlap. The caller may Close it.
func (d *database) reader(views fs.FS) *source.Source {
	d.Helper()
	return d.open(nil, func(o *Options) { o.Adapter = views; o.Overlap = time.Millisecond })
}

// benchmarkPolls measures polls that find 100 changed rows, and the aggregate
// that an exporter without a ledger would ask for at each of its polls.
func (d *database) benchmarkPolls(b *testing.B, views fs.FS) {
	s := d.reader(views)
	since := ledger.Cursor(time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro())
	poll := func() {
		got := 0
		err := s.Changes(b.Context(), ledger.Cases, since, func(p *ledger.Page) error {
			got += p.Len()
			return nil
		})
		if err != nil || got != 100 {
			b.Fatal(got, err)
		}
	}
	const polls = 200
	took := make([]time.Duration, polls)
	for i := range took {
		start := time.Now()
		poll()
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[polls/2].Microseconds())/1000, "poll-ms")

	aggregate := `SELECT unit, case_type, count(*) FILTER (WHERE closed_at IS NULL), count(*) FILTER (WHERE started_at IS NULL),
		percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM started_at - received_at)),
		min(received_at) FILTER (WHERE started_at IS NULL) FROM casework_cases GROUP BY unit, case_type`
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	before, start := d.blocks(), time.Now()
	d.exec(aggregate)
	b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "aggregate-ms")
	between := d.blocks()
	s = d.reader(views)
	poll()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	after := d.blocks()
	b.ReportMetric(float64(after-between), "poll-blocks")
	b.ReportMetric(float64(between-before)/float64(after-between), "aggregate/poll-blocks")
}
