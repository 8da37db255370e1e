package supplement

import (
	"hash/maphash"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Checklist is the table of units' assessments of themselves.
var Checklist = &Table{
	Name: "checklist", Columns: []Column{
		unit(),
		{Name: "factor", Kind: Text, Label: true, Type: "VARCHAR(200)"},
		{Name: "assessed_on", Kind: Date},
		{Name: "level", Kind: Count, Max: 2, Type: "TINYINT UNSIGNED", Note: "0 not in place, 1 in part, 2 in place"},
	},
	Unique: []int{0, 1, 2}, Dated: -1, Without: "no metrics of self-assessment",
	Covers: []Coverage{{"factors of success, by the unit's own assessment", &metric.MaturityLevel, "programme"}},

	subject: aboutWork, // what a unit says of itself
	history: history{appears: []int{2}},
	summary: func(*Table, maphash.Seed) summary { return checklist{} },
	metrics: []*metric.Def{&metric.MaturityLevel},
}

// checklist is the summary of units' latest assessments of themselves.
type checklist map[checklistKey]assessment

type checklistKey struct{ unit, factor string }

type assessment struct {
	day   civil.Day
	level float64
}

func (c checklist) add(row Row) {
	of := checklistKey{row[0].Text, row[1].Text}
	if before, ok := c[of]; !ok || before.day <= row[2].Day {
		c[of] = assessment{row[2].Day, row[3].Number}
	}
}

func (c checklist) figures(acc *accumulator) {
	for of, a := range c {
		acc.put(&metric.MaturityLevel, a.level, of.unit, of.factor)
	}
}
