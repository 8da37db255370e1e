package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil"
	"casework/exporter/config/configtest"
)

var listeningOn = regexp.MustCompile(`msg="Listening on" address=(\S+)`)

// waitListening waits until the program logs the address it listens on.
func waitListening(t *testing.T, log *testutil.Buffer) string {
	t.Helper()
	var found []string
	if !testutil.Eventually(func() bool { found = listeningOn.FindStringSubmatch(log.String()); return found != nil }) {
		t.Fatalf("does not listen; log:\n%s", log)
	}
	return found[1]
}

func TestServe(t *testing.T) {
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": "127.0.0.1:0"})
	saved := false
	svc := &fakeService{run: func(ctx context.Context) error {
		<-ctx.Done()
		time.Sleep(10 * time.Millisecond) // as a state file takes time to write
		saved = true
		return nil
	}}
	p, _, stderr := testProgram(svc)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	status := make(chan int, 1)
	go func() { status <- p.run(ctx, []string{"serve"}) }()
	address := waitListening(t, stderr)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	if err := testutil.ExpectBody(client, "http://"+address+"/metrics", "casework_x 1\n"); err != nil {
		t.Error(err)
	}
	cancel()
	if got := <-status; got != exitOK || !saved {
		t.Errorf("status %d, state saved %v; log:\n%s", got, saved, stderr)
	}
	if !strings.Contains(stderr.String(), "msg=stopped") {
		t.Errorf("log:\n%s", stderr)
	}
}

// TestServeBoards serves boards unless the settings say otherwise.
func TestServeBoards(t *testing.T) {
	for word, want := range map[string]int{"on": http.StatusOK, "off": http.StatusNotFound} {
		configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": "127.0.0.1:0", "CASEWORK_BOARD": word})
		p, _, stderr := testProgram(&fakeService{run: func(ctx context.Context) error { <-ctx.Done(); return nil }})
		ctx, cancel := context.WithCancel(t.Context())
		status := make(chan int, 1)
		go func() { status <- p.run(ctx, []string{"serve"}) }()
		client := &http.Client{Transport: &http.Transport{}}
		answer, err := client.Get("http://" + waitListening(t, stderr) + "/board")
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		client.CloseIdleConnections()
		if answer.StatusCode != want {
			t.Errorf("CASEWORK_BOARD=%s: status %d, want %d", word, answer.StatusCode, want)
		}
		cancel()
		<-status
	}
}

// TestServeBehindAProxy serves at two addresses below a path that readers see as
// another, and sends them there.
func TestServeBehindAProxy(t *testing.T) {
	configtest.SetEnv(t, nil)
	p, _, stderr := testProgram(&fakeService{})
	second := testutil.FreeAddress(t)
	ctx, cancel := context.WithCancel(t.Context())
	status := make(chan int, 1)
	go func() {
		status <- p.run(ctx, []string{
			"--web.listen-address=127.0.0.1:0", "--web.listen-address=" + second,
			"--web.external-url=https://tall.example.org/casework", "--web.route-prefix=/inside",
		})
	}()
	client := &http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, address := range []string{waitListening(t, stderr), second} {
		if err := testutil.ExpectBody(client, "http://"+address+"/inside/metrics", "casework_x 1\n"); err != nil {
			t.Error(err)
		}
		answer, err := client.Get("http://" + address + "/")
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusFound || to != "/casework/" {
			t.Errorf("/: status %d, to %q", answer.StatusCode, to)
		}
	}
	client.CloseIdleConnections()
	cancel()
	if got := <-status; got != exitOK {
		t.Errorf("status %d; log:\n%s", got, stderr)
	}
}

func TestServeEndsWhenPollingFails(t *testing.T) {
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": "127.0.0.1:0"})
	p, _, stderr := testProgram(&fakeService{run: func(context.Context) error { return errors.New("disk full") }})
	if status := p.run(t.Context(), nil); status != exitFailure {
		t.Errorf("status %d", status)
	}
	if !strings.HasSuffix(stderr.String(), "casework-exporter: disk full\n") {
		t.Errorf("stderr:\n%s", stderr)
	}
}

func TestServeOnATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": taken.Addr().String()})
	p, _, stderr := testProgram(&fakeService{})
	if status := p.run(t.Context(), nil); status != exitFailure {
		t.Errorf("status %d", status)
	}
	if !strings.HasPrefix(stderr.String(), "casework-exporter: CASEWORK_LISTEN_ADDRESS=") {
		t.Errorf("stderr:\n%s", stderr)
	}
}

// TestCheckFails: problems that check finds are a failure.
func TestCheckFails(t *testing.T) {
	configtest.SetEnv(t, map[string]string{"KOMMUNE_HOST": "127.0.0.1", "KOMMUNE_PORT": "1"})
	p, stdout, stderr := testProgram(nil)
	if status := p.run(t.Context(), []string{"check"}); status != exitFailure || stderr.String() != "casework-exporter: check found 1 problem\n" {
		t.Errorf("status %d, stderr:\n%s", status, stderr)
	}
	if !strings.HasPrefix(stdout.String(), "Checking kommune …\n\n1 problem, 0 warnings. Put right what is numbered here, and check again.\n  1. kommune: connection: no database server answers at 127.0.0.1:1 ") {
		t.Errorf("stdout:\n%s", stdout)
	}
}

func TestCheckReportsThatItCannotWrite(t *testing.T) {
	configtest.SetEnv(t, nil)
	p, _, stderr := testProgram(nil)
	p.stdout = brokenWriter{}
	if status := p.run(t.Context(), []string{"--config.check"}); status != exitFailure || stderr.String() != "casework-exporter: broken pipe\n" {
		t.Errorf("status %d, stderr:\n%s", status, stderr)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestNewBuild(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26", Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-05-01T12:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	info.Main.Version = "(devel)"
	released := &debug.BuildInfo{GoVersion: "go1.26"}
	released.Main.Version = "v1.0.0"
	tests := []struct {
		name   string
		linked build
		info   *debug.BuildInfo
		want   build
	}{
		{"nothing known", build{}, nil, build{"devel", "unknown", "unknown", "unknown"}},
		{"from the toolchain", build{}, info, build{"devel", "abc-dirty", "2026-05-01T12:00:00Z", "go1.26"}},
		{
			"the linker goes before",
			build{"1.2.3", "def", "2026-06-01T12:00:00Z", ""},
			info,
			build{"1.2.3", "def", "2026-06-01T12:00:00Z", "go1.26"},
		},
		{"installed with go install", build{}, released, build{"v1.0.0", "unknown", "unknown", "go1.26"}},
	}
	for _, tt := range tests {
		if got := newBuild(tt.linked, tt.info); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
