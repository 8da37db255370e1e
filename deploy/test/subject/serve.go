package subject

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
)

// patience is how long anything may take before a test gives up. It is long,
// as machines that run tests are slow, and costs nothing where all is well.
const patience = 2 * time.Minute

// Database starts a MariaDB with the canonical tables, a case in them, and
// the user exporter, whose password is "secret".
func Database(t testing.TB) *mariadbtest.Server {
	t.Helper()
	db := mariadbtest.Start(t)
	if err := db.Views(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateUser("exporter", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Nord', NOW() - INTERVAL 1 DAY)"); err != nil {
		t.Fatal(err)
	}
	return db
}

// FreeAddress is an address of this machine that nobody listens on.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// Serve starts an exporter that listens on address, waits until it is ready,
// and returns its metrics and a function that ends it as an orderly stop
// would, for which it must exit with 0.
func Serve(t testing.TB, exporter *exec.Cmd, address string) (metrics string, stop func()) {
	t.Helper()
	var log Log
	exporter.Stdout, exporter.Stderr = &log, &log
	if err := exporter.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- exporter.Wait() }()
	t.Cleanup(func() { _ = exporter.Process.Kill() })
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if _, err := get("http://" + address + "/-/ready"); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("not ready: %v\n%s", err, log.String())
		}
		select {
		case err := <-ended:
			t.Fatalf("ended before it was ready: %v\n%s", err, log.String())
		default:
		}
	}
	metrics, err := get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	return metrics, func() {
		t.Helper()
		if err := exporter.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("stopped: %v\n%s", err, log.String())
			}
		case <-time.After(patience):
			t.Fatalf("does not stop:\n%s", log.String())
		}
	}
}

// CheckMetrics reports what is wrong with the metrics of an exporter of the
// source kommune in Database.
func CheckMetrics(t testing.TB, metrics string) {
	t.Helper()
	for _, want := range []string{
		`casework_source_up{source="kommune"} 1`,
		`casework_queue_cases{source="kommune",unit="Nord",supervision="inactive"} 1`,
	} {
		if !strings.Contains(metrics, "\n"+want+"\n") {
			t.Errorf("no line %s in the metrics", want)
		}
	}
}

func get(url string) (string, error) {
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return string(body), err
}

// A Log is a log that is written and read at the same time.
type Log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (b *Log) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String is what was written so far.
func (b *Log) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
