package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"

	"github.com/coreos/go-systemd/v22/activation"
)

// Listen takes the addresses of the settings, host:port each. An error names the
// setting.
func Listen(ctx context.Context, addresses []string) (net.Listener, error) {
	var config net.ListenConfig
	var all []net.Listener
	for _, address := range addresses {
		l, err := config.Listen(ctx, "tcp", address)
		if err != nil {
			for _, taken := range all {
				_ = taken.Close()
			}
			return nil, listenError(address, err)
		}
		all = append(all, l)
	}
	return join(all), nil
}

func listenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("CASEWORK_LISTEN_ADDRESS=%q: another program uses the port; "+
			"stop it or choose another port: %w", address, err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("CASEWORK_LISTEN_ADDRESS=%q: ports below 1024 need a privilege; "+
			"choose a higher one: %w", address, err)
	}
	return fmt.Errorf("CASEWORK_LISTEN_ADDRESS=%q: %w", address, err)
}

// ListenSystemd takes the sockets that systemd has passed to this process.
func ListenSystemd() (net.Listener, error) {
	passed, err := activation.Listeners()
	var all []net.Listener
	for _, l := range passed {
		if l != nil { // what is passed may be no listener
			all = append(all, l)
		}
	}
	if err == nil && len(all) == 0 {
		err = errors.New("systemd has passed no listening socket; start the exporter by its socket unit, " +
			"or turn this off and set CASEWORK_LISTEN_ADDRESS")
	}
	if err != nil {
		return nil, fmt.Errorf("CASEWORK_SYSTEMD_SOCKET=on: %w", err)
	}
	return join(all), nil
}

// A joined listener accepts connections of several listeners.
type joined struct {
	net.Listener // the first of all
	all          []net.Listener
	accepted     chan accepted
	closed       chan struct{}
	close        func() error
	ended        sync.WaitGroup
}

type accepted struct {
	conn net.Conn
	err  error
}

// join makes one listener of several: limits are of all connections together.
func join(all []net.Listener) net.Listener {
	if len(all) == 1 {
		return all[0]
	}
	j := &joined{Listener: all[0], all: all, accepted: make(chan accepted), closed: make(chan struct{})}
	j.close = sync.OnceValue(func() error {
		close(j.closed)
		var errs []error
		for _, l := range all {
			errs = append(errs, l.Close())
		}
		j.ended.Wait()
		return errors.Join(errs...)
	})
	for _, l := range all {
		j.ended.Go(func() { j.accept(l) })
	}
	return j
}

// accept hands on what a listener accepts. An error is handed on too, so that
// the server waits before it asks again.
func (j *joined) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		select {
		case j.accepted <- accepted{conn, err}:
		case <-j.closed:
			if err == nil {
				_ = conn.Close()
			}
			return
		}
	}
}

// Accept implements net.Listener.
func (j *joined) Accept() (net.Conn, error) {
	select {
	case a := <-j.accepted:
		return a.conn, a.err
	case <-j.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. It may be called more than once.
func (j *joined) Close() error { return j.close() }

// Addresses are those that a listener of this package accepts connections at.
func Addresses(l net.Listener) []string {
	all := []net.Listener{l}
	if j, ok := l.(*joined); ok {
		all = j.all
	}
	addresses := make([]string, len(all))
	for i, one := range all {
		addresses[i] = one.Addr().String()
	}
	return addresses
}
