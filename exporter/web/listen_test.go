package web

import (
	"errors"
	"net"
	"testing"

	"casework/collectors/testutil"
)

// TestJoinedListeners: connections to each address arrive, and none once the
// listener is closed.
func TestJoinedListeners(t *testing.T) {
	l, err := Listen(t.Context(), []string{"127.0.0.1:0", "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	addresses := Addresses(l)
	if len(addresses) != 2 || addresses[0] == addresses[1] {
		t.Fatalf("addresses %q", addresses)
	}
	for _, address := range addresses {
		out, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		in, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if in.LocalAddr().String() != address || in.RemoteAddr().String() != out.LocalAddr().String() {
			t.Errorf("a connection to %s arrived as %s", address, in.LocalAddr())
		}
		_, _ = in.Close(), out.Close()
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accept after the end: %v", err)
	}
	for _, address := range addresses {
		waitRefused(t, address)
	}
}

// TestListenTakesAllOrNothing: where one address is taken, none is kept.
func TestListenTakesAllOrNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	free := testutil.FreeAddress(t)
	if _, err := Listen(t.Context(), []string{free, taken.Addr().String()}); err == nil {
		t.Fatal("no error")
	}
	waitRefused(t, free)
}
