package board

import (
	"fmt"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

const thisUnit = `unit="$unit"`

// yearBefore looks at a window 52 weeks back, so that weekdays and most
// holidays fall together.
const yearBefore = "last_over_time(%s[" + query.Coarse + "] offset 52w)"

// duringEither looks at every step for a unit's series of either state. A step
// in which the unit changed holds both, of the same cases.
const duringEither = "max without (supervision) (" + query.During + ")"

// unitBoard shows one unit against itself and against both groups.
func unitBoard() Board {
	return Board{
		Key: "unit", from: "now-6M", starts: true, unit: true,
		variables: []variable{ofDatasource, ofSource, ofUnit, ofCaseType, ofWindow, ofIntake},
		sections: []section{
			{lines: []line{
				{height: 4, panels: []panel.Panel{{ID: 1, Kind: panel.Words, Key: "unit.intro", Width: 24}}},
				{height: 4, panels: []panel.Panel{
					{ID: 2, Kind: panel.Figure, Key: "unit.queue", Width: 6, Unit: panel.UnitCount, Queries: []panel.Query{
						{Ref: "A", Color: panel.Neutral, Expr: query.SumCases(metric.QueueCases, "", "", thisUnit)},
					}},
					{ID: 3, Kind: panel.Figure, Key: "unit.oldest", Empty: "state.noqueue", Width: 6, Unit: panel.UnitDays, Queries: []panel.Query{
						{Ref: "A", Color: panel.Neutral, Expr: oldest("", thisUnit)},
					}},
					{ID: 4, Kind: panel.Figure, Key: "unit.overdue", Empty: "state.nodeadlines", Width: 6, Unit: panel.UnitCount, Queries: []panel.Query{
						{Ref: "A", Color: panel.Neutral, Expr: query.SumCases(metric.OverdueCases, "", "", thisUnit)},
					}},
					{ID: 5, Kind: panel.Figure, Key: "unit.n", Width: 6, Unit: panel.UnitCount, Queries: []panel.Query{
						{Ref: "A", Color: panel.Neutral, Expr: "sum (" + query.One(query.Now, query.ByState, query.Series(metric.WindowStarted, thisUnit)) + ")"},
					}},
				}},
				{height: 9, panels: []panel.Panel{
					againstGroups(6, "unit.wait", panel.UnitDays, query.InDays, metric.WindowWaitMedian, metric.WindowStarted,
						metric.GroupWaitMedian, metric.GroupStarted),
					againstGroups(7, "unit.deadline", panel.UnitShare, asIs, metric.WindowDeadlineMetRatio, metric.WindowDeadlineCases,
						metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
				}},
				{height: 8, panels: []panel.Panel{
					againstGroups(8, "unit.waitp90", panel.UnitDays, query.InDays, metric.WindowWaitP90, metric.WindowStarted,
						metric.GroupWaitP90, metric.GroupStarted),
					{ID: 9, Kind: panel.Trend, Key: "unit.turnaround", Width: 12, Unit: panel.UnitDays, Decimals: 1, Interval: query.Day, Queries: []panel.Query{
						{
							Ref: "A", Legend: "unit.median", Color: panel.Purple,
							Expr: ofThisUnit(metric.WindowTurnaroundMedian, metric.WindowClosed),
						},
						{
							Ref: "B", Legend: "unit.p90", Color: panel.Purple, Dashed: true,
							Expr: ofThisUnit(metric.WindowTurnaroundP90, metric.WindowClosed),
						},
					}},
				}},
			}},
			{id: 26, key: "changes", lines: unitChanges(50)},
			{id: 23, key: "caseflow", lines: []line{{height: 9, panels: unitFlow(30)}}},
			{id: 20, key: "unit.flow", lines: []line{{height: 8, panels: []panel.Panel{
				{ID: 10, Kind: panel.Trend, Key: "unit.intake", Width: 12, Unit: panel.UnitCount, Decimals: 1, Queries: []panel.Query{
					{Ref: "A", Legend: "flow.received", Color: panel.Purple, Expr: weekly(metric.WindowReceived, thisUnit)},
					{Ref: "B", Legend: "flow.closed", Color: panel.Teal, Expr: weekly(metric.WindowClosed, thisUnit)},
				}},
				{ID: 11, Kind: panel.Trend, Key: "unit.backlog", Width: 12, Unit: panel.UnitCount, Queries: []panel.Query{
					{Ref: "A", Legend: "flow.open", Color: panel.Grey, Expr: query.SumCases(metric.OpenCases, "", duringEither, thisUnit)},
					{Ref: "B", Legend: "flow.queue", Color: panel.Teal, Expr: query.SumCases(metric.QueueCases, "", duringEither, thisUnit)},
					{Ref: "C", Legend: "flow.overdue", Color: panel.Rose, Expr: query.SumCases(metric.OverdueCases, "", duringEither, thisUnit)},
				}},
			}}}},
			{id: 22, key: "unit.charts", lines: []line{
				{height: 8, panels: []panel.Panel{
					controlChart(15, "chart.wait", "wait", panel.UnitDays, query.InDays),
					controlChart(16, "chart.errors", "errors", panel.UnitCount, perHundred),
				}},
				{height: 8, panels: []panel.Panel{signalsPanel()}},
			}},
			{id: 21, key: "unit.supervision", lines: []line{
				{height: 8, panels: []panel.Panel{
					{ID: 12, Kind: panel.Bars, Key: "unit.errors", Empty: "state.noerrors", Width: 12, Unit: panel.UnitCount, Interval: "1w", Named: commonKinds, Shades: panel.Olive, Queries: []panel.Query{
						{
							Ref: "A", Legend: "{{kind}}",
							Expr: "sum by (kind) (increase(" + query.Series(metric.ErrorsReported, thisUnit) + "[$__rate_interval]))",
						},
					}},
					{ID: 13, Kind: panel.Trend, Key: "unit.counts", Empty: "state.noerrors", Width: 12, Unit: panel.UnitCount, Queries: []panel.Query{
						{
							Ref: "A", Legend: "unit.reported", Color: panel.Purple,
							Expr: "sum (" + query.One(query.During, query.ByState, query.Series(metric.WindowErrors, thisUnit)) + ")",
						},
					}},
				}},
				{height: 5, panels: []panel.Panel{{
					ID: 14, Kind: panel.States, Key: "unit.periods", Width: 24, Empty: "state.nodata", Unit: panel.UnitCount,
					Mapping: []panel.ValueMapping{
						{Value: "0", Key: "group.inactive", Color: panel.Orange}, {Value: "1", Key: "group.active", Color: panel.Blue},
					},
					Queries: []panel.Query{{
						Ref: "A", Legend: "{{programme}}",
						// A unit that never had supervision is without it, not without figures.
						Expr: query.One(query.During, " by (programme)", query.Series(metric.SupervisionActive, thisUnit)) +
							` or on () label_replace(0 * sum (` + query.One(query.During, query.ByState, query.Series(metric.WindowReceived, thisUnit)) + `), "programme", "–", "", "")`,
					}},
				}}},
			}},
			{id: 24, key: "pauses", collapsed: true, lines: []line{{height: 8, panels: []panel.Panel{
				grossAndNet(41, "unit.net.wait", metric.WindowStarted, metric.WindowWaitMedian, metric.WindowNetWaitMedian),
				grossAndNet(42, "unit.net.turnaround", metric.WindowClosed, metric.WindowTurnaroundMedian, metric.WindowNetTurnaroundMedian),
			}}}},
			{id: 25, key: "workdays", collapsed: true, lines: []line{{height: 8, panels: []panel.Panel{
				saying("state.noworkdays", againstGroups(43, "unit.workdays", panel.UnitCount, asIs, metric.WindowWorkdaysMedian, metric.WindowWorkdaysCases,
					metric.GroupWorkdaysMedian, metric.GroupWorkdaysCases)),
				saying("state.noworkdays", againstGroups(44, "unit.workdaysp90", panel.UnitCount, asIs, metric.WindowWorkdaysP90, metric.WindowWorkdaysCases,
					metric.GroupWorkdaysP90, metric.GroupWorkdaysCases)),
			}}}},
		},
	}
}

// commonKinds are kinds of error reports that many sources have. Others are
// shown by the name that the source gives them.
var commonKinds = []panel.ValueMapping{
	{Value: "error", Key: "report.error", Color: panel.Teal},
	{Value: "complaint", Key: "report.complaint", Color: panel.Rose},
	{Value: "incident", Key: "report.incident", Color: panel.Purple},
	{Value: "rework", Key: "report.rework", Color: panel.Olive},
	{Value: "appeal_upheld", Key: "report.appeal", Color: panel.Grey},
}

// ofThisUnit is a time of the unit in days, over time. While a window holds
// both states of supervision, it is the greater of the two.
func ofThisUnit(of, n metric.Def) string {
	return fmt.Sprintf(query.InDays, "max ("+query.Measure(query.Daily, query.ByState, of, n, thisUnit)+")")
}

// grossAndNet shows a statistic of the unit beside that without pauses, of sources
// that have pauses.
func grossAndNet(id uint32, key string, n, gross, net metric.Def) panel.Panel {
	less := ofThisUnit(net, n)
	return panel.Panel{ID: id, Kind: panel.Trend, Key: key, Empty: "state.nopauses", Width: 12, Unit: panel.UnitDays, Decimals: 1, Interval: query.Day, Queries: []panel.Query{
		{Ref: "A", Legend: "unit.gross", Color: panel.Purple, Expr: ofThisUnit(gross, n) + " and " + less},
		{Ref: "B", Legend: "unit.net", Color: panel.Purple, Dashed: true, Expr: less},
	}}
}

// againstGroups shows a statistic of the unit beside those of both groups
// and its own a year before.
func againstGroups(id uint32, key, unit, format string, of, n, group, groupN metric.Def) panel.Panel {
	p := groupTrend(id, key, unit, format, group, groupN)
	p.Width = 12
	for i, legend := range []string{"unit.group.active", "unit.group.inactive"} {
		p.Queries[i].Legend, p.Queries[i].Dashed = legend, true
	}
	p.Queries = append(p.Queries,
		panel.Query{
			Ref: "C", Legend: "unit.active", Color: panel.Blue, Bold: true,
			Expr: fmt.Sprintf(format, query.Measure(query.Daily, "", of, n, thisUnit, query.Active)) + supervised("and", query.BeforeOf(of)),
		},
		panel.Query{
			Ref: "D", Legend: "unit.inactive", Color: panel.Orange, Bold: true,
			Expr: fmt.Sprintf(format, query.Measure(query.Daily, "", of, n, thisUnit, query.Inactive)) + supervised("unless", query.Daily),
		},
		panel.Query{
			Ref: "E", Legend: "unit.year.before", Color: panel.Grey,
			Expr: fmt.Sprintf(format, "max ("+query.Measure(yearBefore, query.ByState, of, n, thisUnit)+")"),
		},
	)
	return p
}

// supervised holds a unit's figures to when it had supervision, at every step or a
// window earlier: a window in which it joined has few cases of either kind, by
// chance the short or the long ones.
func supervised(how, when string) string {
	return " " + how + " on () (" + query.One(when, "", query.Series(metric.SupervisionActive, thisUnit)) + " == 1)"
}

// weekly is a number of cases of a window per week, over both states of
// supervision.
func weekly(of metric.Def, matchers ...string) string {
	return fmt.Sprintf(perWeek, "sum ("+query.One(query.During, query.ByState, query.Series(of, matchers...))+")")
}

// oldest is how long the oldest case of a queue has waited, in days.
func oldest(by string, matchers ...string) string {
	selector := query.Matchers(metric.QueueOldest, "", append([]string{`case_type=~"$case_type"`, `case_type!=""`}, matchers...))
	all := query.Matchers(metric.QueueOldest, "", matchers)
	return fmt.Sprintf("(time() - min%s (%s%s or %s%s and on () %s)) / 86400", by,
		metric.QueueOldest.Name, selector, metric.QueueOldest.Name, all, query.IfAllTypes)
}
