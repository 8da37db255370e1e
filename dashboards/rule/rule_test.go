package rule

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/metric"
)

var metricName = regexp.MustCompile(`\bcasework_[a-z0-9_]+`)

// TestRulesNameMetricsOfTheCatalogue holds every expression to the catalogue,
// and every recorded series that one reads to those that are recorded.
func TestRulesNameMetricsOfTheCatalogue(t *testing.T) {
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, def := range metric.All() {
		known[def.Name] = true
	}
	var exprs []string
	for _, g := range th.recordingGroups() {
		for _, r := range g.Records {
			known[r.Record] = true
			exprs = append(exprs, r.Expr)
		}
	}
	for _, a := range th.alerts() {
		exprs = append(exprs, a.Expr)
		for _, s := range a.Compare {
			exprs = append(exprs, s.Expr)
		}
	}
	recorded := regexp.MustCompile(`\bcasework:[a-z0-9_:]+`)
	for _, expr := range exprs {
		for _, name := range append(metricName.FindAllString(expr, -1), recorded.FindAllString(expr, -1)...) {
			if !known[name] {
				t.Errorf("%s is neither in the catalogue nor recorded; it is read by\n%s", name, expr)
			}
		}
	}
}

// TestAlertsAreComplete holds alerts to what anyone on duty needs.
func TestAlertsAreComplete(t *testing.T) {
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, a := range th.alerts() {
		if !regexp.MustCompile(`^Casework([A-Z][a-z]+)+$`).MatchString(a.Name) || seen[a.Name] || len(grafanaUID(a.Name)) > 40 {
			t.Errorf("name %s is repeated, too long or not in CamelCase after Casework", a.Name)
		}
		seen[a.Name] = true
		for what, text := range map[string]string{
			"summary": a.Summary, "description": a.Text, "format": a.Format, "line in bokmål": a.page.Norwegian,
			"meaning": a.page.Meaning, "quiet": a.page.Quiet, "confirm": strings.Join(a.page.Confirm, ""), "do": strings.Join(a.page.Do, ""),
		} {
			if text == "" {
				t.Errorf("%s has no %s", a.Name, what)
			}
		}
		if text := grafanaText(a.description()); strings.Contains(text, "| query") || strings.Contains(text, "$value ") {
			t.Errorf("%s: Grafana cannot read %q", a.Name, text)
		}
	}
}

func TestBadThresholdsAreNamed(t *testing.T) {
	t.Setenv("CASEWORK_RULES_OLDEST_DAYS", "0")
	t.Setenv("CASEWORK_RULES_DOWN_FOR", "soon")
	_, err := thresholds()
	want := "CASEWORK_RULES_OLDEST_DAYS is 0: allowed is 1 to 1000000\n" +
		`CASEWORK_RULES_DOWN_FOR is "soon": allowed is a duration such as 15m, 6h or 28d`
	if err == nil || cmp.Diff(want, err.Error()) != "" {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestEaster: the holidays that move are known for as long as the rules say.
func TestEaster(t *testing.T) {
	for year, want := range map[int]string{2024: "2024-04-01", 2025: "2025-04-21", 2026: "2026-04-06", 2038: "2038-04-26"} {
		named := slices.IndexFunc(closedWeekdays(year, year), func(h holiday) bool { return h.name == "Easter Monday" })
		if got := closedWeekdays(year, year)[named].date.Format(time.DateOnly); got != want {
			t.Errorf("Easter Monday %d is %s, want %s", year, got, want)
		}
	}
}
