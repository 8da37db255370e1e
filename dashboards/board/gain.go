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
	p := saying("state.nogain", panel.NewTable(15, "programme.gain", 24, sourceColumn))
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
