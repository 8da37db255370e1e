package main

import (
	"fmt"

	"casework/collectors/metric"
)

const thisUnit = `unit="$unit"`

// yearBefore looks at a window 52 weeks back, so that weekdays and most
// holidays fall together.
const yearBefore = "last_over_time(%s[$__interval] offset 52w)"

// duringEither looks at every step for a unit's series of either state. A step
// in which the unit changed holds both, of the same cases.
const duringEither = "max without (supervision) (" + during + ")"

// unitBoard shows one unit against itself and against both groups.
func unitBoard() board {
	return board{
		key: "unit", from: "now-6M", starts: true, unit: true,
		variables: []variable{ofDatasource, ofSource, ofUnit, ofCaseType, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 5, panels: []panel{
					{id: 1, kind: words, key: "unit.intro", width: 12},
					{id: 2, kind: figure, key: "unit.queue", width: 3, unit: unitCount, queries: []query{
						{ref: "A", color: blue, expr: counted(metric.QueueCases, "", "", thisUnit)},
					}},
					{id: 3, kind: figure, key: "unit.oldest", empty: "state.noqueue", width: 3, unit: unitDays, queries: []query{
						{ref: "A", color: blue, expr: oldest("", thisUnit)},
					}},
					{id: 4, kind: figure, key: "unit.overdue", empty: "state.nodeadlines", width: 3, unit: unitCount, queries: []query{
						{ref: "A", color: blue, expr: counted(metric.OverdueCases, "", "", thisUnit)},
					}},
					{id: 5, kind: figure, key: "unit.n", width: 3, unit: unitCount, queries: []query{
						{ref: "A", color: blue, expr: "sum (" + one(now, byState, series(metric.WindowStarted, thisUnit)) + ")"},
					}},
				}},
				{height: 9, panels: []panel{
					againstGroups(6, "unit.wait", unitDays, inDays, metric.WindowWaitMedian, metric.WindowStarted,
						metric.GroupWaitMedian, metric.GroupStarted),
					againstGroups(7, "unit.deadline", unitShare, asIs, metric.WindowDeadlineMetRatio, metric.WindowDeadlineCases,
						metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
				}},
				{height: 8, panels: []panel{
					againstGroups(8, "unit.waitp90", unitDays, inDays, metric.WindowWaitP90, metric.WindowStarted,
						metric.GroupWaitP90, metric.GroupStarted),
					{id: 9, kind: trend, key: "unit.turnaround", width: 12, unit: unitDays, decimals: 1, queries: []query{
						{
							ref: "A", legend: "unit.median", color: blue,
							expr: ofThisUnit(inDays, metric.WindowTurnaroundMedian, metric.WindowClosed),
						},
						{
							ref: "B", legend: "unit.p90", color: blue, dashed: true,
							expr: ofThisUnit(inDays, metric.WindowTurnaroundP90, metric.WindowClosed),
						},
					}},
				}},
			}},
			{id: 20, key: "unit.flow", lines: []line{{height: 8, panels: []panel{
				{id: 10, kind: trend, key: "unit.intake", width: 12, unit: unitCount, decimals: 1, queries: []query{
					{ref: "A", legend: "flow.received", color: orange, expr: weekly(metric.WindowReceived, thisUnit)},
					{ref: "B", legend: "flow.closed", color: blue, expr: weekly(metric.WindowClosed, thisUnit)},
				}},
				{id: 11, kind: trend, key: "unit.backlog", width: 12, unit: unitCount, queries: []query{
					{ref: "A", legend: "flow.open", color: blue, expr: counted(metric.OpenCases, "", duringEither, thisUnit)},
					{ref: "B", legend: "flow.queue", color: orange, expr: counted(metric.QueueCases, "", duringEither, thisUnit)},
					{ref: "C", legend: "flow.overdue", color: red, expr: counted(metric.OverdueCases, "", duringEither, thisUnit)},
				}},
			}}}},
			{id: 22, key: "unit.charts", lines: []line{
				{height: 8, panels: []panel{
					controlChart(15, "chart.wait", "wait", unitDays, inDays),
					controlChart(16, "chart.errors", "errors", unitCount, perHundred),
				}},
				{height: 8, panels: []panel{signalsPanel()}},
			}},
			{id: 21, key: "unit.supervision", lines: []line{
				{height: 8, panels: []panel{
					{id: 12, kind: bars, key: "unit.errors", empty: "state.noerrors", width: 12, unit: unitCount, interval: "1w", named: commonKinds, shades: sky, queries: []query{
						{
							ref: "A", legend: "{{kind}}",
							expr: "sum by (kind) (increase(" + series(metric.ErrorsReported, thisUnit) + "[$__rate_interval]))",
						},
					}},
					{id: 13, kind: trend, key: "unit.counts", empty: "state.noerrors", width: 12, unit: unitCount, queries: []query{
						{
							ref: "A", legend: "unit.reported", color: purple,
							expr: "sum (" + one(during, byState, series(metric.WindowErrors, thisUnit)) + ")",
						},
					}},
				}},
				{height: 5, panels: []panel{{
					id: 14, kind: states, key: "unit.periods", width: 24, empty: "state.nodata", unit: unitCount,
					mapping: []mapped{
						{value: "0", key: "group.inactive", color: orange}, {value: "1", key: "group.active", color: blue},
					},
					queries: []query{{
						ref: "A", legend: "{{programme}}",
						expr: one(during, " by (programme)", series(metric.SupervisionActive, thisUnit)),
					}},
				}}},
			}},
		},
	}
}

// commonKinds are kinds of error reports that many sources have. Others are
// shown by the name that the source gives them.
var commonKinds = []mapped{
	{value: "error", key: "report.error", color: blue},
	{value: "complaint", key: "report.complaint", color: orange},
	{value: "incident", key: "report.incident", color: purple},
	{value: "rework", key: "report.rework", color: sky},
	{value: "appeal_upheld", key: "report.appeal", color: grey},
}

// ofThisUnit is a statistic of the unit over time. While a window holds
// both states of supervision, it is the greater of the two.
func ofThisUnit(format string, of, n metric.Def) string {
	return fmt.Sprintf(format, "max ("+measure(during, byState, of, n, thisUnit)+")")
}

// againstGroups shows a statistic of the unit beside those of both groups
// and its own a year before.
func againstGroups(id uint32, key, unit, format string, of, n, group, groupN metric.Def) panel {
	p := groupTrend(id, key, unit, format, group, groupN)
	p.width = 12
	for i, legend := range []string{"unit.group.active", "unit.group.inactive"} {
		p.queries[i].legend, p.queries[i].dashed = legend, true
	}
	p.queries = append(p.queries,
		query{
			ref: "C", legend: "unit.active", color: blue, bold: true,
			expr: fmt.Sprintf(format, measure(during, "", of, n, thisUnit, active)),
		},
		query{
			ref: "D", legend: "unit.inactive", color: orange, bold: true,
			expr: fmt.Sprintf(format, measure(during, "", of, n, thisUnit, inactive)),
		},
		query{
			ref: "E", legend: "unit.year.before", color: grey,
			expr: fmt.Sprintf(format, "max ("+measure(yearBefore, byState, of, n, thisUnit)+")"),
		},
	)
	return p
}

// weekly is a number of cases of a window per week, over both states of
// supervision.
func weekly(of metric.Def, matchers ...string) string {
	return fmt.Sprintf(perWeek, "sum ("+one(during, byState, series(of, matchers...))+")")
}

// oldest is how long the oldest case of a queue has waited, in days.
func oldest(by string, matchers ...string) string {
	selector := braces(metric.QueueOldest, "", append([]string{`case_type=~"$case_type"`, `case_type!=""`}, matchers...))
	all := braces(metric.QueueOldest, "", matchers)
	return fmt.Sprintf("(time() - min%s (%s%s or %s%s and on () %s)) / 86400", by,
		metric.QueueOldest.Name, selector, metric.QueueOldest.Name, all, ifAllTypes)
}
