package adapters_test

import (
	"os"
	"strconv"
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
	for i := range products {
		p := &products[i]
		t.Run(p.adapter, func(t *testing.T) {
			store, w := p.store(t, "_large")
			w.fill(n)
			// 600 seconds before the newest change, and 600 of overlap.
			newest := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 10 * time.Second)
			since := ledger.Cursor(newest.Add(-600 * time.Second).UnixMicro())
			const rows = 121
			perRow, scans := int64(80), int64(rows)
			if mariadbtest.MySQL() != "" { // which reads small tables more often, and whole
				perRow, scans = 300, 150*rows
			}

			index := sqlFiles + "index-" + p.adapter + ".sql"
			if exists(index) {
				if indexed, scanned := cost(t, p.open(t, store.name, "root", ""), since, rows); indexed+scanned < int64(n)/2 {
					t.Errorf("without the index a poll read %d rows: it is not needed", indexed+scanned)
				}
				store.script(index, nil)
			}
			database := p.granted(t, store)
			indexed, scanned := cost(t, database, since, rows)
			t.Logf("a poll of %d rows of %d reads %d by index and scans %d", rows, n, indexed, scanned)
			if indexed > rows*perRow || scanned > scans {
				t.Errorf("a poll of %d rows of %d reads %d by index and scans %d", rows, n, indexed, scanned)
			}
			lookups(t, database, 400)
			for _, database := range []*source.Source{database, p.open(t, store.name, "root", "")} {
				findings, err := database.Inspect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range findings {
					if f.Subject == "cases.sql" && f.Level != source.OK {
						t.Errorf("check says: %s: %s (%s)", f.Level, f.Detail, f.Hint)
					}
				}
			}
		})
	}
}

// cost is how many rows the server reads for a poll, by an index and without
// one. The poll must give the number of cases wanted.
func cost(t *testing.T, database *source.Source, since ledger.Cursor, want int) (indexed, scanned int64) {
	t.Helper()
	got := 0
	poll := func() error {
		got = 0
		return database.Changes(t.Context(), ledger.Cases, since, func(p *ledger.Page) error {
			got += p.Len()
			return nil
		})
	}
	if err := poll(); err != nil { // looks the columns up
		t.Fatal(err)
	}
	server := shared.Server(t)
	i0, s0, err := server.Reads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := poll(); err != nil {
		t.Fatal(err)
	}
	i1, s1, err := server.Reads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("the poll gave %d cases, want %d", got, want)
	}
	return i1 - i0, s1 - s0
}
