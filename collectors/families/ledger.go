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
			b.put(&metric.LedgerRows, float64(b.view.Rows[t]), t.String())
		}
		for _, r := range ledger.Reasons() {
			b.put(&metric.RowsRejected, float64(b.view.Rejected[t][r]), t.String(), r.String())
		}
		for _, c := range ledger.Corrections() {
			s := b.labelled(&metric.Corrections, t.String(), c.String())
			b.counter(&metric.Corrections, s, b.view.Corrections[t][c], b.view.Created)
		}
	}
	for _, r := range b.rejected {
		b.put(&metric.RowsRejected, float64(r.rows), r.table, r.reason)
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
