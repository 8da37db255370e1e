package web

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// impatient is how long the clients of these tests wait, on a slow machine.
const impatient = 60 * time.Second

// never is longer than any of these tests takes.
const never = time.Hour

// open opens connections that ask for a page, and leaves them open.
func open(t *testing.T, address, path string, n int) (conns []net.Conn) {
	t.Helper()
	for range n {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
	}
	return conns
}

// comer is a client that has no connection yet.
func comer(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: impatient}
}

// TestIdleConnectionsMakeRoom: who has been answered and keeps the connection
// open keeps nobody out.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	lim := defaultLimits()
	lim.clients, lim.idle, lim.grace = 5, never, never
	address, stop := startServer(t, testPages(showMetrics), lim, "")
	kept := open(t, address, "/-/healthy", lim.clients)
	for i, c := range kept {
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("connection %d: %v, %v", i, response, err)
		}
	}
	for range 2 * lim.clients {
		if err := testutil.ExpectBody(comer(t), "http://"+address+"/metrics", "casework_x 1\n"); err != nil {
			t.Fatalf("behind %d connections that are kept open: %v", lim.clients, err)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// large shows more than what a connection takes before its client reads.
func large(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write(bytes.Repeat([]byte("x"), 64<<20))
}

// slowPages has /metrics that are too large to be sent at once, and says when
// each answer has begun.
func slowPages(begun chan<- struct{}) Pages {
	return testPages(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "small" {
			showMetrics(w, r)
			return
		}
		_, _ = io.WriteString(w, "x")
		begun <- struct{}{}
		large(w, r)
	})
}

// await waits until n answers have begun.
func await(t *testing.T, begun <-chan struct{}, n int) {
	t.Helper()
	for i := range n {
		select {
		case <-begun:
		case <-time.After(impatient):
			t.Fatalf("%d answers of %d have begun", i, n)
		}
	}
}

// TestSlowReadersTakeNoTurn: scrapes that nobody fetches do not count among
// those that are answered at the same time.
func TestSlowReadersTakeNoTurn(t *testing.T) {
	lim := defaultLimits()
	lim.scrapes, lim.write = 2, never
	begun := make(chan struct{})
	address, stop := startServer(t, slowPages(begun), lim, "")
	slow := open(t, address, "/metrics", 3*lim.scrapes)
	await(t, begun, len(slow))
	if err := testutil.ExpectBody(comer(t), "http://"+address+"/metrics?small", "casework_x 1\n"); err != nil {
		t.Errorf("beside %d who do not read: %v", len(slow), err)
	}
	for _, c := range slow {
		_ = c.Close()
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// TestSlowReadersMakeRoom: where they take all connections, those that have
// been served for long enough leave for others.
func TestSlowReadersMakeRoom(t *testing.T) {
	lim := defaultLimits()
	lim.clients, lim.write, lim.grace = 5, never, 50*time.Millisecond
	begun := make(chan struct{})
	address, stop := startServer(t, slowPages(begun), lim, "")
	slow := open(t, address, "/metrics", lim.clients)
	await(t, begun, len(slow))
	if err := testutil.ExpectBody(comer(t), "http://"+address+"/metrics?small", "casework_x 1\n"); err != nil {
		t.Errorf("behind %d who do not read: %v", len(slow), err)
	}
	for _, c := range slow {
		_ = c.Close()
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// TestBusyConnectionsAreWaitedFor: nobody who is being served leaves before their
// time, and who waits for them gets in when one has gone.
func TestBusyConnectionsAreWaitedFor(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := newConnLimiter(l, 1, never)
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	dial()
	first, err := c.Accept()
	if err != nil {
		t.Fatal(err)
	}
	dial()
	first.(*limitedConn).enter(serving, incomplete)
	if in, evicted, wait := c.admit(nil); in || evicted != nil || wait <= never/2 {
		t.Errorf("while one is served another is let in: %v, for %v; or waits for %v", in, evicted, wait)
	}
	_ = first.Close()
	_ = first.Close() // once more makes no more room
	if len(c.changed) != 1 {
		t.Error("who waits is not told that one has gone")
	}
	accepted := make(chan error, 1)
	accept := func() { _, err := c.Accept(); accepted <- err }
	go accept()
	if err := <-accepted; err != nil {
		t.Errorf("after the first has gone: %v", err)
	}
	dial()
	go accept()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := <-accepted; !errors.Is(err, net.ErrClosed) {
		t.Errorf("who waits when the listener closes gets %v", err)
	}
}
