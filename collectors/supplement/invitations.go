package supplement

import (
	"hash/maphash"

	"casework/collectors/metric"
)

// Invitations is the table of how many were invited to surveys, by month. It
// has no metrics of its own: the response rates are made with those of Surveys.
var Invitations = &Table{
	Name: "invitations", Columns: []Column{
		unit(), {Name: "audience", Kind: Text, OneOf: audiences, Type: "VARCHAR(20)"}, month(), {Name: "invited", Kind: Count},
	},
	Unique: []int{0, 1, 2}, Dated: 2, Without: "no response rate of surveys",
	Covers: []Coverage{{"response rate", &metric.GroupResponseRatio, "people"}},

	subject: aboutPeople,
	history: history{appears: []int{2}},
	cadence: perPeriod,
	summary: func(*Table, maphash.Seed) summary { return invitations{} },
}

// invitations is the summary of how many were invited to surveys, by month.
type invitations map[surveyKey]float64

func (i invitations) add(row Row) {
	i[surveyKey{unit: row[0].Text, audience: row[1].Text, day: row[2].Day}] += row[3].Number
}

func (invitations) figures(*accumulator) {}
