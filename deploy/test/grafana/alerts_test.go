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
func judgeAlerts(t *testing.T, url string) {
	content, err := os.ReadFile(filepath.Join(root, "deploy", "grafana", "alerting", "casework.yml"))
	if err != nil {
		t.Fatal(err)
	}
	rules := strings.Count(string(content), "\n      - uid: ")
	type rule struct{ Name, Health, LastError string }
	var known []rule
	wait(t, "Grafana's alerting", func() error {
		body, err := get(t.Context(), url+"/api/prometheus/grafana/api/v1/rules")
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
}
