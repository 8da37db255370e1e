package supplement

import (
	"casework/collectors/metric"
)

// Audits is the table of cases reviewed for errors, by month.
var Audits = &Table{
	Name: "audits", Columns: []Column{
		unit(), month(),
		{Name: "reviewed", Kind: Count, Note: "cases reviewed for errors"},
		{Name: "with_errors", Kind: Count},
	},
	Unique: []int{0, 1}, Dated: 1, check: within(3, 2), Without: "no metrics of errors found in case reviews",
	Covers: []Coverage{{"errors found in reviews", &metric.GroupAuditErrors, "people"}},

	subject: aboutWork, // cases
	history: history{appears: []int{1}},
	cadence: perPeriod,
	summary: sumsByMonth(monthlySpec{
		kind: -1, sums: []int{3, 2}, staff: -1, scale: 1,
		total: [2]*metric.Def{&metric.Audited, &metric.GroupAudited},
		ratio: [2]*metric.Def{&metric.AuditErrors, &metric.GroupAuditErrors},
	}),
	metrics: []*metric.Def{&metric.Audited, &metric.AuditErrors, &metric.GroupAudited, &metric.GroupAuditErrors},
}
