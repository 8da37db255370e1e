package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

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
// 200,000). Baselines are measured in the same run: a bare loop over
// database/sql, and the exporter's memory without cases. What polls cost, TestPolls
// measures.
func BenchmarkSlice(b *testing.B) {
	s := newSlice(b, casesOf(b, 200_000)[0], 1000)
	for b.Loop() {
		s.empty()
		base := s.memory("without cases", 12)
		s.generate()
		s.warm()
		s.loads()
		s.sweeps()
		full := s.memory("loaded", 12)
		b.ReportMetric((full-base)/float64(s.n), "rss-bytes/case")
		s.scrapes()
	}
}

// BenchmarkFirstLoad measures the first load of BenchmarkSlice alone.
func BenchmarkFirstLoad(b *testing.B) {
	s := newSlice(b, casesOf(b, 200_000)[0], 1000)
	for b.Loop() {
		s.empty()
		s.generate()
		s.warm()
		s.loads()
	}
}

// loads measures the first load and the bare loop five times, in turns that alternate, as
// a machine's speed may change by half from minute to minute. Each begins with an empty
// heap, as a program of its own would: the loop makes much garbage, and beside millions of
// rows that are kept it would seldom be collected.
func (s *slice) loads() {
	measures := []func() float64{s.bareLoop, s.firstLoad}
	var rates [2][]float64
	var ratios []float64
	for round := range 5 {
		var rate [2]float64
		for turn := range measures {
			of := (round + turn) % 2
			debug.FreeOSMemory()
			rate[of] = measures[of]()
			rates[of] = append(rates[of], rate[of])
		}
		ratios = append(ratios, rate[1]/rate[0])
	}
	for _, list := range [][]float64{rates[0], rates[1], ratios} {
		slices.Sort(list)
	}
	bare, loads, ratio := rates[0], rates[1], rates[1][2]/rates[0][2]
	s.b.Logf("first load in million rows/s: %.2f to %.2f, median %.2f; bare loop %.2f to %.2f, median %.2f: %.2f of it; in one round %.2f to %.2f, median %.2f",
		loads[0]/1e6, loads[4]/1e6, loads[2]/1e6, bare[0]/1e6, bare[4]/1e6, bare[2]/1e6, ratio, ratios[0], ratios[4], ratios[2])
	s.report(loads[2], "load-rows/s")
	s.report(ratio, "load/bare-loop")
}

type slice struct {
	b      testing.TB
	db     *sql.DB
	server *mariadbtest.Server
	n      int // cases
	units  int
	log    *os.File // what exporters write of themselves; nil for the test's own
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

// bareLoop reads all rows with one query of database/sql, as a program would that
// does nothing with them, each time as a time.Time. It returns rows a second.
func (s *slice) bareLoop() float64 {
	cfg := gomysql.NewConfig()
	cfg.User, cfg.Passwd, cfg.Net, cfg.DBName, cfg.ParseTime = "exporter", "secret", "tcp", s.server.Database, true
	cfg.Addr = net.JoinHostPort(s.server.Host, strconv.Itoa(s.server.Port))
	connector, err := gomysql.NewConnector(cfg)
	if err != nil {
		s.b.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	began, n := time.Now(), 0
	rows, err := db.Query(`SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at
		FROM casework_cases WHERE case_id > ? ORDER BY case_id`, 0)
	if err != nil {
		s.b.Fatal(err)
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		var id, reopened int64
		var unit, kind string
		var received, changed time.Time
		var started, closed, deadline sql.NullTime
		if err := rows.Scan(&id, &unit, &kind, &received, &started, &closed, &deadline, &reopened, &changed); err != nil {
			s.b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil || n != s.n {
		s.b.Fatalf("the bare loop read %d rows of %d: %v", n, s.n, err)
	}
	rate := float64(n) / time.Since(began).Seconds()
	s.b.Logf("bare loop over database/sql: %.2f million rows/s", rate/1e6)
	return rate
}

// firstLoad polls for the first time. It returns rows a second, with all that
// a first poll does but the rendering.
func (s *slice) firstLoad() float64 {
	adapter, err := adapters.Open("views")
	if err != nil {
		s.b.Fatal(err)
	}
	var bounds []float64
	for _, hours := range bucketHours {
		bounds = append(bounds, float64(hours)*3600)
	}
	opts := ledger.Options{
		WaitBounds: bounds, TurnaroundBounds: bounds,
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}},
	}
	led := ledger.New(opts, 5, time.Now().Unix())
	log := slog.New(slog.DiscardHandler)
	database, err := mysql.Open(mysql.Options{
		Options: source.Options{Name: "bench", Adapter: adapter, Keyer: led.Keyer(), Logger: log, Timeout: 5 * time.Minute},
		Server: source.Server{
			Host: s.server.Host, Port: s.server.Port, User: "exporter", Database: s.server.Database,
			Password: func() (string, error) { return "secret", nil },
		},
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
	poller, err := collectors.NewPoller(collectors.PollerConfig{
		Name: "bench", Source: database, Ledger: led, Store: state, Publisher: pub, Metrics: s.self, Log: log,
		Options: collectors.Options{WaitBounds: opts.WaitBounds, TurnaroundBounds: opts.TurnaroundBounds, ReconcileAt: -1},
	})
	if err != nil {
		s.b.Fatal(err)
	}
	if err := poller.Poll(context.Background()); err != nil {
		s.b.Fatal(err)
	}
	took, published := s.self.Durations("bench")
	rate := float64(s.n) / took.Seconds()
	s.b.Logf("first load: %.2f million rows/s; checkpoint and publishing %v", rate/1e6, published.Round(time.Millisecond))
	return rate
}

// handlerReads is how many rows the server has read in all.
func (s *slice) handlerReads() (total float64) {
	all, err := s.server.Status(s.b.Context(), "Handler_read%")
	if err != nil {
		s.b.Fatal(err)
	}
	for _, n := range all {
		total += float64(n)
	}
	return total
}
