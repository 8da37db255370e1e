package board

import (
	"fmt"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// fewUnits is how many units a comparison of hours and change must have to be
// shown: with fewer, each is known by name and a pattern is chance.
const fewUnits = 5

// quarterly has a value if the closed periods that figures about people are of
// are quarters, and another one was shown 92 days ago.
var quarterly = "(" + query.One(query.Now, "", query.Series(metric.PeriodStart)) + " - " + query.One(quarterAgo, "", query.Series(metric.PeriodStart)) + " > 80 * 86400 < 100 * 86400)"

const quarterAgo = "last_over_time(%s[" + query.Coarse + "] offset 92d)"

// A response is what is set beside the hours of supervision that units got.
// any are the units of which any of it is known.
type response struct{ hours, wait, errors, absence, any string }

// responses are how units that were under supervision in this period and in the
// previous one changed, by unit: association, with n, and no ranking.
func responses() response {
	stat := func(when string, d, n metric.Def) string {
		return fmt.Sprintf("(%s and %s >= %d)", ofActiveUnits(when, d), ofActiveUnits(when, n), query.MinCases)
	}
	hours := "sum by (unit) (" + query.One(query.Now, " by (unit, kind)", query.Series(metric.DoseSeconds)) + ") / 3600 / " + query.Weeks
	change := func(d, n metric.Def) string {
		return "(" + stat(query.Now, d, n) + " - " + stat(query.Before, d, n) + ") and on (unit) (" + hours + ")"
	}
	absent := func(when string) string {
		return query.One(when, query.ByUnit, query.Series(metric.AbsenceRatio, query.Active))
	}
	r := response{
		hours: hours,
		wait:  change(metric.WindowWaitMedian, metric.WindowStarted),
		// Errors name no type of case.
		errors:  change(metric.WindowErrorsPerClosed, metric.WindowClosed),
		absence: "(" + absent(query.Now) + " - " + absent(quarterAgo) + ") and on () " + quarterly + " and on (unit) (" + hours + ")",
	}
	// A wait is known wherever cases were started, and errors wherever cases were
	// closed while the source told of errors: asking for the numbers of cases is
	// half the work of asking for what is shown.
	enough := func(n metric.Def) string {
		return fmt.Sprintf("(%s >= %d and %s >= %d)", ofActiveUnits(query.Now, n), query.MinCases, ofActiveUnits(query.Before, n), query.MinCases)
	}
	told := func(when string) string { return query.One(when, "", query.Series(metric.GroupErrorsPerClosed)) }
	r.any = "((" + enough(metric.WindowStarted) + " or " + enough(metric.WindowClosed) + " and on () " + told(query.Now) + " and on () " + told(query.Before) +
		") and on (unit) " + query.Series(metric.DoseSeconds) + ")"
	return r
}

// ofActiveUnits is a window's figure of all types of case, by unit under
// supervision.
func ofActiveUnits(when string, d metric.Def) string {
	return query.One(when, query.ByUnit, d.Name+query.Matchers(d, "", []string{query.AnyType, query.Active}))
}

// responsePanels show how many units are compared, and each of them.
func responsePanels() []panel.Panel {
	r := responses()
	units := "count" + r.any
	enough := fmt.Sprintf(" and on () (%s >= %d)", units, fewUnits)
	compared := func(expr string) string { return "(" + expr + ") and on (unit) " + r.any + enough }
	change := func(expr string) string { return expr + enough } // of compared units alone
	return []panel.Panel{
		{
			ID: 9, Kind: panel.Figure, Key: "follow-up.response.units", Empty: "state.fewunits", Width: 24, Unit: panel.UnitCount,
			Queries: []panel.Query{{Ref: "A", Color: panel.Grey, Expr: units + " or vector(0)"}},
		},
		{
			ID: 10, Kind: panel.Table, Key: "follow-up.response.table", Empty: "state.fewunits", Width: 24, Unit: panel.UnitCount, SortBy: "unit",
			Labels: []panel.Column{unitColumn},
			Queries: []panel.Query{
				{Ref: "A", Legend: "column.hours.week", Unit: panel.UnitHours, Decimals: 1, Expr: compared(r.hours)},
				{Ref: "B", Legend: "column.wait.change", Unit: panel.UnitDays, Decimals: 1, Expr: change("((" + r.wait + ") / 86400)")},
				{Ref: "C", Legend: "column.errors.change", Unit: panel.UnitCount, Decimals: 1, Expr: change("((" + r.errors + ") * 100)")},
				{Ref: "D", Legend: "column.absence.change", Unit: panel.UnitCount, Decimals: 1, Expr: compared("(" + r.absence + ") * 100")},
				{Ref: "E", Legend: "column.started", Unit: panel.UnitCount, Expr: compared(ofActiveUnits(query.Now, metric.WindowStarted))},
				{Ref: "F", Legend: "column.closed", Unit: panel.UnitCount, Expr: compared(ofActiveUnits(query.Now, metric.WindowClosed))},
			},
		},
	}
}
