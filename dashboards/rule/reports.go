package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// reportAlerts are the alerts about error reports and supervision sessions.
func (t *Thresholds) reportAlerts() []alert {
	return []alert{t.errorsRising(), t.errorsSilent(), t.sessionsNotHeld()}
}

// expected is how many error reports the cases closed in the window usually
// bring.
func expected() string {
	return "(" + recent("casework:unit_errors_per_closed_ratio"+usual) + " * " + bridged(unitClosed, "") + ")"
}

func expectedFigures() []sentence {
	return []sentence{
		{
			" Usual for as many closed cases is %v.", "humanize",
			"last_over_time(casework:unit_errors_per_closed_ratio" + usual + "{%s}[2d]) * " + unitClosed + "{%s}", perUnitLabels,
		},
		{" Closed: %v.", "humanize", unitClosed + "{%s}", perUnitLabels},
	}
}

func (t *Thresholds) errorsRising() alert {
	return alert{
		Name: "CaseworkErrorReportsRising", Severity: info, Audience: leaders, For: t.ErrorsFor, Keep: "2d",
		Expr: fmt.Sprintf(`%[1]s
and (%[1]s > %[3]v * %[2]s)
and (%[1]s - %[2]s > %[4]v * sqrt(clamp_min(%[2]s, 1)))`,
			bridged(unitErrors, ""), expected(), t.ErrorsRise, t.ErrorsErrors),
		Summary: "More error reports than usual in {{ $labels.unit }} ({{ $labels.source }})",
		Text:    "{{ $labels.unit }} ({{ $labels.source }}) has %v error reports in the last " + t.Window + ".",
		Format:  "humanize", Compare: expectedFigures(),
		page: page{
			Norwegian: "Det meldes flere avvik enn vanlig for enheten, målt mot antall avsluttede saker.",
			Meaning: fmt.Sprintf("Error reports of all kinds are more than %v times what is usual for as many closed cases, and more than %v standard errors above it.",
				t.ErrorsRise, t.ErrorsErrors),
			Quiet:   "Single reports, however serious: those who handle reports see them first.",
			Confirm: []string{"Which kind is it? Complaints and rework indicate errors; more incident reports may only mean that people report more readily.", "Was there a campaign, a course, a new form?", backtest},
			Do:      []string{"Read the reports in their own system. This one knows only how many.", "Thank those who report. An alert that punishes reporting makes the next one silent."},
		},
	}
}

func (t *Thresholds) errorsSilent() alert {
	return alert{
		Name: "CaseworkErrorReportsSilent", Severity: info, Audience: leaders, For: t.ErrorsFor, Keep: "2d",
		Expr: fmt.Sprintf(`(%[1]s < %[3]v * %[2]s)
and (%[2]s >= %[4]v)`, bridged(unitErrors, ""), expected(), t.SilentShare, t.SilentExpected),
		Summary: "Error reports have gone silent in {{ $labels.unit }} ({{ $labels.source }})",
		Text:    "{{ $labels.unit }} ({{ $labels.source }}) has %v error reports in the last " + t.Window + ".",
		Format:  "humanize", Compare: expectedFigures(),
		page: page{
			Norwegian: "Enheten har nesten sluttet å melde avvik. Det er sjelden fordi feilene er borte.",
			Meaning: fmt.Sprintf("Fewer than %v of the usual error reports, where at least %v were expected from the cases closed. "+
				"Either the reports no longer reach the source, or people no longer write them.", t.SilentShare, t.SilentExpected),
			Quiet:   "Units that never reported much. A query for errors that was taken away: then the figures are absent, not 0.",
			Confirm: []string{"Does the reporting system still deliver to the table that the exporter reads? Look at its newest row.", "Are other units silent too? Then it is the delivery.", "Has the unit been told to report less, or elsewhere?", backtest},
			Do:      []string{"Repair the delivery. Late rows count in the window of the day they were reported.", "Otherwise talk with the unit about what reports are for."},
		},
	}
}

func (t *Thresholds) sessionsNotHeld() alert {
	selector := fmt.Sprintf("{window=%q}", t.Window)
	planned, held := metric.WindowSessionsPlanned.Name+selector, metric.WindowSessionsHeld.Name+selector
	by := "max by (source, unit, programme) "
	return alert{
		Name: "CaseworkSupervisionSessionsNotHeld", Severity: info, Audience: leaders, For: t.SessionsFor, Keep: "1d",
		Expr: fmt.Sprintf(`(%[1]s(%[2]s) / %[1]s(%[3]s) < %[4]v)
and (%[1]s(%[3]s) >= %[5]d)
and (%[1]s(%[6]s) == 1)`, by, bridged(held, ""), bridged(planned, ""), t.SessionsShare, t.SessionsPlanned,
			bridged(metric.SupervisionActive.Name, "")),
		Summary: "Supervision is not held as planned in {{ $labels.unit }} ({{ $labels.source }})",
		Text:    "Of the sessions of {{ $labels.programme }} planned for {{ $labels.unit }} ({{ $labels.source }}) in the last " + t.Window + ", %v were held.",
		Format:  "humanizePercentage",
		Compare: []sentence{
			{" Planned: %v.", "humanize", "max(" + metric.WindowSessionsPlanned.Name + "{window=\"" + t.Window + "\",%s})", programmeLabels},
			{" Held: %v.", "humanize", "max(" + metric.WindowSessionsHeld.Name + "{window=\"" + t.Window + "\",%s})", programmeLabels},
		},
		page: page{
			Norwegian: "Under den avtalte andelen av planlagte veiledningsmøter er gjennomført.",
			Meaning: fmt.Sprintf("Fewer than %v of at least %d planned sessions were held, in a unit that takes part in the programme now. "+
				"A comparison of units with and without supervision means little if it is not given.", t.SessionsShare, t.SessionsPlanned),
			Quiet:   "Units between programmes, and windows with few planned sessions.",
			Confirm: []string{"Are sessions registered as held? Registration is often days late.", "Were they cancelled or moved? A moved session should be moved in the plan as well."},
			Do:      []string{"Find new dates while people remember why.", "If the unit has no time for it now, say so in the programme rather than in the statistics."},
		},
	}
}

var programmeLabels = []string{"source", "unit", "programme"}
