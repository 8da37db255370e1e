package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

// TestMain makes the test binary a stand-in for the exporter, if asked to.
func TestMain(m *testing.M) {
	if how := os.Getenv("DEMO_STAND_IN"); how != "" {
		if err := standIn(how); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// standIn takes its settings as the exporter does, counts the cases once, and
// serves the count until it is told to stop.
func standIn(how string) error {
	if how == "dies" {
		return fmt.Errorf("KOMMUNE_PORT=%q: cannot go on", os.Getenv("KOMMUNE_PORT"))
	}
	password, err := os.ReadFile(os.Getenv("KOMMUNE_PASSWORD_FILE"))
	if err != nil {
		return err
	}
	cfg := mysql.NewConfig()
	cfg.Net, cfg.Addr = "tcp", net.JoinHostPort(os.Getenv("KOMMUNE_HOST"), os.Getenv("KOMMUNE_PORT"))
	cfg.User, cfg.Passwd, cfg.DBName = os.Getenv("KOMMUNE_USER"), string(password), os.Getenv("KOMMUNE_DATABASE")
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return err
	}
	var n int
	if err := sql.OpenDB(connector).QueryRow("SELECT COUNT(*) FROM casework_cases").Scan(&n); err != nil {
		return err
	}
	http.HandleFunc("/-/ready", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE casework_source_up gauge\ncasework_source_up{source=\"kommune\"} 1\n"+
			"casework_open_cases{unit=\"a\"} %d\ncasework_open_cases{unit=\"b } c\"} 0\n", n)
	})
	server := http.Server{Addr: os.Getenv("CASEWORK_LISTEN_ADDRESS")}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() {
		<-stop
		fmt.Fprintln(os.Stderr, "told to stop")
		server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// output is a Writer that can be read while it is written to.
type output struct {
	wrote func(string) // if set, is called with what is written
	mu    sync.Mutex
	text  strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.wrote != nil {
		o.wrote(string(p))
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func runDemo(t *testing.T, ctx context.Context, seen func(string), how string, args ...string) (code int, stdout, stderr *output) {
	t.Helper()
	t.Setenv("DEMO_STAND_IN", how)
	t.Setenv("CASEWORK_WINDOWS", "nonsense") // of the user's own; not for the child
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	stdout, stderr = &output{}, &output{}
	if seen != nil {
		stdout.wrote = seen
	}
	args = append([]string{"-exporter", self, "-listen", "127.0.0.1:0"}, args...)
	return run(ctx, args, func(string) string { return "" }, stdout, stderr), stdout, stderr
}

func TestOnce(t *testing.T) {
	cases := write(t, "cases.csv", header+"1,A,x,2018-03-01 12:00:00,,,,\n2,A,x,2018-03-01 12:00:00,,,,\n")
	code, stdout, stderr := runDemo(t, context.Background(), nil, "serves", "-once", "-cases", cases)
	if code != 0 || !strings.Contains(stdout.String(), "Scraped 3 series") ||
		!strings.Contains(stdout.String(), "Open cases                           2\n") {
		t.Errorf("code %d, output:\n%s%s", code, stdout, stderr)
	}
}

func TestStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	seen := func(text string) {
		if strings.Contains(text, "Ctrl-C") {
			time.AfterFunc(time.Second, cancel)
		}
	}
	code, stdout, stderr := runDemo(t, ctx, seen, "serves", "-live-rate", "50")
	if code != 0 || stderr.String() != "exporter | told to stop\n" {
		t.Errorf("code %d, errors:\n%s", code, stderr)
	}
	for _, want := range []string{
		"changes waiting by -25 % and error reports by -33 %", "Open this in a browser:\n\n  http://127.0.0.1:", "/board?lang=en", "curl -s http://127.0.0.1:",
		"| grep ^casework_effect_estimate_ratio", "exporter.env'; '", "' report --lang en --output", "| grep ^casework_source_rows_rejected |",
		`unit="Sosialtjenesten"`, "casework_group_window_wait_median_seconds", "Ctrl-C", "/-/ready",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, stdout)
		}
	}
}

// TestEnvFile lets a shell read what is written for it.
func TestEnvFile(t *testing.T) {
	path := envFile(t.TempDir())
	const value = `it's $HOME "here"; a  b`
	if err := writeEnv(path, []string{"PATH=/nowhere", "CASEWORK_STATE_DIR=" + value, "KOMMUNE_USER=demo"}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("sh", "-c", "set -a; . "+shellWord(path)+`; printf '%s|' "$CASEWORK_STATE_DIR" "$KOMMUNE_USER"; printenv KOMMUNE_USER`).CombinedOutput()
	if want := value + "|demo|demo\n"; err != nil || string(out) != want {
		t.Errorf("%v: %q, want %q", err, out, want)
	}
}

// TestRejectedRowsSayWhy: rows that count for nothing are told by reason.
func TestRejectedRowsSayWhy(t *testing.T) {
	got := rejected("casework_source_up{source=\"k\"} 1\n" +
		rejectedName + `{source="k",query="cases",reason="no_time"} 2` + "\n" +
		rejectedName + `{source="k",query="cases",reason="no_unit"} 0` + "\n" +
		rejectedName + `{source="k",query="errors",reason="in_future"} 1` + "\n")
	if diff := cmp.Diff([]string{"of cases, because of no_time: 2", "of errors, because of in_future: 1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPast says what a Prometheus knows in words of its reader.
func TestPast(t *testing.T) {
	answers := map[string]string{
		`count by (__name__) (last_over_time({__name__=~"casework.+"}[4y]))`: `{"metric":{"__name__":"casework_a"},"value":[1,"3"]},{"metric":{"__name__":"casework:b"},"value":[1,"2"]}`,
		`sum(count_over_time({__name__="casework_a"}[4y]))`:                  `{"value":[1,"1234567"]}`,
		`sum(count_over_time({__name__="casework:b"}[4y]))`:                  `{"value":[1,"3"]}`,
		"min(min_over_time(timestamp(casework_open_cases)[4y:6h]))":          `{"value":[1,"1.7e9"]}`,
		"round(sum(increase(casework_cases_received_total[3y])))":            `{"value":[1,"42"]}`,
		queueThen: `{"metric":{"unit":"a"},"value":[1,"7"]}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"status":"success","data":{"result":[%s]}}`, answers[r.URL.Query().Get("query")])
	}))
	defer server.Close()
	x := &exporter{listen: server.Listener.Addr().String()}
	var said strings.Builder
	if err := x.past(t.Context(), &said); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"5 series and 1234570 samples, from 2023-11-14 until now; in three years, about 42 cases were received.",
		"curl -sG http://" + x.listen + "/api/v1/query --data-urlencode 'query=" + queueThen + "'",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("lacks %q:\n%s", want, &said)
		}
	}
	for _, path := range regexp.MustCompile(`http://`+x.listen+`(/\S*)`).FindAllStringSubmatch(said.String(), -1) {
		if path[1] != "/api/v1/query" {
			t.Errorf("points at %s, which a Prometheus without pages does not have", path[1])
		}
	}
	delete(answers, queueThen)
	if err := x.past(t.Context(), &said); err == nil {
		t.Error("a query without an answer is shown")
	}
}

func TestTheExportersDeathIsAnError(t *testing.T) {
	cases := write(t, "cases.csv", header+"1,A,x,2018-03-01 12:00:00,,,,\n")
	code, _, stderr := runDemo(t, context.Background(), nil, "dies", "-cases", cases)
	if code != 1 || !strings.Contains(stderr.String(), "demo: the exporter ended: exit status 1; its last words: KOMMUNE_PORT=") {
		t.Errorf("code %d, errors:\n%s", code, stderr)
	}
}

func TestAnExporterThatIsNotThere(t *testing.T) {
	var stdout, stderr output
	cases := write(t, "cases.csv", header+"1,A,x,2018-03-01 12:00:00,,,,\n")
	code := run(context.Background(), []string{"-exporter", "/nowhere/x", "-listen", "127.0.0.1:0", "-cases", cases},
		func(string) string { return "" }, &stdout, &stderr)
	if code != 1 || !strings.Contains(stderr.String(), "start the exporter (-exporter)") {
		t.Errorf("code %d, errors:\n%s", code, &stderr)
	}
}

func TestATakenPortNamesTheFlag(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	code, _, stderr := runDemo(t, context.Background(), nil, "serves", "-listen", l.Addr().String(),
		"-cases", write(t, "cases.csv", header+"1,A,x,2018-03-01 12:00:00,,,,\n"))
	if code != 1 || !strings.Contains(stderr.String(), "choose another address with DEMO_LISTEN") {
		t.Errorf("code %d, errors:\n%s", code, stderr)
	}
	_, err = startPrometheus(t.Context(), settings{promListen: l.Addr().String()}, "", t.TempDir(), stderr)
	if err == nil || !strings.HasPrefix(err.Error(), "the prometheus cannot listen on ") || !strings.Contains(err.Error(), "such as DEMO_PROMETHEUS_LISTEN=127.0.0.1:0 ") {
		t.Errorf("Prometheus' error: %v", err)
	}
}

func TestSettings(t *testing.T) {
	env := map[string]string{
		"CASES": "c.csv", "ERRORS": "e.csv", "PROGRAMMES": "p.csv", "DEMO_EXPORTER": "x", "DEMO_LIVE_RATE": "3",
		"DEMO_NO_SHIFT": "1", "DEMO_SEED": "9",
	}
	got, err := parse([]string{"-seed", "4", "-listen", "h:1"}, func(name string) string { return env[name] }, &output{})
	want := settings{
		exporter: "x", listen: "h:1", interval: 5 * time.Second, cases: "c.csv", errors: "e.csv", programmes: "p.csv",
		promListen: "127.0.0.1:19790", backfill: "bin/casework-backfill", deploy: "deploy",
		noShift: true, seed: 4, effectWait: -0.25, effectErrors: -0.33, liveRate: 3,
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(settings{})); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	_, err = parse([]string{
		"-db-port", "70000", "-interval", "1ms", "-effect-wait", "-1", "-effect-errors", "2",
		"-live-rate", "NaN", "-errors", "e.csv",
	}, func(string) string { return "" }, &output{})
	if err == nil {
		t.Fatal("no error")
	}
	for _, flag := range []string{
		"-exporter", "-db-port 70000", "-interval 1ms", "-effect-wait -1", "-effect-errors 2",
		"-live-rate NaN", "-errors (ERRORS)",
	} {
		if !strings.Contains(err.Error(), flag) {
			t.Errorf("the error lacks %s: %v", flag, err)
		}
	}
}
