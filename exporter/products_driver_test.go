package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A productDriver makes things happen in a real product, and asks it what it
// holds, over the REST interface of the server that comes with it.
type productDriver interface {
	// newUnit creates a queue or project; kind is a lifecycle, where there are such.
	newUnit(name, kind string)
	// do does what an act says. The clock is at its instant.
	do(a *act)
	// search is what the product's own search counts in a unit, by the series
	// of the exporter that it stands for.
	search(unit string, now time.Time) map[series]int64
	// cases are all cases, as the product shows them.
	cases() map[int]productCase
}

// An act is one thing that somebody does at an instant.
type act struct {
	at   time.Time
	verb string
	id   int       // of the case, unless it is new
	unit string    // to create it in, or to move it to
	into int       // the case to merge it into
	due  time.Time // zero is none
	by   int       // which of the people, counted from 0
}

// The people in a product. Who asks never has more rights than an outsider.
var (
	clerks = []string{"kari", "ola", "nils"}
	askers = []string{"anne", "bjorn"}
)

func (a *act) clerk() string { return clerks[a.by%len(clerks)] }
func (a *act) asker() string { return askers[a.by%len(askers)] }

// A series is the name of a metric without its prefix, and a window, if it
// has one.
type series struct {
	metric string
	days   int
}

// A productCase is a case as its product shows it. Times are Unix seconds, 0
// for what has not happened.
type productCase struct {
	unit                                string
	received, started, closed, deadline int64
	closings, reopenings                int
	mayDisown                           bool // it has an owner, and shows its beginning without
}

// settle ends what a history was read for. A case that was created closed has
// no entry that says so, but its date of closing does.
func (c *productCase) settle(isClosed bool, closed int64) {
	now := 0
	if isClosed {
		now = 1
	}
	if c.reopenings+now > c.closings {
		c.closings++
		if c.closed == 0 {
			c.closed = closed
		}
	}
	if !isClosed {
		c.closed = 0
	}
}

// A restClient speaks JSON with a product's server.
type restClient struct {
	t    *testing.T
	base string
	auth func(r *http.Request, user string)
}

// call sends a request as a user and decodes the answer, unless that is nil.
func (c *restClient) call(user, method, path string, query url.Values, body, answer any) {
	c.t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, target, content)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	c.auth(request, user)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, target, err)
	}
	if response.StatusCode >= 300 {
		c.t.Fatalf("%s %s as %s answers %s\n%s", method, target, user, response.Status, tail(text, 2000))
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal(text, answer); err != nil {
		c.t.Fatalf("%s %s as %s answers %s: %v", method, target, user, tail(text, 500), err)
	}
}

// A productClock is a file; the products take its time of change for now.
type productClock string

func newProductClock(t *testing.T, dir string) productClock {
	t.Helper()
	c := productClock(write(t, filepath.Join(dir, "clock"), ""))
	c.set(t, storyBegins.AddDate(0, 0, -1))
	return c
}

func (c productClock) set(t *testing.T, at time.Time) {
	t.Helper()
	if err := os.Chtimes(string(c), at, at); err != nil {
		t.Fatal(err)
	}
}

// serve starts a product's server, which start makes for a port of this
// machine alone, and waits until it answers at a path. It ends with the test.
func serve(t *testing.T, start func(port string) *exec.Cmd, path string) (base string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(listener.Addr().String(), ":")
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := start(port)
	log, err := os.Create(filepath.Join(t.TempDir(), "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		if t.Failed() {
			if said, err := os.ReadFile(log.Name()); err == nil {
				t.Logf("the server said:\n%s", tail(said, 4000))
			}
		}
	})
	base = "http://127.0.0.1:" + port
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if answers(t.Context(), base+path) {
			return base
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended: %v", err)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not answer at %s", base+path)
		}
	}
}

// answers reports whether a server answers, were it that it wants a password.
func answers(ctx context.Context, target string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK || response.StatusCode == http.StatusUnauthorized
}

// command is a program of a product, with nothing but the given environment.
func command(t *testing.T, env []string, name string, args ...string) *exec.Cmd {
	t.Helper()
	// Not the test's context, which ends before its cleanup ends a server.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH") + ":/usr/sbin", "LANG=C.UTF-8"}, env...)
	return cmd
}

// runQuietly runs a program of a product, whose words are shown only if it fails.
func runQuietly(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, tail(out, 4000))
	}
}

// script is the path of a file of testdata/products.
func script(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "products", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// write writes a file of a product's configuration.
func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// unixOf reads a time of a product's answer, 0 for none or 1970.
func unixOf(t *testing.T, text string) int64 {
	t.Helper()
	if text == "" {
		return 0
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(fmt.Errorf("the product's time: %w", err))
	}
	return max(at.Unix(), 0)
}
