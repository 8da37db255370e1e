package supplement

import (
	"casework/collectors/metric"
)

// Absence is the table of sickness absence, by month.
var Absence = &Table{
	Name: "absence", Columns: []Column{
		unit(), month(),
		{Name: "days_absent", Kind: Number, Type: "DECIMAL(10,2)", Note: "working days lost to sickness"},
		{Name: "days_agreed", Kind: Number, Type: "DECIMAL(10,2)", Note: "working days agreed on"},
		staff(),
	},
	Unique: []int{0, 1}, Dated: 1, check: within(2, 3), Without: "no metrics of sickness absence",
	Covers: []Coverage{{"sickness absence", &metric.GroupAbsenceRatio, "people"}},

	subject: aboutPeople,
	history: history{appears: []int{1}},
	cadence: perPeriod,
	summary: sumsByMonth(monthlySpec{
		kind: -1, sums: []int{2, 3}, staff: 4, whole: true, scale: 1,
		total:  [2]*metric.Def{&metric.AbsenceAgreed, &metric.GroupAbsenceAgreed},
		ratio:  [2]*metric.Def{&metric.AbsenceRatio, &metric.GroupAbsenceRatio},
		hidden: [2]*metric.Def{&metric.AbsenceSuppressed, &metric.GroupAbsenceHidden},
	}),
	metrics: []*metric.Def{
		&metric.AbsenceAgreed, &metric.AbsenceRatio, &metric.AbsenceSuppressed,
		&metric.GroupAbsenceAgreed, &metric.GroupAbsenceRatio, &metric.GroupAbsenceHidden,
	},
}
