package web

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// A connLimiter is a listener that accepts so many connections at a time. At
// the limit a new connection waits, and one that does nothing is closed for
// it: first the one that has been idle for longest, then one that has been
// served for longer than any scraper needs. So neither connections that are
// kept open nor answers that are never fetched keep others out.
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
	idle    bool
	since   time.Time // since when it is idle, or is not
}

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
	for other := range c.conns {
		if evicted == nil || other.idle && !evicted.idle || other.idle == evicted.idle && other.since.Before(evicted.since) {
			evicted = other
		}
	}
	if wait = c.grace - time.Since(evicted.since); evicted.idle || wait <= 0 {
		return false, evicted, 0
	}
	return false, nil, wait
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

// trackState is for http.Server.ConnState: it learns which connections are
// idle.
func trackState(conn net.Conn, state http.ConnState) {
	if encrypted, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = encrypted.NetConn()
	}
	limited, ok := conn.(*limitedConn)
	if !ok {
		return
	}
	idle, c := state == http.StateIdle, limited.limiter
	c.mu.Lock()
	limited.idle, limited.since = idle, time.Now()
	c.mu.Unlock()
	if idle {
		c.wake()
	}
}
