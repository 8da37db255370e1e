package supplement

import (
	"hash/maphash"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Goals is the table of the goals that units have set themselves. A row does
// not say when its actual value was measured, so that value is known from
// when the goal was reached.
var Goals = &Table{
	Name: "goals", Columns: []Column{
		unit(),
		{Name: "goal", Kind: Text, Label: true, Type: "VARCHAR(200)", Note: "with its unit of measure"},
		{Name: "target", Kind: Number, Unbounded: true},
		optional(Column{Name: "actual", Kind: Number, Unbounded: true}),
		{Name: "direction", Kind: Text, Optional: true, OneOf: directions, Default: "at_least", Type: "VARCHAR(20)"},
		{Name: "due_on", Kind: Date, AllowFuture: true},
		optional(Column{Name: "reached_on", Kind: Date}),
	},
	Unique: []int{0, 1}, Dated: -1, Without: "no metrics of goals",
	Covers: []Coverage{{"SMART goals, reached or not, near or overdue", &metric.GoalReached, "programme"}},

	subject: aboutWork, // what a unit says of itself
	history: history{revisions: []revision{{6, []int{3, 6}}}},
	summary: func(*Table, maphash.Seed) summary { return &goals{} },
	metrics: []*metric.Def{&metric.GoalTarget, &metric.GoalActual, &metric.GoalDue, &metric.GoalReached, &metric.GoalReachedAt},
}

var directions = []string{"at_least", "at_most"}

// goals is the summary of the goals that units have set.
type goals []goal

type goal struct {
	unit, name     string
	target, actual float64
	known, most    bool      // whether actual is known; whether it must be at most the target
	due, reached   civil.Day // reached 0 if no day is known
}

func (g *goals) add(row Row) {
	*g = append(*g, goal{
		unit: row[0].Text, name: row[1].Text, target: row[2].Number, actual: row[3].Number, known: row[3].Set,
		most: row[4].Text == "at_most", due: row[5].Day, reached: row[6].Day,
	})
}

func (g *goals) figures(acc *accumulator) {
	for i := range *g {
		one := &(*g)[i]
		acc.put(&metric.GoalTarget, one.target, one.unit, one.name)
		acc.put(&metric.GoalDue, float64(one.due)*86400, one.unit, one.name)
		if one.reached != 0 {
			acc.put(&metric.GoalReachedAt, float64(one.reached)*86400, one.unit, one.name)
		}
		if !one.known {
			continue
		}
		acc.put(&metric.GoalActual, one.actual, one.unit, one.name)
		acc.flag(&metric.GoalReached, one.actual >= one.target && !one.most || one.actual <= one.target && one.most, one.unit, one.name)
	}
}
