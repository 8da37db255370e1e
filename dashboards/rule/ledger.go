package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// byQuery adds series up for each query of a source.
const byQuery = "sum by (source, query) "

// ledgerAlerts are the alerts about figures in doubt.
func (t *Thresholds) ledgerAlerts() []alert {
	rows, rejected := metric.LedgerRows.Name, metric.RowsRejected.Name
	return []alert{
		{
			Name: "CaseworkRowsRejected", Severity: warning, Audience: operations, For: "30m", Keep: "1h",
			Expr:    fmt.Sprintf(`%s(%[2]s > ignoring (reason) group_left %[3]v * %[4]s or %[2]s > %[5]d + %[2]s offset 1d)`, byQuery, rejected, t.RejectedShare, rows, t.RejectedGrowth),
			Summary: ofSource + "impossible rows in {{$labels.query}}",
			Text:    "{{$value | humanize}} rows are impossible and not counted.",
			page: page{
				Norwegian: "Rader i kilden er umulige (for eksempel avsluttet før mottatt) og telles ikke.",
				Meaning: fmt.Sprintf("By one reason, more impossible rows than %v of those that are counted, or more than %d more than a day ago. The figure adds up the reasons of which that is so. "+
					"Every figure of the source leaves them out.", t.RejectedShare, t.RejectedGrowth),
				Quiet:   "A few old faults.",
				Confirm: []string{"`casework_source_rows_rejected` by `reason` says what is wrong with them; `casework-exporter check` shows some.", "Is it `in_future` or an hour off? Then look at the source's time zone setting first."},
				Do:      []string{"Correct the view or query of the adapter if it maps wrongly, or the rows in the source.", "Corrected rows are counted at the next poll that sees the change."},
			},
		},
		{
			Name: "CaseworkLedgerDrift", Severity: warning, Audience: operations, For: "10m", Keep: "1h",
			Expr: fmt.Sprintf(`%[1]s(increase(%[2]s{kind="drifted"}[1d])) > clamp_min(%[3]v * %[1]s(%[4]s), %[5]d)`,
				byQuery, metric.Corrections.Name, t.DriftShare, rows, t.DriftRows),
			Summary: ofSource + "rows of {{$labels.query}} changed unseen",
			Text:    "Reconciliation found about {{$value | humanize}} within a day.",
			page: page{
				Norwegian: "Nattlig avstemming fant mange rader som var endret uten at det var synlig for eksportøren.",
				Meaning: fmt.Sprintf("More than %d rows, and more than %v of the query's, had changed in the source without a newer `changed_at`. "+
					"Gauges and windows are right again since; counters keep what was counted at the time.", t.DriftRows, t.DriftShare),
				Quiet:   "The exporter's first day: there is nothing to compare with.",
				Confirm: []string{"Was something imported, archived or corrected in bulk?", "Does every way of writing to the table set `changed_at`? Views over several tables often miss one."},
				Do:      []string{"A single bulk edit: nothing.", "Every night: correct `changed_at` in the view, or read the source without it.", "A lag of commits longer than the overlap shows like this too: lengthen `<SOURCE>_OVERLAP`."},
			},
		},
		{
			Name: "CaseworkReconciliationOverdue", Severity: info, Audience: operations, For: "1h",
			Expr:    fmt.Sprintf("time() - %s(%s) > %s", bySource, metric.Reconciled.Name, seconds(t.ReconcileAfter)),
			Summary: ofSource + "not reconciled",
			Text:    "Last compared with the whole database {{$value | humanizeDuration}} ago.",
			page: page{
				Norwegian: "Den nattlige avstemmingen mot kilden har ikke vært fullført på flere døgn.",
				Meaning:   fmt.Sprintf("No reconciliation has been completed for %s. Deleted rows and unseen edits stay in the figures.", t.ReconcileAfter),
				Quiet:     "Sources never reconciled, or with RECONCILE_AT=off.",
				Confirm:   []string{"`casework_source_poll_failures_total{stage=\"reconciliation\"}` and the log say whether it fails.", "Was RECONCILE_AT switched off? Then the alert ends when the exporter's state does."},
				Do:        []string{"If it meets the time limit: raise `<SOURCE>_TIMEOUT`, or look for the index on `received_at`."},
			},
		},
		{
			Name: "CaseworkStateNotSaved", Severity: critical, Audience: operations, For: "15m",
			Expr:    fmt.Sprintf("time() - %[1]s(%[2]s) > %[3]s and on (source) %[1]s(%[4]s) == 1", bySource, metric.StateSaved.Name, seconds(t.SavedAfter), metric.SourceUp.Name),
			Summary: ofSource + "the state is not saved",
			Text:    "Counters were last saved {{$value | humanizeDuration}} ago.",
			page: page{
				Norwegian: "Tilstanden lagres ikke, så tellerne står stille.",
				Meaning:   fmt.Sprintf("The source is polled, but what was found has not been saved for %s. Counters are shown only when saved, so they stand still.", t.SavedAfter),
				Quiet:     "Exporters without a state directory.",
				Confirm:   []string{"Is the disk of CASEWORK_STATE_DIR full or read-only? The log says."},
				Do:        []string{"Make room or correct the permissions. The next poll saves everything; nothing is lost."},
			},
		},
	}
}
