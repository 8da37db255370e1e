package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// flowAlerts are the alerts about queues, deadlines and what gets done.
func (t *Thresholds) flowAlerts() []alert {
	return []alert{t.backlogGrowing(), t.oldestCase(), t.deadlineShare()}
}

func (t *Thresholds) backlogGrowing() alert {
	return alert{
		Name: "CaseworkBacklogGrowing", Severity: warning, Audience: leaders, For: t.BacklogFor, Keep: "2d",
		Expr: fmt.Sprintf(`(%[1]s - %[2]s)
and (%[1]s - on (source, unit) %[2]s * on () group_left () %[3]s - on (source, unit) %[8]s > %[4]v * %[2]s)
and (%[1]s - on (source, unit) %[2]s * on () group_left () %[3]s - on (source, unit) %[8]s > %[5]v * sqrt(%[1]s + %[2]s))
and (%[6]s - on (source, unit) %[8]s > %[7]s)`,
			bridged(unitReceived, ""), bridged(unitClosed, ""), stretch, t.BacklogShare, t.BacklogErrors,
			bridged(unitOpen, ""), bridged(unitOpen, t.Window), bridged(unitPaused, "")),
		Summary: "The backlog grows in {{ $labels.unit }} ({{ $labels.source }})",
		Text:    "{{ $labels.unit }} ({{ $labels.source }}) received %v cases more than it closed in the last " + t.Window + ".",
		Format:  "humanize",
		Compare: []sentence{
			{" Received: %v.", "humanize", unitReceived + "{%s}", perUnitLabels},
			{" Closed: %v.", "humanize", unitClosed + "{%s}", perUnitLabels},
			{" Open now: %v.", "humanize", unitOpen + "{%s}", perUnitLabels},
			{" Open one window earlier: %v.", "humanize", unitOpen + "{%s} offset " + t.Window, perUnitLabels},
			{" Paused, more than then: %v.", "humanize", unitPaused + "{%s} > 0", perUnitLabels},
		},
		page: page{
			Norwegian: "Enheten mottar over uker flere saker enn den avslutter, og restansene vokser.",
			Meaning: fmt.Sprintf("Over the last %s the unit received more than it closed: by more than %v of the closed and by more than "+
				"%v standard errors of the difference, after closings were raised by what public holidays explain; "+
				"and more cases are open than one window earlier. Cases that are paused beyond as many as were paused then are taken out of both. It has been so for %s.", t.Window, t.BacklogShare, t.BacklogErrors, t.BacklogFor),
			Quiet:   "Holidays. Growth too slow to tell from chance in one window; the queues board shows it.",
			Confirm: []string{"Compare received and closed week by week on the queues board.", "Does the number of open cases really grow, or are closings registered late?", backtest},
			Do: []string{
				"More received than usual: is it lasting (a new rule, a campaign, a season), or a wave that passes?",
				"Fewer closed: absence, vacancies, waiting for others?",
				"Decide what to do before waiting rises: it will, some weeks later.",
			},
		},
	}
}

func (t *Thresholds) oldestCase() alert {
	oldest := metric.QueueOldestNet.Name
	return alert{
		Name: "CaseworkOldestCaseBeyondLimit", Severity: warning, Audience: leaders, For: t.OldestFor, Keep: "1d",
		Expr:    fmt.Sprintf("time() - min by (source, unit) (%s) > %d * 86400", oldest, t.OldestDays),
		Summary: "A case has waited too long in {{ $labels.unit }} ({{ $labels.source }})",
		Text:    fmt.Sprintf("The case that has queued longest in {{ $labels.unit }} ({{ $labels.source }}) has waited %%v, pauses not counted. The limit is %d days.", t.OldestDays),
		Format:  "humanizeDuration",
		Compare: []sentence{
			{" In the queue: %v cases.", "humanize", "sum(" + metric.QueueCases.Name + "{%s})", perUnitLabels},
			{" Open past their deadline: %v.", "humanize", "sum(" + metric.OverdueCases.Name + "{%s})", perUnitLabels},
		},
		page: page{
			Norwegian: "Eldste sak i køen har ventet lenger enn grensen.",
			Meaning:   fmt.Sprintf("Somebody has waited more than %d days for the unit to begin, the time not counted in which the case was paused. One case is enough: this is not a statistic.", t.OldestDays),
			Quiet:     "Units without a queue. Cases that are paused now, as they wait for somebody else, such as the applicant; the queues board shows how long they have been. All units of a source while its pauses cannot be read.",
			Confirm:   []string{"Ask the case-management system for the unit's oldest case that is not started, and not paused. The exporter does not show which it is.", "Is it a case that somebody forgot to close or to register as started?"},
			Do:        []string{"Start it, or tell those who wait when it will be.", "Correct what was registered wrongly. The alert ends with the next poll.", "If it is many cases, treat it as a growing backlog."},
		},
	}
}

func (t *Thresholds) deadlineShare() alert {
	base := recent("casework:unit_deadline_met_ratio" + usual)
	return alert{
		Name: "CaseworkDeadlineShareFalling", Severity: warning, Audience: leaders, For: t.DeadlineFor, Keep: "2d",
		Expr: fmt.Sprintf(`%[1]s
and (%[2]s - %[1]s > %[3]v)
and (%[2]s - %[1]s > %[4]v * sqrt(clamp(%[2]s, 0.05, 0.95) * (1 - clamp(%[2]s, 0.05, 0.95)) / %[5]s))
and (%[5]s >= %[6]d)
and (%[1]s < %[7]s or %[2]s - %[7]s > %[3]v)
unless (%[1]s > last_over_time(%[8]s[1d] offset 52w) - %[3]v / 2)`,
			bridged(unitMet, ""), base, t.DeadlineDrop, t.DeadlineErrors, bridged(unitJudged, ""), t.DeadlineCases,
			bridged(unitMet, t.Window), unitMet),
		Summary: "Fewer cases within the deadline in {{ $labels.unit }} ({{ $labels.source }})",
		Text:    "Of the cases with a deadline that {{ $labels.unit }} ({{ $labels.source }}) closed in the last " + t.Window + ", %v were in time.",
		Format:  "humanizePercentage",
		Compare: []sentence{
			{" Usual is %v.", "humanizePercentage", "last_over_time(casework:unit_deadline_met_ratio" + usual + "{%s}[2d])", perUnitLabels},
			{" One window earlier it was %v.", "humanizePercentage", unitMet + "{%s} offset " + t.Window, perUnitLabels},
			{" It is over %v cases.", "humanize", unitJudged + "{%s}", perUnitLabels},
		},
		page: page{
			Norwegian: "Andelen saker innen frist har falt klart under det som er vanlig for enheten.",
			Meaning: fmt.Sprintf("The share within the deadline, which stands still while a case is paused where its rule is pausable, is more than %v below the unit's usual (median over 26 weeks that ended one window ago), "+
				"by more than %v standard errors, over at least %d cases, and below one window earlier or low then already.", t.DeadlineDrop, t.DeadlineErrors, t.DeadlineCases),
			Quiet:   "Falls that come back each year. Cases past their deadline that are still open count only when they are closed; `casework_overdue_cases` shows them now.",
			Confirm: []string{"Look at overdue cases: if they fall at the same time, old cases are being cleared, and the share recovers by itself.", "Have deadlines in the source changed, or the mix of case types?", backtest},
			Do:      []string{"Deal with what is about to pass its deadline, oldest first.", "Send preliminary replies where the law asks for them.", "If waiting rises too, begin there."},
		},
	}
}
