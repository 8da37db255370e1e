package e2e

import (
	"bytes"
	"context"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
)

// A tap stands between a client and a server, and keeps what the server
// sends.
type tap struct {
	listener net.Listener
	done     sync.WaitGroup

	mu    sync.Mutex
	sent  bytes.Buffer
	conns []net.Conn
}

// newTap forwards a free port of 127.0.0.1 to a server's.
func newTap(t *testing.T, host string, port int) *tap {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{listener: listener}
	p.done.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
			if err != nil {
				_ = near.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, near, far)
			p.mu.Unlock()
			p.done.Go(func() { p.carry(far, near) })
			p.done.Go(func() { p.carry(near, io.TeeReader(far, p)) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		p.mu.Lock()
		for _, c := range p.conns {
			_ = c.Close()
		}
		p.mu.Unlock()
		p.done.Wait()
	})
	return p
}

// port is where the tap listens.
func (p *tap) port() int { return p.listener.Addr().(*net.TCPAddr).Port }

func (p *tap) carry(to net.Conn, from io.Reader) {
	_, _ = io.Copy(to, from) // ends with either connection
	_ = to.Close()
}

// Write implements io.Writer: what the server sends.
func (p *tap) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent.Write(b)
}

// seen reports whether the server sent a text.
func (p *tap) seen(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Contains(p.sent.Bytes(), []byte(text))
}
