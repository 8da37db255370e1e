package supplement

import (
	"casework/collectors/metric"
)

// TimeUse is the table of working time, by month.
var TimeUse = &Table{
	Name: "time_use", Columns: []Column{
		unit(), month(),
		{Name: "hours_core", Kind: Number, Note: "spent on core tasks"},
		{Name: "hours_total", Kind: Number},
		staff(),
	},
	Unique: []int{0, 1}, Dated: 1, check: within(2, 3), Without: "no metrics of time for core tasks",
	Covers: []Coverage{
		{"time for core tasks", &metric.GroupTimeCore, "people"},
		{"hours freed, as the change in cases closed implies (estimate)", &metric.GainWorked, "programme"},
	},

	subject: aboutPeople,
	history: history{appears: []int{1}},
	cadence: perPeriod,
	summary: sumsByMonth(monthlySpec{
		kind: -1, sums: []int{2, 3}, staff: 4, whole: true, scale: 3600,
		total:  [2]*metric.Def{&metric.TimeWorked, &metric.GroupTimeWorked},
		ratio:  [2]*metric.Def{&metric.TimeCore, &metric.GroupTimeCore},
		hidden: [2]*metric.Def{&metric.TimeSuppressed, &metric.GroupTimeHidden},
	}),
	metrics: []*metric.Def{
		&metric.TimeWorked, &metric.TimeCore, &metric.TimeSuppressed,
		&metric.GroupTimeWorked, &metric.GroupTimeCore, &metric.GroupTimeHidden,
	},
}
