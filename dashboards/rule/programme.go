package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// evaluationDays is how long a programme may run without an evaluation.
const evaluationDays = 400

// programmeAlerts are the alerts about a programme's follow-up and its files.
func (t *Thresholds) programmeAlerts() []alert {
	evaluated, start := bridged(metric.Evaluated.Name, ""), bridged(metric.PhaseStart.Name, "")
	by := "max by (source, unit, programme) "
	return []alert{
		{
			Name: "CaseworkEvaluationOverdue", Severity: info, Audience: leaders, For: "1d", Keep: "2d",
			Expr: fmt.Sprintf(`(time() - (%[1]s(%[2]s) or %[1]s(%[3]s)) > %[4]d * 86400)
and (%[1]s(%[5]s) == 1)`, by, evaluated, start, evaluationDays, bridged(metric.SupervisionActive.Name, "")),
			Summary: "{{ $labels.programme }} has not been evaluated for long in {{ $labels.unit }} ({{ $labels.source }})",
			Text:    "{{ $labels.programme }} in {{ $labels.unit }} ({{ $labels.source }}) was last evaluated, or its phase began, %v ago.",
			Format:  "humanizeDuration",
			page: page{
				Norwegian: "Programmet er ikke evaluert i enheten på over et år.",
				Meaning:   fmt.Sprintf("The unit takes part in the programme, and its last evaluation, or the beginning of its phase if it never had one, is more than %d days ago.", evaluationDays),
				Quiet:     "Units without a row in phases, and programmes that have ended.",
				Confirm:   []string{"Is the evaluation registered? Look at evaluated_on of the unit's row in phases."},
				Do:        []string{"Evaluate, with those who take part, and register the day.", "End the programme in the unit if nobody follows it up any more."},
			},
		},
		{
			Name: "CaseworkDropFileRefused", Severity: warning, Audience: operations, For: "1h", Keep: "15m",
			Expr: fmt.Sprintf(`sum by (source, query) (%s) > 0`,
				bridged(metric.DropFiles.Name+`{state=~"refused|kept"}`, "")),
			Summary: "A file of {{ $labels.query }} is refused ({{ $labels.source }})",
			Text:    "%v file(s) of {{ $labels.query }} in the drop folder of {{ $labels.source }} cannot be used.",
			Format:  "humanize",
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
