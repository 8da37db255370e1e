package collectors

import (
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// own collects what the ledger says of itself: rows kept, rejected and
// corrected.
func (b *build) own() {
	for _, t := range ledger.Tables() {
		if !b.has(t) {
			continue
		}
		if b.minCell == 0 || t == ledger.Sessions { // with the units shown, the total tells of those hidden
			b.gauge(&metric.LedgerRows, b.labelled(&metric.LedgerRows, t.String()), float64(b.view.Rows[t]))
		}
		for _, r := range ledger.Reasons() {
			b.gauge(&metric.RowsRejected, b.labelled(&metric.RowsRejected, t.String(), r.String()),
				float64(b.view.Rejected[t][r]))
		}
		for _, c := range ledger.Corrections() {
			s := b.labelled(&metric.Corrections, t.String(), c.String())
			b.counter(&metric.Corrections, s, b.view.Corrections[t][c], b.view.Created)
		}
	}
	for _, r := range b.rejected {
		b.gauge(&metric.RowsRejected, b.labelled(&metric.RowsRejected, r.table, r.reason), float64(r.rows))
	}
}

// has reports whether the source has a table's query.
func (b *build) has(t ledger.Table) bool {
	switch t {
	case ledger.Errors:
		return b.hasErrors
	case ledger.Sessions:
		return b.hasSessions
	}
	return true
}
