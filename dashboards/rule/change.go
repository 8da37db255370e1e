package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// How the alerts about changes are held. The exporter judges once a day, and its
// states do not flicker. changeFor is for what is shown for minutes only, such as by an
// exporter that is tried out. While an exporter restarts, or its source is away over a
// weekend, states are absent: changeKeep keeps that from being taken for recovery, and
// one change from being told twice.
const (
	changeFor  = "15m"
	changeKeep = "3d"
)

// What identifies an alert about a change: besides its unit, what was known on the
// day on which it was found. These labels are the same for as long as it lasts, so that
// it stays one alert.
const risenLabels = "usual, since, observations"

// risen is the level now of a measure where it has risen, or, of reports that went
// silent, fallen: level is the metric, and what brings it to a unit for people.
func risen(measure string, level metric.Def, scale string) string {
	return fmt.Sprintf(`max by (source, unit, %[1]s) (%[2]s{measure=%[3]q} * ignoring (%[1]s) group_left %[4]s%[5]s)`,
		risenLabels, metric.ChangeRisenInfo.Name, measure, level.Name, scale)
}

// against ends a description: what is usual, n, and since when. Of few cases the
// exporter leaves figures out (CASEWORK_MIN_CELL).
const against = "{{with $labels.usual}} (usual {{.}}, n = {{$labels.observations}}){{end}}, since {{$labels.since}}."

// changeAlerts are the alerts about a unit's figures that have changed by its own past.
func changeAlerts() []alert {
	all := []alert{waitRising(), backlogGrowing(), deadlineShareFalling(), errorReportsRising(), errorReportsSilent(), changeOfFew()}
	for i := range all {
		a := &all[i]
		a.For, a.Keep, a.Audience = changeFor, changeKeep, leaders
		a.page.Confirm = append(a.page.Confirm, backtest)
		a.page.Extra = aboutChanges
	}
	return all
}

func waitRising() alert {
	return alert{
		Name: "CaseworkWaitRising", Severity: warning,
		Expr:    risen("wait", metric.ChangeLevelSeconds, " / 86400"),
		Summary: ofUnit + "people wait longer",
		Text:    `Median wait in days: {{$value | printf "%.1f"}}` + against,
		page: page{
			Norwegian: "Ventetiden i enheten er kommet på et nytt og høyere nivå, mer enn tilfeldigheter, helligdager og årstid forklarer.",
			Meaning: "The waits of the cases that the unit starts have risen to a new level, by ranks among its own past, in working days: a few old cases, " +
				"whole days or a holiday do not make it. The figure is the median of the cases started in the last 28 days; n is how many they were when the rise was found.",
			Quiet: "Rises that are over within some weeks, and those that come back each year where two years are known; sources that record no start, which have no wait.",
			Confirm: []string{
				"Open the unit's board: is the median up over several weeks, and the 90th percentile with it?",
				"Look at n. Old cases that are cleared in one go raise the median of those *started*: then the queue falls at the same time, and the oldest case gets younger. That is good news.",
				"Has the mix of case types changed? Then compare type by type.",
				"Is it every unit of the source? Then look for a common cause: a system, a rule, a form.",
			},
			Do: []string{
				"Find out whether more comes in or less gets done (`CaseworkBacklogGrowing`).",
				"Ask the unit what has changed: absence, vacancies, new tasks. People know before figures do.",
				"Look at the oldest cases first. Do not take new cases first to make the median look better.",
			},
		},
	}
}

func backlogGrowing() alert {
	return alert{
		Name: "CaseworkBacklogGrowing", Severity: warning,
		Expr:    risen("backlog", metric.ChangeLevelCases, ""),
		Summary: ofUnit + "the backlog has grown",
		Text:    `Open cases: {{$value | printf "%.0f"}}` + against,
		page: page{
			Norwegian: "Enheten har fått varig flere åpne saker enn vanlig.",
			Meaning: "So many cases are open, day after day, that it is another level than the unit's own past has. The figure is the median of the last 28 days. " +
				"Cases that are paused are open too.",
			Quiet: "Growth within the rhythm of week and year, and waves that pass; units with fewer than 15 open cases.",
			Confirm: []string{
				"Compare received and closed week by week on the queues board.",
				"Are the cases that are more paused, waiting for their applicants? The queues board shows paused cases.",
				"Does the number of open cases really grow, or are closings registered late?",
			},
			Do: []string{
				"More received than usual: is it lasting (a new rule, a campaign, a season), or a wave that passes?",
				"Fewer closed: absence, vacancies, waiting for others?",
				"Decide what to do before waiting rises: it will, some weeks later.",
			},
		},
	}
}

func deadlineShareFalling() alert {
	return alert{
		Name: "CaseworkDeadlineShareFalling", Severity: warning,
		Expr:    risen("deadline_share", metric.ChangeLevelRatio, " * 100"),
		Summary: ofUnit + "fewer cases in time",
		Text:    `Per cent closed too late: {{$value | printf "%.0f"}}` + against,
		page: page{
			Norwegian: "Andelen saker innen frist har falt klart under det som er vanlig for enheten.",
			Meaning: "Of the cases with a deadline that the unit closes, more are closed past it than its own past has. The figure is their share of the last 28 days, n how many were " +
				"closed with a deadline. A deadline stands still while a case is paused where its rule is pausable.",
			Quiet:   "Falls that come back each year. Cases past their deadline that are still open count only when they are closed; `casework_overdue_cases` shows them now.",
			Confirm: []string{"Look at overdue cases: if they fall at the same time, old cases are being cleared, and the share recovers by itself.", "Have deadlines in the source changed, or the mix of case types?"},
			Do:      []string{"Deal with what is about to pass its deadline, oldest first.", "Send preliminary replies where the law asks for them.", "If waiting rises too, begin there."},
		},
	}
}

// reports is how error reports are told: how many against how many the cases closed let expect, both as of the day on which
// that was found. Their number is n too.
const reports = "Error reports in 28 days{{with $labels.usual}} when found: {{$labels.observations}} ({{.}} expected){{end}}, since {{$labels.since}}."

func errorReportsRising() alert {
	return alert{
		Name: "CaseworkErrorReportsRising", Severity: info,
		Expr:    risen("errors_rising", metric.ChangeLevelRatio, ""),
		Summary: ofUnit + "more error reports",
		Text:    reports,
		page: page{
			Norwegian: "Det meldes flere avvik enn vanlig for enheten, målt mot antall avsluttede saker.",
			Meaning:   "Error reports of all kinds are more than the cases closed lately let expect, by the unit's own past. The figures are of the 28 days before it was found.",
			Quiet:     "Single reports, however serious: those who handle reports see them first.",
			Confirm:   []string{"Which kind is it? Complaints and rework indicate errors; more incident reports may only mean that people report more readily.", "Was there a campaign, a course, a new form?"},
			Do:        []string{"Read the reports in their own system. This one knows only how many.", "Thank those who report. An alert that punishes reporting makes the next one silent."},
		},
	}
}

func errorReportsSilent() alert {
	return alert{
		Name: "CaseworkErrorReportsSilent", Severity: info,
		Expr:    risen("errors_silent", metric.ChangeLevelRatio, ""),
		Summary: ofUnit + "error reports have gone silent",
		Text:    reports,
		page: page{
			Norwegian: "Enheten har nesten sluttet å melde avvik. Det er sjelden fordi feilene er borte.",
			Meaning:   "Far fewer error reports than the cases closed lately let expect, by the unit's own past; the figures are of the 28 days before that was found. Either the reports no longer reach the source, or people no longer write them.",
			Quiet:     "Units that never reported much. A query for errors that was taken away: then the figures are absent, not 0.",
			Confirm: []string{
				"Does the reporting system still deliver to the table that the exporter reads? Look at its newest row.",
				"Are other units silent too? Then it is the delivery.", "Has the unit been told to report less, or elsewhere?",
			},
			Do: []string{"Repair the delivery. Late rows count on the day they were reported.", "Otherwise talk with the unit about what reports are for."},
		},
	}
}

// changeOfFew tells of changes whose level is not shown. Without it, those of
// small units would be told of by no alert. The age of the oldest case has no alert by a
// unit's own past: see aboutChanges.
func changeOfFew() alert {
	return alert{
		Name: "CaseworkChangeOfFewCases", Severity: info,
		Expr: fmt.Sprintf(`max by (source, unit, measure, since) (%s{measure!="oldest"} unless ignoring (%s) {__name__=~"casework_change_level_.+"})`,
			metric.ChangeRisenInfo.Name, risenLabels),
		Summary: ofUnit + "{{$labels.measure}} has changed",
		Text:    "A new level since {{$labels.since}}, of too few cases to show figures.",
		page: page{
			Norwegian: "Noe har endret seg i enheten, men sakene er for få til at tallene vises.",
			Meaning: "By the unit's own past it has changed, as the other alerts about changes tell it; but fewer cases are behind the figures than `CASEWORK_MIN_CELL`, so that they are not shown. " +
				"The label `measure` says what: `wait`, `backlog`, `deadline_share` (more past their deadline), `errors_rising` or `errors_silent`.",
			Quiet:   "Everything, where `CASEWORK_MIN_CELL` is not set. Units that are hidden altogether.",
			Confirm: []string{"Ask the unit: with so few cases it knows each of them."},
			Do:      []string{"As the alert of that measure says: [wait](CaseworkWaitRising.md), [backlog](CaseworkBacklogGrowing.md), [deadline_share](CaseworkDeadlineShareFalling.md), [errors_rising](CaseworkErrorReportsRising.md), [errors_silent](CaseworkErrorReportsSilent.md)."},
		},
	}
}
