package grafana

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A change is what Prometheus knows of a unit whose waits have risen.
type change struct {
	Unit, Source, Usual, Since, Observations string
	days                                     float64
}

// line is what an alert says of it beneath its first line.
func (c change) line() string {
	return fmt.Sprintf("Median wait in days: %.1f (usual %s, n = %s), since %s.", c.days, c.Usual, c.Observations, c.Since)
}

// risen asks Prometheus for the unit of the demo in which waits rise.
func risen(t *testing.T, prometheus string) (c change) {
	t.Helper()
	query := `casework_change_risen_info{measure="wait", unit="Flyktningtjenesten"} * ignoring (usual, since, observations) group_left casework_change_level_seconds / 86400`
	wait(t, "the change of waits", func() error {
		answer, err := http.Get("http://" + prometheus + "/api/v1/query?query=" + url.QueryEscape(query))
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		var found struct {
			Data struct {
				Result []struct {
					Metric change
					Value  [2]json.RawMessage
				}
			}
		}
		if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
			return err
		}
		if len(found.Data.Result) != 1 {
			return fmt.Errorf("waits have risen in %d such units of the demo, want 1", len(found.Data.Result))
		}
		c = found.Data.Result[0].Metric
		_, err = fmt.Sscanf(string(found.Data.Result[0].Value[1]), `"%g"`, &c.days)
		return err
	})
	return c
}

// A road leads to Prometheus. It can be closed, and the change of waits can be
// gone from what Prometheus says.
type road struct {
	address      string
	closed, over atomic.Bool
}

func newRoad(t *testing.T, prometheus string) *road {
	t.Helper()
	r := &road{}
	through := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: prometheus})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := httputil.DumpRequest(q, true)
		switch {
		case err != nil || r.closed.Load():
			http.Error(w, "the road is closed", http.StatusServiceUnavailable)
		case r.over.Load() && strings.Contains(string(body), "casework_change_risen_info"):
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"status": "success", "data": {"resultType": "vector", "result": []}}`)
		default:
			through.ServeHTTP(w, q)
		}
	}))
	t.Cleanup(server.Close)
	r.address = strings.TrimPrefix(server.URL, "http://")
	return r
}

// hasten writes what is provided anew, with seconds in place of the minutes,
// hours and days that rules and policies wait for.
func hasten(t *testing.T, provided string) {
	t.Helper()
	for file, times := range map[string][][2]string{
		"rules.yml": {
			{"interval: 5m", "interval: 10s"},
			{"for: 15m", "for: 10s"},
			{"keepFiringFor: 3d", "keepFiringFor: 2m"},
			{"resolve: 864", "resolve: 12"},
		},
		"notifications.yml": {
			{"group_wait: 1m", "group_wait: 5s"}, {"group_wait: 10m", "group_wait: 5s"}, {"group_interval: 1h", "group_interval: 10s"},
		},
	} {
		path := filepath.Join(provided, "alerting", file)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range times {
			if !strings.Contains(string(content), c[0]) {
				t.Fatalf("nothing in %s says %q", file, c[0])
			}
			content = []byte(strings.ReplaceAll(string(content), c[0], c[1]))
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// notify sees that a change, a Prometheus that does not answer, and the end of
// the change are told by mail, to whom and in the words that the example has.
func notify(t *testing.T, prometheus string) {
	wanted := risen(t, prometheus)
	box, way := newMailbox(t), newRoad(t, prometheus)
	provided := provide(t, t.TempDir())
	hasten(t, provided)
	startGrafana(t, "grafana-notifications", way.address, provided, "GF_SMTP_ENABLED=true", "GF_SMTP_HOST="+box.address,
		"GF_UNIFIED_ALERTING_ALERTMANAGER_CONFIG_POLL_INTERVAL=10s")

	const leaders, operations = "leaders@example.org", "operations@example.org"
	summary := fmt.Sprintf("%s (%s): people wait longer", wanted.Unit, wanted.Source)
	said := []string{
		wanted.line(),
		"https://example.org/grafana/d/casework-unit-en?var-source=" + url.QueryEscape(wanted.Source) + "&var-unit=" + url.QueryEscape(wanted.Unit),
		"https://example.org/runbooks/CaseworkWaitRising.md",
	}
	box.wait(t, "the change", leaders, summary, append([]string{summary}, said...)...)
	way.closed.Store(true)
	box.wait(t, "Prometheus is away", operations, "Grafana cannot evaluate Casework", "Grafana cannot evaluate Casework", "[sse.dataQueryError]")
	if n := box.repeated(t, operations, "Grafana cannot evaluate Casework"); n != 0 {
		t.Errorf("%d lines about a Prometheus that is away are there more than once: %q", n, box.all(t))
	}
	way.closed.Store(false)
	box.wait(t, "Prometheus is back", operations, "Over: Grafana cannot evaluate Casework")
	time.Sleep(time.Minute) // in which leaders are told nothing
	if n := box.count(t, leaders, wanted.Unit); n != 1 {
		t.Errorf("leaders are told %d times of one change where Prometheus was away: %q", n, box.all(t))
	}
	way.over.Store(true)
	box.wait(t, "the end of the change", leaders, "Over: "+summary, append([]string{"Over: " + summary}, said...)...)
	if n := box.count(t, leaders, wanted.Unit); n != 2 {
		t.Errorf("leaders are told %d times of a change and its end: %q", n, box.all(t))
	}
}
