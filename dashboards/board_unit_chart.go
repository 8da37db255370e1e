package main

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
)

// Figures of a month come days after it has ended, five by default. Charts show
// them 20 days before they came, about when that month was, so that a month
// before the start of a programme stands before its mark. They are read over
// the day after they came, should the exporter have been away just then.
const (
	ofMonth    = "last_over_time(%s[1d] offset -21d)"
	monthShift = "20 * 86400"
)

// controlChart is the control chart of one outcome of the unit, as it stood
// at each time: a point for each closed month.
func controlChart(id uint32, key, outcome, unit, format string) panel {
	of := func(ref, legend, color string, of metric.Def) query {
		return query{
			ref: ref, legend: legend, color: color,
			expr: fmt.Sprintf(format, one(ofMonth, "", series(of, thisUnit, `outcome="`+outcome+`"`))),
		}
	}
	p := panel{
		id: id, kind: trend, key: key, empty: "state.nochart", width: 12, unit: unit, decimals: 1,
		queries: []query{
			of("A", "chart.value", blue, metric.ChartValue),
			of("B", "chart.centre", grey, metric.ChartCentre),
			of("C", "chart.limits.lower", grey, metric.ChartLower),
			of("D", "chart.limits.upper", grey, metric.ChartUpper),
		},
	}
	p.queries[0].monthly = true
	p.queries[0].expr += " and on () " + firstStep
	p.queries[2].dashed, p.queries[3].dashed = true, true
	return p
}

// firstStep has a value at the first step of each month of a chart.
var firstStep = "(time() + " + monthShift + " - " + one(ofMonth, "", series(metric.EffectAsOf)) + " >= 0 < $__interval_ms / 1000)"

// signalsPanel shows which closed months of an outcome were a signal, and by
// which rule.
func signalsPanel() panel {
	p := panel{
		id: 17, kind: states, key: "chart.signals", empty: "state.nochart", width: 24, unit: unitCount,
		mapping: []mapped{{value: "0", key: "rule.none", color: grey}},
	}
	rules := []string{"shift", "two_of_three", "trend", "outside"} // a month can break several; the last is shown
	for i, rule := range rules {
		p.mapping = append(p.mapping, mapped{value: fmt.Sprint(i + 1), key: "rule." + rule, color: purples[i]})
	}
	for i, outcome := range outcomes {
		p.queries = append(p.queries, query{ref: string(rune('A' + i)), legend: "outcome." + outcome})
		var broken []string
		for j, rule := range rules {
			broken = append(broken, fmt.Sprintf("%d * %s", j+1, one(ofMonth, " by (rule)",
				series(metric.ChartSignal, thisUnit, `outcome="`+outcome+`"`, `rule="`+rule+`"`))))
		}
		p.queries[i].expr = "max (" + strings.Join(broken, "\nor ") + ")"
	}
	return p
}
