package board

import (
	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

var currencyColumn = panel.Column{Label: "currency", Title: "column.currency"}

const (
	eachSource   = " by (source)"
	byCurrency   = " by (currency)"
	ofThroughput = `outcome="throughput"`
)

// gainPanel shows the working time that the estimated change in cases closed
// comes to, and what it rests on; nothing where there is no estimate.
func gainPanel() panel.Panel {
	p := saying("state.noestimate", panel.NewTable(15, "programme.gain", 24, sourceColumn))
	p.Unit = panel.UnitHours
	add := p.ColumnAdder(eachSource)
	for _, b := range bounds {
		gain := add(b.title, panel.UnitHours, 0, metric.GainWorked, b.matcher)
		gain.Expr += " / 3600"
		gain.Width = longFigures
	}
	addGained := func(title, unit string, of metric.Def, matchers ...string) *panel.Query {
		q := add(title, unit, 0, of, matchers...)
		q.Expr += " and on (source) " + query.One(query.Now, eachSource, query.Series(metric.GainWorked))
		return q
	}
	worked := addGained("column.worked", panel.UnitHours, metric.GroupTimeWorked, query.Active)
	worked.Expr = "(" + worked.Expr + ") / 3600"
	addGained("column.units.with", panel.UnitCount, metric.EffectUnits, query.Active, ofThroughput)
	addGained("column.units.without", panel.UnitCount, metric.EffectUnits, query.Inactive, ofThroughput)
	for _, end := range []struct {
		title string
		of    metric.Def
	}{{"people.began", metric.PeriodStart}, {"people.ended", metric.PeriodEnd}} {
		since := addGained(end.title, panel.UnitDays, end.of)
		since.Expr = "(" + since.Expr + ")"
		panel.DaysSince(since)
	}
	return p
}

// gainInWords says in words whether hours were freed or spent, as a number below
// zero of hours freed is misread. Where it could be either, there is none: see
// metric.GainWorked.
func gainInWords() panel.Panel {
	p := panel.Panel{
		ID: 32, Kind: panel.Figure, Key: "programme.gain.said", Empty: "state.nogain", Width: 24, Unit: panel.UnitCount, NameOnly: true,
	}
	hours := func(bound string) string {
		return "(" + query.One(query.Now, "", query.Series(metric.GainWorked, `bound="`+bound+`"`)) + " / 3600)"
	}
	estimate, lower, upper := hours("estimate"), hours("lower"), hours("upper")
	figure := func(label, expr string) string {
		return " * on () group_left (" + label + ") " + tileFigure(label, "round("+expr+")", false)
	}
	figures := figure("hours", "abs("+estimate+")") + figure("lower", lower) + figure("upper", upper)
	for _, said := range []struct{ key, when string }{
		{"freed", estimate + " >= 0"},
		{"spent", estimate + " < 0"},
	} {
		p.Queries = append(p.Queries, panel.Query{
			Ref: string(rune('A' + len(p.Queries))), Legend: "gain.said." + said.key, Color: panel.Neutral,
			Expr: "(0 * (" + said.when + ") + 1)" + figures,
		})
	}
	// Where there is neither, a figure of which the name alone is shown says nothing, whatever is to be said of no value.
	p.Queries = append(p.Queries, panel.Query{Ref: "C", Legend: p.Empty, Color: panel.Grey, Expr: "absent(" + estimate + ")"})
	return p
}

// gainAmountPanel shows the same in money.
func gainAmountPanel() panel.Panel {
	p := saying("state.noamount", panel.NewTable(16, "programme.gain.amount", 24, currencyColumn))
	add := p.ColumnAdder(byCurrency)
	for _, b := range bounds {
		add(b.title, panel.UnitCount, 0, metric.GainAmount, b.matcher).Width = longFigures
	}
	return p
}

// longFigures is the width of millions with a sign, in pixels.
const longFigures = 108

// bounds are an estimate and its interval, as columns.
var bounds = []struct{ title, matcher string }{
	{"column.gain", `bound="estimate"`}, {"column.lower", `bound="lower"`}, {"column.upper", `bound="upper"`},
}
