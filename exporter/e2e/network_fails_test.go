package e2e

import (
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// TestNetworkFailsAsTold: what a network does must be what the faults say, or
// trying them would prove nothing.
func TestNetworkFailsAsTold(t *testing.T) {
	needFaults(t)
	const text = "0123456789"
	n := newNetwork(t, "127.0.0.1", echo(t))
	for _, tt := range []struct {
		name   string
		toxics []toxic
		want   string // that comes back
		err    error  // that the connection ends with
	}{
		{"healthy", nil, text, nil},
		{"truncated", []toxic{downstream("limit_data", map[string]int{"bytes": 5})}, "01234", nil},
		{"reset", []toxic{reset, downstream("limit_data", map[string]int{"bytes": 5})}, "01234", syscall.ECONNRESET},
		{"sliced", []toxic{downstream("slicer", map[string]int{"average_size": 2, "size_variation": 1})}, text, nil},
		{"no answers", []toxic{silent(downstream)}, "", errNothing},
		{"no questions", []toxic{silent(upstream)}, "", errNothing},
		{"healthy again", nil, text, nil},
	} {
		before := n.carried()
		n.add(tt.toxics...)
		got, err := exchange(t, n.port(), text, errors.Is(tt.err, errNothing))
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %q came back and ended with %v, want %q and %v", tt.name, got, err, tt.want, tt.err)
		}
		n.heal()
		if !testutil.Eventually(func() bool { return n.carried() == before+float64(len(got)) }) {
			t.Fatalf("%s: %v bytes are said to have come back, want %d", tt.name, n.carried()-before, len(got))
		}
	}
	n.down()
	if c, err := net.Dial("tcp", n.listen); err == nil {
		_ = c.Close()
		t.Error("a network that is down takes connections")
	}
}

// TestNetworkHealsAmidAnswers: a network that ends connections in the middle of what they
// carry is healed whatever they do at that instant.
func TestNetworkHealsAmidAnswers(t *testing.T) {
	needFaults(t)
	n := newNetwork(t, "127.0.0.1", accept(t, func(c net.Conn) {
		_, _ = c.Write(make([]byte, 1<<20)) // fails when it is ended, as it should
	}))
	address := n.listen
	var clients sync.WaitGroup
	done := make(chan struct{})
	defer clients.Wait()
	defer close(done)
	for range 8 {
		clients.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if c, err := net.Dial("tcp", address); err == nil {
					_, _ = io.Copy(io.Discard, c)
					_ = c.Close()
				}
			}
		})
	}
	for range 50 {
		n.add(reset, downstream("limit_data", map[string]int{"bytes": 40_000}))
		n.cut()
		ended := n.carried()
		if !testutil.Eventually(func() bool { return n.carried() > ended }) {
			t.Fatal("nothing is carried")
		}
		n.heal()
	}
}

// errNothing is that nothing comes back for a second.
var errNothing = errors.New("nothing comes back")

// exchange sends text and returns what comes back until the end, and how that
// ends. In vain is to send half of it, to which the server does not say
// farewell, and to give up after a second.
func exchange(t *testing.T, port int, text string, inVain bool) (string, error) {
	t.Helper()
	c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if inVain {
		text = text[:len(text)/2]
	}
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	if inVain {
		_ = c.SetReadDeadline(time.Now().Add(time.Second))
	}
	back, err := io.ReadAll(c)
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		err = errNothing
	}
	return string(back), err
}

// echo starts a server that sends back the first ten bytes, and returns its
// port.
func echo(t *testing.T) int {
	t.Helper()
	return accept(t, func(c net.Conn) {
		_, _ = io.CopyN(c, c, 10) // fails when the network is cut, as it should
	})
}

// accept starts a server that answers each connection and closes it, and returns its
// port.
func accept(t *testing.T, answer func(net.Conn)) int {
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
			go func() {
				answer(c)
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}
