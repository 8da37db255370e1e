package main

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"

	"casework/collectors/metric"
)

const (
	perWeek    = "(%s) / ($window / 7d)"
	perHundred = "(%s) * 100"
	asIs       = "%s"
)

// qualityBoard compares units with and without supervision, for leaders.
func qualityBoard() board {
	return board{
		key: "quality", from: "now-6M", starts: true,
		variables: []variable{ofDatasource, ofSource, ofCaseType, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 6, panels: []panel{
					{id: 1, kind: words, key: "quality.intro", width: 16},
					{id: 2, kind: figure, key: "quality.age", empty: "state.nodata", width: 3, unit: "s", queries: []query{
						{ref: "A", expr: "time() - " + one(now, "", series(metric.SourceLastSuccess)), color: grey},
					}},
					{id: 3, kind: figure, key: "quality.members", empty: "state.nodata", width: 5, unit: unitCount, queries: []query{
						{ref: "A", legend: "group.active", color: blue, expr: one(now, "", series(metric.GroupUnits, active))},
						{ref: "B", legend: "group.inactive", color: orange, expr: one(now, "", series(metric.GroupUnits, inactive))},
					}},
				}},
				{height: 7, panels: []panel{headlinePanel()}},
				{height: 8, panels: []panel{
					groupTrend(5, "quality.wait", unitDays, inDays, metric.GroupWaitMedian, metric.GroupStarted),
					groupTrend(6, "quality.errors", unitCount, perHundred, metric.GroupErrorsPerClosed, metric.GroupClosed),
					groupTrend(7, "quality.deadline", unitShare, asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
				}},
			}},
			{id: 20, key: "quality.details", lines: []line{
				{height: 8, panels: []panel{
					groupTrend(8, "quality.waitp90", unitDays, inDays, metric.GroupWaitP90, metric.GroupStarted),
					differencePanel(),
					groupTrend(10, "quality.turnaround", unitDays, inDays, metric.GroupTurnaroundMedian, metric.GroupClosed),
				}},
				{height: 8, panels: []panel{
					half(groupCount(11, "quality.throughput", perWeek, metric.GroupClosed)),
					half(groupCount(12, "quality.cases", asIs, metric.GroupClosed)),
				}},
			}},
			{id: 21, key: "quality.units", lines: []line{{height: 14, panels: []panel{unitsPanel()}}}},
		},
	}
}

// half makes a panel half as wide as the board.
func half(p panel) panel {
	p.width = 12
	return p
}

// headlinePanel is the table of the two groups: a row a group, a column a
// measure.
func headlinePanel() panel {
	p := panel{
		id: 4, kind: table, key: "quality.headline", width: 24, unit: unitDays, decimals: 1, sortBy: "row",
		labels: []column{{label: "row", title: "column.group", mapping: []mapped{
			{value: "1", key: "group.active", color: blue},
			{value: "2", key: "group.inactive", color: orange},
			{value: "3", key: "group.difference", color: purple},
			{value: "4", key: "group.active.before", color: grey},
			{value: "5", key: "group.inactive.before", color: grey},
		}}},
	}
	add := func(title, unit string, decimals float64, expr string) {
		p.queries = append(p.queries, query{
			ref: string(rune('A' + len(p.queries))), legend: title, unit: unit, decimals: decimals, expr: expr,
		})
	}
	add("column.wait.median", unitDays, 1, headline(grouped(inDays, metric.GroupWaitMedian, metric.GroupStarted), true))
	add("column.wait.p90", unitDays, 1, headline(grouped(inDays, metric.GroupWaitP90, metric.GroupStarted), true))
	add("column.turnaround.median", unitDays, 1, headline(grouped(inDays, metric.GroupTurnaroundMedian, metric.GroupClosed), true))
	add("column.turnaround.p90", unitDays, 1, headline(grouped(inDays, metric.GroupTurnaroundP90, metric.GroupClosed), true))
	add("column.throughput", unitCount, 1, headline(func(when, group string) string {
		return fmt.Sprintf(perWeek, one(when, "", series(metric.GroupClosed, group))+
			" / ("+one(when, "", series(metric.GroupUnits, group))+" > 0)")
	}, true))
	add("column.errors", unitCount, 1, headline(grouped(perHundred, metric.GroupErrorsPerClosed, metric.GroupClosed), true))
	add("column.deadline", unitShare, 1, headline(grouped(asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases), true))
	count := func(n metric.Def) func(when, group string) string {
		return func(when, group string) string { return one(when, "", series(n, group)) }
	}
	add("column.started", unitCount, 0, headline(count(metric.GroupStarted), false))
	add("column.closed", unitCount, 0, headline(count(metric.GroupClosed), false))
	return p
}

// groupTrend shows a statistic of both groups over time, on the same axes.
func groupTrend(id uint32, key, unit, format string, of, n metric.Def) panel {
	decimals := 1.0
	if unit == unitShare {
		decimals = 0
	}
	return panel{
		id: id, kind: trend, key: key, width: 8, unit: unit, decimals: decimals, queries: []query{
			{ref: "A", legend: "group.active", color: blue, expr: grouped(format, of, n)(during, active)},
			{ref: "B", legend: "group.inactive", color: orange, expr: grouped(format, of, n)(during, inactive)},
		},
	}
}

// groupCount shows a number of cases of both groups over time.
func groupCount(id uint32, key, format string, of metric.Def) panel {
	return panel{
		id: id, kind: trend, key: key, width: 8, unit: unitCount, queries: []query{
			{ref: "A", legend: "group.active", color: blue, expr: fmt.Sprintf(format, one(during, "", series(of, active)))},
			{ref: "B", legend: "group.inactive", color: orange, expr: fmt.Sprintf(format, one(during, "", series(of, inactive)))},
		},
	}
}

func differencePanel() panel {
	value := grouped(inDays, metric.GroupWaitMedian, metric.GroupStarted)
	return panel{
		id: 9, kind: trend, key: "quality.difference", width: 8, unit: unitDays, decimals: 1, centred: true,
		queries: []query{{
			ref: "A", legend: "group.difference", color: purple,
			expr: "(" + value(during, active) + ") - (" + value(during, inactive) + ")",
		}},
	}
}

// monthsUnderSupervision is for how long units now under supervision have
// been so, of those that have cases.
func monthsUnderSupervision() string {
	return "(time() - label_replace(min by (unit) (" + series(metric.SupervisionStart) +
		" and (" + series(metric.SupervisionActive) + `) == 1), "supervision", "` + metric.Active + `", "", ""))` +
		" / 86400 / 30.4 and on (unit, supervision) " + series(metric.WindowReceived)
}

// unitsPanel lists units by how their waiting time changed.
func unitsPanel() panel {
	unit := func(format string, of, n metric.Def) string {
		return fmt.Sprintf(format, measure(now, byBoth, of, n))
	}
	return panel{
		id: 13, kind: table, key: "quality.table", width: 24, unit: unitDays, decimals: 1, sort: "C",
		labels: []column{unitColumn, stateColumn},
		queries: []query{
			{ref: "A", legend: "column.started", unit: unitCount, expr: one(now, byBoth, series(metric.WindowStarted))},
			{
				ref: "B", legend: "column.wait.median", unit: unitDays, decimals: 1,
				expr: unit(inDays, metric.WindowWaitMedian, metric.WindowStarted),
			},
			{
				ref: "C", legend: "column.wait.change", unit: unitDays, decimals: 1, tint: true,
				expr: change(inDays, metric.WindowWaitMedian, metric.WindowStarted),
			},
			{ref: "D", legend: "column.closed", unit: unitCount, expr: one(now, byBoth, series(metric.WindowClosed))},
			{
				ref: "E", legend: "column.turnaround.median", unit: unitDays, decimals: 1,
				expr: unit(inDays, metric.WindowTurnaroundMedian, metric.WindowClosed),
			},
			{
				ref: "F", legend: "column.turnaround.change", unit: unitDays, decimals: 1, tint: true,
				expr: change(inDays, metric.WindowTurnaroundMedian, metric.WindowClosed),
			},
			{
				ref: "G", legend: "column.deadline", unit: unitShare,
				expr: unit(asIs, metric.WindowDeadlineMetRatio, metric.WindowDeadlineCases),
			},
			{
				ref: "H", legend: "column.errors", unit: unitCount, decimals: 1,
				expr: unit(perHundred, metric.WindowErrorsPerClosed, metric.WindowClosed),
			},
			{
				ref: "I", legend: "column.months", unit: unitCount, expr: monthsUnderSupervision(),
				mapping: []mapped{{from: new(float64), to: cog.ToPtr(5.999), key: "phase.early.short", color: grey}},
			},
		},
	}
}
