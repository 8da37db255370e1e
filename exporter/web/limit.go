package web

import (
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A connLimiter is a listener that accepts so many connections at a time. At
// the limit a new connection waits, and another is closed for it: first one
// whose request is incomplete after more time than a client needs for its
// header, then the one that has been idle for longest, then one whose request is
// incomplete though it is newer, then one that has been served for longer than
// any scraper needs. So neither requests that never become complete, nor
// connections that are kept open, nor answers that are never fetched keep
// others out, however fast they are renewed.
type connLimiter struct {
	net.Listener
	limit int
	grace time.Duration // for which a connection may be served before it is closed for another

	mu      sync.Mutex
	conns   map[*limitedConn]struct{}
	changed chan struct{} // holds one when a connection was closed or has become idle
	closed  chan struct{}
	close   func() error
}

// A limitedConn is a connection that counts towards a connLimiter's limit.
type limitedConn struct {
	net.Conn
	limiter *connLimiter
	close   func() error
	phase   phase
	since   time.Time // since when it is in that phase
	asked   bool      // it has brought a request once
}

// A phase says what a connection is busy with.
type phase uint8

// The phases of a connection. The last is the only one that serves anybody.
const (
	incomplete phase = iota // it has no complete request yet
	idle                    // it was answered, and waits for another request
	serving                 // a complete request is being answered
)

// headerTime is how long a client may take for the header of a request before
// its connection is the first to be closed for another.
const headerTime = time.Second

// headerTenure is what it may take in any case: else connections that are
// renewed fast would close those that are about to ask.
const headerTenure = 200 * time.Millisecond

// newConnLimiter accepts at most limit connections of l at a time.
func newConnLimiter(l net.Listener, limit int, grace time.Duration) *connLimiter {
	c := &connLimiter{
		Listener: l, limit: limit, grace: grace,
		conns: map[*limitedConn]struct{}{}, changed: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	c.close = sync.OnceValue(func() error { close(c.closed); return l.Close() })
	return c
}

// Accept implements net.Listener. It returns a connection once there is room.
func (c *connLimiter) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	limited := &limitedConn{Conn: conn, limiter: c, since: time.Now()}
	limited.close = sync.OnceValue(func() error { c.forget(limited); return conn.Close() })
	for {
		admitted, evicted, wait := c.admit(limited)
		switch {
		case admitted:
			return limited, nil
		case evicted != nil:
			_ = evicted.Close() // whatever the error, it is gone
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-c.changed:
		case <-timer.C:
		case <-c.closed:
			timer.Stop()
			_ = conn.Close()
			return nil, net.ErrClosed
		}
		timer.Stop()
	}
}

// admit counts conn in if there is room. If not, evicted is the connection to
// close for it; nil if there is none for as long as wait says, unless
// something changes.
func (c *connLimiter) admit(conn *limitedConn) (admitted bool, evicted *limitedConn, wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.conns) < c.limit {
		c.conns[conn] = struct{}{}
		return true, nil, 0
	}
	now := time.Now()
	for other := range c.conns {
		if evicted == nil || other.before(evicted, now) {
			evicted = other
		}
	}
	var tenure time.Duration
	switch evicted.phase {
	case incomplete:
		tenure = headerTenure
	case serving:
		tenure = c.grace
	}
	if wait = tenure - now.Sub(evicted.since); wait <= 0 {
		return false, evicted, 0
	}
	return false, nil, wait
}

// before reports whether a connection is closed rather than another.
func (conn *limitedConn) before(other *limitedConn, now time.Time) bool {
	if a, b := conn.rank(now), other.rank(now); a != b {
		return a < b
	}
	return conn.since.Before(other.since)
}

// rank is low for connections that are closed first.
func (conn *limitedConn) rank(now time.Time) int {
	switch {
	case conn.phase == incomplete && now.Sub(conn.since) > headerTime:
		return 0
	case conn.phase == idle:
		return 1
	case conn.phase == incomplete:
		return 2
	}
	return 3
}

// Close implements net.Listener. It may be called more than once.
func (c *connLimiter) Close() error { return c.close() }

// Close implements net.Conn. It may be called more than once.
func (conn *limitedConn) Close() error { return conn.close() }

func (c *connLimiter) forget(conn *limitedConn) {
	c.mu.Lock()
	delete(c.conns, conn)
	c.mu.Unlock()
	c.wake()
}

// wake has Accept look again, if it waits.
func (c *connLimiter) wake() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// limited is the limitedConn behind a server's connection; nil if there is none.
func limited(conn net.Conn) *limitedConn {
	if encrypted, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = encrypted.NetConn()
	}
	l, _ := conn.(*limitedConn)
	return l
}

// trackState is for http.Server.ConnState: it learns which connections are
// idle, and which are no longer. The first bytes of a header do not make a
// connection younger.
func trackState(conn net.Conn, state http.ConnState) {
	l := limited(conn)
	switch {
	case l == nil:
	case state == http.StateIdle:
		l.rest()
		l.limiter.wake()
	case state == http.StateActive:
		l.enter(incomplete, idle)
	}
}

// answer is for a connection that has brought a request with its whole header.
// A request with a body is not complete: no page takes one, and the server
// waits for it, before the answer or after.
func (conn *limitedConn) answer(body bool) {
	conn.limiter.mu.Lock()
	conn.asked = true
	conn.limiter.mu.Unlock()
	if !body {
		conn.enter(serving, incomplete, idle)
	}
}

// rest is for a connection that the server calls idle. It does so of one with
// HTTP/2 before the first request too, whose client is about to ask.
func (conn *limitedConn) rest() {
	conn.limiter.mu.Lock()
	asked := conn.asked
	conn.limiter.mu.Unlock()
	if asked {
		conn.enter(idle, serving, incomplete)
	}
}

// enter moves a connection to a phase, if it is in one of those before.
func (conn *limitedConn) enter(next phase, before ...phase) {
	conn.limiter.mu.Lock()
	defer conn.limiter.mu.Unlock()
	if slices.Contains(before, conn.phase) {
		conn.phase, conn.since = next, time.Now()
	}
}

type connKey struct{}

// withConn is for http.Server.ConnContext: requests know their connection.
func withConn(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, limited(conn))
}

// trackRequests learns which connections have brought a request with its whole
// header: a handler is called with no other.
func trackRequests(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, _ := r.Context().Value(connKey{}).(*limitedConn); conn != nil {
			conn.answer(r.ContentLength != 0)
		}
		h.ServeHTTP(w, r)
	})
}
