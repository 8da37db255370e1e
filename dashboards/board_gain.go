package main

import "casework/collectors/metric"

var currencyColumn = column{label: "currency", title: "column.currency"}

const (
	eachSource   = " by (source)"
	byCurrency   = " by (currency)"
	ofThroughput = `outcome="throughput"`
)

// gainPanel shows the working time that the estimated change in cases closed
// comes to, and what it rests on; nothing where there is no estimate.
func gainPanel() panel {
	p := saying("state.nogain", tableOf(15, "programme.gain", 16, sourceColumn))
	p.unit = unitHours
	add := p.adder(eachSource)
	for _, b := range bounds {
		gain := add(b.title, unitHours, 0, metric.GainWorked, b.matcher)
		gain.expr += " / 3600"
		gain.width = longFigures
	}
	beside := func(title, unit string, of metric.Def, matchers ...string) *query {
		q := add(title, unit, 0, of, matchers...)
		q.expr += " and on (source) " + one(now, eachSource, series(metric.GainWorked))
		return q
	}
	worked := beside("column.worked", unitHours, metric.GroupTimeWorked, active)
	worked.expr = "(" + worked.expr + ") / 3600"
	beside("column.units.with", unitCount, metric.EffectUnits, active, ofThroughput)
	beside("column.units.without", unitCount, metric.EffectUnits, inactive, ofThroughput)
	for _, end := range []struct {
		title string
		of    metric.Def
	}{{"people.began", metric.PeriodStart}, {"people.ended", metric.PeriodEnd}} {
		since := beside(end.title, unitDays, end.of)
		since.expr = "(" + since.expr + ")"
		ago(since)
	}
	return p
}

// gainAmountPanel shows the same in money.
func gainAmountPanel() panel {
	p := saying("state.noamount", tableOf(16, "programme.gain.amount", 8, currencyColumn))
	add := p.adder(byCurrency)
	for _, b := range bounds {
		add(b.title, unitCount, 0, metric.GainAmount, b.matcher).width = longFigures
	}
	return p
}

// longFigures is the width of millions with a sign, in pixels.
const longFigures = 108

// bounds are an estimate and its interval, as columns.
var bounds = []struct{ title, matcher string }{
	{"column.gain", `bound="estimate"`}, {"column.lower", `bound="lower"`}, {"column.upper", `bound="upper"`},
}
