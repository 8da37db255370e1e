package rule

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAlertQuality measures the defaults and their neighbours, and holds the
// table of the runbook to it. It takes a minute: make bench-alerts sets
// BENCH_ALERTS.
func TestAlertQuality(t *testing.T) {
	if os.Getenv("BENCH_ALERTS") == "" {
		t.Skip("BENCH_ALERTS is not set: make bench-alerts measures the alert")
	}
	all, table, err := SimulateWaitAlert()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(table)
	for _, q := range all {
		if q.Default && q.PerWeek == 20 && q.Spread == 0.6 && q.Wander == 0 && (q.P50 > 21 || q.False2y > 1) {
			t.Errorf("20 cases a week: %+v; the goal is 21 days and 1 false alarm", q)
		}
	}
	if diff := cmp.Diff(table, simulated); diff != "" {
		t.Errorf("dashboards/rule/alertsim/table.md is out of date (-measured +is); go run ./dashboards -simulate rewrites it:\n%s", diff)
	}
}
