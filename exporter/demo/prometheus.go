package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// backfill writes the past of the database for Prometheus, and the state
// with which the exporter goes on counting. It needs the exporter's
// environment.
func backfill(ctx context.Context, o settings, env []string, dir, listen string, log io.Writer) error {
	args := []string{
		"--output", filepath.Join(dir, "prometheus"), "--job", "casework", "--instance", listen, "--state",
		"--rules", ruleFile(o, "boards"),
	}
	cmd := exec.CommandContext(ctx, o.backfill, args...)
	cmd.Env = env
	lines := &lineWriter{to: log, prefix: "backfill | "}
	cmd.Stdout, cmd.Stderr = lines, lines
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("write the history (-backfill): %w", err)
	}
	return nil
}

// ruleFile is a file of rules that are shipped.
func ruleFile(o settings, of string) string {
	return filepath.Join(o.deploy, "prometheus", "casework-"+of+".yml")
}

// startPrometheus starts a Prometheus on the history, which scrapes the
// exporter that listens at an address. It ends when ctx does.
func startPrometheus(ctx context.Context, o settings, listen, dir string, log io.Writer) (*exporter, error) {
	address, err := freeAddress("prometheus", o.promListen, "DEMO_PROMETHEUS_LISTEN")
	if err != nil {
		return nil, err
	}
	config := map[string]any{
		"global": map[string]any{"scrape_interval": "5s", "evaluation_interval": "15s"},
		"scrape_configs": []any{map[string]any{
			"job_name": "casework", "scrape_native_histograms": true,
			"static_configs": []any{map[string]any{"targets": []string{listen}}},
		}},
	}
	var rules []string
	for _, path := range []string{ruleFile(o, "boards"), ruleFile(o, "alerts")} {
		if path, err = filepath.Abs(path); err != nil {
			return nil, fmt.Errorf("find the rules (-deploy): %w", err)
		}
		rules = append(rules, path)
	}
	config["rule_files"] = rules
	content, err := json.Marshal(config) // JSON is YAML
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return nil, fmt.Errorf("write Prometheus' configuration: %w", err)
	}
	cmd := exec.CommandContext(ctx, o.prometheus, "--config.file="+path, "--storage.tsdb.path="+filepath.Join(dir, "prometheus"),
		"--storage.tsdb.retention.time=10y", "--web.listen-address="+address, "--log.level=warn")
	x, err := launch(ctx, cmd, "prometheus", log)
	if err != nil {
		return nil, fmt.Errorf("start Prometheus (-prometheus): %w", err)
	}
	x.listen = address
	return x, nil
}

// An answer is a sample that Prometheus answers a query with.
type answer struct {
	Metric map[string]string
	Value  [2]any
}

// number is the answer's value.
func (a answer) number() (float64, error) { return strconv.ParseFloat(fmt.Sprint(a.Value[1]), 64) }

// query asks Prometheus; no answer is an error.
func (x *exporter) query(ctx context.Context, expr string) ([]answer, error) {
	body, err := x.get(ctx, "/api/v1/query?query="+url.QueryEscape(expr))
	if err != nil {
		return nil, err
	}
	var found struct{ Data struct{ Result []answer } }
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		return nil, fmt.Errorf("read the answer of Prometheus: %w", err)
	}
	if len(found.Data.Result) == 0 {
		return nil, fmt.Errorf("nothing answers %s", expr)
	}
	return found.Data.Result, nil
}

// figure is the only answer to a query.
func (x *exporter) figure(ctx context.Context, expr string) (float64, error) {
	found, err := x.query(ctx, expr)
	if err != nil {
		return 0, err
	}
	return found[0].number()
}

// past asks Prometheus what it knows and says where to look.
func (x *exporter) past(ctx context.Context, w io.Writer) error {
	names, err := x.query(ctx, `count by (__name__) (last_over_time({__name__=~"casework.+"}[4y]))`)
	if err != nil {
		return err
	}
	var series, samples float64
	for _, one := range names {
		n, err := one.number()
		if err != nil {
			return err
		}
		// One name at a time, as a count has no name to tell series apart by.
		of, err := x.figure(ctx, fmt.Sprintf("sum(count_over_time({__name__=%q}[4y]))", one.Metric["__name__"]))
		if err != nil {
			return err
		}
		series, samples = series+n, samples+of
	}
	first, err := x.figure(ctx, "min(min_over_time(timestamp(casework_open_cases)[4y:6h]))")
	if err != nil {
		return err
	}
	received, err := x.figure(ctx, "round(sum(increase(casework_cases_received_total[3y])))")
	if err != nil {
		return err
	}
	if _, err := x.query(ctx, queueThen); err != nil {
		return err
	}
	fmt.Fprintf(w, `
Prometheus knows the past:  http://%[1]s   (no page for a browser: as it is built here, it only answers queries)
  %.0[2]f series and %.0[3]f samples, from %[4]s until now; in three years, about %.0[5]f cases were received.
  Cases in the queue a year ago, unit by unit (any query of Prometheus goes the same way):
    curl -sG http://%[1]s/api/v1/query --data-urlencode '%[6]s'
  Alerts, by the rules as they are shipped. Changes of units are pending within 5 minutes from now, and firing 15 minutes later:
    curl -sG http://%[1]s/api/v1/query --data-urlencode 'query=ALERTS'
  Point a Grafana at it:    CASEWORK_PROMETHEUS_URL=http://%[1]s, with deploy/grafana/provisioning and
                            deploy/grafana/dashboards as deploy/grafana/README.md says

`, x.listen, series, samples, time.Unix(int64(first), 0).UTC().Format(time.DateOnly), received, "query="+queueThen)
	return nil
}

// queueThen is a query of the past. History has a sample every 6 hours.
const queueThen = "sum by (unit) (last_over_time(casework_queue_cases[6h] offset 1y))"
