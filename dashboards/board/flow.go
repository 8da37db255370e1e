package board

import (
	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// Case flow: how long work takes once it has begun, and what becomes of all cases
// received, so that a unit that closes the easy ones and leaves the old is seen.

const byWithin = " by (within)"

// groupFlow is the row of both groups.
func groupFlow(first uint32) []panel.Panel {
	return wide(8,
		groupTrend(first, "caseflow.handling", panel.UnitDays, query.InDays, metric.GroupHandlingMedian, metric.GroupHandled),
		startedWithin(first+1,
			panel.Query{Legend: "caseflow.active", Color: panel.Blue, Expr: started(metric.GroupIntakeStarted, metric.GroupIntakeFollowed, query.Active)},
			panel.Query{Legend: "caseflow.inactive", Color: panel.Orange, Expr: started(metric.GroupIntakeStarted, metric.GroupIntakeFollowed, query.Inactive)},
		),
		groupTrend(first+2, "caseflow.half", panel.UnitDays, query.InDays, metric.GroupIntakeWait, metric.GroupIntakeCases),
	)
}

// unitFlow is the row of one unit beside both groups.
func unitFlow(first uint32) []panel.Panel {
	return wide(8,
		againstGroups(first, "caseflow.handling", panel.UnitDays, query.InDays, metric.WindowHandlingMedian, metric.WindowHandled,
			metric.GroupHandlingMedian, metric.GroupHandled),
		startedWithin(first+1,
			panel.Query{Legend: "caseflow.group.active", Color: panel.Blue, Dashed: true, Expr: started(metric.GroupIntakeStarted, metric.GroupIntakeFollowed, query.Active)},
			panel.Query{Legend: "caseflow.group.inactive", Color: panel.Orange, Dashed: true, Expr: started(metric.GroupIntakeStarted, metric.GroupIntakeFollowed, query.Inactive)},
			panel.Query{Legend: "caseflow.unit", Color: panel.Purple, Bold: true, Expr: "max" + byWithin + " (" +
				query.Measure(query.During, " by (supervision, within)", metric.IntakeStarted, metric.IntakeFollowed, thisUnit) + ")"},
		),
		againstGroups(first+2, "caseflow.half", panel.UnitDays, query.InDays, metric.IntakeWait, metric.IntakeCases,
			metric.GroupIntakeWait, metric.GroupIntakeCases),
	)
}

// started is a share over time, by the times within which cases are to be started.
func started(of, n metric.Def, group string) string {
	return query.Measure(query.During, byWithin, of, n, group)
}

func startedWithin(id uint32, queries ...panel.Query) panel.Panel {
	for i := range queries {
		queries[i].Ref = string(rune('A' + i))
	}
	return panel.Panel{ID: id, Kind: panel.Trend, Key: "caseflow.started", Width: 8, Unit: panel.UnitShare, Queries: queries}
}

// flowTable lists units by what becomes of the cases that they receive, beside the
// median wait of those started, which does not see what waits.
func flowTable(id uint32) panel.Panel {
	days := func(of, n metric.Def) string {
		return "(" + query.Measure(query.Now, query.ByBoth, of, n) + ") / 86400"
	}
	return panel.Panel{
		ID: id, Kind: panel.Table, Key: "caseflow.units", Width: 24, Unit: panel.UnitDays, Decimals: 1, Sort: "C",
		Labels: []panel.Column{unitColumn, stateColumn},
		Queries: []panel.Query{
			{Ref: "A", Legend: "column.received.intake", Unit: panel.UnitCount, Expr: query.One(query.Now, query.ByBoth, query.Series(metric.IntakeCases))},
			{Ref: "B", Legend: "column.wait.median", Unit: panel.UnitDays, Decimals: 1, Expr: days(metric.WindowWaitMedian, metric.WindowStarted)},
			{Ref: "C", Legend: "column.half", Unit: panel.UnitDays, Decimals: 1, Expr: days(metric.IntakeWait, metric.IntakeCases)},
			{
				Ref: "D", Legend: "column.started.within", Unit: panel.UnitShare,
				Expr: "max" + query.ByBoth + " (" + query.Measure(query.Now, " by (unit, supervision, within)", metric.IntakeStarted, metric.IntakeFollowed) + ")",
			},
			{Ref: "E", Legend: "column.handling.median", Unit: panel.UnitDays, Decimals: 1, Expr: days(metric.WindowHandlingMedian, metric.WindowHandled)},
		},
	}
}
