package promql

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/testutil"
)

// TestQueriesWorkInTheOldestPrometheus runs every query of every panel in the
// Prometheus whose program OLDEST_PROMETHEUS names, on what the newest has: it
// must take them all, and find something wherever the newest does.
func TestQueriesWorkInTheOldestPrometheus(t *testing.T) {
	program := os.Getenv("OLDEST_PROMETHEUS")
	if program == "" {
		t.Skip("OLDEST_PROMETHEUS names no program; make test-rules takes that of Debian 12")
	}
	h := lived(t)
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := h.db.Snapshot(data, true); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	server := exec.Command(program, "--config.file="+config, "--storage.tsdb.path="+data, "--storage.tsdb.retention.time=20y",
		"--web.listen-address="+address, "--log.level=error")
	server.Stderr = t.Output()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	ready := func() bool {
		answer, err := http.Get("http://" + address + "/-/ready")
		if err != nil {
			return false
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}
	if !testutil.Eventually(ready) {
		t.Fatal("it is not ready")
	}
	asked, found := 0, 0
	for key, b := range boards(t, "en") {
		for _, c := range choices()[1:2] { // what others choose is parsed alike
			for _, p := range b.Panels {
				for _, q := range p.Targets {
					over := p.over(t, b)
					every := step(p, over)
					expr := c.Fill(q.Expr, every)
					form := url.Values{"query": {expr}, "time": {fmt.Sprint(end.Unix())}}
					path := "query"
					if !q.Instant {
						path, form = "query_range", url.Values{
							"query": {expr}, "start": {fmt.Sprint(end.Add(-over).Unix())}, "end": {fmt.Sprint(end.Unix())},
							"step": {fmt.Sprint(every.Seconds())},
						}
					}
					n, err := series("http://"+address+"/api/v1/"+path, form)
					name := fmt.Sprintf("%s/%d/%s, %s, type %s", key, p.ID, q.RefID, c["source"], c["case_type"])
					if err != nil {
						t.Errorf("%s: %v\nin %s", name, err, expr)
						continue
					}
					if n == 0 { // as the newest finds too, or the oldest does not know what it is asked
						if newest := len(run(t, h, b, p, q, c)); newest != 0 {
							t.Errorf("%s: nothing, where the newest finds %d series\nin %s", name, newest, expr)
						}
					}
					asked++
					if n > 0 {
						found++
					}
				}
			}
		}
	}
	if asked < 200 || found < asked/2 {
		t.Errorf("%d queries, of which %d found something", asked, found)
	}
}

// series is how many series a query of the HTTP API finds.
func series(address string, form url.Values) (int, error) {
	answer, err := http.PostForm(address, form)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	var result struct {
		Status, Error string
		Data          struct{ Result []json.RawMessage }
	}
	if err := json.NewDecoder(answer.Body).Decode(&result); err != nil {
		return 0, err
	}
	if result.Status != "success" {
		return 0, fmt.Errorf("%s", strings.TrimSpace(result.Error))
	}
	return len(result.Data.Result), nil
}
