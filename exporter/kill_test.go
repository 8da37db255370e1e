package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"casework/collectors/mysql/mariadbtest"
)

// kills is how often TestKill kills the exporter; KILLS sets another number.
func kills(t *testing.T) int {
	text := os.Getenv("KILLS")
	if text == "" {
		return 5
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("KILLS=%q is not a number of kills; allowed: 1 and more", text)
	}
	return n
}

// TestKill kills the exporter with SIGKILL at random moments while cases are
// received, started, closed and reopened in a real database, and adds up the
// increases of its counters as Prometheus would. They must be what happened:
// nothing lost, nothing counted twice, and no counter ever lower than before.
func TestKill(t *testing.T) {
	n := kills(t)
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d, %d kills", seed, n)
	random := rand.New(rand.NewPCG(seed, 0))
	w := newWriter(t, db.DB(), rand.New(rand.NewPCG(seed, 1)))
	w.fill(200) // the baseline, which must not be counted

	x := newProcess(t, db)
	x.start()
	x.waitReady()
	seen := newIncreases()
	x.scrape(seen)

	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { w.run(ctx) })
	for range n {
		// Polls begin at the start and each second after it.
		until := time.Now().Add(time.Duration(random.IntN(1500)) * time.Millisecond)
		for time.Now().Before(until) {
			x.scrape(seen)
			time.Sleep(20 * time.Millisecond)
		}
		x.kill()
		x.start()
	}
	stop()
	wg.Wait()

	want := w.expected()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) && !maps.Equal(want, seen.total) {
		time.Sleep(200 * time.Millisecond)
		x.scrape(seen)
	}
	if len(want) < 8 {
		t.Fatalf("only %d kinds of transition happened: the test would prove nothing", len(want))
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got := seen.total[key]; got != want[key] {
			t.Errorf("%s increased by %v; %v happened", key, got, want[key])
		}
	}
	for key, got := range seen.total {
		if _, ok := want[key]; !ok {
			t.Errorf("%s increased by %v; nothing happened", key, got)
		}
	}
	for _, fault := range seen.faults {
		t.Error(fault)
	}
	t.Logf("%d transitions, %d scrapes answered", sum(want), seen.scrapes)
}

func sum(m map[string]float64) (total int) {
	for _, v := range m {
		total += int(v)
	}
	return total
}

// A writer changes a database as case workers do.
type writer struct {
	t      *testing.T
	db     *sql.DB
	random *rand.Rand
	open   []int64 // cases that were written since the baseline
	happen map[string]float64
	units  []string
}

func newWriter(t *testing.T, db *sql.DB, random *rand.Rand) *writer {
	return &writer{
		t: t, db: db, random: random, happen: map[string]float64{},
		units: []string{"Barnevern", "Byggesak", "NAV", "Økonomi og næring"},
	}
}

func (w *writer) exec(query string, args ...any) sql.Result {
	r, err := w.db.Exec(query, args...)
	if err != nil {
		w.t.Errorf("%s: %v", query, err)
		return nil
	}
	return r
}

// fill writes cases that were there before anything was counted.
func (w *writer) fill(n int) {
	for i := range n {
		w.exec(`INSERT INTO casework_cases (unit, received_at, started_at) VALUES (?, NOW() - INTERVAL 9 DAY, ?)`,
			w.units[i%len(w.units)], time.Now().UTC().AddDate(0, 0, -8))
	}
	for _, u := range w.units {
		w.exec(`INSERT INTO casework_errors (unit, reported_at, kind) VALUES (?, NOW() - INTERVAL 9 DAY, 'error')`, u)
	}
}

// run writes until ctx ends. A transition is noted only if it was written.
func (w *writer) run(ctx context.Context) {
	for ctx.Err() == nil {
		w.step()
		time.Sleep(time.Duration(w.random.IntN(6)) * time.Millisecond)
	}
}

func (w *writer) step() {
	unit := w.units[w.random.IntN(len(w.units))]
	if len(w.open) < 20 || w.random.IntN(4) == 0 {
		r := w.exec(`INSERT INTO casework_cases (unit, received_at) VALUES (?, NOW())`, unit)
		if r == nil {
			return
		}
		id, _ := r.LastInsertId()
		w.open = append(w.open, id)
		w.note("received", unit, 1)
		return
	}
	id := w.open[w.random.IntN(len(w.open))]
	switch w.random.IntN(5) {
	case 0:
		w.change("started", id, `SET started_at = NOW() WHERE case_id = ? AND started_at IS NULL`)
	case 1, 2:
		w.change("closed", id, `SET closed_at = NOW() WHERE case_id = ? AND closed_at IS NULL`)
	case 3:
		w.change("reopened", id, `SET closed_at = NULL, reopened_count = reopened_count + 1
			WHERE case_id = ? AND closed_at IS NOT NULL`)
	case 4:
		w.exec(`INSERT INTO casework_errors (unit, reported_at, kind) VALUES (?, NOW(), 'error')`, unit)
		w.note("errors", unit, 1)
	}
}

// change writes a transition and notes it if a row was there for it.
func (w *writer) change(what string, id int64, set string) {
	r := w.exec(`UPDATE casework_cases `+set, id)
	if r == nil {
		return
	}
	if n, _ := r.RowsAffected(); n == 1 {
		var unit string
		if err := w.db.QueryRow(`SELECT unit FROM casework_cases WHERE case_id = ?`, id).Scan(&unit); err != nil {
			w.t.Error(err)
		}
		w.note(what, unit, 1)
	}
}

func (w *writer) note(what, unit string, n float64) { w.happen[what+" "+unit] += n }

// expected is what counters must have increased by.
func (w *writer) expected() map[string]float64 { return w.happen }

// An increases adds up counters over scrapes, as increase() does.
type increases struct {
	last    map[string]float64
	total   map[string]float64
	faults  []string
	scrapes int
}

func newIncreases() *increases {
	return &increases{last: map[string]float64{}, total: map[string]float64{}}
}

// counterOf names the counters that TestKill follows.
var counterOf = map[string]string{
	"casework_cases_received_total": "received", "casework_cases_started_total": "started",
	"casework_cases_closed_total": "closed", "casework_cases_reopened_total": "reopened",
	"casework_errors_reported_total": "errors", "casework_wait_seconds_count": "started",
}

// add takes in a sample. The wait histogram must agree with its counter.
func (c *increases) add(series string, v float64) {
	name, labels, _ := strings.Cut(series, "{")
	what, ok := counterOf[name]
	if !ok {
		return
	}
	last, seen := c.last[series]
	c.last[series] = v
	if !seen {
		last = 0
	}
	if v < last {
		c.faults = append(c.faults, fmt.Sprintf("%s fell from %v to %v", series, last, v))
		last = 0
	}
	if strings.HasSuffix(name, "_count") || v == last {
		return
	}
	_, unit, _ := strings.Cut(labels, `unit="`)
	unit, _, _ = strings.Cut(unit, `"`)
	c.total[what+" "+unit] += v - last
}

// A subject is the real exporter, run as a process.
type subject struct {
	t       *testing.T
	env     []string
	address string
	within  []string // command that runs the exporter; empty for none
	cmd     *exec.Cmd
	log     *os.File
}

// binary builds the exporter once.
var binary = built(".", ".", "casework-exporter")

// built returns what builds a program of a module's directory once, and then
// where it is.
func built(module, program, name string) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp("", "casework")
		if err != nil {
			return "", err
		}
		path := filepath.Join(dir, name)
		build := exec.Command("go", "build", "-race="+strconv.FormatBool(racing), "-o", path, program)
		build.Dir = module
		if out, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build: %w\n%s", err, out)
		}
		return path, nil
	})
}

func newProcess(t *testing.T, db *mariadbtest.Server, env ...string) *subject {
	t.Helper()
	if err := db.CreateUser("exporter", "secret"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	x := &subject{t: t, address: freeAddress(t), log: log}
	x.env = append(os.Environ(), "CASEWORK_SOURCES=test", "CASEWORK_STATE_DIR="+dir,
		"CASEWORK_LISTEN_ADDRESS="+x.address, "TEST_HOST="+db.Host, "TEST_PORT="+strconv.Itoa(db.Port),
		"TEST_USER=exporter", "TEST_PASSWORD=secret", "TEST_DATABASE="+db.Database, "TEST_INTERVAL=1s")
	x.env = append(x.env, env...)
	t.Cleanup(func() {
		x.kill()
		text, err := os.ReadFile(log.Name())
		if err != nil || bytes.Contains(text, []byte("DATA RACE")) {
			t.Errorf("the exporter's log tells of a data race, or cannot be read: %v", err)
		}
		if t.Failed() {
			t.Logf("log of the exporter:\n%s", tail(text, 6000))
		}
	})
	return x
}

func tail(b []byte, n int) []byte { return b[max(len(b)-n, 0):] }

func freeAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// command is that which runs the exporter, until ctx ends.
func (x *subject) command(ctx context.Context) *exec.Cmd {
	x.t.Helper()
	path, err := binary()
	if err != nil {
		x.t.Fatal(err)
	}
	words := slices.Concat(x.within, []string{path})
	return exec.CommandContext(ctx, words[0], words[1:]...)
}

func (x *subject) start() {
	x.t.Helper()
	x.cmd = x.command(context.Background()) // it outlives a subtest
	x.cmd.Env, x.cmd.Stderr = x.env, x.log
	if err := x.cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
}

func (x *subject) kill() {
	if x.cmd != nil {
		_ = x.cmd.Process.Kill()
		_ = x.cmd.Wait() // killed: the error is what was asked for
		x.cmd = nil
	}
}

// get fetches a path; an exporter that is not up is nil.
func (x *subject) get(path string) *http.Response {
	r, err := http.Get("http://" + x.address + path)
	if err != nil {
		return nil
	}
	return r
}

func (x *subject) waitReady() {
	x.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if r := x.get("/-/ready"); r != nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
	}
	x.t.Fatalf("the exporter is not ready after %v", patience)
}

// scrape adds one scrape, if the exporter answers.
func (x *subject) scrape(seen *increases) {
	r := x.get("/metrics")
	if r == nil {
		return
	}
	defer r.Body.Close()
	samples := map[string]float64{}
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		series, value, ok := strings.Cut(lines.Text(), "} ")
		if v, err := strconv.ParseFloat(value, 64); ok && err == nil {
			samples[series] = v
		}
	}
	if lines.Err() != nil {
		return // the exporter was killed half-way: Prometheus drops such a scrape too
	}
	seen.scrapes++
	for _, series := range slices.Sorted(maps.Keys(samples)) {
		seen.add(series, samples[series])
	}
}
