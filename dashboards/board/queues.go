package board

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// queuesBoard is for middle managers: what piles up, and where.
func queuesBoard() Board {
	perUnit := func(of metric.Def) string {
		return "sum by (unit) (" + query.One(query.Now, query.ByBoth, query.Series(of)) + ")"
	}
	return Board{
		Key: "queues", from: "now-3M",
		variables: []variable{ofDatasource, ofSource, ofCaseType, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 3, panels: []panel.Panel{{ID: 1, Kind: panel.Words, Key: "queues.intro", Width: 24}}},
				{height: 4, panels: wide(8,
					count(2, "queues.open", panel.UnitCount, 0, query.SumCases(metric.OpenCases, "", "")),
					count(3, "queues.queue", panel.UnitCount, 0, query.SumCases(metric.QueueCases, "", "")),
					saying("state.nodeadlines", count(4, "queues.overdue", panel.UnitCount, 0, query.SumCases(metric.OverdueCases, "", ""))),
				)},
				{height: 4, panels: wide(8,
					saying("state.noqueue", count(5, "queues.oldest", panel.UnitDays, 0, oldest(""))),
					count(6, "queues.net", panel.UnitCount, 0, groupsSum(query.Now, metric.GroupReceived)+" - "+groupsSum(query.Now, metric.GroupClosed)),
					count(7, "queues.weeks", panel.UnitWeeks, 1,
						query.SumCases(metric.OpenCases, "", "")+" / ("+fmt.Sprintf(perWeek, groupsSum(query.Now, metric.GroupClosed))+" > 0)"),
				)},
			}},
			{id: 20, key: "queues.help.first", lines: []line{{height: 12, panels: []panel.Panel{
				{
					ID: 8, Kind: panel.Table, Key: "queues.units", Width: 24, Unit: panel.UnitCount, Sort: "A",
					Labels: []panel.Column{unitColumn},
					Queries: []panel.Query{
						{Ref: "A", Legend: "column.overdue", Unit: panel.UnitCount, Expr: query.SumCases(metric.OverdueCases, query.ByUnit, "")},
						{Ref: "B", Legend: "column.oldest", Unit: panel.UnitDays, Expr: oldest(query.ByUnit)},
						{Ref: "C", Legend: "column.queue", Unit: panel.UnitCount, Expr: query.SumCases(metric.QueueCases, query.ByUnit, "")},
						{Ref: "D", Legend: "column.open", Unit: panel.UnitCount, Expr: query.SumCases(metric.OpenCases, query.ByUnit, "")},
						{Ref: "E", Legend: "column.weeks", Unit: panel.UnitWeeks, Decimals: 1, Expr: query.SumCases(metric.OpenCases, query.ByUnit, "") +
							" / on (unit) (" + fmt.Sprintf(perWeek, perUnit(metric.WindowClosed)) + " > 0)"},
						{
							Ref: "F", Legend: "column.net", Unit: panel.UnitCount,
							Expr: perUnit(metric.WindowReceived) + " - on (unit) " + perUnit(metric.WindowClosed),
						},
						{Ref: "G", Legend: "column.deadline", Unit: panel.UnitShare, Expr: deadlineShare()},
					},
				},
			}}, {height: 12, panels: []panel.Panel{
				agesTable(),
				{ID: 9, Kind: panel.TopUnits, Key: "queues.top", Empty: "state.noqueue", Width: 16, Unit: panel.UnitDays, Queries: []panel.Query{
					{Ref: "A", Legend: "{{unit}}", Expr: "topk(10, " + oldest(query.ByUnit) + ")"},
				}},
			}}}},
			{id: 28, key: "changes", lines: []line{{height: 10, panels: allChanges(50)}}},
			{id: 22, key: "caseflow", lines: []line{{height: 12, panels: []panel.Panel{flowTable(24)}}}},
			{id: 21, key: "queues.development", lines: []line{{height: 9, panels: []panel.Panel{
				{ID: 10, Kind: panel.Trend, Key: "queues.flow", Width: 8, Unit: panel.UnitCount, Queries: []panel.Query{
					{Ref: "A", Legend: "flow.received", Color: panel.Purple, Expr: fmt.Sprintf(perWeek, groupsSum(query.During, metric.GroupReceived))},
					{Ref: "B", Legend: "flow.closed", Color: panel.Teal, Expr: fmt.Sprintf(perWeek, groupsSum(query.During, metric.GroupClosed))},
				}},
				{ID: 11, Kind: panel.Trend, Key: "queues.backlog", Empty: "state.nodata", Width: 8, Unit: panel.UnitCount, Queries: []panel.Query{
					{Ref: "A", Legend: "flow.open", Color: panel.Grey, Expr: recordedSum(metric.OpenCases)},
					{Ref: "B", Legend: "flow.queue", Color: panel.Teal, Expr: recordedSum(metric.QueueCases)},
					{Ref: "C", Legend: "flow.overdue", Color: panel.Rose, Expr: recordedSum(metric.OverdueCases)},
				}},
				groupTrend(12, "queues.deadline", panel.UnitShare, asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
			}}}},
			{id: 23, key: "pauses", collapsed: true, lines: []line{{height: 9, panels: []panel.Panel{pausedTable(), pausedAgesTable()}}}},
		},
	}
}

// agesTable is how old the cases are that are open, and that are in the queue.
func agesTable() panel.Panel {
	p := panel.NewTable(13, "queues.ages", 8, ageColumn)
	p.Queries = []panel.Query{
		{Ref: "A", Legend: "column.open", Unit: panel.UnitCount, Expr: youngestFirst(query.SumCases(metric.OpenAgeCases, " by (age)", ""))},
		{Ref: "B", Legend: "column.queue", Unit: panel.UnitCount, Expr: youngestFirst(query.SumCases(metric.QueueAgeCases, " by (age)", ""))},
	}
	return p
}

// youngestFirst puts spaces before bands of age whose numbers have fewer digits than
// others: a table sorts labels as text, and shows no space at their beginning.
func youngestFirst(expr string) string {
	for digits, pad := range []string{"   ", "  ", " "} {
		expr = fmt.Sprintf(`label_replace(%s, "age", "%s$1", "age", "(%s\\D.*)")`, expr, pad, strings.Repeat(`\\d`, digits+1))
	}
	return expr
}

// pausedTable is what is paused of each unit, and its turnaround with and without
// pauses, of sources that have pauses.
func pausedTable() panel.Panel {
	p := panel.NewTable(41, "queues.paused", 16, unitColumn)
	p.Empty = "state.nopauses"
	paused := query.SumCases(metric.PausedCases, query.ByUnit, "")
	median := func(of metric.Def) string {
		return fmt.Sprintf(query.InDays, "max by (unit) ("+query.Measure(query.Now, query.ByBoth, of, metric.WindowClosed)+")") + " and on (unit) " + paused
	}
	p.Queries = []panel.Query{
		{Ref: "A", Legend: "column.paused", Unit: panel.UnitCount, Expr: paused},
		{Ref: "B", Legend: "column.turnaround.median", Unit: panel.UnitDays, Decimals: 1, Expr: median(metric.WindowTurnaroundMedian)},
		{Ref: "C", Legend: "column.turnaround.net", Unit: panel.UnitDays, Decimals: 1, Expr: median(metric.WindowNetTurnaroundMedian)},
	}
	return p
}

// pausedAgesTable is how long the cases that are paused have been.
func pausedAgesTable() panel.Panel {
	p := panel.NewTable(42, "queues.pausedages", 8, ageColumn)
	p.Empty = "state.nopauses"
	p.Queries = []panel.Query{{Ref: "A", Legend: "column.paused", Unit: panel.UnitCount, Expr: youngestFirst(query.SumCases(metric.PausedAgeCases, " by (age)", ""))}}
	return p
}

func count(id uint32, key, unit string, decimals float64, expr string) panel.Panel {
	return panel.Panel{
		ID: id, Kind: panel.Figure, Key: key, Width: 6, Unit: unit, Decimals: decimals,
		Queries: []panel.Query{{Ref: "A", Expr: expr, Color: panel.Neutral}},
	}
}

// saying makes a panel say that message where it has no figures.
func saying(key string, p panel.Panel) panel.Panel {
	p.Empty = key
	return p
}

// groupsSum is a number of cases of both groups together.
func groupsSum(when string, of metric.Def) string {
	return "sum (" + query.One(when, query.ByState, query.Series(of)) + ")"
}

// recordedSum is a gauge's recorded sum over time.
func recordedSum(of metric.Def) string {
	return query.SumCases(query.Recorded(of), "", query.During)
}

// deadlineShare is each unit's share within deadline over both its states
// of supervision.
func deadlineShare() string {
	share := query.One(query.Now, query.ByBoth, query.Series(metric.WindowDeadlineMetRatio))
	n := query.One(query.Now, query.ByBoth, query.Series(metric.WindowDeadlineCases))
	return fmt.Sprintf("sum by (unit) (%s * %s) / (sum by (unit) (%s) >= %d)", share, n, n, query.MinCases)
}
