package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// evaluationDays is how long a programme may run without an evaluation.
const evaluationDays = 400

// byPart brings series to one for each unit's part in a programme.
const byPart = "max by (source, unit, programme) "

// whoTakesPart says why expressions divide by casework_supervision_active.
const whoTakesPart = " The rule divides by `casework_supervision_active`, which is 0 for a unit that takes no part now: what is divided by 0 meets no limit."

// programmeAlerts are the alerts about a programme's follow-up and its files.
func (t *Thresholds) programmeAlerts() []alert {
	active := metric.SupervisionActive.Name
	return []alert{
		{
			Name: "CaseworkSupervisionSessionsNotHeld", Severity: info, Audience: leaders, For: t.SessionsFor, Keep: "1d",
			Expr: fmt.Sprintf(`%s(last_over_time((%s{window=%q} / (%s >= %d) / ignoring (window) %s)[1h:])) < %v`,
				byPart, metric.WindowSessionsHeld.Name, t.Window, metric.WindowSessionsPlanned.Name, t.SessionsPlanned, active, t.SessionsShare),
			Summary: ofUnit + "supervision is not held as planned",
			Text:    "{{$labels.programme}}: {{$value | humanizePercentage}} of the sessions planned in " + t.Window + " were held.",
			page: page{
				Norwegian: "Under den avtalte andelen av planlagte veiledningsmøter er gjennomført.",
				Meaning: fmt.Sprintf("Fewer than %v of at least %d planned sessions were held, in a unit that takes part in the programme now. "+
					"A comparison of units with and without supervision means little if it is not given."+whoTakesPart, t.SessionsShare, t.SessionsPlanned),
				Quiet:   "Units between programmes, and windows with few planned sessions.",
				Confirm: []string{"Are sessions registered as held? Registration is often days late.", "Were they cancelled or moved? A moved session should be moved in the plan as well."},
				Do:      []string{"Find new dates while people remember why.", "If the unit has no time for it now, say so in the programme rather than in the statistics."},
			},
		},
		{
			Name: "CaseworkEvaluationOverdue", Severity: info, Audience: leaders, For: "1h", Keep: "2d",
			Expr: fmt.Sprintf(`(time() - %s((%s or %s) / %s)) / 86400 > %d`,
				byPart, metric.Evaluated.Name, metric.PhaseStart.Name, active, evaluationDays),
			Summary: ofUnit + "{{$labels.programme}} is not evaluated",
			Text:    `Last evaluated, or its phase began, {{$value | printf "%.0f"}} days ago.`,
			page: page{
				Norwegian: "Programmet er ikke evaluert i enheten på over et år.",
				Meaning:   fmt.Sprintf("The unit takes part in the programme, and its last evaluation, or the beginning of its phase if it never had one, is more than %d days ago."+whoTakesPart, evaluationDays),
				Quiet:     "Units without a row in phases, and programmes that have ended.",
				Confirm:   []string{"Is the evaluation registered? Look at evaluated_on of the unit's row in phases."},
				Do:        []string{"Evaluate, with those who take part, and register the day.", "End the programme in the unit if nobody follows it up any more."},
			},
		},
		{
			Name: "CaseworkDropFileRefused", Severity: warning, Audience: operations, For: "1h", Keep: "15m",
			Expr:    fmt.Sprintf(`sum by (source, query) (%s) > 0`, bridged(metric.DropFiles.Name+`{state=~"refused|kept"}`)),
			Summary: ofSource + "a dropped file of {{$labels.query}} is refused",
			Text:    "{{$value | humanize}} file(s) in the drop folder cannot be used.",
			page: page{
				Norwegian: "En fil i mappen for regneark og eksporter er avvist, og tallene den gir er gamle eller borte.",
				Meaning:   "A file in the drop folder has a fault, or stays incomplete. The last good version of its table is shown, or the table is withheld if there is none.",
				Quiet:     "Files that were changed within the last hour.",
				Confirm:   []string{"`casework-exporter check` lists file, line, column and reason of every fault; the exporter's log has them too."},
				Do:        []string{"Correct the file where it comes from, and drop it again under its own name."},
			},
		},
	}
}
