package main

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"text/template"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// What rules may be at most: all files of them together, in bytes, an expression, and what a phone shows
// of an alert, in characters.
const (
	mostRules      = 12_000
	mostExpression = 200
	mostWords      = 300
)

// A ruleYAML is a rule of a file of Prometheus.
type ruleYAML struct {
	Record, Alert, Expr string
	Annotations         map[string]string
}

// shippedRules are the rules of all files of them, and how large those are together.
func shippedRules(t *testing.T) (rules []ruleYAML, size int) {
	t.Helper()
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if !strings.HasPrefix(name, "prometheus/") || !strings.HasSuffix(name, ".yml") {
			continue
		}
		size += len(content)
		var file struct{ Groups []struct{ Rules []ruleYAML } }
		if err := yaml.Unmarshal(content, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, g := range file.Groups {
			rules = append(rules, g.Rules...)
		}
	}
	if len(rules) < 20 {
		t.Fatalf("only %d rules", len(rules))
	}
	return rules, size
}

// TestRulesStayShort: an operator can read the rules, and move them to another system.
func TestRulesStayShort(t *testing.T) {
	rules, size := shippedRules(t)
	if size > mostRules {
		t.Errorf("the files of rules have %d bytes, and may have %d", size, mostRules)
	}
	for _, r := range rules {
		if n := utf8.RuneCountInString(r.Expr); n == 0 || n > mostExpression {
			t.Errorf("%s%s: the expression has %d characters, and may have %d", r.Record, r.Alert, n, mostExpression)
		}
	}
}

// said fills a template of an alert in. The functions are as long as the longest that Prometheus'
// write; there is none that queries, so that a template that does fails.
func said(t *testing.T, text string, labels map[string]string) string {
	t.Helper()
	longest := func(as string) func(float64) string { return func(float64) string { return as } }
	parsed, err := template.New("").Funcs(template.FuncMap{
		"humanize": longest("-1.235M"), "humanizeDuration": longest("365d 23h 59m 59s"), "humanizePercentage": longest("12.35%"),
	}).Parse("{{$labels := .Labels}}{{$value := .Value}}" + text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, map[string]any{"Labels": labels, "Value": 12345.6}); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return b.String()
}

// TestAlertsFitOnAPhone: what an alert says of a unit with a long name, with and without figures, is
// short, and names unit, source, what is usual, since when and n where it tells of a change.
func TestAlertsFitOnAPhone(t *testing.T) {
	labels := map[string]string{
		"source": "byggesak-og-delingssaker", "unit": "Forvaltningsenhet for tjenester til eldre og personer med nedsatt funksjonsevne, Bydel Nordre Aker",
		"programme": "Veiledning i saksbehandling og forvaltningsrett, andre trinn", "query": "programmes", "measure": "deadline_share",
		"usual": "1234.5", "since": "2026-12-24", "observations": "12345",
	}
	few := maps.Clone(labels)
	few["usual"], few["observations"] = "", ""
	rules, _ := shippedRules(t)
	changes := 0
	for _, r := range rules {
		if r.Alert == "" {
			continue
		}
		summary, description := said(t, r.Annotations["summary"], labels), said(t, r.Annotations["description"], labels)
		if n := utf8.RuneCountInString(summary + description); n > mostWords {
			t.Errorf("%s says %d characters, and may say %d: %s. %s", r.Alert, n, mostWords, summary, description)
		}
		if !strings.HasSuffix(r.Annotations["runbook_url"], "/"+r.Alert+".md") {
			t.Errorf("%s links to the runbook %q", r.Alert, r.Annotations["runbook_url"])
		}
		if strings.Contains(r.Annotations["summary"], "$labels.unit") {
			const board = "var-source=byggesak-og-delingssaker&var-unit=Forvaltningsenhet+for+tjenester"
			if url := said(t, r.Annotations["dashboard_url"], labels); !strings.Contains(url, board) {
				t.Errorf("%s links to the board %q, which is not the unit's", r.Alert, url)
			}
		}
		if !strings.Contains(r.Expr, "usual, since, observations) (") {
			continue
		}
		changes++
		for _, what := range []string{labels["unit"], labels["source"]} {
			if !strings.Contains(summary, what) {
				t.Errorf("%s: the summary %q does not name %s", r.Alert, summary, what)
			}
		}
		figures := " (usual 1234.5, n = 12345)"
		if strings.HasPrefix(description, "Error reports") {
			figures = " when found: 12345 (1234.5 expected)"
		}
		if !strings.Contains(description, ": 1234") || !strings.HasSuffix(description, figures+", since 2026-12-24.") {
			t.Errorf("%s: the description %q does not say how much, what is usual, n and since when", r.Alert, description)
		}
		if got := said(t, r.Annotations["description"], few); got != strings.Replace(description, figures, "", 1) {
			t.Errorf("%s does not read well without figures: %s", r.Alert, got)
		}
	}
	if changes != 5 {
		t.Errorf("%d alerts tell of changes with figures, want 5", changes)
	}
}
