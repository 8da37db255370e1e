package adapters_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/sweep"
)

// TestSweepSeesWhatLeaves: cases that a product merges or deletes while they
// are open leave within a quarter of an hour, as a user with the grants of
// deploy/sql sees it, and no other does.
func TestSweepSeesWhatLeaves(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		store, w := p.store(t, "_swept")
		database := p.granted(t, store)
		polled := newPolled(t, database, instant(t, scenario[0].at).Add(-time.Hour))
		s := sweep.New(sweep.Config{
			Source: database, Ledger: polled.ledger, Columns: database.Columns, Within: 15 * time.Minute, Interval: time.Minute,
			Keep: 70 * time.Minute, Read: func(int) {}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		})
		for _, st := range scenario {
			at := instant(t, st.at)
			var deadline time.Time
			if r := records[st.number]; st.deed == receive && r.deadline != "" {
				deadline = instant(t, r.deadline)
			}
			w.do(st.deed, st.number, at, deadline)
			within := 2 * time.Minute // nothing leaves, now or later
			if st.deed == merge || st.deed == erase {
				within = 15 * time.Minute
			}
			for polled.now = at.Add(time.Second); !polled.now.After(at.Add(within)); polled.now = polled.now.Add(time.Minute) {
				polled.poll(false)
				if err := s.Step(t.Context(), polled.now); err != nil {
					t.Fatal(err)
				}
			}
			fresh := newPolled(t, database, polled.now)
			fresh.poll(false)
			if diff := cmp.Diff(open(fresh), open(polled)); diff != "" {
				t.Fatalf("open cases %v after %v of case %d (-first load +swept):\n%s", within, st.deed, st.number, diff)
			}
		}
		if n := polled.ledger.View(polled.now.Unix(), true).Corrections[ledger.Cases][ledger.Deleted]; n == 0 {
			t.Error("no case left: this proves nothing")
		}
	})
}

// open lists the open cases of a ledger.
func open(p *polled) []ledger.ID {
	ids := p.ledger.OpenCases(p.source.Columns())
	slices.Sort(ids)
	return ids
}

// lookups checks what the server reads to look n cases up by their identifiers.
func lookups(t *testing.T, p *product, s *store, n int) {
	t.Helper()
	if mariadbtest.MySQL() != "" && p.on == mariaDB && strings.Contains(p.query(t), "(SELECT") {
		// To page through the identifiers, MySQL computes all of the query anew for each page.
		why, err := p.open(t, s, p.reader()).Sweepable(t.Context())
		if why == "" || err != nil {
			t.Errorf("cases may be looked up by their identifiers: %v", err)
		}
		return
	}
	var ids []ledger.ID
	prepare := func(database *source.Source) {
		database.KeepIdentifiers()
		ids = nil
		_, _, err := database.Identify(t.Context(), nil, 1, func(id ledger.ID) bool { ids = append(ids, id); return true })
		if err != nil {
			t.Fatal(err)
		}
		if why, err := database.Sweepable(t.Context()); why != "" || err != nil {
			t.Errorf("cases cannot be looked up: %s, %v", why, err)
		}
		ids = ids[:n]
		if _, err := database.Ask(t.Context(), ids[:1]); err != nil { // prepares
			t.Fatal(err)
		}
	}
	cost := p.costs(t, s, p.reader(), prepare, func(database *source.Source) {
		answer, err := database.Ask(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Present) != n {
			t.Errorf("looking up %d cases finds %d", n, len(answer.Present))
		}
	})
	t.Logf("looking up %d cases reads %d by index, scans %d, and %d blocks", n, cost.indexed, cost.scanned, cost.blocks)
	scans := int64(n)
	if p.on == postgreSQL { // which reads small tables whole
		scans *= 20
	}
	if cost.indexed > int64(12*n) || cost.scanned > scans || cost.blocks > int64(30*n) {
		t.Errorf("looking up %d cases reads %d by index, scans %d, and %d blocks", n, cost.indexed, cost.scanned, cost.blocks)
	}
}
