package main

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
)

// tableOf is a table without columns of figures yet, in the order of its first
// label.
func tableOf(id uint32, key string, width uint32, labels ...column) panel {
	return panel{
		id: id, kind: table, key: key, empty: "state.nodata", width: width, unit: unitCount, sortBy: labels[0].label, labels: labels,
	}
}

// adder adds columns to a table, a metric each.
func (p *panel) adder(by string) func(title, unit string, decimals float64, of metric.Def, matchers ...string) *query {
	return func(title, unit string, decimals float64, of metric.Def, matchers ...string) *query {
		p.queries = append(p.queries, query{
			ref: string(rune('A' + len(p.queries))), legend: title, unit: unit, decimals: decimals,
			expr: one(now, by, series(of, matchers...)),
		})
		return &p.queries[len(p.queries)-1]
	}
}

// numbered adds a column that says which of the series of a metric is 1, by the
// value of its label.
func (p *panel) numbered(by, title string, of metric.Def, label, prefix string, values ...string) {
	q := p.adder(by)(title, unitCount, 0, of)
	q.mapping = as(prefix, values...)
	terms := make([]string, len(values))
	for i, v := range values {
		q.mapping[i].value = fmt.Sprint(i + 1)
		terms[i] = q.mapping[i].value + " * " + one(now, by, series(of, label+`="`+v+`"`))
	}
	q.expr = strings.Join(terms, "\n+ ")
}

// hundred makes a column per cent or figures for each hundred cases. Outcomes
// that are differences are no per cent of anything, so their rows name what
// they are in, and columns have no unit.
func hundred(q *query) { q.expr = "100 * " + q.expr }

// ago makes a column of instants one of days since then.
func ago(q *query) { q.expr = "(time() - " + q.expr + ") / 86400" }
