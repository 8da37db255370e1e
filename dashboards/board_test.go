package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/metric"
)

func TestBoardsAreTheSameEachTime(t *testing.T) {
	first, err := boards()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := boards()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("boards differ from one time to the next:\n%s", diff)
		}
	}
}

// TestLanguagesShowTheSame compares boards of both languages but for their
// words.
func TestLanguagesShowTheSame(t *testing.T) {
	files, err := boards()
	if err != nil {
		t.Fatal(err)
	}
	shape := func(code, key string) []string {
		var b lintBoard
		if err := json.Unmarshal(files["grafana/dashboards/"+code+"/"+key+".json"], &b); err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, p := range b.Panels {
			found = append(found, p.Type)
			for _, target := range p.Targets {
				found = append(found, target.RefID+": "+target.Expr)
			}
		}
		return found
	}
	for _, b := range allBoards() {
		if diff := cmp.Diff(shape("nb", b.key), shape("en", b.key)); diff != "" {
			t.Errorf("board %s (-nb +en):\n%s", b.key, diff)
		}
	}
}

// TestBoardsLinkToBoards checks that every link to a board finds one.
func TestBoardsLinkToBoards(t *testing.T) {
	files, err := boards()
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for name, content := range files {
		for _, m := range regexp.MustCompile(`"url": "/d/casework-([a-z-]+)-(nb|en)\?`).FindAllSubmatch(content, -1) {
			links++
			target := "grafana/dashboards/" + string(m[2]) + "/" + string(m[1]) + ".json"
			if files[target] == nil || !strings.HasPrefix(target, strings.TrimSuffix(name, name[strings.LastIndex(name, "/"):])) {
				t.Errorf("%s links to %s", name, target)
			}
		}
	}
	if links == 0 {
		t.Error("no board links to another")
	}
}

// forAdHoc are the metrics that no board and no rule names, and why they
// are exposed all the same.
var forAdHoc = map[string]string{
	metric.CasesReceived.Name:        "exact counts over any time range of one's own, where windows are too long",
	metric.CasesStarted.Name:         "as cases received",
	metric.CasesClosed.Name:          "as cases received",
	metric.CasesReopened.Name:        "to look into a unit whose closings do not last",
	metric.DeadlinesMet.Name:         "as cases received",
	metric.DeadlinesMissed.Name:      "as cases received",
	metric.Wait.Name:                 "distributions and heat maps, which windows do not give",
	metric.Turnaround.Name:           "distributions and heat maps, which windows do not give",
	metric.WindowTurnaroundMean.Name: "comparison with statistics that are published as means",
	metric.GroupWaitMean.Name:        "comparison with statistics that are published as means",
	metric.GroupTurnaroundMean.Name:  "comparison with statistics that are published as means",
	metric.GroupErrors.Name:          "the number behind errors per closed case",
	metric.SmallUnits.Name:           "whether a group is whole, where small units are hidden",
	metric.UnitInfo.Name:             "names and services of units, for boards of one's own",
	metric.SessionsPlanned.Name:      "as cases received",
	metric.SessionsHeld.Name:         "as cases received",
	metric.SupervisionSeconds.Name:   "as cases received",
	metric.EffectEventUnits.Name:     "the number behind each month of the event study",
	metric.TableRead.Name:            "for who wonders how fresh a table beside the cases is",
	metric.ChartPoints.Name:          "the number behind the limits of a control chart",
	metric.ChartMonthEnd.Name:        "the month that control charts end with, which a board's reader knows",
}

func TestEveryMetricIsOfUse(t *testing.T) {
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	name := regexp.MustCompile(`\bcasework_[a-z0-9_]+`)
	for path, content := range files {
		if !strings.HasPrefix(path, "grafana/dashboards/") && !strings.HasPrefix(path, "prometheus/") {
			continue
		}
		for _, m := range name.FindAllString(string(content), -1) {
			used[m] = true
		}
	}
	for _, d := range metric.All() {
		reason := forAdHoc[d.Name]
		switch isUsed := used[d.Name] || used[d.Name+"_bucket"] || used[d.Name+"_sum"]; {
		case isUsed && reason != "":
			t.Errorf("%s is used; it need not be listed for ad-hoc use", d.Name)
		case !isUsed && reason == "":
			t.Errorf("%s is used by no board and no rule, and not listed for ad-hoc use", d.Name)
		}
	}
	for _, listed := range slices.Sorted(maps.Keys(forAdHoc)) {
		if _, ok := catalogued(listed); !ok {
			t.Errorf("%s is listed for ad-hoc use but not in the catalogue", listed)
		}
	}
}

// TestDifferencesAreNotPerCent: the comparison of errors and deadlines is a
// difference, so no column that shows it may say per cent, and each row must
// name what its figures are in.
func TestDifferencesAreNotPerCent(t *testing.T) {
	ratio := regexp.MustCompile(`casework_effect_\w*ratio`)
	shown := 0
	for _, s := range effectBoard().sections {
		for _, l := range s.lines {
			for _, p := range l.panels {
				for _, q := range p.queries {
					if !ratio.MatchString(q.expr) || q.legend == "column.certain" {
						continue
					}
					shown++
					if q.unit != unitCount || p.unit != unitCount || !strings.HasPrefix(q.expr, "100 * ") {
						t.Errorf("%s, %s: unit %q of %q", p.key, q.legend, q.unit, q.expr)
					}
				}
			}
		}
	}
	if shown < 10 {
		t.Errorf("%d columns show a change, want 5 of outcomes, 4 of checks and 3 of months", shown)
	}
	for _, m := range outcomeColumn.mapping {
		if !strings.HasPrefix(m.key, "change.") {
			t.Errorf("the row %q does not name the unit of a change", m.value)
		}
	}
}
