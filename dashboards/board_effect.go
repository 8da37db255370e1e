package main

import (
	"fmt"

	"casework/collectors/metric"
)

// effectBoard compares how units with and without supervision changed, as of
// the last closed month. Its figures are frozen, so it looks at the end of the
// time range alone.
func effectBoard() board {
	return board{
		key: "effect", from: "now-30d",
		variables: []variable{ofDatasource, ofSource, ofOutcome},
		sections: []section{
			{lines: []line{
				{height: 5, panels: []panel{
					{id: 1, kind: words, key: "effect.intro", width: 14},
					{id: 2, kind: figure, key: "effect.age", empty: "state.nodata", width: 4, unit: unitDays, queries: []query{
						{ref: "A", legend: "effect.ago", color: grey, expr: fmt.Sprintf(inDays, "time() - "+one(now, "", series(metric.EffectAsOf)))},
						{ref: "B", legend: "effect.next", color: grey, expr: fmt.Sprintf(inDays, one(now, "", series(metric.EffectNext))+" - time()")},
					}},
					{id: 3, kind: figure, key: "effect.members", empty: "state.nodata", width: 6, unit: unitCount, queries: []query{
						{ref: "A", legend: "group.active", color: blue, expr: one(now, "", series(metric.EffectUnits, active, thisOutcome))},
						{ref: "B", legend: "group.inactive", color: orange, expr: one(now, "", series(metric.EffectUnits, inactive, thisOutcome))},
					}},
				}},
				{height: 8, panels: []panel{outcomesPanel()}},
				{height: 10, panels: []panel{
					eventPanel(),
					{id: 6, kind: words, key: "effect.doubts", width: 8},
				}},
				{height: 8, panels: []panel{checksPanel()}},
			}},
		},
	}
}

const (
	thisOutcome = `outcome="$outcome"`
	byOutcome   = " by (outcome)"
	byMonth     = " by (event_month)"
)

var outcomeColumn = column{label: "outcome", title: "column.outcome", mapping: as("change.", outcomes...)}

// outcomesPanel is the table of all outcomes: raw differences beside the
// estimate, its interval and what it rests on.
func outcomesPanel() panel {
	p := panel{
		id: 4, kind: table, key: "effect.outcomes", empty: "state.nodata", width: 24, unit: unitCount, decimals: 1,
		labels: []column{outcomeColumn}, sort: "A",
	}
	add := p.adder(byOutcome)
	add("column.primary", unitCount, 0, metric.EffectPrimary).mapping = yesOrNo
	p.numbered(byOutcome, "column.state", metric.EffectState, "state", "state.",
		"published", "preliminary", "too_few_units", "too_early", "pre_trend_differs")
	hundred(add("column.raw.before", unitCount, 1, metric.EffectRaw, `period="before"`))
	hundred(add("column.raw.after", unitCount, 1, metric.EffectRaw, `period="after"`))
	hundred(add("column.estimate", unitCount, 1, metric.EffectEstimate))
	hundred(add("column.lower", unitCount, 1, metric.EffectLower))
	hundred(add("column.upper", unitCount, 1, metric.EffectUpper))
	add("column.p", unitCount, 3, metric.EffectP, `test="published"`)
	certain := add("column.certain", unitCount, 0, metric.EffectP)
	certain.expr = fmt.Sprintf("(%s > bool 0)\n+ (%s < bool 0)\n+ (%s < bool 0.05)",
		one(now, byOutcome, series(metric.EffectLower)), one(now, byOutcome, series(metric.EffectUpper)),
		one(now, byOutcome, series(metric.EffectP, `test="published"`)))
	certain.mapping = []mapped{{value: "0", key: "certain.no"}, {value: "1", key: "certain.contested"}, {value: "2", key: "certain.yes"}}
	add("column.units.with", unitCount, 0, metric.EffectUnits, active)
	add("column.units.without", unitCount, 0, metric.EffectUnits, inactive)
	add("column.cases.after", unitCount, 0, metric.EffectCases, active)
	add("column.months.compared", unitCount, 0, metric.EffectPanelEnd).expr = "(" +
		one(now, byOutcome, series(metric.EffectPanelEnd)) + " - " + one(now, byOutcome, series(metric.EffectPanelStart)) + ") / 86400 / 30.44"
	return p
}

// checksPanel is the table of what bears on whether the comparison misleads.
func checksPanel() panel {
	p := tableOf(7, "effect.checks", 24, outcomeColumn)
	p.decimals = 1
	add := p.adder(byOutcome)
	hundred(add("column.trend", unitCount, 2, metric.EffectPreTrend))
	add("column.trend.p", unitCount, 3, metric.EffectPreTrendP)
	hundred(add("column.trend.detectable", unitCount, 2, metric.EffectPreTrendDetectable))
	add("column.trend.months", unitCount, 0, metric.EffectPreTrendMonths)
	add("column.base.extreme", unitCount, 0, metric.EffectBaseMonthExtreme).mapping = yesOrNo
	hundred(add("column.base.month", unitCount, 1, metric.EffectSensitivity, `variant="one_month_base"`))
	hundred(add("column.weighted", unitCount, 1, metric.EffectSensitivity, `variant="case_weighted"`))
	add("column.leftout", unitCount, 0, metric.EffectUnitsLeftOut).expr = "sum" + byOutcome + " (" +
		one(now, " by (outcome, reason)", series(metric.EffectUnitsLeftOut)) + ")"
	return p
}

// eventPanel shows the months around the start.
func eventPanel() panel {
	of := func(ref, legend, color string, dashed bool, of metric.Def) query {
		q := query{
			ref: ref, legend: legend, color: color, dashed: dashed, unit: unitCount, decimals: 1,
			expr: one(now, byMonth, series(of, thisOutcome)),
		}
		hundred(&q)
		return q
	}
	return panel{
		id: 5, kind: ordered, key: "effect.events", empty: "state.notshown", width: 16, unit: unitCount, decimals: 1, sortBy: "event_month",
		labels: []column{{label: "event_month", title: "column.month"}},
		queries: []query{
			of("A", "event.difference", purple, false, metric.EffectEvent),
			of("B", "event.lower", grey, true, metric.EffectEventLower),
			of("C", "event.upper", grey, true, metric.EffectEventUpper),
		},
	}
}
