package rule

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/metric"
)

var metricName = regexp.MustCompile(`\bcasework_[a-z0-9_]+`)

// TestRulesNameMetricsOfTheCatalogue holds every expression to the catalogue.
func TestRulesNameMetricsOfTheCatalogue(t *testing.T) {
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"casework_change_level_": true} // begins the names that a pattern selects
	for _, def := range metric.All() {
		known[def.Name] = true
	}
	for _, a := range th.alerts() {
		for _, name := range metricName.FindAllString(a.Expr, -1) {
			if !known[name] {
				t.Errorf("%s is not in the catalogue; it is read by\n%s", name, a.Expr)
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
			"summary": a.Summary, "description": a.Text, "for": a.For, "line in bokmål": a.page.Norwegian,
			"meaning": a.page.Meaning, "quiet": a.page.Quiet, "confirm": strings.Join(a.page.Confirm, ""), "do": strings.Join(a.page.Do, ""),
		} {
			if text == "" {
				t.Errorf("%s has no %s", a.Name, what)
			}
		}
		if text := grafanaText(a.Text); strings.Contains(text, "$value}") || strings.Contains(text, "$value ") {
			t.Errorf("%s: Grafana cannot read %q", a.Name, text)
		}
		if a.Audience == leaders && a.boardURL == "" {
			t.Errorf("%s is for leaders, and leads to no board", a.Name)
		}
	}
}

func TestGrafanaText(t *testing.T) {
	const of = `{{$labels.unit}}: {{$value | printf "%.1f"}} days{{with $labels.usual}} (usual {{.}}){{end}}.`
	const want = `{{$labels.unit}}: {{with $values.A}}{{.Value | printf "%.1f"}}{{end}} days{{with $labels.usual}} (usual {{.}}){{end}}.`
	if diff := cmp.Diff(want, grafanaText(of)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBadThresholdsAreNamed(t *testing.T) {
	t.Setenv("CASEWORK_RULES_OLDEST_DAYS", "0")
	t.Setenv("CASEWORK_RULES_DOWN_FOR", "soon")
	t.Setenv("CASEWORK_RULES_BOARD_URL", "")
	_, err := thresholds()
	want := `CASEWORK_RULES_BOARD_URL is "": allowed is an address without spaces, quotes and braces` + "\n" +
		"CASEWORK_RULES_OLDEST_DAYS is 0: allowed is 1 to 1000000\n" +
		`CASEWORK_RULES_DOWN_FOR is "soon": allowed is a duration such as 15m, 6h or 28d`
	if err == nil || cmp.Diff(want, err.Error()) != "" {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestThresholdsThatAreNone: what is set in vain is refused, with what takes its place.
func TestThresholdsThatAreNone(t *testing.T) {
	err := unknownThresholds([]string{
		"PATH=/bin", "CASEWORK_RULES_OLDEST_DAYS=90", "CASEWORK_RULES_WAIT_ERRORS=3", "CASEWORK_RULES_OLDEST_DAY=90", "CASEWORK_RULES_BACKLOG_FOR=",
	})
	const retired = " is no threshold of rules any more: unset it. The exporter judges each unit by its own past; how often it may be wrong is its setting CASEWORK_CHANGE_FALSE_ALARMS"
	want := "CASEWORK_RULES_WAIT_ERRORS" + retired + "\n" +
		"CASEWORK_RULES_OLDEST_DAY is no threshold of rules; deploy/prometheus/README.md lists them\n" +
		"CASEWORK_RULES_BACKLOG_FOR" + retired
	if err == nil || cmp.Diff(want, err.Error()) != "" {
		t.Errorf("got %v, want %s", err, want)
	}
}
