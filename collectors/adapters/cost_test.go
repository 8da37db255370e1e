package adapters_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
)

// TestPollReadsLittle: on a large table with the indexes that deploy/sql
// names, a poll of the views that deploy/sql grants reads what changed and its
// history, and nothing else, and check sees it, as that user and as one who is
// told the server's plans. The rows that the server reads are counted, not the
// time they take. ADAPTER_ROWS says how large; check takes more than 10,000
// rows for large.
func TestPollReadsLittle(t *testing.T) {
	n := 30_000
	if v := os.Getenv("ADAPTER_ROWS"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range every() {
		p.reach = 0
		t.Run(p.adapter+"/"+string(p.on), func(t *testing.T) { readsLittle(t, &p, n) })
	}
}

func readsLittle(t *testing.T, p *product, n int) {
	store, w := p.store(t, "_large")
	w.fill(n)
	// 600 seconds before the newest change, and 600 of overlap.
	newest := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 10 * time.Second)
	since := ledger.Cursor(newest.Add(-600 * time.Second).UnixMicro())
	rows := 121
	if p.rescans {
		rows = n / 100 // all that are open
	}
	perRow, scans := int64(80), int64(rows)
	if mariadbtest.MySQL() != "" || p.on == postgreSQL { // which read small tables more often, and whole
		perRow, scans = 300, 150*int64(rows)
	}

	index := sqlFiles + "index-" + p.adapter + ".sql"
	if exists(index) {
		if r := p.poll(t, store, account{}, ledger.Cases, since, rows); r.indexed+r.scanned < int64(n)/2 {
			t.Errorf("without the index a poll read %d rows: it is not needed", r.indexed+r.scanned)
		}
		store.script(index, nil)
		if p.on == postgreSQL {
			store.exec("ANALYZE")
		}
	}
	database := p.granted(t, store)
	for _, table := range p.tables() {
		r := p.poll(t, store, p.reader(), table, since, rows)
		t.Logf("a poll of %d %v of %d cases reads %d by index, scans %d, and %d blocks", rows, table, n, r.indexed, r.scanned, r.blocks)
		sorted := int64(0)
		if table == ledger.Pauses {
			sorted = int64(rows) + 1 // MariaDB sorts what it joined in a table of its own
		}
		if r.indexed > int64(rows)*perRow || r.scanned > scans+sorted || r.blocks > int64(rows)*perRow {
			t.Errorf("a poll of %d %v of %d cases reads %d by index, scans %d, and %d blocks", rows, table, n, r.indexed, r.scanned, r.blocks)
		}
	}
	lookups(t, p, store, 400)
	for _, database := range []*source.Source{database, p.open(t, store, account{})} {
		findings, err := database.Inspect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			told := p.rescans && (strings.Contains(f.Detail, "no changed_at") || strings.Contains(f.Detail, "cannot be checked"))
			if (f.Subject == "cases.sql" || f.Subject == "pauses.sql") && f.Level != source.OK && !told {
				t.Errorf("check says: %s: %s (%s)", f.Level, f.Detail, f.Hint)
			}
		}
	}
}

// poll is what the server reads for a poll by a user, which must give the number
// of rows wanted.
func (p *product) poll(t *testing.T, s *store, as account, table ledger.Table, since ledger.Cursor, want int) reads {
	t.Helper()
	poll := func(database *source.Source) {
		got := 0
		err := database.Changes(t.Context(), table, since, func(page *ledger.Page) error {
			got += page.Len()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("the poll gave %d %v, want %d", got, table, want)
		}
	}
	return p.costs(t, s, as, poll, poll) // the first looks the columns up
}
