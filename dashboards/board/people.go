package board

import (
	"fmt"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// peopleBoard shows what citizens and staff say, and their sickness absence and turnover.
func peopleBoard() Board {
	return Board{
		Key: "people", from: "now-6M", starts: true,
		variables: []variable{ofDatasource, ofSource, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 6, panels: []panel.Panel{
					{ID: 1, Kind: panel.Words, Key: "people.intro", Width: 12},
					{ID: 2, Kind: panel.Figure, Key: "people.period", Empty: "state.nodata", Width: 6, Unit: panel.UnitDays, Queries: []panel.Query{
						{Ref: "A", Legend: "people.began", Color: panel.Grey, Expr: fmt.Sprintf(query.InDays, "time() - "+query.One(query.Now, "", query.Series(metric.PeriodStart)))},
						{Ref: "B", Legend: "people.ended", Color: panel.Grey, Expr: fmt.Sprintf(query.InDays, "time() - "+query.One(query.Now, "", query.Series(metric.PeriodEnd)))},
					}},
					{ID: 3, Kind: panel.Figure, Key: "people.hidden", Empty: "state.nodata", Width: 6, Unit: panel.UnitCount, Queries: []panel.Query{
						{Ref: "A", Color: panel.Grey, Expr: withheld(metric.SurveySuppressed, metric.ResponseSuppressed, metric.AbsenceSuppressed,
							metric.TimeSuppressed, metric.GroupSurveyHidden, metric.GroupResponseHidden, metric.GroupAbsenceHidden, metric.GroupTimeHidden)},
					}},
				}},
				{height: 8, panels: []panel.Panel{
					overWindows(4, "people.complaints", panel.UnitCount, perHundred, metric.GroupComplaintsPerClosed),
					overWindows(5, "people.upheld", panel.UnitShare, asIs, metric.GroupComplaintsUpheldOf),
					twoGroups(6, "people.audits", panel.UnitShare, asIs, metric.GroupAuditErrors),
				}},
			}},
			{id: 20, key: "people.surveys", lines: []line{
				{height: 7, panels: []panel.Panel{surveyGroupsPanel()}},
				{height: 9, panels: []panel.Panel{surveyUnitsPanel()}},
			}},
			{id: 21, key: "people.staff", lines: []line{
				{height: 8, panels: []panel.Panel{
					half(twoGroups(9, "people.absence", panel.UnitShare, asIs, metric.GroupAbsenceRatio)),
					half(twoGroups(10, "people.core", panel.UnitShare, asIs, metric.GroupTimeCore)),
				}},
				{height: 10, panels: []panel.Panel{staffUnitsPanel()}},
				{height: 10, panels: []panel.Panel{complaintUnitsPanel()}},
				{height: 6, panels: []panel.Panel{peopleGroupsPanel()}},
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
		expr += "(sum (" + query.Series(m) + ") or vector(0))"
	}
	return expr
}

// overWindows shows a statistic of the last window of both groups over time, from a whole
// window after each began: in its first days few cases are closed, and complaints per case are many by chance.
func overWindows(id uint32, key, unit, format string, of metric.Def) panel.Panel {
	return trendOf(id, key, unit, query.FullWindow(of, func(when, group string) string {
		return fmt.Sprintf(format, query.One(when, "", query.Series(of, group)))
	}))
}

// twoGroups shows a statistic of both groups over time.
func twoGroups(id uint32, key, unit, format string, of metric.Def) panel.Panel {
	return trendOf(id, key, unit, func(when, group string) string {
		return fmt.Sprintf(format, query.One(when, "", query.Series(of, group)))
	})
}

func trendOf(id uint32, key, unit string, value func(when, group string) string) panel.Panel {
	p := panel.Panel{ID: id, Kind: panel.Trend, Key: key, Empty: "state.nodata", Width: 8, Unit: unit, Decimals: 1}
	for _, g := range []struct{ ref, legend, color, matcher string }{
		{"A", "group.active", panel.Blue, query.Active}, {"B", "group.inactive", panel.Orange, query.Inactive},
	} {
		p.Queries = append(p.Queries, panel.Query{
			Ref: g.ref, Legend: g.legend, Color: g.color, Expr: value(query.During, g.matcher),
		})
	}
	return p
}

var (
	audienceColumn = panel.Column{Label: "audience", Title: "column.audience", Mapping: panel.MapValues("audience.", "citizen", "employee")}
	topicColumn    = panel.Column{Label: "topic", Title: "column.topic", Width: 110, Mapping: panel.MapValues("topic.", "overall")}
	kindColumn     = panel.Column{Label: "kind", Title: "column.kind", Mapping: knownKinds}
	hiddenCells    = []panel.ValueMapping{{Value: "1", Key: "cell.hidden"}, {Value: "0", Key: "cell.shown"}}
)

// knownKinds are the kinds of supervision, activities and costs that the
// exporter distinguishes.
var knownKinds = panel.MapValues("kind.",
	"individual", "group", "coaching", "reflection", "mentoring", "course", "workshop", "e_learning", "leader_review",
	"reflection_log", "feedback", "training", "external", "materials", "travel", "hours", "other",
)

const byTopic = "audience, topic)"

func surveyGroupsPanel() panel.Panel {
	p := panel.Panel{
		ID: 7, Kind: panel.Table, Key: "people.survey.groups", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount, Sort: "A",
		Labels: []panel.Column{stateColumn, audienceColumn, topicColumn},
	}
	add := p.ColumnAdder(" by (supervision, " + byTopic)
	add("column.answers", panel.UnitCount, 0, metric.GroupSurveyAnswers)
	add("column.score", panel.UnitCount, 1, metric.GroupSurveyMean)
	add("column.hidden", panel.UnitCount, 0, metric.GroupSurveyHidden).Mapping = hiddenCells
	return p
}

func surveyUnitsPanel() panel.Panel {
	p := panel.Panel{
		ID: 8, Kind: panel.Table, Key: "people.survey.units", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount, Sort: "A",
		Labels: []panel.Column{unitColumn, stateColumn, audienceColumn, topicColumn},
	}
	add := p.ColumnAdder(" by (unit, supervision, " + byTopic)
	add("column.answers", panel.UnitCount, 0, metric.SurveyAnswers)
	add("column.score", panel.UnitCount, 1, metric.SurveyMean)
	add("column.hidden", panel.UnitCount, 0, metric.SurveySuppressed).Mapping = hiddenCells
	return p
}

func staffUnitsPanel() panel.Panel {
	p := panel.NewTable(11, "people.staff.units", 24, unitColumn, stateColumn)
	p.Unit = panel.UnitShare
	add := p.ColumnAdder(query.ByBoth)
	add("column.absence", panel.UnitShare, 1, metric.AbsenceRatio)
	add("column.agreed", panel.UnitCount, 0, metric.AbsenceAgreed)
	add("column.core", panel.UnitShare, 1, metric.TimeCore)
	add("column.worked", panel.UnitHours, 0, metric.TimeWorked).Expr += " / 3600"
	add("column.response.citizen", panel.UnitShare, 0, metric.ResponseRatio, `audience="citizen"`)
	add("column.response.employee", panel.UnitShare, 0, metric.ResponseRatio, `audience="employee"`)
	return p
}

func complaintUnitsPanel() panel.Panel {
	p := panel.NewTable(12, "people.complaint.units", 24, unitColumn, stateColumn)
	add := p.ColumnAdder(query.ByBoth)
	add("column.complaints", panel.UnitCount, 0, metric.WindowComplaints)
	add("column.complaints.share", panel.UnitCount, 1, metric.WindowComplaintsPerClosed).Expr += " * 100"
	add("column.decided", panel.UnitCount, 0, metric.WindowComplaintsDecided)
	add("column.upheld.n", panel.UnitCount, 0, metric.WindowComplaintsUpheld)
	add("column.upheld", panel.UnitShare, 0, metric.WindowComplaintsUpheldOf)
	add("column.audited", panel.UnitCount, 0, metric.Audited)
	add("column.audit.errors", panel.UnitShare, 1, metric.AuditErrors)
	return p
}

// peopleGroupsPanel shows what the groups' figures rest on.
func peopleGroupsPanel() panel.Panel {
	p := panel.NewTable(13, "people.groups", 24, stateColumn)
	add := p.ColumnAdder(query.ByState)
	add("column.complaints", panel.UnitCount, 0, metric.GroupComplaints)
	add("column.decided", panel.UnitCount, 0, metric.GroupComplaintsDecided)
	add("column.upheld.n", panel.UnitCount, 0, metric.GroupComplaintsUpheld)
	add("column.audited", panel.UnitCount, 0, metric.GroupAudited)
	add("column.agreed", panel.UnitCount, 0, metric.GroupAbsenceAgreed)
	add("column.worked", panel.UnitHours, 0, metric.GroupTimeWorked).Expr += " / 3600"
	add("column.response.citizen", panel.UnitShare, 0, metric.GroupResponseRatio, `audience="citizen"`)
	add("column.response.employee", panel.UnitShare, 0, metric.GroupResponseRatio, `audience="employee"`)
	return p
}
