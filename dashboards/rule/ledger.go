package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// ledgerAlerts are the alerts about figures in doubt.
func (t *Thresholds) ledgerAlerts() []alert {
	byQuery := []string{"source", "query"}
	rows := metric.LedgerRows.Name
	rejected := "sum by (source, query) (" + metric.RowsRejected.Name + ")"
	return []alert{
		{
			Name: "CaseworkRowsRejected", Severity: warning, Audience: operations, For: "30m", Keep: "1h",
			Expr: fmt.Sprintf(`%[1]s > %[2]v * (sum by (source, query) (%[3]s) + %[1]s)
or
(%[1]s and %[1]s - sum by (source, query) (%[4]s offset 1d) > %[5]d)`,
				rejected, t.RejectedShare, rows, metric.RowsRejected.Name, t.RejectedGrowth),
			Summary: "Impossible rows in {{ $labels.query }} of {{ $labels.source }}",
			Text:    "%v rows of the query {{ $labels.query }} of {{ $labels.source }} are impossible and not counted.",
			Format:  "humanize",
			Compare: []sentence{
				{" A day earlier: %v.", "humanize", "sum(" + metric.RowsRejected.Name + "{%s} offset 1d)", byQuery},
				{" Counted rows: %v.", "humanize", "sum(" + rows + "{%s})", byQuery},
			},
			page: page{
				Norwegian: "Rader i kilden er umulige (for eksempel avsluttet før mottatt) og telles ikke.",
				Meaning: fmt.Sprintf("More than %v of the query's rows are impossible as they stand, or more than %d have become so within a day. "+
					"Every figure of the source leaves them out.", t.RejectedShare, t.RejectedGrowth),
				Quiet:   "A few old faults.",
				Confirm: []string{"`casework_source_rows_rejected` by `reason` says what is wrong with them; `casework-exporter check` shows some.", "Is it `in_future` or an hour off? Then look at the source's time zone setting first."},
				Do:      []string{"Correct the view or query of the adapter if it maps wrongly, or the rows in the source.", "Corrected rows are counted at the next poll that sees the change."},
			},
		},
		{
			Name: "CaseworkLedgerDrift", Severity: warning, Audience: operations, For: "10m", Keep: "1h",
			Expr: fmt.Sprintf(`sum by (source, query) (increase(%[1]s{kind="drifted"}[1d])) > %[2]d
and
sum by (source, query) (increase(%[1]s{kind="drifted"}[1d])) > %[3]v * sum by (source, query) (%[4]s)`,
				metric.Corrections.Name, t.DriftRows, t.DriftShare, rows),
			Summary: "Rows of {{ $labels.query }} changed unseen in {{ $labels.source }}",
			Text:    "Reconciliation found about %v rows of the query {{ $labels.query }} of {{ $labels.source }} within a day that polls had not seen change.",
			Format:  "humanize",
			Compare: []sentence{{" Counted rows: %v.", "humanize", "sum(" + rows + "{%s})", byQuery}},
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
			Expr:    fmt.Sprintf("time() - max by (source) (%s) > %s", metric.Reconciled.Name, seconds(t.ReconcileAfter)),
			Summary: "{{ $labels.source }} has not been reconciled",
			Text:    "The ledger of {{ $labels.source }} was last compared with the whole database %v ago.",
			Format:  "humanizeDuration",
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
			Expr:    fmt.Sprintf("time() - max by (source) (%s) > %s\nand on (source)\nmax by (source) (%s) == 1", metric.StateSaved.Name, seconds(t.SavedAfter), metric.SourceUp.Name),
			Summary: "The state of {{ $labels.source }} is not saved",
			Text:    "Counters of {{ $labels.source }} were last saved %v ago, although the source is read.",
			Format:  "humanizeDuration",
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
