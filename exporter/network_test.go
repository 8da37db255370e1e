package main

import (
	"context"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A network stands between the exporter and its database, and fails as it is
// told.
type network struct {
	listener net.Listener
	target   string
	done     sync.WaitGroup

	mu     sync.Mutex
	links  map[*link]bool
	down   bool          // connections are refused
	silent bool          // new links carry nothing
	delay  time.Duration // of whatever is sent, each way
	left   int           // bytes that the database may send before every link is cut; negative for no end
	watch  func([]byte)  // sees what the database sends
}

// A link is one connection through the network.
type link struct {
	near, far net.Conn
	silent    bool // carries nothing, and neither end learns of it
}

func (l *link) cut() { _ = l.near.Close(); _ = l.far.Close() }

// newNetwork forwards a free port of 127.0.0.1 to a server's.
func newNetwork(t *testing.T, host string, port int) *network {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{listener: listener, target: net.JoinHostPort(host, strconv.Itoa(port)), links: map[*link]bool{}, left: -1}
	n.done.Go(n.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		n.cut()
		n.done.Wait()
	})
	return n
}

// port is where the network listens.
func (n *network) port() int { return n.listener.Addr().(*net.TCPAddr).Port }

func (n *network) accept() {
	for {
		near, err := n.listener.Accept()
		if err != nil {
			return
		}
		n.mu.Lock()
		down, silent := n.down, n.silent
		n.mu.Unlock()
		var far net.Conn
		if !down {
			far, err = (&net.Dialer{}).DialContext(context.Background(), "tcp", n.target)
		}
		if down || err != nil {
			_ = near.Close()
			continue
		}
		l := &link{near: near, far: far, silent: silent}
		n.mu.Lock()
		n.links[l] = true
		n.mu.Unlock()
		n.done.Go(func() { n.carry(l, l.near, l.far, false) })
		n.done.Go(func() { n.carry(l, l.far, l.near, true) })
	}
}

// carry copies one direction of a link.
func (n *network) carry(l *link, from, to net.Conn, answers bool) {
	defer func() {
		n.mu.Lock()
		silent := l.silent
		if !silent {
			delete(n.links, l)
		}
		n.mu.Unlock()
		if !silent { // of a silent one, the other end learns nothing
			l.cut()
		}
	}()
	for buf := make([]byte, 1<<20); ; { // large, as delay is that of a piece
		k, err := from.Read(buf)
		n.mu.Lock()
		delay, silent := n.delay, l.silent
		if answers && !silent {
			if n.watch != nil {
				n.watch(buf[:k])
			}
			if n.left >= 0 {
				k = min(k, n.left)
				n.left -= k
			}
		}
		last := answers && n.left == 0
		n.mu.Unlock()
		if !silent {
			time.Sleep(delay)
			if _, errTo := to.Write(buf[:k]); errTo != nil || last {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// set changes how the network behaves.
func (n *network) set(change func(*network)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(n)
}

// cut breaks every link.
func (n *network) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for l := range n.links {
		l.cut()
	}
	clear(n.links)
}

// silence has every link, and each new one, carry nothing any more.
func (n *network) silence() {
	n.set(func(n *network) {
		n.silent = true
		for l := range n.links {
			l.silent = true
		}
	})
}

// heal ends every fault for new links; silent ones stay so.
func (n *network) heal() {
	n.set(func(n *network) { n.down, n.silent, n.delay, n.left = false, false, 0, -1 })
}

// echo starts a server that sends back the first ten bytes, and returns its
// port.
func echo(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.CopyN(c, c, 10) // fails when the network is cut, as it should
			_ = c.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// exchange sends text and returns what comes back until the end.
func exchange(t *testing.T, port int, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	back, _ := io.ReadAll(c) // may end in a reset
	return string(back)
}
