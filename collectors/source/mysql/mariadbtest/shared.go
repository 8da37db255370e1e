package mariadbtest

import (
	"testing"

	"casework/collectors/testutil/daemon"
)

// A Shared is one server for all tests of a package, started when the first
// of them asks for it. Its server is tuned for data that nobody misses.
type Shared struct {
	BufferPool string              // as in Options
	Setup      func(*Server) error // if not nil, is called once, after the start
	daemon.Shared[*Server]
}

// Server is the server. It fails t if there is none to be had.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	return s.Get(t, func() (*Server, error) {
		server, err := New(Options{
			BufferPool: s.BufferPool,
			Args:       []string{"--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite"},
		})
		if err == nil && s.Setup != nil {
			err = s.Setup(server)
		}
		return server, err
	})
}
