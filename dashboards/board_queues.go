package main

import (
	"fmt"

	"casework/collectors/metric"
)

// queuesBoard is for middle managers: what piles up, and where.
func queuesBoard() board {
	perUnit := func(of metric.Def) string {
		return "sum by (unit) (" + one(now, byBoth, series(of)) + ")"
	}
	return board{
		key: "queues", from: "now-3M",
		variables: []variable{ofDatasource, ofSource, ofCaseType, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 3, panels: []panel{{id: 1, kind: words, key: "queues.intro", width: 24}}},
				{height: 4, panels: []panel{
					count(2, "queues.open", unitCount, 0, counted(metric.OpenCases, "", "")),
					count(3, "queues.queue", unitCount, 0, counted(metric.QueueCases, "", "")),
					saying("state.nodeadlines", count(4, "queues.overdue", unitCount, 0, counted(metric.OverdueCases, "", ""))),
					saying("state.noqueue", count(5, "queues.oldest", unitDays, 0, oldest(""))),
					count(6, "queues.net", unitCount, 0, groupsSum(now, metric.GroupReceived)+" - "+groupsSum(now, metric.GroupClosed)),
					count(7, "queues.weeks", unitWeeks, 1,
						counted(metric.OpenCases, "", "")+" / ("+fmt.Sprintf(perWeek, groupsSum(now, metric.GroupClosed))+" > 0)"),
				}},
			}},
			{id: 20, key: "queues.help.first", lines: []line{{height: 12, panels: []panel{
				{
					id: 8, kind: table, key: "queues.units", width: 16, unit: unitCount, sort: "A",
					labels: []column{unitColumn},
					queries: []query{
						{ref: "A", legend: "column.overdue", unit: unitCount, expr: counted(metric.OverdueCases, byUnit, "")},
						{ref: "B", legend: "column.oldest", unit: unitDays, expr: oldest(byUnit)},
						{ref: "C", legend: "column.queue", unit: unitCount, expr: counted(metric.QueueCases, byUnit, "")},
						{ref: "D", legend: "column.open", unit: unitCount, expr: counted(metric.OpenCases, byUnit, "")},
						{ref: "E", legend: "column.weeks", unit: unitWeeks, decimals: 1, expr: counted(metric.OpenCases, byUnit, "") +
							" / on (unit) (" + fmt.Sprintf(perWeek, perUnit(metric.WindowClosed)) + " > 0)"},
						{
							ref: "F", legend: "column.net", unit: unitCount, tint: true,
							expr: perUnit(metric.WindowReceived) + " - on (unit) " + perUnit(metric.WindowClosed),
						},
						{ref: "G", legend: "column.deadline", unit: unitShare, expr: deadlineShare()},
					},
				},
				{id: 9, kind: topUnits, key: "queues.top", empty: "state.noqueue", width: 8, unit: unitDays, queries: []query{
					{ref: "A", legend: "{{unit}}", expr: "topk(10, " + oldest(byUnit) + ")"},
				}},
			}}}},
			{id: 21, key: "queues.development", lines: []line{{height: 9, panels: []panel{
				{id: 10, kind: trend, key: "queues.flow", width: 8, unit: unitCount, queries: []query{
					{ref: "A", legend: "flow.received", color: orange, expr: fmt.Sprintf(perWeek, groupsSum(during, metric.GroupReceived))},
					{ref: "B", legend: "flow.closed", color: blue, expr: fmt.Sprintf(perWeek, groupsSum(during, metric.GroupClosed))},
				}},
				{id: 11, kind: trend, key: "queues.backlog", empty: "state.nodata", width: 8, unit: unitCount, queries: []query{
					{ref: "A", legend: "flow.open", color: blue, expr: recordedSum(metric.OpenCases)},
					{ref: "B", legend: "flow.queue", color: orange, expr: recordedSum(metric.QueueCases)},
					{ref: "C", legend: "flow.overdue", color: red, expr: recordedSum(metric.OverdueCases)},
				}},
				groupTrend(12, "queues.deadline", unitShare, asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
			}}}},
		},
	}
}

func count(id uint32, key, unit string, decimals float64, expr string) panel {
	return panel{
		id: id, kind: figure, key: key, width: 4, unit: unit, decimals: decimals,
		queries: []query{{ref: "A", expr: expr, color: blue}},
	}
}

// saying makes a panel say that message where it has no figures.
func saying(key string, p panel) panel {
	p.empty = key
	return p
}

// groupsSum is a number of cases of both groups together.
func groupsSum(when string, of metric.Def) string {
	return "sum (" + one(when, byState, series(of)) + ")"
}

// recordedSum is a gauge's recorded sum over time.
func recordedSum(of metric.Def) string {
	return counted(recorded(of), "", during)
}

// deadlineShare is each unit's share within deadline over both its states
// of supervision.
func deadlineShare() string {
	share := one(now, byBoth, series(metric.WindowDeadlineMetRatio))
	n := one(now, byBoth, series(metric.WindowDeadlineCases))
	return fmt.Sprintf("sum by (unit) (%s * %s) / (sum by (unit) (%s) >= %d)", share, n, n, minCases)
}
