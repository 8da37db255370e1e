package web

import (
	"crypto/tls"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// startTLS starts a server with a certificate that the clients trust, each of
// which speaks HTTP/2.
func startTLS(t *testing.T, metrics http.HandlerFunc, lim limits) (address string, client func() *http.Client, stop func() error) {
	t.Helper()
	dir := t.TempDir()
	pool := testutil.WriteCertificate(t, dir)
	path := filepath.Join(dir, "web.yml")
	if err := os.WriteFile(path, []byte("tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address, stop = startServer(t, testPages(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("protocol %s, so this proves nothing", r.Proto)
		}
		metrics(w, r)
	}), lim, path)
	return address, func() *http.Client {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}, ForceAttemptHTTP2: true}
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport, Timeout: impatient}
	}, stop
}

// TestIdleConnectionsMakeRoomUnderTLS: with HTTP/2, whose connections are
// others than those that were accepted.
func TestIdleConnectionsMakeRoomUnderTLS(t *testing.T) {
	lim := defaultLimits()
	lim.clients, lim.idle, lim.grace = 3, never, never
	address, client, stop := startTLS(t, showMetrics, lim)
	for i := range 3 * lim.clients {
		if err := testutil.ExpectBody(client(), "https://"+address+"/metrics", "casework_x 1\n"); err != nil {
			t.Fatalf("client %d of %d, with room for %d: %v", i+1, 3*lim.clients, lim.clients, err)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// TestConnectionsHaveFewStreams: a connection of HTTP/2 has a limit of its
// own.
func TestConnectionsHaveFewStreams(t *testing.T) {
	lim := defaultLimits()
	lim.streams = 2
	from, leave := make(chan string), make(chan struct{})
	address, client, stop := startTLS(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "wait" {
			from <- r.RemoteAddr
			<-leave
		}
		showMetrics(w, r)
	}, lim)
	one := client()
	if err := testutil.ExpectBody(one, "https://"+address+"/metrics", "casework_x 1\n"); err != nil { // learns of the limit
		t.Fatal(err)
	}
	answered, streams := make(chan error), map[string]int{}
	const requests = 5
	for range requests {
		go func() { answered <- testutil.ExpectBody(one, "https://"+address+"/metrics?wait", "casework_x 1\n") }()
		select {
		case connection := <-from:
			streams[connection]++
		case <-time.After(impatient):
			t.Fatal("not answered")
		}
	}
	close(leave)
	for range requests {
		if err := <-answered; err != nil {
			t.Error(err)
		}
	}
	for connection, n := range streams {
		if n > lim.streams {
			t.Errorf("%d requests at the same time from %s, which may have %d", n, connection, lim.streams)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}
