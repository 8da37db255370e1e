package board

import (
	"fmt"
	"slices"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// measures are what a unit is judged by, by its own past, in the order of rows.
var measures = []string{"wait", "backlog", "oldest", "deadline_share", "errors_rising", "errors_silent"}

// changeStates are what is said of a measure, in words and colours.
var changeStates = []panel.ValueMapping{
	{Value: "0", Key: "changes.usual", Color: panel.Grey},
	{Value: "1", Key: "changes.rising", Color: panel.Purple},
	{Value: "2", Key: "changes.risen", Color: panel.Rose},
}

// changeStatesNow are those of a table, which knows the level as well. It is sorted by them.
var changeStatesNow = append(slices.Clone(changeStates), panel.ValueMapping{Value: "1.5", Key: "changes.back", Color: panel.Purple})

// silent is of the measure whose level falls where it changes.
const silent = `measure="errors_silent"`

var measureColumn = panel.Column{Label: "measure", Title: "column.measure", Mapping: panel.MapValues("measure.", measures...)}

// changesTable is what is judged of units by their own past, with figures: each measure in what its row says.
// further are matchers. Where only is given, rows are those of which it has a value; what became usual is no column then.
func changesTable(p panel.Panel, by, only string, further ...string) panel.Panel {
	one := func(of metric.Def, more ...string) string {
		return query.One(query.Now, by, query.Series(of, append(slices.Clone(further), more...)...))
	}
	level := func(seconds, cases, ratio metric.Def) string {
		return fmt.Sprintf("(%s / 86400\nor %s\nor 100 * %s)", one(seconds), one(cases), one(ratio))
	}
	// A new level lasts until it is sure that it has ended, for weeks after all that the level is of. A reader who sees "new level" beside
	// one that is as usual would doubt both.
	back := fmt.Sprintf("(%s == 2 and %s < time() - 28 * 86400\nand (%s <= %s\nor %s <= %s\nor %s <= %s\nor %s >= %s)) - 0.5",
		one(metric.ChangeState), one(metric.ChangeSince), one(metric.ChangeLevelSeconds), one(metric.ChangeUsualSeconds),
		one(metric.ChangeLevelCases), one(metric.ChangeUsualCases),
		one(metric.ChangeLevelRatio, `measure!="errors_silent"`), one(metric.ChangeUsualRatio, `measure!="errors_silent"`),
		one(metric.ChangeLevelRatio, silent), one(metric.ChangeUsualRatio, silent))
	add := func(title, unit string, decimals float64, expr string) *panel.Query {
		p.Queries = append(p.Queries, panel.Query{Ref: string(rune('A' + len(p.Queries))), Legend: title, Unit: unit, Decimals: decimals, Expr: expr + only})
		return &p.Queries[len(p.Queries)-1]
	}
	add("column.change", panel.UnitCount, 0, "("+back+"\nor "+one(metric.ChangeState)+")").Mapping = changeStatesNow
	add("column.change.now", panel.UnitCount, 1, level(metric.ChangeLevelSeconds, metric.ChangeLevelCases, metric.ChangeLevelRatio))
	add("column.change.usual", panel.UnitCount, 1, level(metric.ChangeUsualSeconds, metric.ChangeUsualCases, metric.ChangeUsualRatio))
	panel.DaysSince(add("column.change.since", panel.UnitDays, 0, one(metric.ChangeSince)))
	add("column.change.n", panel.UnitCount, 0, one(metric.ChangeObservations))
	if only == "" {
		panel.DaysSince(add("column.change.adopted", panel.UnitDays, 0, one(metric.ChangeAdopted)))
	}
	return p
}

// unitChanges are what is judged of the unit, now and over time.
func unitChanges(id uint32) []line {
	table := panel.NewTable(id, "changes.unit", 24, measureColumn)
	table.Empty, table.SortBy, table.Sort = "state.nohistory", "", "A" // what has changed first
	over := panel.Panel{
		ID: id + 1, Kind: panel.States, Key: "changes.states", Empty: "state.nohistory", Width: 24, Unit: panel.UnitCount, Mapping: changeStates,
	}
	for i, measure := range measures {
		over.Queries = append(over.Queries, panel.Query{
			Ref: string(rune('A' + i)), Legend: "changed." + measure,
			Expr: query.One(query.During, "", query.Series(metric.ChangeState, thisUnit, `measure="`+measure+`"`)),
		})
	}
	return []line{
		{height: 9, panels: []panel.Panel{changesTable(table, " by (measure)", "", thisUnit)}},
		{height: 8, panels: []panel.Panel{over}},
	}
}

// allChanges are the units and measures that are not as usual, and how many units are judged at all.
func allChanges(id uint32) []panel.Panel {
	const by = " by (unit, measure)"
	table := panel.NewTable(id, "changes.all", 20, unitColumn, measureColumn)
	table.Empty, table.SortBy, table.Sort = "state.nochanges", "", "A"
	only := " and on (unit, measure) " + query.One(query.Now, by, query.Series(metric.ChangeState)) + " > 0"
	judged := saying("state.nohistory", count(id+1, "changes.judged", panel.UnitCount, 0, "count ("+query.One(query.Now, query.ByUnit, query.Series(metric.ChangeState))+")"))
	judged.Width = 4
	return []panel.Panel{changesTable(table, by, only), judged}
}
