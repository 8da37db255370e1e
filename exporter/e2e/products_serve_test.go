package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil"
)

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
	address := testutil.FreeAddress(t)
	_, port, _ := net.SplitHostPort(address)
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
	base = "http://" + address
	up := func() bool {
		if answers(t.Context(), base+path) {
			return true
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended: %v", err)
		default:
		}
		return false
	}
	if !testutil.Within(3*time.Minute, up) {
		t.Fatalf("the server does not answer at %s", base+path)
	}
	return base
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
