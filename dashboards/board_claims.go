package main

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
)

// A claim is what the source says that supervision changes, without saying
// how it knows, and how this site would measure the same.
type claim struct {
	key       string // message, with the query file that measures it
	low, high float64
	outcome   string     // of the comparison that measures it; "" for none
	group     metric.Def // else the pooled figure whose two groups are set beside each other
	matchers  []string
}

var claims = []claim{
	{key: "claim.wait", low: -0.25, high: -0.25, outcome: "wait"},
	{key: "claim.turnaround", low: -0.30, high: -0.23, outcome: "turnaround"},
	{key: "claim.throughput", low: 0.35, high: 0.60, outcome: "throughput"},
	{key: "claim.errors", low: -0.32, high: -0.14, group: metric.GroupAuditErrors},
	{key: "claim.complaints", low: -0.22, high: -0.22, group: metric.GroupComplaintsPerClosed},
	{key: "claim.citizens", low: 0.27, high: 0.27, group: metric.GroupSurveyMean, matchers: []string{`audience="citizen"`, `topic="overall"`}},
	{key: "claim.employees", low: 0.10, high: 0.22, group: metric.GroupSurveyMean, matchers: []string{`audience="employee"`, `topic="overall"`}},
	{key: "claim.absence", low: -0.18, high: -0.15, group: metric.GroupAbsenceRatio},
	{key: "claim.time", low: 0.20, high: 0.20, group: metric.GroupTimeCore},
}

// claimsPanel lists the source's claims beside what is measured here.
func claimsPanel() panel {
	p := panel{
		id: 14, kind: table, key: "programme.claims.table", empty: "claim.unmeasured", width: 24, unit: unitShare, sortBy: "row",
		labels: []column{{label: "row", title: "column.claim"}},
	}
	rows := func(value func(c *claim) string) string {
		var all []string
		for i := range claims {
			if expr := value(&claims[i]); expr != "" {
				all = append(all, fmt.Sprintf(`label_replace(%s, "row", "%d", "", "")`, expr, i+1))
			}
		}
		return strings.Join(all, "\nor ")
	}
	for i := range claims {
		p.labels[0].mapping = append(p.labels[0].mapping, mapped{value: fmt.Sprint(i + 1), key: claims[i].key})
	}
	compared := func(of metric.Def, matchers ...string) string {
		return rows(func(c *claim) string {
			if c.outcome == "" {
				return ""
			}
			return one(now, "", series(of, append(matchers, `outcome="`+c.outcome+`"`)...))
		})
	}
	p.queries = []query{
		{ref: "A", legend: "column.claim.low", unit: unitShare, expr: rows(func(c *claim) string { return claimed(c.low) })},
		{ref: "B", legend: "column.claim.high", unit: unitShare, expr: rows(func(c *claim) string { return claimed(c.high) })},
		{ref: "C", legend: "column.estimate", unit: unitShare, decimals: 1, expr: compared(metric.EffectEstimate)},
		{ref: "D", legend: "column.lower", unit: unitShare, decimals: 1, expr: compared(metric.EffectLower)},
		{ref: "E", legend: "column.upper", unit: unitShare, decimals: 1, expr: compared(metric.EffectUpper)},
		{ref: "F", legend: "column.units.with", unit: unitCount, expr: compared(metric.EffectUnits, active)},
		{ref: "G", legend: "column.claim.raw", unit: unitShare, decimals: 1, expr: rows(func(c *claim) string {
			if c.outcome != "" {
				return ""
			}
			with, without := one(now, "", series(c.group, append(c.matchers, active)...)), one(now, "", series(c.group, append(c.matchers, inactive)...))
			return "(" + with + " / (" + without + " > 0) - 1)"
		})},
	}
	return p
}

// claimed is a figure of the source's, for as long as there is anything to set
// beside it.
func claimed(v float64) string {
	return fmt.Sprintf("%v + 0 * %s", v, one(now, "", series(metric.SourceLastSuccess)))
}
