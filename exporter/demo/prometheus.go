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
)

// backfill writes the past of the database for Prometheus, and the state
// with which the exporter goes on counting. It needs the exporter's
// environment.
func backfill(ctx context.Context, o settings, env []string, dir, listen string, log io.Writer) error {
	args := []string{"--output", filepath.Join(dir, "prometheus"), "--job", "casework", "--instance", listen, "--state"}
	for _, rules := range ruleFiles(o) {
		args = append(args, "--rules", rules)
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

// ruleFiles are the recording rules that boards and alerts read.
func ruleFiles(o settings) []string {
	return []string{
		filepath.Join(o.deploy, "prometheus", "casework-boards.yml"),
		filepath.Join(o.deploy, "prometheus", "casework-recording.yml"),
	}
}

// startPrometheus starts a Prometheus on the history, which scrapes the
// exporter that listens at an address. It ends when ctx does.
func startPrometheus(ctx context.Context, o settings, listen, dir string, log io.Writer) (*exporter, error) {
	address, err := freeAddress(o.promListen)
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
	for _, path := range append(ruleFiles(o), filepath.Join(o.deploy, "prometheus", "casework-alerts.yml")) {
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

// past asks Prometheus what it knows of three years and says where to look.
func (x *exporter) past(ctx context.Context, w io.Writer) error {
	asked := func(expr string) (string, error) {
		body, err := x.get(ctx, "/api/v1/query?query="+url.QueryEscape(expr))
		if err != nil {
			return "", err
		}
		var answer struct {
			Data struct {
				Result []struct{ Value [2]any }
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			return "", fmt.Errorf("read the answer of Prometheus: %w", err)
		}
		if len(answer.Data.Result) == 0 {
			return "", fmt.Errorf("nothing answers %s", expr)
		}
		return fmt.Sprint(answer.Data.Result[0].Value[1]), nil
	}
	received, err := asked("round(sum(increase(casework_cases_received_total[3y])))")
	if err != nil {
		return err
	}
	sums, err := asked("max(count_over_time(casework:queue_cases:sum[3y]))")
	if err != nil {
		return err
	}
	fmt.Fprintf(w, `
Prometheus knows the past:  http://%[1]s
  about %[2]s cases received in three years; %[3]s recorded sums of the longest queue series
  Point a Grafana at it:    CASEWORK_PROMETHEUS_URL=http://%[1]s, with deploy/grafana/provisioning and
                            deploy/grafana/dashboards as deploy/grafana/README.md says

`, x.listen, received, sums)
	return nil
}
