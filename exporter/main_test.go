package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"go.uber.org/goleak"

	"casework/collectors"
	"casework/collectors/families"
	"casework/collectors/testutil"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func showMetrics(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "casework_x 1\n") }

// A fakeService shows a fixed page; run, if not nil, is its Run.
type fakeService struct {
	run func(context.Context) error
}

func (s *fakeService) Metrics() http.Handler { return http.HandlerFunc(showMetrics) }

func (s *fakeService) Ready() (bool, string) { return true, "" }

func (s *fakeService) Status() []collectors.Status     { return nil }
func (s *fakeService) Overviews() []*families.Overview { return nil }

func (s *fakeService) Run(ctx context.Context) error {
	if s.run != nil {
		return s.run(ctx)
	}
	<-ctx.Done()
	return nil
}

func testProgram(svc service) (p *program, stdout, stderr *testutil.Buffer) {
	stdout, stderr = &testutil.Buffer{}, &testutil.Buffer{}
	return &program{
		stdout: stdout, stderr: stderr,
		build:      build{Version: "1.2.3", Revision: "abc", Time: "2026-05-01T12:00:00Z", Go: "go1.26"},
		newService: func(*config.Config, build, *slog.Logger) (service, error) { return svc, nil },
	}, stdout, stderr
}

func TestCommandLine(t *testing.T) {
	programmes := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(programmes, []byte("unit,programme,starts_on\nA,p,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const usageHint = "casework-exporter: (casework-exporter help lists every setting)\n"
	tests := []struct {
		name           string
		args           []string
		variables      map[string]string
		status         int
		stdout, stderr string // beginning of each
	}{
		{"version", []string{"version"}, nil, 0, "casework-exporter 1.2.3 (revision abc, committed 2026-05-01T12:00:00Z, go1.26)\n", ""},
		{"version flag", []string{"--version"}, nil, 0, "casework-exporter 1.2.3", ""},
		{"help", []string{"help"}, nil, 0, "Casework Exporter serves", ""},
		{"help flag", []string{"--help"}, nil, 0, "Casework Exporter serves", ""},
		{"help after a command", []string{"check", "--help"}, nil, 0, "Casework Exporter serves", ""},
		{
			"unknown command",
			[]string{"sevre"},
			nil, 2, "",
			"casework-exporter: unknown command \"sevre\"; commands are serve, check, report, plan, backfill, healthcheck, version, help\n",
		},
		{
			"unknown flag",
			[]string{"--collector.cases"},
			nil, 2, "",
			"casework-exporter: unknown flag \"--collector.cases\"; flags are --config.check, --help, --log.format, --log.level, --version, " +
				"--web.config.file, --web.external-url, --web.listen-address, --web.route-prefix, --web.systemd-socket; " +
				"all else is set by environment variables (see help)\n",
		},
		{
			"misspelt flag",
			[]string{"check", "--log.levle=debug"},
			nil, 2, "",
			"casework-exporter: unknown flag \"--log.levle=debug\": did you mean --log.level?\n",
		},
		{
			"flags win", []string{"--config.check", "--log.level", "debug", "--web.listen-address=:1", "--web.listen-address=:2"},
			map[string]string{"CASEWORK_LOG_LEVEL": "loud", "CASEWORK_LISTEN_ADDRESS": "nowhere"},
			0, "The settings are right. Sources: 1.\n", "",
		},
		{
			"wrong flag", []string{"serve", "--log.level=loud"},
			nil, 2, "",
			"casework-exporter: --log.level=\"loud\": allowed: debug, info, warn or error\n" + usageHint,
		},
		{
			"flags before a command with flags of its own", []string{"--log.level=loud", "report", "--lang=en"},
			nil, 2, "",
			"casework-exporter: --log.level=\"loud\": allowed: debug, info, warn or error\n" + usageHint,
		},
		{
			"sockets that nobody has passed", []string{"--web.systemd-socket"},
			nil, 1, "",
			"casework-exporter: CASEWORK_SYSTEMD_SOCKET=on: systemd has passed no listening socket; start the exporter by its socket unit, " +
				"or turn this off and set CASEWORK_LISTEN_ADDRESS\n",
		},
		{"argument too many", []string{"serve", "now"}, nil, 2, "", "casework-exporter: unexpected argument \"now\" after serve\n"},
		{"good settings", []string{"--config.check"}, nil, 0, "The settings are right. Sources: 1.\n", ""},
		{
			"faulty settings",
			[]string{"--config.check"},
			map[string]string{"KOMMUNE_PORT": "x", "KOMMUNE_USER": ""},
			2, "",
			"casework-exporter: KOMMUNE_PORT=\"x\": not a whole number; allowed: 1 to 65535\n" +
				"casework-exporter: KOMMUNE_USER is not set; allowed: 1 to 128 characters\n" + usageHint,
		},
		{
			"faulty programmes file",
			[]string{"--config.check"},
			map[string]string{"KOMMUNE_PROGRAMMES_FILE": programmes},
			2, "",
			"casework-exporter: p.csv:2:5: starts_on \"x\" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n",
		},
		{
			"serve with faulty settings", nil,
			map[string]string{"CASEWORK_LOG_LEVEL": "loud"},
			2, "",
			"casework-exporter: CASEWORK_LOG_LEVEL=\"loud\": allowed: debug, info, warn or error\n" + usageHint,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			configtest.SetEnv(t, tt.variables)
			p, stdout, stderr := testProgram(&fakeService{})
			if status := p.run(t.Context(), tt.args); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			for _, out := range []struct{ name, want, got string }{
				{"stdout", tt.stdout, stdout.String()}, {"stderr", tt.stderr, stderr.String()},
			} {
				if !strings.HasPrefix(out.got, out.want) || out.want == "" && out.got != "" {
					t.Errorf("%s (-want +got):\n%s", out.name, cmp.Diff(out.want, out.got))
				}
			}
		})
	}
}

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
	if !strings.HasPrefix(stdout.String(), "Source kommune\n  PROBLEM  inspection: ") {
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
