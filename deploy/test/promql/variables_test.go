package promql

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/dashboards/query"
)

// TestVariablesAndAnnotations checks that variables find values, and that
// annotations give times of the past.
func TestVariablesAndAnnotations(t *testing.T) {
	h := lived(t)
	for key, b := range boards(t, "nb") {
		for _, c := range choices()[1:2] {
			for _, v := range b.Templating.List {
				if v.Type != "query" {
					continue
				}
				if units, ok := strings.CutPrefix(v.Definition, "query_result("); ok && v.Name == "charted" {
					found, err := h.instant(c.Fill(strings.TrimSuffix(units, ")"), 0), end)
					if err != nil || len(found) == 0 || len(found) > 12 || found[0].Metric.Get("unit") == "" {
						t.Errorf("%s: units with a chart are %v: %v", key, found, err)
					}
					continue
				}
				if intake, ok := strings.CutPrefix(v.Definition, "query_result("); ok && v.Name == "intake" {
					checkIntake(t, h, c, strings.TrimSuffix(intake, ")"))
					continue
				}
				if sentence, ok := strings.CutPrefix(v.Definition, "query_result("); ok {
					checkSentence(t, h, c.Fill(strings.TrimSuffix(sentence, ")"), 0), v.Regex)
					continue
				}
				inside := strings.TrimSuffix(strings.TrimPrefix(v.Definition, "label_values("), ")")
				at := strings.LastIndex(inside, ", ")
				found, err := h.instant(c.Fill(fmt.Sprintf("count by (%s) (%s)", inside[at+2:], inside[:at]), 0), end)
				if err != nil || len(found) == 0 {
					t.Errorf("%s: variable %s finds nothing: %v", key, v.Name, err)
				}
			}
			for _, a := range b.Annotations.List {
				found, err := h.instant(c.Fill(a.Target.Expr, 6*time.Hour), end)
				if err != nil || len(found) == 0 {
					t.Errorf("%s: annotation %q finds nothing: %v", key, a.Name, err)
				}
				if !strings.Contains(a.Target.Expr, "_timestamp_seconds") {
					continue // marks when it has a value
				}
				for _, s := range found {
					if at := time.UnixMilli(int64(s.F)); at.After(end) || at.Before(end.Add(-460*24*time.Hour)) /* the oldest programme of a town */ {
						t.Errorf("%s: annotation %q is at %v", key, a.Name, at)
					}
				}
			}
		}
	}
}

// checkIntake holds the variable to the setting of each source, and to the default for a
// source that says nothing of the cases received.
func checkIntake(t *testing.T, h *history, c query.Choice, expr string) {
	t.Helper()
	c = maps.Clone(c)
	c["case_type"] = caseTypes[0] // has no part in it
	for source, want := range map[string]string{plain: "91d", typed: "35d", "no such source": query.DefaultIntake} {
		c["source"] = source
		found, err := h.instant(c.Fill(expr, 0), end)
		if err != nil || len(found) != 1 || found[0].Metric.Get("intake") != want {
			t.Errorf("intake of %s is %v, want %s: %v", source, found, want, err)
		}
	}
}

// checkSentence runs the query of a variable that is a sentence: one series, with
// no figure left out.
func checkSentence(t *testing.T, h *history, expr, pattern string) {
	t.Helper()
	if strings.Contains(expr, "\n") {
		t.Error("Grafana reads query_result( … ) on one line only")
	}
	found, err := h.instant(expr, end)
	if err != nil || len(found) != 1 {
		t.Fatalf("the sentence is %v: %v", found, err)
	}
	said := regexp.MustCompile(strings.Trim(pattern, "/")).FindStringSubmatch(found[0].Metric.String())
	if said == nil {
		t.Fatalf("%s is not in %v", pattern, found[0].Metric)
	}
	t.Logf("the sentence is: %s", said[1])
	if !regexp.MustCompile(`gikk .+ fra [0-9]+(,[0-9])? til [0-9]+(,[0-9])?( [a-z% ]+)?\. .*omtrent [0-9]+(,[0-9])?.*( er [0-9]+(,[0-9])?.* [0-9]+(,[0-9])?( %| per 100 saker| prosentpoeng) (kortere|lengre|lavere|høyere).*(alt fra|intervall) −?[0-9]+(,[0-9])? til −?[0-9]+(,[0-9])?|alt fra −?[0-9]+(,[0-9])? til −?[0-9]+(,[0-9])?.*ingen forskjell)`).MatchString(said[1]) {
		t.Errorf("a figure is left out of %q", said[1])
	}
}
