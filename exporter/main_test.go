package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
			"casework-exporter: unknown command \"sevre\"; commands are serve, init, check, report, plan, backtest, backfill, healthcheck, version, help\n",
		},
		{
			"unknown flag",
			[]string{"--show.cases"},
			nil, 2, "",
			"casework-exporter: unknown flag \"--show.cases\"; flags are --collector.ages, --collector.changes, --collector.charts, --collector.effect, --collector.errors, " +
				"--collector.flow, --collector.groups, --collector.histograms, --collector.intake, --collector.queue, --collector.supervision, " +
				"--collector.supplementary, --collector.windows, --config.check, --help, --log.format, --log.level, --version, " +
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
			"flags win",
			[]string{"--config.check", "--log.level", "debug", "--web.listen-address=:1", "--web.listen-address=:2"},
			map[string]string{"CASEWORK_LOG_LEVEL": "loud", "CASEWORK_LISTEN_ADDRESS": "nowhere"},
			0, "The settings are right. Sources: 1.\n", "",
		},
		{
			"wrong flag",
			[]string{"serve", "--log.level=loud"},
			nil, 2, "",
			"casework-exporter: --log.level=\"loud\": allowed: debug, info, warn or error\n" + usageHint,
		},
		{
			"flags before a command with flags of its own",
			[]string{"--log.level=loud", "report", "--lang=en"},
			nil, 2, "",
			"casework-exporter: --log.level=\"loud\": allowed: debug, info, warn or error\n" + usageHint,
		},
		{
			"sockets that nobody has passed",
			[]string{"--web.systemd-socket"},
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
			"casework-exporter: programmes of source \"kommune\" are refused: p.csv:2:5: starts_on \"x\" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n",
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
