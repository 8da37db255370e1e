package promql

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"casework/collectors/metric"
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
				if length, ok := strings.CutPrefix(v.Definition, "query_result("); ok && lengths[v.Name] != nil {
					checkLength(t, h, c, v.Name, strings.TrimSuffix(length, ")"), lengths[v.Name])
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

// lengths are what variables that are lengths of time are of each source: its settings,
// or their default for a source that has no such series.
var lengths = map[string]map[string][]string{
	"window": {plain: {"28d"}, typed: {"28d"}, "no such source": {query.DefaultWindow}},
	"intake": {plain: {"91d"}, typed: {"35d"}, "no such source": {query.DefaultIntake}},
}

// checkLength holds such a variable to the settings of each source.
func checkLength(t *testing.T, h *history, c query.Choice, name, expr string, want map[string][]string) {
	t.Helper()
	c = maps.Clone(c)
	c["case_type"] = caseTypes[0] // has no part in it
	for source, want := range want {
		c["source"] = source
		found, err := h.instant(c.Fill(expr, 0), end)
		var values []string
		for _, s := range found {
			values = append(values, s.Metric.Get(name))
		}
		if diff := cmp.Diff(want, values, cmpopts.SortSlices(strings.Compare)); err != nil || diff != "" {
			t.Errorf("%s of %s (-want +got), %v:\n%s", name, source, err, diff)
		}
	}
}

// TestWindowsAreFoundWhileTheExporterIsAway: those of the last day, and no others.
func TestWindowsAreFoundWhileTheExporterIsAway(t *testing.T) {
	received := func(window string, ago time.Duration) moment {
		return moment{ago, 1, []string{metric.GroupReceived.Name, "window", window}}
	}
	h := told(t, []moment{received("7d", 20*time.Hour), received("91d", 20*time.Hour), received("364d", 30*time.Hour)})
	for key, b := range boards(t, "nb") {
		for _, v := range b.Templating.List {
			if expr, ok := strings.CutPrefix(v.Definition, "query_result("); ok && v.Name == "window" {
				t.Run(key, func(t *testing.T) {
					checkLength(t, h, choices()[0], v.Name, strings.TrimSuffix(expr, ")"), map[string][]string{plain: {"7d", "91d"}})
				})
			}
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
