package grafana

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// judgeAlerts waits until Grafana has evaluated every alert rule of the bundle,
// and complains of those that it could not.
func judgeAlerts(t *testing.T, g grafana) {
	content, err := os.ReadFile(filepath.Join(root, "deploy", "grafana", "alerting", "casework.yml"))
	if err != nil {
		t.Fatal(err)
	}
	rules := strings.Count(string(content), "\n      - uid: ")
	type rule struct{ Name, Health, LastError string }
	var known []rule
	wait(t, "Grafana's alerting", func() error {
		body, err := g.get(t.Context(), "/api/prometheus/grafana/api/v1/rules")
		if err != nil {
			return err
		}
		var answer struct {
			Data struct{ Groups []struct{ Rules []rule } }
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			return err
		}
		known = nil
		for _, group := range answer.Data.Groups {
			known = append(known, group.Rules...)
		}
		if len(known) != rules || rules == 0 {
			return fmt.Errorf("it knows %d rules of %d", len(known), rules)
		}
		for _, r := range known {
			if r.Health == "unknown" {
				return fmt.Errorf("%s is not evaluated yet", r.Name)
			}
		}
		return nil
	})
	for _, r := range known {
		if r.Health != "ok" && r.Health != "nodata" {
			t.Errorf("%s: %s: %s", r.Name, r.Health, r.LastError)
		}
	}
	policies, err := g.get(t.Context(), "/api/v1/provisioning/policies")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(policies), `"receiver":"casework-leaders"`) {
		t.Errorf("leaders are told of nothing by the policies %s", policies)
	}
	log, err := os.ReadFile(g.log)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, "logger=ngalert") && strings.Contains(line, "level=error") {
			t.Errorf("Grafana's alerting says: %.500s", line)
		}
	}
}
