package board

import (
	"fmt"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

const (
	perWeek    = "(%s) / " + query.Weeks
	perHundred = "(%s) * 100"
	asIs       = "%s"
)

// qualityBoard answers leaders: what changed, how sure that is, and whether
// supervision goes with it; then how both groups do.
func qualityBoard() Board {
	return Board{
		Key: "quality", from: "now-6M", starts: true,
		variables: []variable{ofDatasource, ofSource, ofCaseType, ofWindow, ofIntake, ofChart, ofCharted, ofTarget, ofAnswer},
		sections: []section{
			{lines: []line{
				{height: 8, panels: []panel.Panel{answerPanel(), courseChart(40, chartedOutcomes[0])}},
				{height: 7, panels: []panel.Panel{
					tile(31, "wait", panel.UnitDays, query.InDays, metric.GroupWaitMean, metric.GroupStarted),
					tile(32, "turnaround", panel.UnitDays, query.InDays, metric.GroupTurnaroundMean, metric.GroupClosed),
					tile(33, "errors", panel.UnitCount, perHundred, metric.GroupErrorsPerClosed, metric.GroupClosed),
					tile(34, "deadline", panel.UnitShare, asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
				}},
			}},
			{id: 23, key: "quality.charts.active", lines: []line{{height: 7, panels: groupCharts(41, query.Active)}}},
			{id: 24, key: "quality.charts.inactive", lines: []line{{height: 7, panels: groupCharts(45, query.Inactive)}}},
			{id: 25, key: "quality.groups", lines: []line{{height: 8, panels: []panel.Panel{headlinePanel()}}}},
			{id: 26, key: "quality.charts.units", lines: []line{{height: 6, panels: []panel.Panel{unitChart(49)}}}},
			{id: 21, key: "quality.units", lines: []line{{height: 14, panels: []panel.Panel{unitsPanel()}}}},
			{id: 20, key: "quality.details", lines: []line{
				{height: 8, panels: []panel.Panel{
					groupTrend(5, "quality.wait", panel.UnitDays, query.InDays, metric.GroupWaitMedian, metric.GroupStarted),
					groupTrend(6, "quality.errors", panel.UnitCount, perHundred, metric.GroupErrorsPerClosed, metric.GroupClosed),
					groupTrend(7, "quality.deadline", panel.UnitShare, asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases),
				}},
				{height: 8, panels: wide(12,
					differencePanel(),
					groupTrend(8, "quality.waitp90", panel.UnitDays, query.InDays, metric.GroupWaitP90, metric.GroupStarted),
				)},
				{height: 8, panels: wide(12,
					groupTrend(10, "quality.turnaround", panel.UnitDays, query.InDays, metric.GroupTurnaroundMedian, metric.GroupClosed),
					groupTrend(14, "quality.turnaroundp90", panel.UnitDays, query.InDays, metric.GroupTurnaroundP90, metric.GroupClosed),
				)},
				{height: 8, panels: wide(12,
					groupCount(11, "quality.throughput", perWeek, metric.GroupClosed),
					groupCount(12, "quality.cases", asIs, metric.GroupClosed),
				)},
			}},
			{id: 27, key: "caseflow", lines: []line{{height: 8, panels: groupFlow(60)}}},
			{id: 22, key: "quality.intro.title", collapsed: true, lines: []line{{height: 9, panels: []panel.Panel{
				{ID: 1, Kind: panel.Words, Key: "quality.intro", Width: 14},
				{ID: 3, Kind: panel.Figure, Key: "quality.members", Empty: "state.nodata", Width: 5, Unit: panel.UnitCount, Queries: []panel.Query{
					{Ref: "A", Legend: "group.active", Color: panel.Blue, Expr: query.One(query.Now, "", query.Series(metric.GroupUnits, query.Active))},
					{Ref: "B", Legend: "group.inactive", Color: panel.Orange, Expr: query.One(query.Now, "", query.Series(metric.GroupUnits, query.Inactive))},
				}},
				{ID: 2, Kind: panel.Figure, Key: "quality.age", Empty: "state.nodata", Width: 5, Unit: panel.UnitSeconds, Queries: []panel.Query{
					{Ref: "A", Expr: "time() - " + query.One(query.Now, "", query.Series(metric.SourceLastSuccess)), Color: panel.Grey},
				}},
			}}}},
		},
	}
}

// half makes a panel half as wide as the board.
func half(p panel.Panel) panel.Panel {
	p.Width = 12
	return p
}

// headlinePanel is the table of the two groups: a row a group, a column a
// measure.
func headlinePanel() panel.Panel {
	p := panel.Panel{
		ID: 4, Kind: panel.Table, Key: "quality.headline", Width: 24, Unit: panel.UnitDays, Decimals: 1, SortBy: "row",
		Labels: []panel.Column{{Label: "row", Title: "column.group", Mapping: []panel.ValueMapping{
			{Value: "1", Key: "group.active", Color: panel.Blue},
			{Value: "2", Key: "group.inactive", Color: panel.Orange},
			{Value: "3", Key: "group.difference", Color: panel.Purple},
			{Value: "4", Key: "group.active.before", Color: panel.Grey},
			{Value: "5", Key: "group.inactive.before", Color: panel.Grey},
		}}},
	}
	add := func(title, unit string, decimals float64, expr string) {
		p.Queries = append(p.Queries, panel.Query{
			Ref: string(rune('A' + len(p.Queries))), Legend: title, Unit: unit, Decimals: decimals, Expr: expr,
		})
	}
	add("column.wait.mean", panel.UnitDays, 1, query.Headline(query.Grouped(query.InDays, metric.GroupWaitMean, metric.GroupStarted), true))
	add("column.turnaround.mean", panel.UnitDays, 1, query.Headline(query.Grouped(query.InDays, metric.GroupTurnaroundMean, metric.GroupClosed), true))
	add("column.errors", panel.UnitCount, 1, query.Headline(query.Grouped(perHundred, metric.GroupErrorsPerClosed, metric.GroupClosed), true))
	add("column.deadline", panel.UnitShare, 1, query.Headline(query.Grouped(asIs, metric.GroupDeadlineMetRatio, metric.GroupDeadlineCases), true))
	count := func(n metric.Def) func(when, group string) string {
		return func(when, group string) string { return query.One(when, "", query.Series(n, group)) }
	}
	add("column.started", panel.UnitCount, 0, query.Headline(count(metric.GroupStarted), false))
	add("column.closed", panel.UnitCount, 0, query.Headline(count(metric.GroupClosed), false))
	return p
}

// groupTrend shows a statistic of both groups over time, on the same axes. A window
// of weeks is looked at once a day: more often it says the same.
func groupTrend(id uint32, key, unit, format string, of, n metric.Def) panel.Panel {
	decimals := 1.0
	if unit == panel.UnitShare {
		decimals = 0
	}
	return panel.Panel{
		ID: id, Kind: panel.Trend, Key: key, Width: 8, Unit: unit, Decimals: decimals, Interval: query.Day, Queries: []panel.Query{
			{Ref: "A", Legend: "group.active", Color: panel.Blue, Expr: query.FullWindow(of, query.Grouped(format, of, n))(query.Daily, query.Active)},
			{Ref: "B", Legend: "group.inactive", Color: panel.Orange, Expr: query.FullWindow(of, query.Grouped(format, of, n))(query.Daily, query.Inactive)},
		},
	}
}

// groupCount shows a number of cases of both groups over time.
func groupCount(id uint32, key, format string, of metric.Def) panel.Panel {
	return panel.Panel{
		ID: id, Kind: panel.Trend, Key: key, Width: 8, Unit: panel.UnitCount, Interval: query.Day, Queries: []panel.Query{
			{Ref: "A", Legend: "group.active", Color: panel.Blue, Expr: fmt.Sprintf(format, query.One(query.Daily, "", query.Series(of, query.Active)))},
			{Ref: "B", Legend: "group.inactive", Color: panel.Orange, Expr: fmt.Sprintf(format, query.One(query.Daily, "", query.Series(of, query.Inactive)))},
		},
	}
}

func differencePanel() panel.Panel {
	value := query.FullWindow(metric.GroupWaitMedian, query.Grouped(query.InDays, metric.GroupWaitMedian, metric.GroupStarted))
	return panel.Panel{
		ID: 9, Kind: panel.Trend, Key: "quality.difference", Width: 8, Unit: panel.UnitDays, Decimals: 1, Centred: true, Interval: query.Day,
		Queries: []panel.Query{{
			Ref: "A", Legend: "group.difference", Color: panel.Purple,
			Expr: "(" + value(query.Daily, query.Active) + ") - (" + value(query.Daily, query.Inactive) + ")",
		}},
	}
}

// monthsUnderSupervision is for how long units now under supervision have
// been so, of those that have cases.
func monthsUnderSupervision() string {
	return "(time() - label_replace(min by (unit) (" + query.Series(metric.SupervisionStart) +
		" and (" + query.Series(metric.SupervisionActive) + `) == 1), "supervision", "` + metric.Active + `", "", ""))` +
		" / 86400 / 30.4 and on (unit, supervision) " + query.Series(metric.WindowReceived)
}

// unitsPanel lists units by how their waiting time changed.
func unitsPanel() panel.Panel {
	unit := func(format string, of, n metric.Def) string {
		return fmt.Sprintf(format, query.Measure(query.Now, query.ByBoth, of, n))
	}
	return panel.Panel{
		ID: 13, Kind: panel.Table, Key: "quality.table", Width: 24, Unit: panel.UnitDays, Decimals: 1, Sort: "C",
		Labels: []panel.Column{unitColumn, stateColumn},
		Queries: []panel.Query{
			{Ref: "A", Legend: "column.started", Unit: panel.UnitCount, Expr: query.One(query.Now, query.ByBoth, query.Series(metric.WindowStarted))},
			{
				Ref: "B", Legend: "column.wait.median", Unit: panel.UnitDays, Decimals: 1,
				Expr: unit(query.InDays, metric.WindowWaitMedian, metric.WindowStarted),
			},
			{
				Ref: "C", Legend: "column.wait.change", Unit: panel.UnitDays, Decimals: 1,
				Expr: query.Change(query.InDays, metric.WindowWaitMedian, metric.WindowStarted),
			},
			{
				Ref: "D", Legend: "column.turnaround.median", Unit: panel.UnitDays, Decimals: 1,
				Expr: unit(query.InDays, metric.WindowTurnaroundMedian, metric.WindowClosed),
			},
			{
				Ref: "E", Legend: "column.deadline", Unit: panel.UnitShare,
				Expr: unit(asIs, metric.WindowDeadlineMetRatio, metric.WindowDeadlineCases),
			},
			{
				Ref: "F", Legend: "column.errors", Unit: panel.UnitCount, Decimals: 1,
				Expr: unit(perHundred, metric.WindowErrorsPerClosed, metric.WindowClosed),
			},
			{
				Ref: "G", Legend: "column.months", Unit: panel.UnitCount, Expr: monthsUnderSupervision(),
				Mapping: []panel.ValueMapping{{From: new(float64), To: new(5.999), Key: "phase.early.short", Color: panel.Grey}},
			},
		},
	}
}
