package postgrestest

import (
	"testing"

	"casework/collectors/testutil/daemon"
)

// A Shared is one server for all tests of a package, started when the first
// of them asks for it.
type Shared struct {
	Args  []string            // as in Options
	Setup func(*Server) error // if not nil, is called once, after the start
	daemon.Shared[*Server]
}

// Server is the server. It fails t if there is none to be had.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	return s.Get(t, func() (*Server, error) {
		server, err := New(Options{Args: s.Args})
		if err == nil && s.Setup != nil {
			err = s.Setup(server)
		}
		return server, err
	})
}
