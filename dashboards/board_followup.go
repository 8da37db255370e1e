package main

import "casework/collectors/metric"

// tooEarly is how long figures of a unit are too early to assess: six
// months.
const tooEarly = "183d"

// followUpBoard shows whether supervision is held, and since when.
func followUpBoard() board {
	sum := func(of metric.Def) string { return "sum (" + one(now, byPart, series(of)) + ")" }
	recordedSum := func(by string, of metric.Def) string {
		return "sum" + by + " (" + one(during, " by (programme)", series(recorded(of))) + ")"
	}
	activeNow := one(now, byPart, series(metric.SupervisionActive)) + " == 1"
	since := "(time() - " + one(now, byPart, series(metric.SupervisionStart)) + " and (" + activeNow + "))"
	partNow := func(of metric.Def) string { return one(now, byPart, series(of)) + " and (" + activeNow + ")" }
	early, ready := 0.0, 1.0
	return board{
		key: "follow-up", from: "now-6M", starts: true,
		variables: []variable{ofDatasource, ofSource, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 4, panels: []panel{
					{id: 1, kind: words, key: "follow-up.intro", width: 8},
					saying("state.nodata", count(2, "follow-up.coverage", unitShare, 0, one(now, "", series(metric.GroupUnits, active))+
						" / sum ("+one(now, byState, series(metric.GroupUnits))+")")),
					saying("state.nosessions", count(3, "follow-up.held", unitShare, 0, sum(metric.WindowSessionsHeld)+
						" / ("+sum(metric.WindowSessionsPlanned)+" > 0)")),
					saying("state.nosessions", count(4, "follow-up.hours", unitHours, 0, sum(metric.WindowSupervision)+" / 3600")),
					count(5, "follow-up.early", unitCount, 0, "count(count by (unit) ("+since+" < "+tooEarly+")) or vector(0)"),
				}},
				{height: 8, panels: []panel{
					{id: 6, kind: trend, key: "follow-up.sessions", empty: "state.nosessions", width: 12, unit: unitCount, queries: []query{
						{ref: "A", legend: "follow-up.planned", color: orange, expr: recordedSum("", metric.WindowSessionsPlanned)},
						{ref: "B", legend: "follow-up.done", color: blue, expr: recordedSum("", metric.WindowSessionsHeld)},
					}},
					{id: 7, kind: trend, key: "follow-up.trend", empty: "state.nosessions", width: 12, unit: unitHours, shades: blue, queries: []query{
						{ref: "A", legend: "{{programme}}", expr: recordedSum(" by (programme)", metric.WindowSupervision) + " / 3600"},
					}},
				}},
			}},
			{id: 20, key: "follow-up.units", lines: []line{{height: 10, panels: []panel{{
				id: 8, kind: table, key: "follow-up.table", empty: "state.nodata", width: 24, unit: unitCount, sort: "A",
				labels: []column{unitColumn, programmeColumn},
				queries: []query{
					{ref: "A", legend: "column.months", unit: unitCount, decimals: 1, expr: since + " / 86400 / 30.4"},
					{ref: "B", legend: "column.phase", unit: unitCount, expr: since + " >= bool " + tooEarly, mapping: []mapped{
						{from: &early, to: &early, key: "phase.early", color: grey}, {from: &ready, to: &ready, key: "phase.ready"},
					}},
					{ref: "C", legend: "column.planned", unit: unitCount, expr: partNow(metric.WindowSessionsPlanned)},
					{ref: "D", legend: "column.held", unit: unitCount, expr: partNow(metric.WindowSessionsHeld)},
					{ref: "E", legend: "column.heldshare", unit: unitShare, expr: one(now, byPart, series(metric.WindowSessionsHeld)) +
						" / (" + one(now, byPart, series(metric.WindowSessionsPlanned)) + " > 0) and (" + activeNow + ")"},
					{
						ref: "F", legend: "column.hours", unit: unitHours, decimals: 1,
						expr: one(now, byPart, series(metric.WindowSupervision)) + " / 3600 and (" + activeNow + ")",
					},
				},
			}}}}},
			{id: 21, key: "follow-up.response", lines: []line{{height: 11, panels: responsePanels()}}},
		},
	}
}
