package rule

import (
	"fmt"
	"regexp"
	"strings"
)

// grafanaDatasource is the uid of the data source that the provisioned boards
// use as well.
const grafanaDatasource = "casework-prometheus"

// grafanaRules are the same alerts for Grafana's own alerting, as a file for
// its provisioning.
//
// An expression returns the series that are too high or too low and nothing
// else; the condition is true for whatever is returned, and no data is well.
func grafanaRules(alerts []alert) []byte {
	var b strings.Builder
	b.WriteString(generatedMark + "apiVersion: 1\ngroups:\n")
	for _, g := range alertGroups(alerts) {
		fmt.Fprintf(&b, "  - orgId: 1\n    name: %s\n    folder: Casework alerts\n    interval: %s\n    rules:\n", g.Name, g.Interval)
		for i := range g.Alerts {
			grafanaRule(&b, &g.Alerts[i], g.Interval)
		}
	}
	return []byte(b.String())
}

// grafanaRule writes a rule of a group that is evaluated at an interval.
//
// Grafana's keepFiringFor holds where a rule returns nothing at all. Of one series that
// is missing while others are there, such as of a source that is away, it says after two
// evaluations that all is well, unless it is told how many it may be missing for.
func grafanaRule(b *strings.Builder, a *alert, interval string) {
	keep, missing, board := "0s", "", ""
	if a.Keep != "" {
		keep = a.Keep
		missing = fmt.Sprintf("        missing_series_evals_to_resolve: %d\n", secondsOf(a.Keep)/secondsOf(interval))
	}
	if a.boardURL != "" {
		board = "          dashboard_url: " + quoted(a.boardURL) + "\n"
	}
	fmt.Fprintf(b, `      - uid: %s
        title: %s
        condition: C
        for: %s
        keepFiringFor: %s
%s        noDataState: OK
        execErrState: Error
        isPaused: false
        labels:
          severity: %s
          audience: %s
        annotations:
          summary: %s
          description: %s
%s          runbook_url: %s
        data:
          - refId: A
            datasourceUid: %s
            relativeTimeRange:
              from: 600
              to: 0
            model:
              refId: A
              instant: true
              range: false
              expr: |
%s          - refId: C
            datasourceUid: __expr__
            relativeTimeRange:
              from: 0
              to: 0
            model:
              refId: C
              type: math
              expression: $A > -1
`, grafanaUID(a.Name), a.Name, a.For, keep, missing, a.Severity, a.Audience,
		quoted(a.Summary), quoted(grafanaText(a.Text)), board, quoted(a.runbookURL), grafanaDatasource, indent(a.Expr, 16))
}

// grafanaValue is a figure in a template of Prometheus.
var grafanaValue = regexp.MustCompile(`\{\{\$value \| ([^}]+)\}\}`)

// grafanaText turns a template of Prometheus into one of Grafana, which also
// fills it in when there is no value.
func grafanaText(text string) string {
	return grafanaValue.ReplaceAllString(text, "{{with $$values.A}}{{.Value | $1}}{{end}}")
}

// grafanaUID is stable and within Grafana's 40 characters.
func grafanaUID(name string) string {
	return strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(name, "${1}-$2"))
}
