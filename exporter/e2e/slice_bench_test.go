package e2e

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/statefile"
	"casework/collectors/timeseries"
)

// BenchmarkSlice measures the first load from a real MariaDB, sweeps, memory, and
// scrapes while the database fails, over CASES cases of 1,000 units (default
// 200,000). Baselines are measured in the same run: a bare loop over the
// driver, and the exporter's memory without cases. What polls cost, TestPolls
// measures.
func BenchmarkSlice(b *testing.B) {
	s := newSlice(b, casesOf(b, 200_000)[0], 1000)
	for b.Loop() {
		s.empty()
		base := s.memory("without cases", 12)
		s.generate()
		s.warm()
		var loads, ratios []float64
		for range 5 { // in turns, as a machine's speed may change by half from minute to minute
			bare := s.bareLoop()
			loaded := s.firstLoad()
			loads, ratios = append(loads, loaded), append(ratios, loaded/bare)
		}
		slices.Sort(loads)
		slices.Sort(ratios)
		s.b.Logf("first load in million rows/s: %.2f to %.2f, median %.2f; of the bare loop beside it: %.2f to %.2f, median %.2f",
			loads[0]/1e6, loads[4]/1e6, loads[2]/1e6, ratios[0], ratios[4], ratios[2])
		b.ReportMetric(loads[2], "load-rows/s")
		b.ReportMetric(ratios[2], "load/bare-loop")
		s.sweeps()
		full := s.memory("loaded", 12)
		b.ReportMetric((full-base)/float64(s.n), "rss-bytes/case")
		s.scrapes()
	}
}

type slice struct {
	b      testing.TB
	db     *sql.DB
	server *mariadbtest.Server
	n      int // cases
	units  int
	log    *os.File // what exporters write of themselves; nil for the test's own
	poller *collectors.Poller
	self   *collectors.PollMetrics
}

// newSlice is a database for n cases of so many units, which ends with the
// test or benchmark.
func newSlice(b testing.TB, n, units int) *slice {
	b.Helper()
	pool := fmt.Sprintf("%dM", max(128, n/3000))
	server, err := mariadbtest.New(mariadbtest.Options{BufferPool: pool, Args: []string{
		"--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-log-file-size=1G", "--skip-log-bin",
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	if err := server.CreateUser("exporter", "secret"); err != nil {
		b.Fatal(err)
	}
	return &slice{b: b, db: server.DB(), server: server, n: n, units: units}
}

// report has a benchmark print a figure.
func (s *slice) report(figure float64, unit string) {
	if b, ok := s.b.(*testing.B); ok {
		b.ReportMetric(figure, unit)
	}
}

func (s *slice) exec(query string) {
	s.b.Helper()
	if _, err := s.db.Exec(query); err != nil {
		s.b.Fatalf("%s: %v", query, err)
	}
}

// warm reads the table once, so that no measurement waits for a disk.
func (s *slice) warm() {
	s.exec(`SELECT SUM(CRC32(unit)) FROM casework_cases FORCE INDEX (changed) WHERE changed_at > '1970-01-02'`)
}

// bareLoop reads all pages in the order in which they are stored, as a first
// load does, and does nothing with the rows. It returns rows a second.
func (s *slice) bareLoop() float64 {
	conn, err := s.db.Conn(context.Background())
	if err != nil {
		s.b.Fatal(err)
	}
	defer conn.Close()
	const page = 10_000
	const columns = `SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at FROM casework_cases `
	began, rows := time.Now(), 0
	err = conn.Raw(func(dc any) error {
		stmt, err := dc.(driver.ConnPrepareContext).PrepareContext(context.Background(), columns+
			`WHERE case_id > ? ORDER BY case_id LIMIT `+strconv.Itoa(page))
		if err != nil {
			return err
		}
		defer stmt.Close()
		row := make([]driver.Value, 9)
		var id driver.Value = int64(0)
		for {
			r, err := stmt.(driver.StmtQueryContext).QueryContext(context.Background(),
				[]driver.NamedValue{{Ordinal: 1, Value: id}})
			if err != nil {
				return err
			}
			n := 0
			for ; ; n++ {
				if err := r.Next(row); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					return err
				}
			}
			rows += n
			if err := r.Close(); err != nil {
				return err
			}
			if n < page {
				return nil
			}
			id = row[0]
		}
	})
	if err != nil {
		s.b.Fatal(err)
	}
	if rows != s.n {
		s.b.Fatalf("the bare loop read %d rows of %d", rows, s.n)
	}
	rate := float64(rows) / time.Since(began).Seconds()
	s.b.Logf("bare loop over the driver: %.2f million rows/s", rate/1e6)
	return rate
}

// firstLoad polls for the first time. It returns rows a second, with all that
// a first poll does but the rendering.
func (s *slice) firstLoad() float64 {
	adapter, err := adapters.Open("views")
	if err != nil {
		s.b.Fatal(err)
	}
	opts := ledger.Options{
		WaitBounds: []float64{86400}, TurnaroundBounds: []float64{86400},
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}},
	}
	led := ledger.New(opts, 5, time.Now().Unix())
	log := slog.New(slog.DiscardHandler)
	database, err := mysql.Open(mysql.Options{
		Options: source.Options{Name: "bench", Adapter: adapter, Keyer: led.Keyer(), Logger: log, Timeout: 5 * time.Minute},
		Host:    s.server.Host, Port: s.server.Port, User: "exporter", Database: s.server.Database,
		Password: func() (string, error) { return "secret", nil },
	})
	if err != nil {
		s.b.Fatal(err)
	}
	s.b.Cleanup(func() { _ = database.Close() })
	s.self = collectors.NewPollMetrics()
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{
		Sources: []string{"bench"}, Publish: func(*timeseries.Snapshot) {},
	})
	if err != nil {
		s.b.Fatal(err)
	}
	state, _, _, err := statefile.Open(filepath.Join(s.b.TempDir(), "bench.state"), opts, time.Now())
	if err != nil {
		s.b.Fatal(err)
	}
	s.b.Cleanup(func() { _ = state.Close() })
	s.poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: "bench", Source: database, Ledger: led, Store: state, Publisher: pub, Metrics: s.self, Log: log,
		Options: collectors.Options{WaitBounds: opts.WaitBounds, TurnaroundBounds: opts.TurnaroundBounds, ReconcileAt: -1},
	})
	if err != nil {
		s.b.Fatal(err)
	}
	if err := s.poller.Poll(context.Background()); err != nil {
		s.b.Fatal(err)
	}
	took, published := s.self.Durations("bench")
	rate := float64(s.n) / took.Seconds()
	s.b.Logf("first load: %.2f million rows/s; checkpoint and publishing %v", rate/1e6, published.Round(time.Millisecond))
	return rate
}

// handlerReads is how many rows the server has read in all.
func (s *slice) handlerReads() (total float64) {
	rows, err := s.db.Query(`SHOW GLOBAL STATUS LIKE 'Handler_read%'`)
	if err != nil {
		s.b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n float64
		if err := rows.Scan(&name, &n); err != nil {
			s.b.Fatal(err)
		}
		total += n
	}
	if err := rows.Err(); err != nil {
		s.b.Fatal(err)
	}
	return total
}
