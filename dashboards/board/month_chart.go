package board

import (
	"fmt"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// Charts of months go three years back, and a little, as the first of 36 months
// began before that.
const chartsGoBack = "38M"

// A charted outcome is one that has control charts on the leaders' board: how its
// figures are shown, and which way is better; "" where neither is in itself.
type charted struct{ outcome, unit, format, better string }

var chartedOutcomes = []charted{
	{"wait", panel.UnitDays, query.InDays, low},
	{"turnaround", panel.UnitDays, query.InDays, low},
	{"errors", panel.UnitCount, perHundred, ""},
	{"deadline", panel.UnitShare, asIs, high},
}

// Directions of a signal, as the metrics number them.
const (
	low  = "-1"
	high = "1"
)

// The kinds of signals that charts show, by whether it is better so, and the colour of
// each. Blue and orange are the groups', so these are others; what is not judged
// is neither green nor red.
var signalColors = map[string]string{"better": panel.Teal, "worse": panel.Rose, "unusual": panel.Purple}

// judged is the kind of a signal in a direction.
func (c charted) judged(direction string) string {
	switch c.better {
	case "":
		return "unusual"
	case direction:
		return "better"
	}
	return "worse"
}

var monthColumn = panel.Column{Label: "month", Title: "chart.month"}

const byMonthLabel = " by (month)"

// courseChart shows an outcome of both groups month by month on the same axes,
// and the share of the first that had started.
func courseChart(id uint32, c charted) panel.Panel {
	this := `outcome="` + c.outcome + `"`
	of := func(d metric.Def, matchers ...string) string {
		return query.One(query.Now, byMonthLabel, query.Series(d, append(matchers, this)...))
	}
	return panel.Panel{
		ID: id, Kind: panel.Months, Key: "quality.course." + c.outcome, Empty: "state.nochart", Width: 10, Unit: c.unit, Decimals: 1,
		Back: chartsGoBack, Labels: []panel.Column{monthColumn}, SortBy: monthColumn.Label,
		Queries: []panel.Query{
			{Ref: "A", Legend: "course.active", Color: panel.Blue, Unit: c.unit, Decimals: 1, Monthly: true, Expr: fmt.Sprintf(c.format, of(metric.GroupChartValue, query.Active))},
			{Ref: "B", Legend: "course.inactive", Color: panel.Orange, Unit: c.unit, Decimals: 1, Monthly: true, Expr: fmt.Sprintf(c.format, of(metric.GroupChartValue, query.Inactive))},
			{Ref: "C", Legend: "course.started", Color: panel.Blue, Unit: panel.UnitCount, Decimals: 2, Share: true, Expr: of(metric.GroupChartStarted)},
		},
	}
}

// groupCharts are the control charts of a group, a measure each.
func groupCharts(first uint32, state string) []panel.Panel {
	var all []panel.Panel
	for i, c := range chartedOutcomes {
		all = append(all, groupChart(first+uint32(i), c, state))
	}
	return all
}

// groupChart is the control chart of an outcome of a group: active or inactive.
func groupChart(id uint32, c charted, state string) panel.Panel {
	this := []string{state, `outcome="` + c.outcome + `"`}
	of := func(d metric.Def) string { return query.One(query.Now, byMonthLabel, query.Series(d, this...)) }
	one := func(d metric.Def) string { return query.One(query.Now, "", query.Series(d, this...)) }
	value, direction := of(metric.GroupChartValue), of(metric.GroupChartDirection)
	throughout := func(d metric.Def) string { return "0 * " + value + " + on () group_left () " + one(d) }
	p := panel.Panel{
		ID: id, Kind: panel.Months, Key: "quality.chart." + c.outcome, Empty: "state.nochart", Width: 6, Unit: c.unit, Decimals: 1,
		Back: chartsGoBack, Free: true, Labels: []panel.Column{monthColumn}, SortBy: monthColumn.Label,
	}
	add := chartAdder(&p, c)
	add(panel.Query{Legend: "chart.month", Color: panel.Grey, Monthly: true, Unnamed: true}, value)
	add(panel.Query{Legend: "chart.centre", Color: panel.Grey, Unnamed: true}, throughout(metric.GroupChartCentre))
	add(panel.Query{Legend: "chart.limits.lower", Color: panel.Grey, Dashed: true, Unnamed: true}, throughout(metric.GroupChartLower))
	add(panel.Query{Legend: "chart.limits.upper", Color: panel.Grey, Dashed: true, Unnamed: true}, throughout(metric.GroupChartUpper))
	if state == query.Active {
		p.Queries = append(p.Queries, panel.Query{
			Ref: "E", Legend: "course.started", Color: panel.Blue, Unit: panel.UnitCount, Decimals: 2, Share: true, Unnamed: true,
			Expr: query.One(query.Now, byMonthLabel, query.Series(metric.GroupChartStarted, this[1])),
		})
	}
	for _, d := range []string{low, high} {
		add(panel.Query{Legend: "variation." + c.judged(d) + wayOf(d), Color: signalColors[c.judged(d)], Dots: true, Unnamed: true},
			value+" and on (month) "+direction+" == "+d)
	}
	// What is said of the last month is read over time, at its end: a legend names
	// nothing of what is not there.
	atLast := func(d metric.Def) string {
		return query.One(atEnd, byMonthLabel, query.Series(d, this...)) + " and on (month) " + lastMonth()
	}
	end := func(d metric.Def) string { return query.One(atEnd, "", query.Series(d, this...)) }
	is := func(direction string) string {
		return end(metric.GroupChartCentre) + " and on () (" + query.One("%s", "", "("+atLast(metric.GroupChartDirection)+")") + " == " + direction + ")"
	}
	add(panel.Query{Legend: "variation.usual", Color: panel.Grey, Said: true}, is("0"))
	for _, d := range []string{low, high} {
		add(panel.Query{Legend: "variation.now." + c.judged(d) + wayOf(d), Color: signalColors[c.judged(d)], Said: true}, is(d))
	}
	if c.unit == panel.UnitShare {
		add(panel.Query{Legend: "chart.target", Color: panel.Neutral, Dashed: true, Unnamed: true},
			"0 * "+value+" + on () group_left () (vector($target / 100) > 0)")
		assure(add, end(metric.GroupChartLower), end(metric.GroupChartUpper))
	}
	return p
}

// wayOf is which way a signal goes, as the end of a message's key.
func wayOf(direction string) string { return map[string]string{low: ".low", high: ".high"}[direction] }

// chartAdder adds lines to a control chart, each an expression in the metric's own
// unit.
func chartAdder(p *panel.Panel, c charted) func(q panel.Query, expr string) {
	return func(q panel.Query, expr string) {
		q.Ref, q.Unit, q.Decimals = string(rune('A'+len(p.Queries))), c.unit, 1
		q.Expr = fmt.Sprintf(c.format, expr)
		p.Queries = append(p.Queries, q)
	}
}

// lastMonth is a series with the last month of charts as its label month.
func lastMonth() string {
	middle := "(" + query.One(atEnd, "", query.Series(metric.ChartMonthEnd)) + " - 15 * 86400)"
	number := replaced(`count_values("number", month(`+middle+`))`, "number", "0$1", "number", `(\\d)`)
	return `label_join(count_values("year", year(` + middle + `)) * on () group_left (number) ` + number + `, "month", "-", "year", "number")`
}

const (
	atEnd       = "last_over_time(%s[" + query.Coarse + "] @ end())"
	chartedUnit = `unit=~"$charted"`
)

// chartedUnits is how many units have a chart. The exporter has the months of as
// many: see metric.ChartMonthValue.
const chartedUnits = "12"

// ofCharted are the units with a chart: those whose last month was a signal, then
// those with most cases. Of exporters that share a source, each has its own.
var ofCharted = variable{
	name: "charted", multi: true, each: true, aside: true,
	query: "query_result(topk(" + chartedUnits + ", 1e9 * abs(" + query.One(query.Now, query.ByUnit, query.Series(metric.ChartDirection, thisOutcome)) +
		") + on (unit) count by (unit) (" + query.Series(metric.ChartMonthValue, thisOutcome) + ")))",
	regex: `/unit="([^"]*)"/`,
}

// unitChart is the control chart of the chosen outcome of a unit, held against
// units without supervision; there is one for each unit.
func unitChart(id uint32) panel.Panel {
	// An outcome has other units than the next: all but one of these are empty.
	of := func(when, by string, d metric.Def) string {
		one := func(pattern string) string {
			return query.One(when, by, query.Series(d, chartedUnit, thisOutcome, `outcome=~"`+pattern+`"`))
		}
		return "(" + one("wait|turnaround") + " / 86400 or 100 * " + one("errors|deadline") + " or " + one("throughput") + ")"
	}
	value := of(query.Now, byMonthLabel, metric.ChartMonthValue)
	throughout := func(d metric.Def) string {
		return "0 * " + value + " + on () group_left () " + of(query.Now, "", d)
	}
	// Signals of a kind are of outcomes that are better low or high, and of those
	// that are neither.
	kinds := []struct{ name, color, low, high string }{
		{"better", panel.Teal, "wait|turnaround", "deadline"},
		{"worse", panel.Rose, "deadline", "wait|turnaround"},
		{"unusual", panel.Purple, "errors|throughput", "errors|throughput"},
	}
	signals := func(when, by string, d metric.Def, lows, highs string) string {
		one := func(pattern, direction string) string {
			return query.One(when, by, query.Series(d, chartedUnit, thisOutcome, `outcome=~"`+pattern+`"`)) + " == " + direction
		}
		return "(" + one(lows, low) + " or " + one(highs, high) + ")"
	}
	p := panel.Panel{
		ID: id, Kind: panel.Months, Key: "quality.unit.chart", Empty: "state.nochart", Width: 24, Unit: panel.UnitCount, Decimals: 1,
		Back: chartsGoBack, Free: true, Each: "charted", Labels: []panel.Column{monthColumn}, SortBy: monthColumn.Label,
	}
	add := func(q panel.Query, expr string) {
		q.Ref, q.Unit, q.Decimals, q.Expr = string(rune('A'+len(p.Queries))), panel.UnitCount, 1, expr
		p.Queries = append(p.Queries, q)
	}
	add(panel.Query{Legend: "chart.month", Color: panel.Grey, Monthly: true, Unnamed: true}, value)
	add(panel.Query{Legend: "chart.centre", Color: panel.Grey, Unnamed: true}, throughout(metric.ChartAdjustedCentre))
	add(panel.Query{Legend: "chart.limits.lower", Color: panel.Grey, Dashed: true, Unnamed: true}, throughout(metric.ChartAdjustedLower))
	add(panel.Query{Legend: "chart.limits.upper", Color: panel.Grey, Dashed: true, Unnamed: true}, throughout(metric.ChartAdjustedUpper))
	// Months without supervision are 0, or the area would go on through them.
	add(panel.Query{Legend: "group.active", Color: panel.Blue, Share: true, Unnamed: true},
		"group by (month) ("+query.Series(metric.ChartMonthValue, chartedUnit, thisOutcome, query.Active)+") or 0 * group by (month) ("+
			query.Series(metric.ChartMonthValue, chartedUnit, thisOutcome)+")")
	for _, kind := range kinds {
		add(panel.Query{Legend: "variation." + kind.name, Color: kind.color, Dots: true, Unnamed: true},
			value+" and on (month) "+signals(query.Now, byMonthLabel, metric.ChartMonthDirection, kind.low, kind.high))
	}
	for _, kind := range kinds {
		add(panel.Query{Legend: "variation.now." + kind.name, Color: kind.color, Said: true},
			of(atEnd, "", metric.ChartAdjustedCentre)+" and on () "+signals(atEnd, "", metric.ChartDirection, kind.low, kind.high))
	}
	add(panel.Query{Legend: "variation.usual", Color: panel.Grey, Said: true}, of(atEnd, "", metric.ChartAdjustedCentre)+" and on () ("+
		query.One(atEnd, "", query.Series(metric.ChartDirection, chartedUnit, thisOutcome))+" == 0)")
	return p
}

// ofTarget is the share within the deadline that is aimed at, in per cent; 0 for none.
var ofTarget = variable{name: "target", aside: true, options: panel.MapValues("target.", "0", "70", "80", "90", "95", "100")}

// assure adds to the control chart of a share whether the target is met: in every
// month, in some or in none, as long as nothing changes, by the chart's limits.
func assure(add func(panel.Query, string), lower, upper string) {
	const target = "vector($target / 100)"
	for _, a := range []struct{ name, when string }{
		{"none", lower + " and on () (" + target + " == 0)"},
		{"always", lower + " >= on () (" + target + " > 0)"},
		{"never", upper + " < on () (" + target + " > 0)"},
		{"sometimes", lower + " < on () (" + target + " > 0) and on () (" + upper + " >= on () " + target + ")"},
	} {
		add(panel.Query{Legend: "assurance." + a.name, Color: panel.Grey, Said: true}, a.when)
	}
}
