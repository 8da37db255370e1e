package rule

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestWaitRuleIsWhatIsSimulated runs the wait alert's PromQL in promtool on
// simulated units, and compares limits and days of alarm with what alert
// quality is measured with: judge, alarms and limit.
func TestWaitRuleIsWhatIsSimulated(t *testing.T) {
	promtool, err := filepath.Abs("../../bin/promtool")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(promtool); err != nil || testing.Short() {
		t.Skip("runs without -short, after make bin/promtool; it takes half a minute")
	}
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, rules := range map[string][]byte{
		"recording.yml": ruleFile(th.recordingGroups()),
		"alerts.yml":    ruleFile([]ruleGroup{{Name: "casework_service", Why: "The wait alert.", Alerts: th.waitAlerts()}}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), rules, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "test.yml")
	if err := os.WriteFile(file, []byte(waitRuleTest(t, th)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), promtool, "test", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
}

// waitRuleTest is a test file of promtool, a step a day, whose expectations
// are the simulation's.
func waitRuleTest(t *testing.T, th *Thresholds) string {
	const days, wait, keep = 430, 1, 15 // for 6h and keep_firing_for 14d, seen once a day
	w := newWorld()
	var series, tests strings.Builder
	alarmed := 0
	for i, u := range []unitSim{
		{perWeek: 5, spread: 0.6, rise: 230},
		{perWeek: 20, spread: 0.6, rise: 320},
		{perWeek: 20, spread: 0.6, wander: 0.15, rise: simDays},
		{perWeek: 100, spread: 0.8, rise: 380},
	} {
		name := fmt.Sprintf("unit %d", i)
		windows := u.days(w, rand.New(rand.NewPCG(3, uint64(i))))[:days]
		j := newJudged(w, windows, th.BaselineDays)
		for metric, value := range map[string]func(simDay) float64{
			"started_cases":       func(d simDay) float64 { return float64(d.n) },
			"wait_median_seconds": func(d simDay) float64 { return d.median },
			"wait_mean_seconds":   func(d simDay) float64 { return d.mean },
			"wait_p90_seconds":    func(d simDay) float64 { return d.p90 },
		} {
			fmt.Fprintf(&series, "      - series: 'casework_window_%s{source=\"a\",unit=%q,supervision=\"inactive\",window=%q}'\n        values: '",
				metric, name, th.Window)
			for _, d := range windows {
				v := "_" // the exporter leaves out what is of no cases
				if d.n > 0 {
					v = strconv.FormatFloat(value(d), 'f', -1, 64)
				}
				series.WriteString(v + " ")
			}
			series.WriteString("'\n")
		}
		expect := func(day int, expr string, value float64) {
			fmt.Fprintf(&tests, "      - {expr: '%s', eval_time: %dd, exp_samples: [{value: %v}]}\n", expr, day, value)
		}
		firing := fmt.Sprintf(`ALERTS{alertname="CaseworkWaitRising",alertstate="firing",unit=%q}`, name)
		starts, ends := alarms(th.judge(j), wait, keep)
		total := 0
		for k, day := range starts {
			alarmed++
			expect(day-1, fmt.Sprintf("count(%s) or vector(0)", firing), 0)
			expect(day, fmt.Sprintf("count(%s) or vector(0)", firing), 1)
			total += ends[k] - day
		}
		expect(days-1, fmt.Sprintf("sum(count_over_time(%s[%dd])) or vector(0)", firing, days), float64(total))
		for _, day := range []int{120, 250, 340, days - 1} {
			if want := th.limit(j, day); !math.IsNaN(want) {
				expect(day, fmt.Sprintf("sum(abs(%s{unit=%q} / %v - 1) < bool 1e-9)", unitLimit, name, want), 1)
			}
		}
		t.Logf("%s: alarms from %v to %v", name, starts, ends)
	}
	if alarmed < 3 {
		t.Fatalf("the simulation has %d alarms: too few to compare", alarmed)
	}
	return fmt.Sprintf(`rule_files: [recording.yml, alerts.yml]
evaluation_interval: 1d
group_eval_order: [casework_calendar, casework_unit, casework_history, casework_limit, casework_service]
tests:
  - name: simulated
    interval: 1d
    start_timestamp: %s
    input_series:
%s    promql_expr_test:
%s`, simStart.AddDate(0, 0, 1).Format(time.RFC3339), series.String(), tests.String())
}
