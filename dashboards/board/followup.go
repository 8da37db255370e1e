package board

import (
	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// tooEarly is how long figures of a unit are too early to assess: six
// months.
const tooEarly = "15811200" // seconds, in 183 days

// followUpBoard shows whether supervision is held, and since when.
func followUpBoard() Board {
	sum := func(of metric.Def) string {
		return "sum (" + query.One(query.Now, query.ByPart, query.Series(of)) + ")"
	}
	recordedSum := func(by string, of metric.Def) string {
		return "sum" + by + " (" + query.One(query.During, " by (programme)", query.Series(query.Recorded(of))) + ")"
	}
	activeNow := query.One(query.Now, query.ByPart, query.Series(metric.SupervisionActive)) + " == 1"
	since := "(time() - " + query.One(query.Now, query.ByPart, query.Series(metric.SupervisionStart)) + " and (" + activeNow + "))"
	partNow := func(of metric.Def) string {
		return query.One(query.Now, query.ByPart, query.Series(of)) + " and (" + activeNow + ")"
	}
	early, ready := 0.0, 1.0
	return Board{
		Key: "follow-up", from: "now-6M", starts: true,
		variables: []variable{ofDatasource, ofSource, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 3, panels: []panel.Panel{{ID: 1, Kind: panel.Words, Key: "follow-up.intro", Width: 24}}},
				{height: 4, panels: wide(6,
					saying("state.nodata", count(2, "follow-up.coverage", panel.UnitShare, 0, query.One(query.Now, "", query.Series(metric.GroupUnits, query.Active))+
						" / sum ("+query.One(query.Now, query.ByState, query.Series(metric.GroupUnits))+")")),
					saying("state.nosessions", count(3, "follow-up.held", panel.UnitShare, 0, sum(metric.WindowSessionsHeld)+
						" / ("+sum(metric.WindowSessionsPlanned)+" > 0)")),
					saying("state.nosessions", count(4, "follow-up.hours", panel.UnitHours, 1, sum(metric.WindowSupervision)+" / 3600")),
					count(5, "follow-up.early", panel.UnitCount, 0, "count(count by (unit) ("+since+" < "+tooEarly+")) or vector(0)"),
				)},
				{height: 8, panels: []panel.Panel{
					{ID: 6, Kind: panel.Trend, Key: "follow-up.sessions", Empty: "state.nosessions", Width: 12, Unit: panel.UnitCount, Queries: []panel.Query{
						{Ref: "A", Legend: "follow-up.planned", Color: panel.Grey, Expr: recordedSum("", metric.WindowSessionsPlanned)},
						{Ref: "B", Legend: "follow-up.done", Color: panel.Teal, Expr: recordedSum("", metric.WindowSessionsHeld)},
					}},
					{ID: 7, Kind: panel.Trend, Key: "follow-up.trend", Empty: "state.nosessions", Width: 12, Unit: panel.UnitHours, Shades: panel.Teal, Queries: []panel.Query{
						{Ref: "A", Legend: "{{programme}}", Expr: recordedSum(" by (programme)", metric.WindowSupervision) + " / 3600"},
					}},
				}},
			}},
			{id: 20, key: "follow-up.units", lines: []line{{height: 10, panels: []panel.Panel{{
				ID: 8, Kind: panel.Table, Key: "follow-up.table", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount, Sort: "A",
				Labels: []panel.Column{unitColumn, programmeColumn},
				Queries: []panel.Query{
					{Ref: "A", Legend: "column.months", Unit: panel.UnitCount, Decimals: 1, Expr: since + " / 86400 / 30.4"},
					{Ref: "B", Legend: "column.phase", Unit: panel.UnitCount, Expr: since + " >= bool " + tooEarly, Mapping: []panel.ValueMapping{
						{From: &early, To: &early, Key: "phase.early", Color: panel.Grey}, {From: &ready, To: &ready, Key: "phase.ready"},
					}},
					{Ref: "C", Legend: "column.planned", Unit: panel.UnitCount, Expr: partNow(metric.WindowSessionsPlanned)},
					{Ref: "D", Legend: "column.held", Unit: panel.UnitCount, Expr: partNow(metric.WindowSessionsHeld)},
					{Ref: "E", Legend: "column.heldshare", Unit: panel.UnitShare, Expr: query.One(query.Now, query.ByPart, query.Series(metric.WindowSessionsHeld)) +
						" / (" + query.One(query.Now, query.ByPart, query.Series(metric.WindowSessionsPlanned)) + " > 0) and (" + activeNow + ")"},
					{
						Ref: "F", Legend: "column.hours", Unit: panel.UnitHours, Decimals: 1,
						Expr: query.One(query.Now, query.ByPart, query.Series(metric.WindowSupervision)) + " / 3600 and (" + activeNow + ")",
					},
				},
			}}}}},
			{id: 21, key: "follow-up.response", lines: []line{{height: 4, panels: responsePanels()[:1]}, {height: 11, panels: responsePanels()[1:]}}},
		},
	}
}
