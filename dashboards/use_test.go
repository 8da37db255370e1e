package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casework/collectors/metric"
	"casework/dashboards/query"
)

// forAdHoc are the metrics that no board and no rule names, and why they
// are exposed all the same.
var forAdHoc = map[string]string{
	metric.CasesReceived.Name:            "exact counts over any time range of one's own, where windows are too long",
	metric.CasesStarted.Name:             "as cases received",
	metric.CasesClosed.Name:              "as cases received",
	metric.CasesReopened.Name:            "to look into a unit whose closings do not last",
	metric.DeadlinesMet.Name:             "as cases received",
	metric.DeadlinesMissed.Name:          "as cases received",
	metric.Wait.Name:                     "distributions and heat maps, which windows do not give",
	metric.Turnaround.Name:               "distributions and heat maps, which windows do not give",
	metric.NetTurnaround.Name:            "distributions and heat maps, which windows do not give",
	metric.WindowNetWaitP90.Name:         "for boards of one's own, beside the median",
	metric.WindowNetWaitMean.Name:        "as the percentile",
	metric.WindowNetTurnaroundP90.Name:   "as the percentile",
	metric.WindowNetTurnaroundMean.Name:  "as the percentile",
	metric.GroupNetWaitMedian.Name:       "groups without pauses, for boards of one's own",
	metric.GroupNetWaitP90.Name:          "as the group's median",
	metric.GroupNetWaitMean.Name:         "as the group's median",
	metric.GroupNetTurnaroundMedian.Name: "as the group's median",
	metric.GroupNetTurnaroundP90.Name:    "as the group's median",
	metric.GroupNetTurnaroundMean.Name:   "as the group's median",
	metric.WindowWaitMean.Name:           "exact means of one's own, such as of several units",
	metric.WindowTurnaroundMean.Name:     "comparison with statistics that are published as means",
	metric.GroupErrors.Name:              "the number behind errors per closed case",
	metric.ChangedAhead.Name:             "to look into the clocks of the computers that write, which change no figure",
	metric.SmallUnits.Name:               "whether a group is whole, where small units are hidden",
	metric.UnitInfo.Name:                 "names and services of units, for boards of one's own",
	metric.SessionsPlanned.Name:          "as cases received",
	metric.SessionsHeld.Name:             "as cases received",
	metric.SupervisionSeconds.Name:       "as cases received",
	metric.EffectEventUnits.Name:         "the number behind each month of the event study",
	metric.Renewals.Name:                 "to see when a source began anew, which the log tells too",
	metric.TableRead.Name:                "for anyone who asks how fresh a supplementary table is",
	metric.ChartPoints.Name:              "the number behind the limits of a control chart",
	metric.ChartCentre.Name:              "overlap until 0.3.0, with the chart of the unit alone",
	metric.ChartLower.Name:               "as its centre line",
	metric.ChartUpper.Name:               "as its centre line",
	metric.ChartSignal.Name:              "as its centre line",
	metric.ChartReference.Name:           "the number behind what a control chart holds a unit against",
	metric.GroupChartUnits.Name:          "the number behind the chart of a group",
	metric.WindowWorkdaysMean.Name:       "as turnaround",
	metric.GroupWorkdaysMean.Name:        "as turnaround",
	metric.WindowHandlingMean.Name:       "as turnaround",
	metric.WindowHandlingP90.Name:        "to look into a unit whose handling varies",
	metric.GroupHandlingMean.Name:        "as turnaround",
	metric.GroupHandlingP90.Name:         "as that of a unit",
	metric.ChangeFalseAlarms.Name:        "as the state of changes",
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
		if _, ok := query.Catalogued(listed); !ok {
			t.Errorf("%s is listed for ad-hoc use but not in the catalogue", listed)
		}
	}
}
