package supplement

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"casework/collectors/metric"
)

// Costs is the table of what a programme costs besides hours, by month.
var Costs = &Table{
	Name: "costs", Columns: []Column{
		month(), {Name: "kind", Kind: Text, OneOf: costKinds, Fallback: other}, {Name: "amount", Kind: Number, Type: "DECIMAL(14,2)"},
	},
	Unique: []int{0, 1}, Dated: 0, Without: "no other costs of a programme than hours",
	Covers: []Coverage{{"cost of the programme (estimate)", &metric.PeriodCost, "programme"}},

	subject: aboutWork, // money of the whole source
	history: history{appears: []int{0}},
	cadence: perPeriod,
	summary: func(*Table, maphash.Seed) summary { return costs{} },
	metrics: []*metric.Def{&metric.PeriodCost},
}

var costKinds = []string{"training", "external", "materials", "travel"}

// costs is the summary of what a programme costs besides hours.
type costs map[monthKey]float64

func (c costs) add(row Row) { c[monthKey{kind: row[1].Text, month: row[0].Day}] += row[2].Number }

func (c costs) figures(acc *accumulator) {
	kinds := map[string]float64{}
	months := slices.SortedFunc(maps.Keys(c), func(a, b monthKey) int { return cmp.Compare(a.month, b.month) })
	for _, of := range months { // in order, so that sums are the same each time
		if of.month >= acc.from && of.month < acc.until {
			kinds[of.kind] += c[of]
		}
	}
	for kind, amount := range kinds {
		acc.putCost(kind, amount)
	}
}

// hoursKind is the kind of cost that is participants' time.
const hoursKind = "hours"

func (acc *accumulator) putCost(kind string, amount float64) {
	acc.periodic = true
	acc.put(&metric.PeriodCost, amount, kind, acc.opts.Currency)
}
