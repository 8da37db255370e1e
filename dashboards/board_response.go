package main

import (
	"fmt"

	"casework/collectors/metric"
)

// fewUnits is how many units a comparison of hours and change must have to be
// shown: with fewer, each is known by name and a pattern is chance.
const fewUnits = 5

// quarterly has a value if the closed periods that figures about people are of
// are quarters, and another one was shown 92 days ago.
var quarterly = "(" + one(now, "", series(metric.PeriodStart)) + " - " + one(quarterAgo, "", series(metric.PeriodStart)) + " > 80 * 86400 < 100 * 86400)"

const quarterAgo = "last_over_time(%s[" + coarse + "] offset 92d)"

// A response is what is set beside the hours of supervision that units got.
// any are the units of which any of it is known.
type response struct{ hours, wait, errors, absence, any string }

// responses are how units that were under supervision in this period and in the
// previous one changed, by unit: association, with n, and no ranking.
func responses() response {
	stat := func(when string, d, n metric.Def) string {
		return fmt.Sprintf("(%s and %s >= %d)", ofActiveUnits(when, d), ofActiveUnits(when, n), minCases)
	}
	hours := "sum by (unit) (" + one(now, " by (unit, kind)", series(metric.DoseSeconds)) + ") / 3600 / ($window / 7d)"
	change := func(d, n metric.Def) string {
		return "(" + stat(now, d, n) + " - " + stat(before, d, n) + ") and on (unit) (" + hours + ")"
	}
	absent := func(when string) string { return one(when, byUnit, series(metric.AbsenceRatio, active)) }
	r := response{
		hours: hours,
		wait:  change(metric.WindowWaitMedian, metric.WindowStarted),
		// Errors name no type of case.
		errors:  change(metric.WindowErrorsPerClosed, metric.WindowClosed),
		absence: "(" + absent(now) + " - " + absent(quarterAgo) + ") and on () " + quarterly + " and on (unit) (" + hours + ")",
	}
	r.any = "((" + r.wait + ") or (" + r.errors + "))"
	return r
}

// ofActiveUnits is a window's figure of all types of case, by unit under
// supervision.
func ofActiveUnits(when string, d metric.Def) string {
	return one(when, byUnit, d.Name+braces(d, "", []string{anyType, active}))
}

// responsePanels show how many units are compared, and each of them.
func responsePanels() []panel {
	r := responses()
	units := "count" + r.any
	compared := func(expr string) string {
		return fmt.Sprintf("(%s) and on (unit) %s and on () (%s >= %d)", expr, r.any, units, fewUnits)
	}
	return []panel{
		{
			id: 9, kind: figure, key: "follow-up.response.units", empty: "state.fewunits", width: 4, unit: unitCount,
			queries: []query{{ref: "A", color: grey, expr: units + " or vector(0)"}},
		},
		{
			id: 10, kind: table, key: "follow-up.response.table", empty: "state.fewunits", width: 20, unit: unitCount, sortBy: "unit",
			labels: []column{unitColumn},
			queries: []query{
				{ref: "A", legend: "column.hours.week", unit: unitHours, decimals: 1, expr: compared(r.hours)},
				{ref: "B", legend: "column.wait.change", unit: unitDays, decimals: 1, expr: compared("(" + r.wait + ") / 86400")},
				{ref: "C", legend: "column.errors.change", unit: unitCount, decimals: 1, expr: compared("(" + r.errors + ") * 100")},
				{ref: "D", legend: "column.absence.change", unit: unitCount, decimals: 1, expr: compared("(" + r.absence + ") * 100")},
				{ref: "E", legend: "column.started", unit: unitCount, expr: compared(ofActiveUnits(now, metric.WindowStarted))},
				{ref: "F", legend: "column.closed", unit: unitCount, expr: compared(ofActiveUnits(now, metric.WindowClosed))},
			},
		},
	}
}
