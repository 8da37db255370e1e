package main

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
)

// controlChart is the control chart of one outcome of the unit, as it stood
// at each time: its points are closed months.
func controlChart(id uint32, key, outcome, unit, format string) panel {
	of := func(ref, legend, color string, dashed bool, of metric.Def) query {
		return query{
			ref: ref, legend: legend, color: color, dashed: dashed,
			expr: fmt.Sprintf(format, one(during, "", series(of, thisUnit, `outcome="`+outcome+`"`))),
		}
	}
	return panel{
		id: id, kind: trend, key: key, empty: "state.nochart", width: 12, unit: unit, decimals: 1,
		queries: []query{
			of("A", "chart.value", blue, false, metric.ChartValue),
			of("B", "chart.centre", grey, false, metric.ChartCentre),
			of("C", "chart.limits.lower", grey, true, metric.ChartLower),
			of("D", "chart.limits.upper", grey, true, metric.ChartUpper),
		},
	}
}

// signalsPanel shows when the last closed month of an outcome was a signal,
// and by which rule.
func signalsPanel() panel {
	p := panel{
		id: 17, kind: states, key: "chart.signals", empty: "state.nochart", width: 24, unit: unitCount,
		mapping: []mapped{{value: "0", key: "rule.none", color: grey}},
	}
	rules := []string{"shift", "two_of_three", "trend", "outside"} // a month can break several; the last is shown
	for i, rule := range rules {
		p.mapping = append(p.mapping, mapped{value: fmt.Sprint(i + 1), key: "rule." + rule, color: purple})
	}
	for i, outcome := range outcomes {
		p.queries = append(p.queries, query{ref: string(rune('A' + i)), legend: "outcome." + outcome})
		var broken []string
		for j, rule := range rules {
			broken = append(broken, fmt.Sprintf("%d * %s", j+1, one(during, " by (rule)",
				series(metric.ChartSignal, thisUnit, `outcome="`+outcome+`"`, `rule="`+rule+`"`))))
		}
		p.queries[i].expr = "max (" + strings.Join(broken, "\nor ") + ")"
	}
	return p
}
