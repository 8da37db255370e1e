package daemon

import (
	"fmt"
	"io"
	"os"
	"sync"
	"testing"
)

// ForTest hands a server to a test: it fails t if the server could not be started, and
// closes it when t ends.
func ForTest[S io.Closer](t testing.TB, server S, err error) S {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// A Shared is one server for all tests of a package, started when the first of them asks
// for it. The zero value has none.
type Shared[S interface {
	comparable
	io.Closer
}] struct {
	once   sync.Once
	server S
	err    error
}

// Main runs a package's tests, closes the server and those of others, and
// exits: what TestMain has to do.
func (s *Shared[S]) Main(m *testing.M, others ...io.Closer) {
	code := m.Run()
	for _, server := range append(others, s) {
		if err := server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// Close closes the server, if it was started.
func (s *Shared[S]) Close() error {
	var none S
	if s.server == none {
		return nil
	}
	return s.server.Close()
}

// Get is the server, which the first call starts. It fails t if there is none to be had.
func (s *Shared[S]) Get(t testing.TB, start func() (S, error)) S {
	t.Helper()
	s.once.Do(func() { s.server, s.err = start() })
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}
