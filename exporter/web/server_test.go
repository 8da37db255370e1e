package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"casework/collectors"
	"casework/collectors/testutil"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var discard = slog.New(slog.DiscardHandler)

func testPages(metrics http.HandlerFunc) Pages {
	return Pages{
		Metrics: metrics,
		Ready:   func() (bool, string) { return true, "" },
		Status:  func() []collectors.Status { return nil },
		Version: "1.2.3", Revision: "abc",
	}
}

func showMetrics(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "casework_x 1\n") }

// startServer serves pages on a free port until stop is called; stop returns
// what Serve did.
func startServer(t *testing.T, p Pages, lim limits, webConfig string) (address string, stop func() error) {
	t.Helper()
	server := newServer(p, lim, discard)
	l, err := Listen(t.Context(), []string{"127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l, webConfig) }()
	t.Cleanup(cancel)
	return l.Addr().String(), func() error { cancel(); return <-done }
}

func TestPages(t *testing.T) {
	var ready atomic.Bool
	p := testPages(showMetrics)
	p.Ready = func() (bool, string) { return ready.Load(), "source kommune has not been read yet" }
	server := newServer(p, defaultLimits(), discard)
	tests := []struct {
		method, path string
		ready        bool
		status       int
		body         string // part of it
	}{
		{"GET", "/metrics", false, 200, "casework_x 1"},
		{"GET", "/-/healthy", false, 200, "healthy\n"},
		{"HEAD", "/-/healthy", false, 200, ""},
		{"POST", "/-/healthy", false, 405, ""},
		{"GET", "/-/ready", false, 503, "not ready: source kommune has not been read yet\n"},
		{"GET", "/-/ready", true, 200, "ready\n"},
		{"GET", "/", true, 200, "No source is set up"},
		{"GET", "/", true, 200, "1.2.3 (abc)"},
		{"GET", "/", true, 200, `href="metrics"`},
		{"GET", "/debug/pprof/heap", true, 404, ""},
		{"GET", "/nothing", true, 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			ready.Store(tt.ready)
			w := httptest.NewRecorder()
			server.http.Handler.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.body) {
				t.Errorf("status %d, want %d; body %q, want %q in it", w.Code, tt.status, w.Body, tt.body)
			}
		})
	}
}

// TestPagesBelowAPrefix: what is served at the root is served below a prefix
// instead, and links begin with what readers see.
func TestPagesBelowAPrefix(t *testing.T) {
	for _, tt := range []struct {
		name, prefix, base, path string
		status                   int
		want                     string // part of the answer, or where it leads to
	}{
		{"metrics", "/a/b", "", "/a/b/metrics", 200, "casework_x 1"},
		{"health", "/a/b", "", "/a/b/-/healthy", 200, "healthy"},
		{"metrics at the root", "/a/b", "", "/metrics", 404, ""},
		{"root", "/a/b", "", "/", 302, "/a/b/"},
		{"root, seen as another", "/a/b", "/c/", "/", 302, "/c/"},
		{"without a slash", "/a/b", "", "/a/b", 307, "/a/b/"},
		{"relative links", "/a/b", "", "/a/b/", 200, `href="board?lang=en"`},
		{"links", "/a/b", "/c/", "/a/b/", 200, `href="/c/board?lang=en"`},
		{"links at the root", "", "/c/", "/", 200, `href="/c/metrics"`},
		{"board", "/a/b", "/c/", "/a/b/board", 200, `href="/c/board?lang=en"`},
		{"status from the board", "/a/b", "/c/", "/a/b/board", 200, `<a href="/c/">`},
		{"unit from the board", "/a/b", "/c/", "/a/b/board", 200, `href="/c/board/unit?`},
		{"unit", "/a/b", "/c/", "/a/b/board/unit?source=kommune&unit=Enhet%200", 200, `href="/c/board?lang=nb"`},
		{"unit in English", "/a/b", "/c/", "/a/b/board/unit?source=kommune&unit=Enhet%200", 200, `href="/c/board/unit?lang=en`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := testPages(showMetrics)
			p.Boards, p.Prefix, p.Base = (&shownTown{units: 1}).overviews, tt.prefix, tt.base
			w := httptest.NewRecorder()
			newServer(p, defaultLimits(), discard).http.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, tt.path, nil))
			if got := w.Header().Get("Location") + w.Body.String(); w.Code != tt.status || !strings.Contains(got, tt.want) {
				t.Errorf("status %d, want %d; %q, want %q in it", w.Code, tt.status, got, tt.want)
			}
		})
	}
}

func TestScrapesAreLimited(t *testing.T) {
	lim := defaultLimits()
	lim.scrapes = 2
	entered, leave := make(chan struct{}), make(chan struct{})
	server := newServer(testPages(func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-leave
		showMetrics(w, r)
	}), lim, discard)
	scrape := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		server.http.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		return w
	}
	statuses := make(chan int)
	for range lim.scrapes {
		go func() { statuses <- scrape().Code }()
		<-entered
	}
	w := scrape()
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" {
		t.Errorf("one too many: status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	close(leave)
	for range lim.scrapes {
		if status := <-statuses; status != http.StatusOK {
			t.Errorf("status %d of one that was in time", status)
		}
	}
	go func() { <-entered }()
	if w := scrape(); w.Code != http.StatusOK {
		t.Errorf("status %d after the others have left", w.Code)
	}
}

func TestShutdownLetsRequestsFinish(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	address, stop := startServer(t, testPages(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-leave
		showMetrics(w, r)
	}), defaultLimits(), "")
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	answered := make(chan error, 1)
	go func() { answered <- testutil.ExpectBody(client, "http://"+address+"/metrics", "casework_x 1\n") }()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	waitRefused(t, address)
	close(leave)
	if err := <-answered; err != nil {
		t.Errorf("request in flight: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

func TestShutdownDoesNotWaitForever(t *testing.T) {
	lim := defaultLimits()
	lim.shutdown = 50 * time.Millisecond
	entered := make(chan struct{})
	address, stop := startServer(t, testPages(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done() // until the connection is cut
	}), lim, "")
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	answered := make(chan error, 1)
	go func() { answered <- testutil.ExpectBody(client, "http://"+address+"/metrics", "") }()
	<-entered
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if err := <-answered; err == nil {
		t.Error("a request that never ends was answered")
	}
}

// TestSlowClients: a client that does not finish its headers, or sends too
// many, is cut off while others are served.
func TestSlowClients(t *testing.T) {
	lim := defaultLimits()
	lim.readHeader = 100 * time.Millisecond
	address, stop := startServer(t, testPages(showMetrics), lim, "")
	slow, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = slow.Close() }()
	if _, err := io.WriteString(slow, "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	if err := testutil.ExpectBody(client, "http://"+address+"/metrics", "casework_x 1\n"); err != nil {
		t.Errorf("beside a slow client: %v", err)
	}
	if err := slow.SetReadDeadline(time.Now().Add(testutil.Patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(slow); err != nil {
		t.Errorf("the slow client was not cut off: %v", err)
	}

	greedy, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = greedy.Close() }()
	// The server stops reading beyond its limit, so writing may fail.
	_, _ = fmt.Fprintf(greedy, "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Large: %s\r\n\r\n", strings.Repeat("x", 64<<10))
	response, err := http.ReadResponse(bufio.NewReader(greedy), nil)
	if err == nil {
		_ = response.Body.Close()
		if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("64 KiB of headers: status %d", response.StatusCode)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

func TestListenNamesTheVariable(t *testing.T) {
	taken, err := Listen(t.Context(), []string{"127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	address := taken.Addr().String()
	_, err = Listen(t.Context(), []string{"127.0.0.1:0", address})
	want := fmt.Sprintf("CASEWORK_LISTEN_ADDRESS=%q: another program uses the port; stop it or choose another port", address)
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	_, err = Listen(t.Context(), []string{"192.0.2.1:0"})
	if err == nil || !strings.HasPrefix(err.Error(), `CASEWORK_LISTEN_ADDRESS="192.0.2.1:0": `) {
		t.Errorf("error of another machine's address: %v", err)
	}
}

// waitRefused waits until nothing listens on address.
func waitRefused(t *testing.T, address string) {
	t.Helper()
	refused := func() bool {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return true
		}
		_ = c.Close()
		return false
	}
	if !testutil.Eventually(refused) {
		t.Fatalf("%s still listens", address)
	}
}
