package main

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// A crowd is a listener with room for so many clients at a time. When it is
// full, who comes waits, and a client that does nothing leaves for it: first
// the one that has been idle for longest, then one that has been served for
// longer than any scraper needs. So neither connections that are kept open
// nor answers that are never fetched keep others out.
type crowd struct {
	net.Listener
	most     int
	patience time.Duration // for which a client may be served before it leaves for another

	mu      sync.Mutex
	guests  map[*guest]struct{}
	changed chan struct{} // holds one when a guest has left or has become idle
	closed  chan struct{}
	close   func() error
}

// A guest is a connection of a crowd.
type guest struct {
	net.Conn
	crowd *crowd
	leave func() error
	idle  bool
	since time.Time // of which it is idle, or is not
}

// newCrowd lets in most clients of a listener at a time.
func newCrowd(l net.Listener, most int, patience time.Duration) *crowd {
	c := &crowd{
		Listener: l, most: most, patience: patience,
		guests: map[*guest]struct{}{}, changed: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	c.close = sync.OnceValue(func() error { close(c.closed); return l.Close() })
	return c
}

// Accept implements net.Listener. It returns a client once there is room.
func (c *crowd) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	g := &guest{Conn: conn, crowd: c, since: time.Now()}
	g.leave = sync.OnceValue(func() error { c.forget(g); return conn.Close() })
	for {
		admitted, victim, wait := c.admit(g)
		switch {
		case admitted:
			return g, nil
		case victim != nil:
			_ = victim.Close() // whoever it was, it is gone
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

// admit lets a guest in if there is room. If not, victim is who should leave;
// nil if nobody should for as long as wait says, unless something changes.
func (c *crowd) admit(g *guest) (admitted bool, victim *guest, wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.guests) < c.most {
		c.guests[g] = struct{}{}
		return true, nil, 0
	}
	for other := range c.guests {
		if victim == nil || other.idle && !victim.idle || other.idle == victim.idle && other.since.Before(victim.since) {
			victim = other
		}
	}
	if wait = c.patience - time.Since(victim.since); victim.idle || wait <= 0 {
		return false, victim, 0
	}
	return false, nil, wait
}

// Close implements net.Listener. It may be called more than once.
func (c *crowd) Close() error { return c.close() }

// Close implements net.Conn.
func (g *guest) Close() error { return g.leave() }

func (c *crowd) forget(g *guest) {
	c.mu.Lock()
	delete(c.guests, g)
	c.mu.Unlock()
	c.tell()
}

// tell wakes Accept up, if it waits.
func (c *crowd) tell() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// watch is for http.Server.ConnState: it learns who is idle.
func watch(conn net.Conn, state http.ConnState) {
	if encrypted, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = encrypted.NetConn()
	}
	g, ok := conn.(*guest)
	if !ok {
		return
	}
	idle, c := state == http.StateIdle, g.crowd
	c.mu.Lock()
	g.idle, g.since = idle, time.Now()
	c.mu.Unlock()
	if idle {
		c.tell()
	}
}
