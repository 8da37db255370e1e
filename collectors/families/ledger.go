package families

import (
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// ledgerMetrics collects what the ledger says of itself: rows kept, rejected and
// corrected.
func (b *Builder) ledgerMetrics() {
	for _, t := range ledger.Tables() {
		if !b.has(t) {
			continue
		}
		if b.minCell == 0 || t == ledger.Sessions { // with the units shown, the total discloses those hidden
			b.put(&metric.LedgerRows, float64(b.in.View.Rows[t]), t.String())
		}
		for _, r := range ledger.Reasons() {
			if !r.Of(t) {
				continue
			}
			b.put(&metric.RowsRejected, float64(b.in.View.Rejected[t][r]), t.String(), r.String())
		}
		for _, c := range ledger.Corrections() {
			s := b.labelled(&metric.Corrections, t.String(), c.String())
			b.counter(&metric.Corrections, s, b.in.View.Corrections[t][c], b.in.View.Created)
		}
	}
	for _, r := range b.in.Rejections {
		b.put(&metric.RowsRejected, float64(r.Rows), r.Table, r.Reason)
	}
}

// has reports whether the source has a table's query.
func (b *Builder) has(t ledger.Table) bool {
	switch t {
	case ledger.Errors:
		return b.in.HasErrors
	case ledger.Sessions:
		return b.in.HasSessions
	case ledger.Pauses:
		return b.in.showPauses()
	}
	return true
}
