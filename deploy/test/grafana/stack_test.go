package grafana

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// root is the folder of the sources.
const root = "../../.."

// A grafana is a Grafana that runs.
type grafana struct {
	url, log string
	health   struct{ Version string } // what it says of itself
}

// server returns the command that starts the installed Grafana whose folder
// GRAFANA names. Packages have bin/grafana, some of them bin/grafana-server.
func server(t *testing.T) *exec.Cmd {
	t.Helper()
	home := os.Getenv("GRAFANA")
	if home == "" {
		t.Skip("GRAFANA names no installed Grafana: make test-grafana GRAFANA=/usr/share/grafana")
	}
	home, err := filepath.Abs(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"public", "conf"} {
		if _, err := os.Stat(filepath.Join(home, folder)); err != nil {
			t.Fatalf("GRAFANA=%s is no folder of an installed Grafana: %v", home, err)
		}
	}
	if path := filepath.Join(home, "bin", "grafana"); executable(path) {
		return exec.Command(path, "server", "--homepath", home)
	}
	if path := filepath.Join(home, "bin", "grafana-server"); executable(path) {
		return exec.Command(path, "--homepath", home)
	}
	t.Fatalf("GRAFANA=%s has neither bin/grafana nor bin/grafana-server", home)
	return nil
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// startGrafana starts a Grafana on a Prometheus, with what a folder provides and
// settings of its own, each a variable of the environment.
func startGrafana(t *testing.T, name, prometheus, provided string, settings ...string) grafana {
	t.Helper()
	command := server(t)
	address := freeAddress(t)
	host, port, _ := net.SplitHostPort(address)
	dir := t.TempDir()
	command.Env = append(append(os.Environ(),
		"CASEWORK_PROMETHEUS_URL=http://"+prometheus,
		"GF_SERVER_HTTP_ADDR="+host, "GF_SERVER_HTTP_PORT="+port,
		"GF_PATHS_DATA="+dir, "GF_PATHS_LOGS="+dir, "GF_PATHS_PLUGINS="+filepath.Join(dir, "plugins"),
		"GF_PATHS_PROVISIONING="+provided,
		"GF_AUTH_ANONYMOUS_ENABLED=true", "GF_AUTH_ANONYMOUS_ORG_ROLE=Viewer",
		"GF_ANALYTICS_REPORTING_ENABLED=false", "GF_ANALYTICS_CHECK_FOR_UPDATES=false", "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES=false",
		"GF_NEWS_NEWS_FEED_ENABLED=false", "GF_SECURITY_DISABLE_GRAVATAR=true",
		"GF_SECURITY_ANGULAR_SUPPORT_ENABLED=false", // the boards need none, and Grafana 12 has none
		"GF_PLUGINS_PREINSTALL_DISABLED=true",       // nothing is fetched
		"GF_DATE_FORMATS_USE_BROWSER_LOCALE=true",   // as in compose.yaml
	), settings...)
	g := grafana{url: "http://" + address, log: filepath.Join(t.ArtifactDir(), name+".log")}
	ended := run(t, command, g.log)
	wait(t, "Grafana", func() error {
		notEnded(t, ended, g.log)
		body, err := g.get(t.Context(), "/api/health")
		if err != nil {
			return err
		}
		return json.Unmarshal(body, &g.health)
	})
	t.Logf("this is Grafana %s", g.health.Version)
	return g
}

// waitForMinutes waits until the demo's exporter has a history of its own, which
// boards of the last minutes need.
func waitForMinutes(t *testing.T, g grafana) {
	t.Helper()
	wait(t, "the history of the exporter itself", func() error {
		body, err := g.get(t.Context(), "/api/datasources/proxy/uid/casework-prometheus/api/v1/query?query=count_over_time(casework_build_info[1h:1m])>5")
		if err == nil && !strings.Contains(string(body), "casework") {
			err = fmt.Errorf("it is younger than five minutes: %s", body)
		}
		return err
	})
}

// provide copies the bundle's provisioning, with boards where they are here.
func provide(t *testing.T, boards string) string {
	t.Helper()
	dir := t.TempDir()
	bundle := filepath.Join(root, "deploy", "grafana")
	for _, folder := range []string{"plugins", "notifiers", "alerting"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(bundle, "provisioning"))); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"alerting/casework.yml": "rules.yml", "notifications/casework.yml": "notifications.yml"} {
		content, err := os.ReadFile(filepath.Join(bundle, from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "alerting", to), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "dashboards", "casework.yml")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const installed = "/var/lib/grafana/dashboards/casework"
	if !strings.Contains(string(content), installed) {
		t.Fatalf("%s names no boards in %s", path, installed)
	}
	content = []byte(strings.ReplaceAll(string(content), installed, boards))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

var knowsThePast = regexp.MustCompile(`Prometheus knows the past: +http://(\S+)`)

// startDemo starts the demo with a Prometheus that knows its past, and returns
// the address of that once it has scraped the exporter.
func startDemo(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(root, "bin")
	path := filepath.Join(t.ArtifactDir(), "demo.log")
	command := exec.Command(filepath.Join(bin, "casework-demo"),
		"-exporter", filepath.Join(bin, "casework-exporter"), "-backfill", filepath.Join(bin, "casework-backfill"),
		"-prometheus", filepath.Join(bin, "prometheus"), "-deploy", filepath.Join(root, "deploy"),
		"-listen", "127.0.0.1:0", "-prometheus-listen", "127.0.0.1:0", "-live-rate", "0")
	ended := run(t, command, path)
	address := ""
	wait(t, "the demo", func() error {
		notEnded(t, ended, path)
		log, err := os.Open(path)
		if err != nil {
			return err
		}
		defer log.Close()
		for lines := bufio.NewScanner(log); lines.Scan(); {
			if found := knowsThePast.FindStringSubmatch(lines.Text()); found != nil {
				address = found[1]
			}
		}
		if address == "" {
			return fmt.Errorf("it has not written the past yet: see %s", path)
		}
		return nil
	})
	return address
}

// run starts a program that writes to a file, and ends it with the test. The
// channel is closed when the program has ended.
func run(t *testing.T, command *exec.Cmd, path string) <-chan struct{} {
	t.Helper()
	log, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} // should the tests be interrupted
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		command.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM)
		<-ended
		log.Close()
		if t.Failed() {
			content, _ := os.ReadFile(path)
			t.Logf("%s says at the end:\n%s", command.Path, content[max(0, len(content)-2000):])
		}
	})
	return ended
}

// notEnded fails where a program that is waited for has ended: a Grafana that
// refuses a file of its provisioning does.
func notEnded(t *testing.T, ended <-chan struct{}, path string) {
	t.Helper()
	select {
	case <-ended:
		t.Fatalf("it has ended by itself: see %s", path)
	default:
	}
}

// wait tries until there is no error any more.
func wait(t *testing.T, what string, try func() error) {
	t.Helper()
	var err error
	if !testutil.Within(10*time.Minute, func() bool { err = try(); return err == nil }) {
		t.Fatalf("%s is not ready after ten minutes: %v", what, err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// get reads a page as administrator.
func (g grafana) get(ctx context.Context, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url+path, nil)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth("admin", "admin")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return body, err
}
