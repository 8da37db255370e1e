package mysql

import (
	"testing"

	"casework/collectors/ledger"
)

// TestBulkEditIsReadOnce: rows that one statement changed, and that so bear one
// changed_at, are read once, however many pages they take.
func TestBulkEditIsReadOnce(t *testing.T) {
	d := newDatabase(t)
	s := d.views(func(o *Options) { o.PageSize = 1000 })
	const n = 100_000
	d.fill(n)
	d.exec("UPDATE casework_cases SET changed_at = '2015-01-01 12:00:00'", "ANALYZE TABLE casework_cases")
	for name, since := range map[string]string{"the first load": "", "a poll": "2014-12-31 12:00:00"} {
		want, at := n, ledger.Cursor(0)
		if since == "" {
			want = n
		} else {
			at = cursor(t, since)
		}
		before, scanned := d.reads()
		r := changes(t, s, ledger.Cases, at)
		after, scannedAfter := d.reads()
		rows := map[ledger.ID]bool{}
		for _, id := range r.IDs() {
			rows[id] = true
		}
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), want)
		}
		if reads := after - before + scannedAfter - scanned; reads > int64(2*want+want/5) {
			t.Errorf("%s of %d rows reads %d", name, want, reads)
		}
	}
}
