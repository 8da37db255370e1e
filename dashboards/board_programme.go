package main

import (
	"fmt"

	"casework/collectors/metric"
)

// programmeBoard shows what is put into supervision and what comes of it.
func programmeBoard() board {
	return board{
		key: "programme", from: "now-6M", starts: true, goals: true,
		variables: []variable{ofDatasource, ofSource, ofWindow},
		sections: []section{
			{lines: []line{
				{height: 5, panels: []panel{
					{id: 1, kind: words, key: "programme.intro", width: 16},
					{id: 2, kind: figure, key: "programme.hidden", empty: "state.nodata", width: 8, unit: unitCount, queries: []query{
						{ref: "A", color: grey, expr: withheld(metric.StaffSuppressed, metric.GroupStaffHidden, metric.ActivitiesHidden,
							metric.GroupActsHidden, metric.ExternalSuppressed)},
					}},
				}},
				{height: 9, panels: []panel{dosePanel()}},
			}},
			{id: 20, key: "programme.parts", lines: []line{
				{height: 9, panels: []panel{staffPanel(), phasePanel()}},
				{height: 8, panels: []panel{activitiesPanel(), staffGroupsPanel()}},
			}},
			{id: 21, key: "programme.results", lines: []line{
				{height: 9, panels: []panel{goalsPanel(), projectsPanel()}},
				{height: 8, panels: []panel{maturityPanel(), externalPanel(), costPanel()}},
				{height: 5, panels: []panel{gainPanel(), gainAmountPanel()}},
				{height: 7, panels: []panel{{id: 17, kind: words, key: "programme.gain.doubts", width: 24}}},
			}},
			{id: 22, key: "programme.claims", lines: []line{{height: 11, panels: []panel{claimsPanel()}}}},
		},
	}
}

func dosePanel() panel {
	p := saying("state.nosessions", tableOf(3, "programme.dose", 24, unitColumn, kindColumn))
	add := p.adder(" by (unit, kind)")
	add("column.planned", unitCount, 0, metric.DosePlanned)
	add("column.held", unitCount, 0, metric.DoseHeld)
	add("column.hours.week", unitHours, 1, metric.DoseSeconds).expr += " / 3600 / ($window / 7d)"
	add("column.hours.people", unitHours, 1, metric.DosePersonSeconds).expr += " / 3600"
	return p
}

func staffPanel() panel {
	p := tableOf(5, "programme.staff", 14, unitColumn, stateColumn)
	add := p.adder(byBoth)
	add("column.staff", unitCount, 0, metric.StaffCount)
	add("column.reached", unitShare, 0, metric.StaffReached)
	add("column.plans", unitShare, 0, metric.StaffPlans)
	add("column.supervisors", unitCount, 0, metric.StaffSupervisors)
	add("column.pairs", unitCount, 0, metric.MentorPairs)
	return p
}

func staffGroupsPanel() panel {
	p := tableOf(8, "programme.staff.groups", 12, stateColumn)
	add := p.adder(byState)
	add("column.staff", unitCount, 0, metric.GroupStaff)
	add("column.reached", unitShare, 0, metric.GroupReached)
	add("column.plans", unitShare, 0, metric.GroupPlans)
	add("column.supervisors", unitCount, 0, metric.GroupSupervisors)
	add("column.pairs", unitCount, 0, metric.GroupMentorPairs)
	return p
}

func phasePanel() panel {
	p := tableOf(6, "programme.phases", 10, unitColumn, programmeColumn)
	add := p.adder(byPart)
	p.numbered(byPart, "column.stage", metric.ProgrammePhase, "phase", "stage.", "mapping", "pilot", "running", "evaluated")
	ago(add("column.stage.days", unitDays, 0, metric.PhaseStart))
	ago(add("column.evaluated", unitDays, 0, metric.Evaluated))
	return p
}

func activitiesPanel() panel {
	p := tableOf(7, "programme.activities", 12, kindColumn, stateColumn)
	by := " by (kind, supervision)"
	p.queries = []query{
		{ref: "A", legend: "column.completed", unit: unitCount, expr: one(now, by, series(metric.GroupActivities))},
		{ref: "B", legend: "column.units.shown", unit: unitCount, expr: "count" + by + " (" + one(now, " by (unit, kind, supervision)", series(metric.Activities)) + ")"},
	}
	return p
}

func goalsPanel() panel {
	p := tableOf(9, "programme.goals", 14, unitColumn, column{label: "goal", title: "column.goal", width: 150})
	add := p.adder(" by (unit, goal)")
	add("column.target", unitCount, 1, metric.GoalTarget)
	add("column.actual", unitCount, 1, metric.GoalActual)
	add("column.goal.reached", unitCount, 0, metric.GoalReached).mapping = yesOrNo
	due := add("column.due", unitDays, 0, metric.GoalDue)
	due.expr = "(" + due.expr + " - time()) / 86400"
	state := add("column.goal.state", unitCount, 0, metric.GoalDue)
	state.expr = goalState(" by (unit, goal)")
	state.mapping = []mapped{
		{value: "0", key: "goal.reached", color: green},
		{value: "1", key: "goal.later", color: grey},
		{value: "2", key: "goal.soon", color: orange},
		{value: "3", key: "goal.overdue", color: red},
	}
	ago(add("column.reached.ago", unitDays, 0, metric.GoalReachedAt))
	return p
}

// soonDays is how many days before it is due a goal is near.
const soonDays = 30

// goalState is 0 for goals that are reached, else 1 for those due later, 2 for
// those due within soonDays and 3 for those overdue. The day that a goal is due
// on is not over before the next.
func goalState(by string) string {
	due := one(now, by, series(metric.GoalDue))
	open := fmt.Sprintf("1 + (%[1]s - time() < bool %[2]d * 86400) + (%[1]s + 86400 < bool time())", due, soonDays)
	reached := one(now, by, series(metric.GoalReached)) + " == 1"
	return "0 * (" + reached + ")\nor " + open
}

func projectsPanel() panel {
	p := tableOf(10, "programme.projects", 10, unitColumn, stateColumn)
	add := p.adder(byBoth)
	add("column.projects.started", unitCount, 0, metric.ProjectsStarted)
	add("column.projects.finished", unitCount, 0, metric.ProjectsFinished)
	add("column.projects.open", unitCount, 0, metric.ProjectsOpen)
	return p
}

func maturityPanel() panel {
	p := tableOf(11, "programme.maturity", 8, column{label: "factor", title: "column.factor", width: 190})
	p.queries = []query{
		{ref: "A", legend: "column.level.none", unit: unitCount, expr: levels("0")},
		{ref: "B", legend: "column.level.part", unit: unitCount, expr: levels("1")},
		{ref: "C", legend: "column.level.full", unit: unitCount, expr: levels("2")},
	}
	return p
}

// levels counts the units that assess a factor at a level.
func levels(level string) string {
	return "sum by (factor) (" + one(now, " by (unit, factor)", series(metric.MaturityLevel)) + " == bool " + level + ")"
}

func externalPanel() panel {
	p := tableOf(12, "programme.external", 10, unitColumn, column{label: "measure", title: "column.measure", width: 210})
	add := p.adder(" by (unit, measure)")
	add("column.result", unitCount, 1, metric.ExternalResult)
	add("column.people", unitCount, 0, metric.ExternalAnswers)
	return p
}

func costPanel() panel {
	p := tableOf(13, "programme.cost", 6, kindColumn, currencyColumn)
	p.adder(" by (kind, currency)")("column.cost", unitCount, 0, metric.PeriodCost)
	return p
}
