package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"casework/collectors/testutil"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Exit statuses of the program.
const (
	exitOK      = 0
	exitFailure = 1
)

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
var binary = built("..", ".", "casework-exporter")

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

func newProcess(t *testing.T, db *database, env ...string) *subject {
	t.Helper()
	if err := db.CreateUser("exporter", "secret"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	x := &subject{t: t, address: testutil.FreeAddress(t), log: log}
	x.env = append(os.Environ(), "CASEWORK_SOURCES=test", "CASEWORK_STATE_DIR="+dir,
		"CASEWORK_LISTEN_ADDRESS="+x.address, "TEST_INTERVAL=1s")
	x.env = append(x.env, db.environment("exporter", "secret")...)
	x.env = append(x.env, env...)
	t.Cleanup(func() {
		x.kill()
		text, err := os.ReadFile(log.Name())
		if err != nil || bytes.Contains(text, []byte("DATA RACE")) {
			t.Errorf("the exporter's log reports a data race, or cannot be read: %v", err)
		}
		if t.Failed() {
			t.Logf("log of the exporter:\n%s", tail(text, 6000))
		}
	})
	return x
}

func tail(b []byte, n int) []byte { return b[max(len(b)-n, 0):] }

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
	ready := func() bool {
		r := x.get("/-/ready")
		if r == nil {
			return false
		}
		_ = r.Body.Close()
		return r.StatusCode == http.StatusOK
	}
	if !testutil.Eventually(ready) {
		x.t.Fatalf("the exporter is not ready after %v", testutil.Patience)
	}
}

// A page is a scrape, by series.
type page map[string]float64

// scrape takes in a scrape; nil if the exporter does not answer, or not to the
// end: Prometheus drops such a scrape too.
func (x *subject) scrape(seen *increases) page {
	r := x.get("/metrics")
	if r == nil {
		return nil
	}
	defer r.Body.Close()
	p := page{}
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		series, value, ok := strings.Cut(lines.Text(), "} ")
		if v, err := strconv.ParseFloat(value, 64); ok && err == nil {
			p[series+"}"] = v
		}
	}
	if lines.Err() != nil {
		return nil
	}
	seen.scrapes++
	for _, series := range slices.Sorted(maps.Keys(p)) {
		seen.add(series, p[series])
	}
	return p
}
