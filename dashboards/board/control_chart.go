package board

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
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
// at each time, held against units without supervision and as it was observed: a
// point for each closed month.
func controlChart(id uint32, key, outcome, unit, format string) panel.Panel {
	of := func(ref, legend, color string, of metric.Def) panel.Query {
		return panel.Query{
			Ref: ref, Legend: legend, Color: color,
			Expr: fmt.Sprintf(format, query.One(ofMonth, "", query.Series(of, thisUnit, `outcome="`+outcome+`"`))),
		}
	}
	p := panel.Panel{
		ID: id, Kind: panel.Trend, Key: key, Empty: "state.nochart", Width: 12, Unit: unit, Decimals: 1,
		Queries: []panel.Query{
			of("A", "chart.value", panel.Teal, metric.ChartAdjusted),
			of("B", "chart.centre", panel.Grey, metric.ChartAdjustedCentre),
			of("C", "chart.limits.lower", panel.Grey, metric.ChartAdjustedLower),
			of("D", "chart.limits.upper", panel.Grey, metric.ChartAdjustedUpper),
			of("E", "chart.observed", panel.Purple, metric.ChartValue),
		},
	}
	for _, i := range []int{0, 4} {
		p.Queries[i].Monthly = true
		p.Queries[i].Expr += " and on () " + firstStep
	}
	p.Queries[2].Dashed, p.Queries[3].Dashed = true, true
	return p
}

// firstStep has a value at the first step of each month of a chart.
var firstStep = "(time() + " + monthShift + " - " + query.One(ofMonth, "", query.Series(metric.EffectAsOf)) + " >= 0 < $__interval_ms / 1000)"

// signalsPanel shows which closed months of an outcome were a signal, and by
// which rule.
func signalsPanel() panel.Panel {
	p := panel.Panel{
		ID: 17, Kind: panel.States, Key: "chart.signals", Empty: "state.nochart", Width: 24, Unit: panel.UnitCount,
		Mapping: []panel.ValueMapping{{Value: "0", Key: "rule.none", Color: panel.Grey}},
	}
	rules := []string{"shift", "two_of_three", "trend", "outside"} // a month can break several; the last is shown
	for i, rule := range rules {
		p.Mapping = append(p.Mapping, panel.ValueMapping{Value: fmt.Sprint(i + 1), Key: "rule." + rule, Color: panel.Purples[i]})
	}
	for i, outcome := range withCharts {
		p.Queries = append(p.Queries, panel.Query{Ref: string(rune('A' + i)), Legend: "outcome." + outcome})
		var broken []string
		for j, rule := range rules {
			broken = append(broken, fmt.Sprintf("%d * %s", j+1, query.One(ofMonth, " by (rule)",
				query.Series(metric.ChartAdjustedSignal, thisUnit, `outcome="`+outcome+`"`, `rule="`+rule+`"`))))
		}
		p.Queries[i].Expr = "max (" + strings.Join(broken, "\nor ") + ")"
	}
	return p
}
