package board

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// A publishedClaim is what a published account of supervision says that it
// changes, without saying how it knows, and how this site would measure the same.
type publishedClaim struct {
	key       string // message, with the query file that measures it
	low, high float64
	outcome   string     // of the comparison that measures it; "" for none
	group     metric.Def // else the pooled figure whose two groups are set beside each other
	matchers  []string
}

var publishedClaims = []publishedClaim{
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

// publishedClaimsPanel lists the published claims beside what is measured here.
func publishedClaimsPanel() panel.Panel {
	p := panel.Panel{
		ID: 14, Kind: panel.Table, Key: "programme.claims.table", Empty: "claim.unmeasured", Width: 24, Unit: panel.UnitShare, SortBy: "row",
		Labels: []panel.Column{{Label: "row", Title: "column.claim"}},
	}
	rows := func(value func(e *publishedClaim) string) string {
		var all []string
		for i := range publishedClaims {
			if expr := value(&publishedClaims[i]); expr != "" {
				all = append(all, fmt.Sprintf(`label_replace(%s, "row", "%d", "", "")`, expr, i+1))
			}
		}
		return strings.Join(all, "\nor ")
	}
	for i := range publishedClaims {
		p.Labels[0].Mapping = append(p.Labels[0].Mapping, panel.ValueMapping{Value: fmt.Sprint(i + 1), Key: publishedClaims[i].key})
	}
	compared := func(of metric.Def, matchers ...string) string {
		return rows(func(e *publishedClaim) string {
			if e.outcome == "" {
				return ""
			}
			return query.One(query.Now, "", query.Series(of, append(matchers, `outcome="`+e.outcome+`"`)...))
		})
	}
	p.Queries = []panel.Query{
		{Ref: "A", Legend: "column.claim.low", Unit: panel.UnitShare, Expr: rows(func(e *publishedClaim) string { return publishedFigure(e.low) })},
		{Ref: "B", Legend: "column.claim.high", Unit: panel.UnitShare, Expr: rows(func(e *publishedClaim) string { return publishedFigure(e.high) })},
		{Ref: "C", Legend: "column.estimate", Unit: panel.UnitShare, Decimals: 1, Expr: compared(metric.EffectEstimate)},
		{Ref: "D", Legend: "column.lower", Unit: panel.UnitShare, Decimals: 1, Expr: compared(metric.EffectLower)},
		{Ref: "E", Legend: "column.upper", Unit: panel.UnitShare, Decimals: 1, Expr: compared(metric.EffectUpper)},
		{Ref: "F", Legend: "column.units.with", Unit: panel.UnitCount, Expr: compared(metric.EffectUnits, query.Active)},
		{Ref: "G", Legend: "column.claim.raw", Unit: panel.UnitShare, Decimals: 1, Expr: rows(func(e *publishedClaim) string {
			if e.outcome != "" {
				return ""
			}
			with, without := query.One(query.Now, "", query.Series(e.group, append(e.matchers, query.Active)...)), query.One(query.Now, "", query.Series(e.group, append(e.matchers, query.Inactive)...))
			return "(" + with + " / (" + without + " > 0) - 1)"
		})},
	}
	return p
}

// publishedFigure is a figure of the published account, for as long as there is anything to set
// beside it.
func publishedFigure(v float64) string {
	return fmt.Sprintf("%v + 0 * %s", v, query.One(query.Now, "", query.Series(metric.SourceLastSuccess)))
}
