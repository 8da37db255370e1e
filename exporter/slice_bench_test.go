package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/mysql"
	"casework/collectors/mysql/mariadbtest"
)

// BenchmarkSlice measures the whole way from a real MariaDB to a scrape, over
// CASES cases of 1,000 units (default 200,000; make bench-large takes ten
// million). Baselines are measured in the same run: a bare loop over the
// driver, the aggregate query that an exporter without a ledger would run at
// every scrape, and the exporter's memory without cases.
func BenchmarkSlice(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("CASES"))
	if err != nil {
		n = 200_000
	}
	pool := fmt.Sprintf("%dM", max(128, n/3000))
	server, err := mariadbtest.New(mariadbtest.Options{BufferPool: pool, Args: []string{
		"--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-log-file-size=1G", "--skip-log-bin",
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	s := &slice{b: b, db: server.DB(), server: server, n: n}
	if err := server.CreateUser("exporter", "secret"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s.empty()
		base := s.memory("without cases")
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
		s.polls()
		full := s.memory("loaded")
		b.ReportMetric((full-base)/float64(n), "rss-bytes/case")
		s.scrapes()
	}
}

type slice struct {
	b      *testing.B
	db     *sql.DB
	server *mariadbtest.Server
	n      int
	poller *collectors.Poller
	self   *collectors.Self
}

func (s *slice) exec(query string) {
	s.b.Helper()
	if _, err := s.db.Exec(query); err != nil {
		s.b.Fatalf("%s: %v", query, err)
	}
}

// empty makes the tables, with 1,000 units and no case.
func (s *slice) empty() {
	if err := s.server.Views(context.Background()); err != nil {
		s.b.Fatal(err)
	}
	s.exec(`INSERT INTO casework_units (unit, name) SELECT CONCAT('unit ', LPAD(seq, 4, '0')), CONCAT('Unit ', seq) FROM seq_0_to_999`)
	s.exec(`INSERT INTO casework_programmes (unit, programme, starts_on) SELECT unit, 'veiledning', CURDATE() - INTERVAL CRC32(unit) % 700 DAY
		FROM casework_units WHERE CRC32(unit) % 2 = 0`)
}

// generate fills three years with cases; two in a hundred are open.
func (s *slice) generate() {
	began := time.Now()
	for _, key := range []string{"changed", "received"} {
		s.exec("ALTER TABLE casework_cases DROP KEY " + key)
	}
	s.exec(`SET GLOBAL unique_checks = 0`)
	s.exec(fmt.Sprintf(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at)
		SELECT seq, unit, 'permit', received, IF(open, NULL, started), IF(open, NULL, closed), received + INTERVAL 30 DAY, 0,
			LEAST(NOW(), IF(open, received, closed)) - INTERVAL 20 MINUTE
		FROM (SELECT seq, CONCAT('unit ', LPAD(seq * 7919 MOD 1000, 4, '0')) AS unit, CRC32(seq) MOD 50 = 0 AS open, received,
			received + INTERVAL CRC32(seq + 1) MOD 1500000 SECOND AS started, received + INTERVAL 1500000 + CRC32(seq + 2) MOD 1500000 SECOND AS closed
			FROM (SELECT seq, NOW() - INTERVAL 3 YEAR + INTERVAL FLOOR(seq * %f) SECOND AS received FROM seq_1_to_%d) AS r) AS t`,
		3*365*86400.0/float64(s.n)*0.96, s.n))
	s.exec(`ALTER TABLE casework_cases ADD KEY changed (changed_at, case_id), ADD KEY received (received_at, case_id)`)
	s.exec(`ANALYZE TABLE casework_cases`)
	s.b.Logf("%d cases generated in %v", s.n, time.Since(began).Round(time.Second))
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
	adapter, err := mysql.Adapter("views")
	if err != nil {
		s.b.Fatal(err)
	}
	opts := ledger.Options{
		WaitBounds: []float64{86400}, TurnaroundBounds: []float64{86400},
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}},
	}
	led := ledger.New(opts, 5, time.Now().Unix())
	log := slog.New(slog.DiscardHandler)
	source, err := mysql.Open(mysql.Options{
		Name: "bench", Host: s.server.Host, Port: s.server.Port, User: "exporter", Database: s.server.Database,
		Password: func() (string, error) { return "secret", nil }, Adapter: adapter, Keyer: led.Keyer(), Logger: log,
		Timeout: 5 * time.Minute,
	})
	if err != nil {
		s.b.Fatal(err)
	}
	s.b.Cleanup(func() { _ = source.Close() })
	s.self = collectors.NewSelf()
	pub := collectors.NewPublisher([]string{"bench"}, func(*exposition.Snapshot) {})
	state, _, _, err := collectors.OpenState(filepath.Join(s.b.TempDir(), "bench.state"), opts, time.Now())
	if err != nil {
		s.b.Fatal(err)
	}
	s.b.Cleanup(func() { _ = state.Close() })
	s.poller = collectors.NewPoller("bench", source, led, state, pub, s.self, log, collectors.Options{
		WaitBounds: opts.WaitBounds, TurnaroundBounds: opts.TurnaroundBounds, ReconcileAt: -1,
	})
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

// polls measures polls that find 100 changed rows, and the aggregate query
// that would take their place.
func (s *slice) polls() {
	before := s.handlerReads()
	idle := s.handlerReads() - before // what asking itself costs
	var took, published []time.Duration
	var reads []float64
	for i := range 9 { // within the overlap, so the last poll reads 900 rows
		s.exec(fmt.Sprintf(`UPDATE casework_cases SET deadline_at = deadline_at + INTERVAL 1 DAY, changed_at = NOW(6) WHERE case_id BETWEEN %d AND %d`,
			i*100+1, i*100+100))
		before := s.handlerReads()
		if err := s.poller.Poll(context.Background()); err != nil {
			s.b.Fatal(err)
		}
		reads = append(reads, s.handlerReads()-before-idle)
		p, q := s.self.Durations("bench")
		took, published = append(took, p), append(published, q)
	}
	began, before := time.Now(), s.handlerReads()
	s.exec(`SELECT unit, COUNT(*), SUM(closed_at IS NULL), SUM(started_at IS NULL), AVG(TIMESTAMPDIFF(SECOND, received_at, started_at)),
		AVG(TIMESTAMPDIFF(SECOND, received_at, closed_at)), MIN(IF(started_at IS NULL, received_at, NULL)) FROM casework_cases GROUP BY unit`)
	aggregate, aggregateReads := time.Since(began), s.handlerReads()-before-idle
	slices.Sort(took)
	slices.Sort(published)
	s.b.Logf("poll with 100 changed rows: median %v, longest %v; rows read on the server %v; saving and publishing, median %v",
		took[len(took)/2], took[len(took)-1], reads, published[len(published)/2].Round(time.Millisecond))
	s.b.Logf("one aggregate query: %v, %.0f rows read", aggregate.Round(time.Millisecond), aggregateReads)
	s.b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "poll-ms")
	s.b.ReportMetric(slices.Max(reads), "poll-rows-read")
	s.b.ReportMetric(aggregateReads/slices.Max(reads), "aggregate/poll-rows")
	s.b.ReportMetric(float64(published[len(published)/2].Milliseconds()), "publish-ms")
}

// process starts the real exporter on the database, env being further settings.
func (s *slice) process(env ...string) (address string, stop func(), pid int) {
	path, err := binary()
	if err != nil {
		s.b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.b.Fatal(err)
	}
	address = l.Addr().String()
	_ = l.Close()
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), "CASEWORK_SOURCES=bench", "CASEWORK_LISTEN_ADDRESS="+address, "CASEWORK_LOG_LEVEL=error",
		"BENCH_HOST="+s.server.Host, "BENCH_PORT="+strconv.Itoa(s.server.Port), "BENCH_USER=exporter",
		"BENCH_PASSWORD=secret", "BENCH_DATABASE="+s.server.Database, "BENCH_INTERVAL=2s", "BENCH_TIMEOUT=2m",
		"CASEWORK_STATE_DIR="+s.b.TempDir())
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	for range 3000 {
		if r, err := http.Get("http://" + address + "/-/ready"); err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				break
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return address, func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }, cmd.Process.Pid
}

// memory runs the exporter for some polls and scrapes, and returns the bytes
// that it keeps resident then.
func (s *slice) memory(when string) float64 {
	address, stop, pid := s.process()
	defer stop()
	for range 12 {
		time.Sleep(time.Second)
		s.scrape(address)
	}
	resident, most := s.status(pid, "VmRSS"), s.status(pid, "VmHWM")
	s.b.Logf("memory %s: %.0f MiB resident, %.0f MiB at most", when, resident/(1<<20), most/(1<<20))
	return resident
}

// status is a size that the system tells of a process, bytes.
func (s *slice) status(pid int, name string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		s.b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), name+":")
	v, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		s.b.Fatal(err)
	}
	return v * 1024
}

// scrape fetches /metrics with gzip, and returns how long that took and what
// came.
func (s *slice) scrape(address string) (time.Duration, []byte) {
	r, err := http.NewRequest(http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		s.b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	began := time.Now()
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.b.Fatal(err)
	}
	body := bytes.NewBuffer(make([]byte, 0, response.ContentLength+1))
	_, err = body.ReadFrom(response.Body)
	took := time.Since(began)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		s.b.Fatal(err)
	}
	return took, body.Bytes()
}

// lines counts the lines of a scrape.
func (s *slice) lines(body []byte) int {
	text, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		s.b.Fatal(err)
	}
	plain, err := io.ReadAll(text)
	if err != nil {
		s.b.Fatal(err)
	}
	return bytes.Count(plain, []byte("\n"))
}

// scrapes measures scrapes while polls run, and with the database stopped,
// hung and killed.
func (s *slice) scrapes() {
	address, stop, _ := s.process()
	defer stop()
	measure := func(when string) {
		var all []time.Duration
		var body []byte
		for range 1000 {
			var took time.Duration
			took, body = s.scrape(address)
			all = append(all, took)
			time.Sleep(5 * time.Millisecond)
		}
		slices.Sort(all)
		p99 := all[len(all)*99/100]
		s.b.Logf("scrape, %s: median %v, p99 %v, %d lines", when, all[len(all)/2], p99, s.lines(body))
		s.b.ReportMetric(float64(p99.Microseconds())/1000, "scrape-p99-ms-"+when)
	}
	measure("polling")
	s.server.Stop()
	measure("database-hung")
	s.server.Continue()
	s.server.Kill()
	measure("database-killed")
	if err := s.server.Restart(); err != nil {
		s.b.Fatal(err)
	}
}
