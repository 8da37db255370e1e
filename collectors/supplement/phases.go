package supplement

import (
	"hash/maphash"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Phases is the table of the phases of programmes.
var Phases = &Table{
	Name: "phases", Columns: []Column{
		unit(),
		{Name: "programme", Kind: Text, Label: true},
		{Name: "phase", Kind: Text, OneOf: phases, Type: "VARCHAR(20)"},
		{Name: "since", Kind: Date, AllowFuture: true},
		{Name: "evaluated_on", Kind: Date, Optional: true, Note: "last"},
	},
	Unique: []int{0, 1}, Dated: -1, Without: "no metrics of a programme's phase and evaluation",
	Covers: []Coverage{{"phase of the programme, days since evaluation", &metric.ProgrammePhase, "programme"}},

	subject: aboutWork, // what a unit does
	history: history{appears: []int{3}, revisions: []revision{{4, []int{4}}}},
	summary: func(*Table, maphash.Seed) summary { return &programmePhases{} },
	metrics: []*metric.Def{&metric.ProgrammePhase, &metric.PhaseStart, &metric.Evaluated},
}

var phases = []string{"mapping", "pilot", "running", "evaluated"}

// programmePhases is the summary of the phases of programmes.
type programmePhases []programmePhase

type programmePhase struct {
	unit, programme, phase string
	since, evaluated       civil.Day // evaluated 0 if it never was
}

func (p *programmePhases) add(row Row) {
	*p = append(*p, programmePhase{row[0].Text, row[1].Text, row[2].Text, row[3].Day, row[4].Day})
}

func (p *programmePhases) figures(acc *accumulator) {
	for i := range *p {
		one := &(*p)[i]
		for _, phase := range phases {
			acc.flag(&metric.ProgrammePhase, phase == one.phase, one.unit, one.programme, phase)
		}
		acc.put(&metric.PhaseStart, float64(one.since)*86400, one.unit, one.programme)
		if one.evaluated != 0 {
			acc.put(&metric.Evaluated, float64(one.evaluated)*86400, one.unit, one.programme)
		}
	}
}
