package main

import (
	"fmt"

	"casework/collectors/metric"
)

// peopleBoard shows what citizens and staff say, and how they fare.
func peopleBoard() board {
	return board{
		key: "people", from: "now-6M", starts: true,
		variables: []variable{ofDatasource, ofSource, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 5, panels: []panel{
					{id: 1, kind: words, key: "people.intro", width: 16},
					{id: 2, kind: figure, key: "people.period", empty: "state.nodata", width: 4, unit: unitDays, queries: []query{
						{ref: "A", legend: "people.began", color: grey, expr: fmt.Sprintf(inDays, "time() - "+one(now, "", series(metric.PeriodStart)))},
						{ref: "B", legend: "people.ended", color: grey, expr: fmt.Sprintf(inDays, "time() - "+one(now, "", series(metric.PeriodEnd)))},
					}},
					{id: 3, kind: figure, key: "people.hidden", empty: "state.nodata", width: 4, unit: unitCount, queries: []query{
						{ref: "A", color: grey, expr: withheld(metric.SurveySuppressed, metric.ResponseSuppressed, metric.AbsenceSuppressed,
							metric.TimeSuppressed, metric.GroupSurveyHidden, metric.GroupResponseHidden, metric.GroupAbsenceHidden, metric.GroupTimeHidden)},
					}},
				}},
				{height: 8, panels: []panel{
					twoGroups(4, "people.complaints", unitCount, perHundred, metric.GroupComplaintsPerClosed),
					twoGroups(5, "people.upheld", unitShare, asIs, metric.GroupComplaintsUpheldOf),
					twoGroups(6, "people.audits", unitShare, asIs, metric.GroupAuditErrors),
				}},
			}},
			{id: 20, key: "people.surveys", lines: []line{
				{height: 9, panels: []panel{surveyGroupsPanel(), surveyUnitsPanel()}},
			}},
			{id: 21, key: "people.staff", lines: []line{
				{height: 8, panels: []panel{
					half(twoGroups(9, "people.absence", unitShare, asIs, metric.GroupAbsenceRatio)),
					half(twoGroups(10, "people.core", unitShare, asIs, metric.GroupTimeCore)),
				}},
				{height: 10, panels: []panel{staffUnitsPanel()}},
				{height: 10, panels: []panel{complaintUnitsPanel()}},
				{height: 5, panels: []panel{peopleGroupsPanel()}},
			}},
		},
	}
}

// withheld counts the series that markers say are withheld.
func withheld(markers ...metric.Def) string {
	expr := ""
	for i, m := range markers {
		if i > 0 {
			expr += "\n+ "
		}
		expr += "(sum (" + series(m) + ") or vector(0))"
	}
	return expr
}

// twoGroups shows a statistic of both groups over time.
func twoGroups(id uint32, key, unit, format string, of metric.Def) panel {
	p := panel{id: id, kind: trend, key: key, empty: "state.nodata", width: 8, unit: unit, decimals: 1}
	for _, g := range []struct{ ref, legend, color, matcher string }{
		{"A", "group.active", blue, active}, {"B", "group.inactive", orange, inactive},
	} {
		p.queries = append(p.queries, query{
			ref: g.ref, legend: g.legend, color: g.color, expr: fmt.Sprintf(format, one(during, "", series(of, g.matcher))),
		})
	}
	return p
}

var (
	audienceColumn = column{label: "audience", title: "column.audience", mapping: as("audience.", "citizen", "employee")}
	topicColumn    = column{label: "topic", title: "column.topic", width: 110, mapping: as("topic.", "overall")}
	kindColumn     = column{label: "kind", title: "column.kind", mapping: knownKinds}
	hiddenCells    = []mapped{{value: "1", key: "cell.hidden"}, {value: "0", key: "cell.shown"}}
)

// knownKinds are the kinds of supervision, activities and costs that the
// exporter tells apart.
var knownKinds = as("kind.",
	"individual", "group", "coaching", "reflection", "mentoring", "course", "workshop", "e_learning", "leader_review",
	"reflection_log", "feedback", "training", "external", "materials", "travel", "hours", "other",
)

const byTopic = "audience, topic)"

func surveyGroupsPanel() panel {
	p := panel{
		id: 7, kind: table, key: "people.survey.groups", empty: "state.nodata", width: 11, unit: unitCount, sort: "A",
		labels: []column{stateColumn, audienceColumn, topicColumn},
	}
	add := p.adder(" by (supervision, " + byTopic)
	add("column.answers", unitCount, 0, metric.GroupSurveyAnswers)
	add("column.score", unitCount, 1, metric.GroupSurveyMean)
	add("column.hidden", unitCount, 0, metric.GroupSurveyHidden).mapping = hiddenCells
	return p
}

func surveyUnitsPanel() panel {
	p := panel{
		id: 8, kind: table, key: "people.survey.units", empty: "state.nodata", width: 13, unit: unitCount, sort: "A",
		labels: []column{unitColumn, stateColumn, audienceColumn, topicColumn},
	}
	add := p.adder(" by (unit, supervision, " + byTopic)
	add("column.answers", unitCount, 0, metric.SurveyAnswers)
	add("column.score", unitCount, 1, metric.SurveyMean)
	add("column.hidden", unitCount, 0, metric.SurveySuppressed).mapping = hiddenCells
	return p
}

func staffUnitsPanel() panel {
	p := tableOf(11, "people.staff.units", 24, unitColumn, stateColumn)
	p.unit = unitShare
	add := p.adder(byBoth)
	add("column.absence", unitShare, 1, metric.AbsenceRatio)
	add("column.agreed", unitCount, 0, metric.AbsenceAgreed)
	add("column.core", unitShare, 1, metric.TimeCore)
	add("column.worked", unitHours, 0, metric.TimeWorked).expr += " / 3600"
	add("column.response.citizen", unitShare, 0, metric.ResponseRatio, `audience="citizen"`)
	add("column.response.employee", unitShare, 0, metric.ResponseRatio, `audience="employee"`)
	return p
}

func complaintUnitsPanel() panel {
	p := tableOf(12, "people.complaint.units", 24, unitColumn, stateColumn)
	add := p.adder(byBoth)
	add("column.complaints", unitCount, 0, metric.WindowComplaints)
	add("column.complaints.share", unitCount, 1, metric.WindowComplaintsPerClosed).expr += " * 100"
	add("column.decided", unitCount, 0, metric.WindowComplaintsDecided)
	add("column.upheld.n", unitCount, 0, metric.WindowComplaintsUpheld)
	add("column.upheld", unitShare, 0, metric.WindowComplaintsUpheldOf)
	add("column.audited", unitCount, 0, metric.Audited)
	add("column.audit.errors", unitShare, 1, metric.AuditErrors)
	return p
}

// peopleGroupsPanel shows what the groups' figures rest on.
func peopleGroupsPanel() panel {
	p := tableOf(13, "people.groups", 24, stateColumn)
	add := p.adder(byState)
	add("column.complaints", unitCount, 0, metric.GroupComplaints)
	add("column.decided", unitCount, 0, metric.GroupComplaintsDecided)
	add("column.upheld.n", unitCount, 0, metric.GroupComplaintsUpheld)
	add("column.audited", unitCount, 0, metric.GroupAudited)
	add("column.agreed", unitCount, 0, metric.GroupAbsenceAgreed)
	add("column.worked", unitHours, 0, metric.GroupTimeWorked).expr += " / 3600"
	add("column.response.citizen", unitShare, 0, metric.GroupResponseRatio, `audience="citizen"`)
	add("column.response.employee", unitShare, 0, metric.GroupResponseRatio, `audience="employee"`)
	return p
}
