package board

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
)

// programmeBoard shows what is put into supervision and what comes of it.
func programmeBoard() Board {
	return Board{
		Key: "programme", from: "now-6M", starts: true, goals: true,
		variables: []variable{ofDatasource, ofSource, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 5, panels: []panel.Panel{
					{ID: 1, Kind: panel.Words, Key: "programme.intro", Width: 16},
					{ID: 2, Kind: panel.Figure, Key: "programme.hidden", Empty: "state.nodata", Width: 8, Unit: panel.UnitCount, Queries: []panel.Query{
						{Ref: "A", Color: panel.Grey, Expr: withheld(metric.StaffSuppressed, metric.GroupStaffHidden, metric.ActivitiesHidden,
							metric.GroupActsHidden, metric.ExternalSuppressed)},
					}},
				}},
				{height: 10, panels: wide(12, heldPanel(), reachedPanel())},
				{height: 9, panels: []panel.Panel{dosePanel()}},
			}},
			{id: 20, key: "programme.parts", lines: []line{
				{height: 10, panels: []panel.Panel{stagesPanel()}},
				{height: 9, panels: []panel.Panel{phasePanel()}},
				{height: 9, panels: []panel.Panel{staffPanel()}},
				{height: 5, panels: []panel.Panel{staffGroupsPanel()}},
				{height: 8, panels: []panel.Panel{activitiesPanel()}},
			}},
			{id: 21, key: "programme.results", lines: []line{
				{height: 9, panels: []panel.Panel{progressPanel()}},
				{height: 9, panels: []panel.Panel{goalsPanel()}},
				{height: 8, panels: []panel.Panel{projectsPanel()}},
				{height: 8, panels: []panel.Panel{externalPanel()}},
				{height: 8, panels: []panel.Panel{maturityPanel(), costPanel()}},
				{height: 3, panels: []panel.Panel{gainInWords()}},
				{height: 5, panels: []panel.Panel{gainPanel()}},
				{height: 5, panels: []panel.Panel{gainAmountPanel()}},
				{height: 7, panels: []panel.Panel{{ID: 17, Kind: panel.Words, Key: "programme.gain.doubts", Width: 24}}},
			}},
			{id: 22, key: "programme.claims", lines: []line{
				{height: 16, panels: []panel.Panel{claimsPicture()}},
				{height: 12, panels: []panel.Panel{publishedClaimsPanel()}},
			}},
		},
	}
}

// barsShown is how many units have a bar; the tables have them all.
const barsShown = "20"

// heldPanel shows how many of the planned sessions each unit held, those with the
// fewest first in view.
func heldPanel() panel.Panel {
	sum := func(of metric.Def) string {
		return "sum by (unit) (" + query.One(query.Now, " by (unit, kind)", query.Series(of)) + ")"
	}
	return panel.Panel{
		ID: 18, Kind: panel.TopUnits, Key: "programme.held", Empty: "state.nosessions", Width: 12, Unit: panel.UnitShare, Max: 100,
		Queries: []panel.Query{{Ref: "A", Legend: "{{unit}}", Expr: "bottomk(" + barsShown + ", " + sum(metric.DoseHeld) + " / (" + sum(metric.DosePlanned) + " > 0))"}},
	}
}

// reachedPanel shows the share of each unit's staff that supervision reached.
func reachedPanel() panel.Panel {
	return panel.Panel{
		ID: 19, Kind: panel.TopUnits, Key: "programme.reached", Empty: "state.nodata", Width: 12, Unit: panel.UnitShare, Max: 100,
		Queries: []panel.Query{{Ref: "A", Legend: "{{unit}}", Expr: "bottomk(" + barsShown + ", " + query.One(query.Now, query.ByUnit, query.Series(metric.StaffReached, query.Active)) + ")"}},
	}
}

// stages are the phases of a programme, in order.
var stages = []string{"mapping", "pilot", "running", "evaluated"}

// stagesPanel shows the phases that each unit went through.
func stagesPanel() panel.Panel {
	p := panel.Panel{ID: 4, Kind: panel.States, Key: "programme.stages", Empty: "state.nodata", Width: 24, Unit: panel.UnitCount}
	var terms []string
	for i, stage := range stages {
		p.Mapping = append(p.Mapping, panel.ValueMapping{Value: fmt.Sprint(i + 1), Key: "stage." + stage, Color: panel.Purples[i]})
		terms = append(terms, fmt.Sprintf("%d * (%s == 1)", i+1, query.One(query.During, query.ByPart, query.Series(metric.ProgrammePhase, `phase="`+stage+`"`))))
	}
	p.Queries = []panel.Query{{Ref: "A", Legend: "{{unit}}", Expr: "max by (unit) (" + strings.Join(terms, "\nor ") + ")"}}
	return p
}

func dosePanel() panel.Panel {
	p := saying("state.nosessions", panel.NewTable(3, "programme.dose", 24, unitColumn, kindColumn))
	add := p.ColumnAdder(" by (unit, kind)")
	add("column.planned", panel.UnitCount, 0, metric.DosePlanned)
	add("column.held", panel.UnitCount, 0, metric.DoseHeld)
	add("column.hours.week", panel.UnitHours, 1, metric.DoseSeconds).Expr += " / 3600 / " + query.Weeks
	add("column.hours.people", panel.UnitHours, 1, metric.DosePersonSeconds).Expr += " / 3600"
	return p
}

func staffPanel() panel.Panel {
	p := panel.NewTable(5, "programme.staff", 24, unitColumn, stateColumn)
	add := p.ColumnAdder(query.ByBoth)
	add("column.staff", panel.UnitCount, 0, metric.StaffCount)
	add("column.reached", panel.UnitShare, 0, metric.StaffReached)
	add("column.plans", panel.UnitShare, 0, metric.StaffPlans)
	add("column.supervisors", panel.UnitCount, 0, metric.StaffSupervisors)
	add("column.pairs", panel.UnitCount, 0, metric.MentorPairs)
	return p
}

func staffGroupsPanel() panel.Panel {
	p := panel.NewTable(8, "programme.staff.groups", 24, stateColumn)
	add := p.ColumnAdder(query.ByState)
	add("column.staff", panel.UnitCount, 0, metric.GroupStaff)
	add("column.reached", panel.UnitShare, 0, metric.GroupReached)
	add("column.plans", panel.UnitShare, 0, metric.GroupPlans)
	add("column.supervisors", panel.UnitCount, 0, metric.GroupSupervisors)
	add("column.pairs", panel.UnitCount, 0, metric.GroupMentorPairs)
	return p
}

func phasePanel() panel.Panel {
	p := panel.NewTable(6, "programme.phases", 24, unitColumn, programmeColumn)
	add := p.ColumnAdder(query.ByPart)
	p.AddStateColumn(query.ByPart, "column.stage", metric.ProgrammePhase, "phase", "stage.", stages...)
	panel.DaysSince(add("column.stage.days", panel.UnitDays, 0, metric.PhaseStart))
	panel.DaysSince(add("column.evaluated", panel.UnitDays, 0, metric.Evaluated))
	return p
}

func activitiesPanel() panel.Panel {
	p := panel.NewTable(7, "programme.activities", 24, kindColumn, stateColumn)
	by := " by (kind, supervision)"
	p.Queries = []panel.Query{
		{Ref: "A", Legend: "column.completed", Unit: panel.UnitCount, Expr: query.One(query.Now, by, query.Series(metric.GroupActivities))},
		{Ref: "B", Legend: "column.units.shown", Unit: panel.UnitCount, Expr: "count" + by + " (" + query.One(query.Now, " by (unit, kind, supervision)", query.Series(metric.Activities)) + ")"},
	}
	return p
}

func goalsPanel() panel.Panel {
	p := panel.NewTable(9, "programme.goals", 24, unitColumn, panel.Column{Label: "goal", Title: "column.goal", Width: 150})
	add := p.ColumnAdder(" by (unit, goal)")
	add("column.target", panel.UnitCount, 1, metric.GoalTarget)
	add("column.actual", panel.UnitCount, 1, metric.GoalActual)
	add("column.goal.reached", panel.UnitCount, 0, metric.GoalReached).Mapping = yesOrNo
	due := add("column.due", panel.UnitDays, 0, metric.GoalDue)
	due.Expr = "(" + due.Expr + " - time()) / 86400"
	state := add("column.goal.state", panel.UnitCount, 0, metric.GoalDue)
	state.Expr = goalState(" by (unit, goal)")
	state.Mapping = []panel.ValueMapping{
		{Value: "0", Key: "goal.reached", Color: panel.Teal},
		{Value: "1", Key: "goal.later", Color: panel.Grey},
		{Value: "2", Key: "goal.soon", Color: panel.Purple},
		{Value: "3", Key: "goal.overdue", Color: panel.Rose},
	}
	panel.DaysSince(add("column.reached.ago", panel.UnitDays, 0, metric.GoalReachedAt))
	return p
}

// progressPanel shows how near each goal stands to its target, those that are not
// reached first, by what is to be said of each.
func progressPanel() panel.Panel {
	by := " by (unit, goal)"
	share := query.One(query.Now, by, query.Series(metric.GoalActual)) + " / (" + query.One(query.Now, by, query.Series(metric.GoalTarget)) + " > 0)"
	of := func(ref, key, color, state string) panel.Query {
		return panel.Query{Ref: ref, Legend: key, Color: color, Expr: "bottomk(" + barsShown + ", " + share + " and on (unit, goal) (" + goalState(by) + ") == " + state + ")"}
	}
	return panel.Panel{
		ID: 30, Kind: panel.TopUnits, Key: "programme.progress", Empty: "state.nogoals", Width: 24, Unit: panel.UnitShare, Max: 120,
		Queries: []panel.Query{
			of("A", "progress.overdue", panel.Rose, "3"), of("B", "progress.soon", panel.Purple, "2"),
			of("C", "progress.later", panel.Grey, "1"), of("D", "progress.reached", panel.Teal, "0"),
		},
	}
}

// soonDays is how many days before it is due a goal is near.
const soonDays = 30

// goalState is 0 for goals that are reached, else 1 for those due later, 2 for
// those due within soonDays and 3 for those overdue. The day that a goal is due
// on is not over before the next.
func goalState(by string) string {
	due := query.One(query.Now, by, query.Series(metric.GoalDue))
	open := fmt.Sprintf("1 + (%[1]s - time() < bool %[2]d * 86400) + (%[1]s + 86400 < bool time())", due, soonDays)
	reached := query.One(query.Now, by, query.Series(metric.GoalReached)) + " == 1"
	return "0 * (" + reached + ")\nor " + open
}

func projectsPanel() panel.Panel {
	p := panel.NewTable(10, "programme.projects", 24, unitColumn, stateColumn)
	add := p.ColumnAdder(query.ByBoth)
	add("column.projects.started", panel.UnitCount, 0, metric.ProjectsStarted)
	add("column.projects.finished", panel.UnitCount, 0, metric.ProjectsFinished)
	add("column.projects.open", panel.UnitCount, 0, metric.ProjectsOpen)
	return p
}

func maturityPanel() panel.Panel {
	p := panel.NewTable(11, "programme.maturity", 12, panel.Column{Label: "factor", Title: "column.factor", Width: 190})
	p.Queries = []panel.Query{
		{Ref: "A", Legend: "column.level.none", Unit: panel.UnitCount, Expr: levels("0")},
		{Ref: "B", Legend: "column.level.part", Unit: panel.UnitCount, Expr: levels("1")},
		{Ref: "C", Legend: "column.level.full", Unit: panel.UnitCount, Expr: levels("2")},
	}
	return p
}

// levels counts the units that assess a factor at a level.
func levels(level string) string {
	return "sum by (factor) (" + query.One(query.Now, " by (unit, factor)", query.Series(metric.MaturityLevel)) + " == bool " + level + ")"
}

func externalPanel() panel.Panel {
	p := panel.NewTable(12, "programme.external", 24, unitColumn, panel.Column{Label: "measure", Title: "column.measure", Width: 210})
	add := p.ColumnAdder(" by (unit, measure)")
	add("column.result", panel.UnitCount, 1, metric.ExternalResult)
	add("column.people", panel.UnitCount, 0, metric.ExternalAnswers)
	return p
}

func costPanel() panel.Panel {
	p := panel.NewTable(13, "programme.cost", 12, kindColumn, currencyColumn)
	p.ColumnAdder(" by (kind, currency)")("column.cost", panel.UnitCount, 0, metric.PeriodCost)
	return p
}
