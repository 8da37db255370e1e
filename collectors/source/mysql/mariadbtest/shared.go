package mariadbtest

import (
	"fmt"
	"io"
	"os"
	"sync"
	"testing"
)

// A Shared is one server for all tests of a package, started when the first
// of them asks for it. Its server is tuned for data that nobody misses.
type Shared struct {
	BufferPool string              // as in Options
	Setup      func(*Server) error // if not nil, is called once, after the start

	once   sync.Once
	server *Server
	err    error
}

// Main runs a package's tests, closes the server and those of others, and
// exits: what TestMain has to do.
func (s *Shared) Main(m *testing.M, others ...io.Closer) {
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
func (s *Shared) Close() error {
	if s.server == nil {
		return nil
	}
	return s.server.Close()
}

// Server is the server. It fails t if there is none to be had.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	s.once.Do(func() {
		s.server, s.err = New(Options{
			BufferPool: s.BufferPool,
			Args:       []string{"--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite"},
		})
		if s.err == nil && s.Setup != nil {
			s.err = s.Setup(s.server)
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}
