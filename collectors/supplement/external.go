package supplement

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// External is the table of results measured elsewhere.
var External = &Table{
	Name: "external", Columns: []Column{
		unit(),
		{Name: "measure", Kind: Text, Label: true, Type: "VARCHAR(200)"},
		{Name: "as_of", Kind: Date},
		{Name: "value", Kind: Number, Unbounded: true},
		{Name: "answers", Kind: Count, Note: "people that the value rests on"},
	},
	Unique: []int{0, 1, 2}, Dated: -1, Without: "no results measured elsewhere",
	Covers: []Coverage{{"results measured elsewhere, such as national tests", &metric.ExternalResult, "programme"}},

	subject: aboutPeople,
	history: history{appears: []int{2}},
	summary: func(*Table, maphash.Seed) summary { return external{} },
	metrics: []*metric.Def{&metric.ExternalResult, &metric.ExternalAnswers, &metric.ExternalSuppressed},
}

// external is the summary of the latest results measured elsewhere.
type external map[externalKey]result

type externalKey struct{ unit, measure string }

type result struct {
	day            civil.Day
	value, answers float64
}

func (e external) add(row Row) {
	of := externalKey{row[0].Text, row[1].Text}
	if before, ok := e[of]; !ok || before.day <= row[2].Day {
		e[of] = result{row[2].Day, row[3].Number, row[4].Number}
	}
}

func (e external) figures(acc *accumulator) {
	of := slices.SortedFunc(maps.Keys(e), func(a, b externalKey) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.measure, b.measure))
	})
	for _, of := range of {
		r := e[of]
		one := &disclosure.Cell{Unit: of.unit, N: int(r.answers), Sums: [4]float64{r.value}}
		shown := acc.release(disclosure.Set{Table: External.Name, Kind: of.measure, Topic: of.unit}, r.day, r.day+1, []*disclosure.Cell{one}, acc.enough)
		for _, c := range shown.Cells { // one, or none
			if acc.marked(&metric.ExternalSuppressed, c, of.unit, of.measure) {
				acc.put(&metric.ExternalResult, c.Sums[0], of.unit, of.measure)
				acc.put(&metric.ExternalAnswers, float64(c.N), of.unit, of.measure)
			}
		}
	}
}
