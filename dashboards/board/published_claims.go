package board

import (
	"fmt"
	"slices"
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
			return e.plain()
		})},
	}
	return p
}

// claimsPicture shows each published claim as an interval, and below it what is
// measured here: the change with its interval, or the plain difference of the
// groups.
func claimsPicture() panel.Panel {
	p := panel.Panel{
		ID: 31, Kind: panel.Intervals, Key: "programme.claims.picture", Empty: "claim.unmeasured", Width: 24, Unit: panel.UnitShare, SortBy: "row",
		Labels: []panel.Column{{Label: "row", Title: "column.claim"}},
	}
	var claimed, measured [2][]string // lower ends and upper ends
	for i := range publishedClaims {
		e := &publishedClaims[i]
		row := fmt.Sprintf("%02d", i+1)
		p.Labels[0].Mapping = append(p.Labels[0].Mapping,
			panel.ValueMapping{Value: row, Key: strings.Replace(e.key, "claim.", "claim.row.", 1)},
			panel.ValueMapping{Value: row + "m", Key: "claim.row.measured"})
		low, high := e.measured()
		for end, expr := range []string{low, high} {
			published := e.low
			if end == 1 {
				published = e.high
			}
			if e.low == e.high { // a figure, as a narrow mark
				published += (float64(end) - 0.5) * markWidth
			}
			claimed[end] = append(claimed[end], rowed(publishedFigure(published), row))
			measured[end] = append(measured[end], rowed(expr, row+"m"))
		}
	}
	join := func(rows ...[]string) string { return "(" + strings.Join(slices.Concat(rows...), "\nor ") + ")" }
	all := [2]string{join(claimed[0], measured[0]), join(claimed[1], measured[1])}
	add := func(q panel.Query, expr string) {
		q.Ref, q.Unit, q.Decimals, q.Expr = string(rune('A'+len(p.Queries))), panel.UnitShare, 1, expr
		p.Queries = append(p.Queries, q)
	}
	add(panel.Query{Legend: "claim.space", Color: panel.Grey, Space: true}, "clamp_max("+all[1]+", 0)")
	add(panel.Query{Legend: "claim.space", Color: panel.Grey, Space: true}, "clamp_min("+all[0]+", 0)")
	for _, s := range []struct {
		legend, color string
		ends          [2][]string
	}{{"claimed", panel.Grey, claimed}, {"measured", panel.Purple, measured}} {
		low, high := join(s.ends[0]), join(s.ends[1])
		add(panel.Query{Legend: s.legend, Color: s.color}, "clamp_max("+low+", 0) - clamp_max("+high+", 0)")
		add(panel.Query{Legend: s.legend, Color: s.color, Unnamed: true}, "clamp_min("+high+", 0) - clamp_min("+low+", 0)")
	}
	return p
}

// markWidth is how wide a figure without an interval is drawn, as a share.
const markWidth = 0.006

// rowed puts an expression in a row.
func rowed(expr, row string) string {
	return fmt.Sprintf(`label_replace(%s, "row", "%s", "", "")`, expr, row)
}

// measured are the ends of what is measured of a claim.
func (e *publishedClaim) measured() (low, high string) {
	if e.outcome != "" {
		end := func(of metric.Def) string {
			return query.One(query.Now, "", query.Series(of, `outcome="`+e.outcome+`"`))
		}
		return end(metric.EffectLower), end(metric.EffectUpper)
	}
	return fmt.Sprintf("(%s - %v)", e.plain(), markWidth/2), fmt.Sprintf("(%s + %v)", e.plain(), markWidth/2)
}

// plain is the difference of the groups of a claim that no comparison measures.
func (e *publishedClaim) plain() string {
	of := func(group string) string {
		return query.One(query.Now, "", query.Series(e.group, append(slices.Clone(e.matchers), group)...))
	}
	return "(" + of(query.Active) + " / (" + of(query.Inactive) + " > 0) - 1)"
}

// publishedFigure is a figure of the published account, for as long as there is anything to set
// beside it.
func publishedFigure(v float64) string {
	return fmt.Sprintf("%v + 0 * %s", v, query.One(query.Now, "", query.Series(metric.SourceLastSuccess)))
}
