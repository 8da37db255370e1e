package board

import (
	"casework/dashboards/panel"
)

var supervisionStates = []panel.ValueMapping{
	{Value: "active", Key: "group.active", Color: panel.Blue},
	{Value: "inactive", Key: "group.inactive", Color: panel.Orange},
}

var yesOrNo = []panel.ValueMapping{{Value: "1", Key: "answer.yes"}, {Value: "0", Key: "answer.no"}}

// outcomes are what is compared; those that have control charts come first.
var outcomes = []string{"wait", "turnaround", "throughput", "errors", "deadline", "net_turnaround", "handling"}

// withCharts are the outcomes that have control charts. Others have them only where one
// was chosen as the primary outcome, in the report.
var withCharts = outcomes[:5]

var sourceColumn = panel.Column{Label: "source", Title: "variable.source"}

var unitColumn = panel.Column{Label: "unit", Title: "column.unit", Link: true, Width: 172}

var ageColumn = panel.Column{Label: "age", Title: "column.age", Width: 110}

var programmeColumn = panel.Column{Label: "programme", Title: "column.programme"}

var stateColumn = panel.Column{Label: "supervision", Title: "column.supervision", Mapping: supervisionStates}
