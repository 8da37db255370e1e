package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// halves are beginnings of requests: without the end of the header, and without
// that of a body, which no page takes.
var halves = map[string]string{
	"header":           "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ",
	"body":             "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
	"body of a GET":    "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
	"body of a page":   "GET /-/healthy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
	"body to be asked": "GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n",
}

// TestUnfinishedRequestsMakeRoom: connections whose request is never complete
// keep no scrape out, though there are far more of them than the server takes,
// and each that is closed is opened again.
func TestUnfinishedRequestsMakeRoom(t *testing.T) {
	for name, half := range halves {
		t.Run(name, func(t *testing.T) { tryUnfinished(t, half) })
	}
}

func tryUnfinished(t *testing.T, half string) {
	t.Helper()
	lim := defaultLimits()
	lim.clients, lim.readHeader, lim.read, lim.idle, lim.grace = 50, never, never, never, never
	address, stop := startServer(t, testPages(showMetrics), lim, "")

	ctx, cancel := context.WithCancel(t.Context())
	var attackers sync.WaitGroup
	opened := make(chan struct{}, 5*lim.clients)
	for range 5 * lim.clients {
		attackers.Go(func() {
			for ctx.Err() == nil {
				c, err := net.Dial("tcp", address)
				if err != nil {
					continue
				}
				_, _ = io.WriteString(c, half)
				select {
				case opened <- struct{}{}:
				default:
				}
				end := context.AfterFunc(ctx, func() { _ = c.Close() })
				_, _ = io.Copy(io.Discard, c) // until the server closes it
				_ = c.Close()
				end()
			}
		})
	}
	for range cap(opened) {
		<-opened
	}
	for i := range 8 {
		if err := testutil.ExpectBody(comer(t), "http://"+address+"/metrics", "casework_x 1\n"); err != nil {
			t.Errorf("scrape %d behind unfinished requests: %v", i, err)
			break
		}
	}
	cancel()
	attackers.Wait()
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// TestOrderOfLeaving: which connection is closed for another.
func TestOrderOfLeaving(t *testing.T) {
	now := time.Now()
	conn := func(p phase, since time.Duration) *limitedConn { return &limitedConn{phase: p, since: now.Add(-since)} }
	order := []*limitedConn{
		conn(incomplete, 2*time.Hour), conn(incomplete, time.Minute), // longer than a header takes
		conn(idle, time.Hour), conn(idle, time.Millisecond),
		conn(incomplete, 500*time.Millisecond), conn(incomplete, 0),
		conn(serving, time.Hour), conn(serving, 0),
	}
	for i, first := range order {
		for j, second := range order {
			if got, want := first.before(second, now), i < j; got != want {
				t.Errorf("%d leaves before %d: %v, want %v", i, j, got, want)
			}
		}
	}
}

// TestHeaderDripsDoNotRenew: a connection is as old as the request that it does
// not finish, however often a few bytes of that arrive; and it is new again once
// it was answered.
func TestHeaderDripsDoNotRenew(t *testing.T) {
	c := newConnLimiter(nil, 1, never)
	conn := &limitedConn{limiter: c, since: time.Now().Add(-time.Minute)}
	began := conn.since
	for range 3 {
		trackState(conn, http.StateActive)
	}
	if conn.phase != incomplete || !conn.since.Equal(began) {
		t.Errorf("in phase %d for %v, want unfinished for a minute", conn.phase, time.Since(conn.since))
	}
	conn.answer(false)
	trackState(conn, http.StateActive)
	if conn.phase != serving {
		t.Error("an answer does not count as one")
	}
	trackState(conn, http.StateIdle)
	trackState(conn, http.StateActive)
	if conn.phase != incomplete || time.Since(conn.since) > time.Minute/2 {
		t.Errorf("a second request is in phase %d for %v", conn.phase, time.Since(conn.since))
	}
}

// TestBeginningIsNotIdle: a connection with HTTP/2, which the server calls idle
// before its first request, is no older than others that are about to ask.
func TestBeginningIsNotIdle(t *testing.T) {
	conn := &limitedConn{limiter: newConnLimiter(nil, 1, never)}
	trackState(conn, http.StateActive)
	trackState(conn, http.StateIdle)
	if conn.phase != incomplete {
		t.Errorf("in phase %d before the first request, and closed for any other", conn.phase)
	}
	conn.answer(true)
	if conn.phase != incomplete {
		t.Errorf("in phase %d, though the body is not there", conn.phase)
	}
	trackState(conn, http.StateIdle)
	if conn.phase != idle {
		t.Errorf("in phase %d after an answer", conn.phase)
	}
}
