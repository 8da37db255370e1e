package board

import (
	"fmt"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// effectBoard compares how units with and without supervision changed, as of
// the last closed month. Its figures are frozen, so it looks at the end of the
// time range alone.
func effectBoard() Board {
	return Board{
		Key: "effect", from: "now-30d",
		variables: []variable{ofDatasource, ofSource, ofOutcome},
		sections: []section{
			{lines: []line{
				{height: 10, panels: []panel.Panel{outcomesPanel()}},
				{height: 17, panels: []panel.Panel{
					eventPanel(),
					{ID: 6, Kind: panel.Words, Key: "effect.doubts", Width: 8},
				}},
			}},
			{id: 20, key: "effect.technical", lines: []line{
				{height: 10, panels: []panel.Panel{developmentPanel()}},
				{height: 10, panels: []panel.Panel{checksPanel()}},
				{height: 10, panels: []panel.Panel{basisPanel()}},
			}},
			{id: 21, key: "effect.intro.title", collapsed: true, lines: []line{{height: 4, panels: []panel.Panel{
				{ID: 1, Kind: panel.Words, Key: "effect.intro", Width: 24},
			}}, {height: 5, panels: []panel.Panel{
				{ID: 2, Kind: panel.Figure, Key: "effect.age", Empty: "state.nodata", Width: 8, Unit: panel.UnitDays, Queries: []panel.Query{
					{Ref: "A", Legend: "effect.ago", Color: panel.Grey, Expr: fmt.Sprintf(query.InDays, "time() - "+query.One(query.Now, "", query.Series(metric.EffectAsOf)))},
					{Ref: "B", Legend: "effect.next", Color: panel.Grey, Expr: fmt.Sprintf(query.InDays, query.One(query.Now, "", query.Series(metric.EffectNext))+" - time()")},
				}},
				{ID: 9, Kind: panel.Figure, Key: "effect.lottery", Empty: "state.nolottery", Width: 8, Unit: panel.UnitDays, Queries: []panel.Query{
					{Ref: "A", Legend: "effect.drawn", Color: panel.Grey, Expr: fmt.Sprintf(query.InDays, "time() - "+query.One(query.Now, "", query.Series(metric.EffectLotteryDrawn)))},
					{Ref: "B", Legend: "effect.drawn.seen", Color: panel.Grey, Expr: fmt.Sprintf(query.InDays, "time() - "+query.One(query.Now, "", query.Series(metric.EffectLotterySeen)))},
				}},
				{ID: 3, Kind: panel.Figure, Key: "effect.members", Empty: "state.nodata", Width: 8, Unit: panel.UnitCount, Queries: []panel.Query{
					{Ref: "A", Legend: "group.active", Color: panel.Blue, Expr: query.One(query.Now, "", query.Series(metric.EffectUnits, query.Active, thisOutcome))},
					{Ref: "B", Legend: "group.inactive", Color: panel.Orange, Expr: query.One(query.Now, "", query.Series(metric.EffectUnits, query.Inactive, thisOutcome))},
				}},
			}}}},
		},
	}
}

const (
	thisOutcome = `outcome="$outcome"`
	byOutcome   = " by (outcome)"
	byMonth     = " by (event_month)"
)

var outcomeColumn = panel.Column{Label: "outcome", Title: "column.outcome", Mapping: panel.MapValues("change.", outcomes...)}

// outcomesPanel is the table of all outcomes: the change, its interval, what
// can be said of it, and what units went from and to.
func outcomesPanel() panel.Panel {
	p := panel.Panel{
		ID: 4, Kind: panel.Table, Key: "effect.outcomes", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount, Decimals: 1,
		Labels: []panel.Column{outcomeColumn}, SortBy: outcomeColumn.Label, Backward: true,
	}
	add := p.ColumnAdder(byOutcome)
	panel.TimesHundred(add("column.estimate", panel.UnitCount, 1, metric.EffectEstimate))
	panel.TimesHundred(add("column.lower", panel.UnitCount, 1, metric.EffectLower))
	panel.TimesHundred(add("column.upper", panel.UnitCount, 1, metric.EffectUpper))
	p.AddStateColumn(byOutcome, "column.answer", metric.EffectAnswer, "answer", "tile.", answers...)
	own := func(key, period string) {
		add(key, panel.UnitCount, 1, metric.EffectOwn).Expr = query.One(query.Now, byOutcome,
			query.Series(metric.EffectOwn, `period="`+period+`"`, inRatios)) + "\nor 100 * " +
			query.One(query.Now, byOutcome, query.Series(metric.EffectOwn, `period="`+period+`"`, inDifferences))
	}
	own("column.own.before", "before")
	own("column.own.after", "after")
	add("column.own.expected", panel.UnitCount, 1, metric.EffectOwn).Expr = expectedLevel(byOutcome)
	add("column.units.with", panel.UnitCount, 0, metric.EffectUnits, query.Active)
	add("column.units.without", panel.UnitCount, 0, metric.EffectUnits, query.Inactive)
	add("column.cases.after", panel.UnitCount, 0, metric.EffectCases, query.Active)
	return p
}

// basisPanel is the table of how each outcome was chosen, and what it may be shown
// as.
func basisPanel() panel.Panel {
	p := panel.NewTable(10, "effect.basis", 24, outcomeColumn)
	p.Decimals, p.Backward = 1, true // by their names, waits come first backward
	add := p.ColumnAdder(byOutcome)
	add("column.primary", panel.UnitCount, 0, metric.EffectPrimary).Mapping = yesOrNo
	add("column.primary.since", panel.UnitCount, 0, metric.EffectPrimarySince).Expr = "(time() - " +
		query.One(query.Now, byOutcome, query.Series(metric.EffectPrimarySince)) + ") / 86400"
	p.AddStateColumn(byOutcome, "column.state", metric.EffectState, "state", "state.",
		"published", "preliminary", "too_few_units", "too_early", "pre_trend_differs")
	add("column.p", panel.UnitCount, 3, metric.EffectP, `test="published"`)
	add("column.months.compared", panel.UnitCount, 0, metric.EffectPanelEnd).Expr = "(" +
		query.One(query.Now, byOutcome, query.Series(metric.EffectPanelEnd)) + " - " + query.One(query.Now, byOutcome, query.Series(metric.EffectPanelStart)) + ") / 86400 / 30.44"
	add("column.ended", panel.UnitCount, 0, metric.EffectEnded)
	add("column.leftout", panel.UnitCount, 0, metric.EffectUnitsLeftOut).Expr = "sum" + byOutcome + " (" +
		query.One(query.Now, " by (outcome, reason)", query.Series(metric.EffectUnitsLeftOut)) + ")"
	return p
}

// developmentPanel is the table of how units developed before the start, and
// what that would explain.
func developmentPanel() panel.Panel {
	p := panel.NewTable(8, "effect.development", 24, outcomeColumn)
	p.Decimals, p.Backward = 1, true // by their names, waits come first backward
	add := p.ColumnAdder(byOutcome)
	panel.TimesHundred(add("column.continued", panel.UnitCount, 1, metric.EffectContinued))
	panel.TimesHundred(add("column.continued.lower", panel.UnitCount, 1, metric.EffectContinuedLower))
	panel.TimesHundred(add("column.continued.upper", panel.UnitCount, 1, metric.EffectContinuedUpper))
	add("column.breakdown", panel.UnitCount, 1, metric.EffectBreakdown)
	panel.TimesHundred(add("column.trend", panel.UnitCount, 2, metric.EffectPreTrend))
	add("column.trend.p", panel.UnitCount, 3, metric.EffectPreTrendP)
	panel.TimesHundred(add("column.trend.detectable", panel.UnitCount, 2, metric.EffectPreTrendDetectable))
	add("column.trend.months", panel.UnitCount, 0, metric.EffectPreTrendMonths)
	return p
}

// checksPanel is the table of what shows whether the comparison may mislead.
func checksPanel() panel.Panel {
	p := panel.NewTable(7, "effect.checks", 24, outcomeColumn)
	p.Decimals, p.Backward = 1, true // by their names, waits come first backward
	add := p.ColumnAdder(byOutcome)
	add("column.mix", panel.UnitCount, 1, metric.EffectOwnPart, `part="mix"`)
	add("column.base.extreme", panel.UnitCount, 0, metric.EffectBaseMonthExtreme).Mapping = yesOrNo
	panel.TimesHundred(add("column.base.month", panel.UnitCount, 1, metric.EffectSensitivity, `variant="one_month_base"`))
	panel.TimesHundred(add("column.weighted", panel.UnitCount, 1, metric.EffectSensitivity, `variant="case_weighted"`))
	panel.TimesHundred(add("column.raw.before", panel.UnitCount, 1, metric.EffectRaw, `period="before"`))
	panel.TimesHundred(add("column.raw.after", panel.UnitCount, 1, metric.EffectRaw, `period="after"`))
	return p
}

// eventPanel shows the months around the start.
func eventPanel() panel.Panel {
	of := func(ref, legend, color string, band bool, of metric.Def) panel.Query {
		q := panel.Query{
			Ref: ref, Legend: legend, Color: color, Band: band, Unit: panel.UnitCount, Decimals: 1,
			Expr: query.One(query.Now, byMonth, query.Series(of, thisOutcome)),
		}
		panel.TimesHundred(&q)
		return q
	}
	p := panel.Panel{
		ID: 5, Kind: panel.Ordered, Key: "effect.events", Empty: "state.notshown", Width: 16, Unit: panel.UnitCount, Decimals: 1, SortBy: "event_month",
		Labels: []panel.Column{{Label: "event_month", Title: "column.month"}},
		Queries: []panel.Query{
			of("A", "event.difference", panel.Purple, false, metric.EffectEvent),
			of("B", "event.lower", panel.Grey, true, metric.EffectEventLower),
			of("C", "event.upper", panel.Grey, true, metric.EffectEventUpper),
		},
	}
	p.Queries[2].Above = "event.lower"
	return p
}
