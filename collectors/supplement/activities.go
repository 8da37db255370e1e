package supplement

import (
	"casework/collectors/metric"
)

// Activities is the table of what staff completed, by month and kind.
var Activities = &Table{
	Name: "activities", Columns: []Column{
		unit(), month(), {Name: "kind", Kind: Text, OneOf: activities, Fallback: other}, {Name: "completed", Kind: Count},
	},
	Unique: []int{0, 1, 2}, Dated: 1, Without: "no metrics of courses, leader reviews and reflection logs",
	Covers: []Coverage{
		{"courses, workshops, e-learning, leader reviews, reflection logs, feedback", &metric.GroupActivities, "programme"},
	},

	subject: aboutPeople,
	history: history{appears: []int{1}},
	cadence: perPeriod,
	summary: sumsByMonth(monthlySpec{
		kind: 2, sums: []int{3}, staff: -1, scale: 1,
		confidential: []string{"reflection_log", "feedback"},
		total:        [2]*metric.Def{&metric.Activities, &metric.GroupActivities},
		hidden:       [2]*metric.Def{&metric.ActivitiesHidden, &metric.GroupActsHidden},
	}),
	metrics: []*metric.Def{&metric.Activities, &metric.ActivitiesHidden, &metric.GroupActivities, &metric.GroupActsHidden},
}

var activities = []string{"course", "workshop", "e_learning", "leader_review", "reflection_log", "feedback"}
