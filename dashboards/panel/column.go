package panel

import (
	"cmp"
	"fmt"
	"strings"

	"casework/collectors/metric"
	"casework/dashboards/query"
)

// NewTable is a table without columns of figures yet, in the order of its first
// label.
func NewTable(id uint32, key string, width uint32, labels ...Column) Panel {
	return Panel{
		ID: id, Kind: Table, Key: key, Empty: "state.nodata", Width: width, Unit: UnitCount, SortBy: labels[0].Label, Labels: labels,
	}
}

// ColumnAdder adds columns to a table, a metric each.
func (p *Panel) ColumnAdder(by string) func(title, unit string, decimals float64, of metric.Def, matchers ...string) *Query {
	return func(title, unit string, decimals float64, of metric.Def, matchers ...string) *Query {
		p.Queries = append(p.Queries, Query{
			Ref: string(rune('A' + len(p.Queries))), Legend: title, Unit: unit, Decimals: decimals,
			Expr: query.One(query.Now, by, query.Series(of, matchers...)),
		})
		return &p.Queries[len(p.Queries)-1]
	}
}

// AddStateColumn adds a column that says which of the series of a metric is 1, by the
// value of its label.
func (p *Panel) AddStateColumn(by, title string, of metric.Def, label, prefix string, values ...string) {
	q := p.ColumnAdder(by)(title, UnitCount, 0, of)
	q.Mapping = MapValues(prefix, values...)
	terms := make([]string, len(values))
	for i, v := range values {
		q.Mapping[i].Value = fmt.Sprint(i + 1)
		terms[i] = q.Mapping[i].Value + " * " + query.One(query.Now, by, query.Series(of, label+`="`+v+`"`))
	}
	q.Expr = strings.Join(terms, "\n+ ")
}

// TimesHundred makes a column per cent or figures for each hundred cases. Outcomes
// that are differences are no per cent of anything, so their rows name what
// they are in, and columns have no unit.
func TimesHundred(q *Query) { q.Expr = "100 * " + q.Expr }

// DaysSince makes a column of instants one of days since then.
func DaysSince(q *Query) { q.Expr = "(time() - " + q.Expr + ") / 86400" }

// emptyValue is what the label of emptyRow has, which is mapped to the words.
const emptyValue = "none"

// emptyLabel is the label of emptyRow: the table's first, whose column it is under. Where that opens
// a unit's board, which Grafana lets every value of a column do or none, it is one
// of its own, whose column stands in the first one's place.
func (p Panel) emptyLabel() string {
	if p.Labels[0].Link {
		return "empty"
	}
	return p.Labels[0].Label
}

// emptyRow is the query of the row that a table has where it has no other. Grafana shows headings alone of a table
// without rows, whatever it is to say of no value. Any column may be empty, such as of a source without deadlines.
func (p Panel) emptyRow() Query {
	columns := make([]string, len(p.Queries))
	for i, q := range p.Queries {
		columns[i] = "(" + p.expr(q) + ")"
	}
	return Query{Ref: query.EmptyRef, Unit: UnitCount, Expr: fmt.Sprintf(`label_replace(absent(%s), %q, %q, "", "")`, strings.Join(columns, "\nor "), p.emptyLabel(), emptyValue)}
}

// emptyMapping has the row's column say why.
func (p Panel) emptyMapping() ValueMapping {
	return ValueMapping{Value: emptyValue, Key: p.emptyKey()}
}

// emptyKey is the key of what is said where there are no figures.
func (p Panel) emptyKey() string { return cmp.Or(p.Empty, "state.none") }
