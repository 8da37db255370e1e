package adapters_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
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
			for polled.now = at.Add(time.Second); !polled.now.After(at.Add(15 * time.Minute)); polled.now = polled.now.Add(time.Minute) {
				polled.poll(false)
				if err := s.Step(t.Context(), polled.now); err != nil {
					t.Fatal(err)
				}
			}
			fresh := newPolled(t, database, polled.now)
			fresh.poll(false)
			if diff := cmp.Diff(open(fresh), open(polled)); diff != "" {
				t.Fatalf("open cases a quarter of an hour after %v of case %d (-first load +swept):\n%s", st.deed, st.number, diff)
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
func lookups(t *testing.T, database *source.Source, n int) {
	t.Helper()
	database.KeepIdentifiers()
	var ids []ledger.ID
	_, _, err := database.Identify(t.Context(), nil, 1, func(id ledger.ID) bool { ids = append(ids, id); return true })
	if err != nil {
		t.Fatal(err)
	}
	if why, err := database.Sweepable(t.Context()); why != "" || err != nil {
		t.Errorf("cases cannot be looked up: %s, %v", why, err)
	}
	ids = ids[:n]
	if _, err := database.Ask(t.Context(), ids); err != nil { // prepares
		t.Fatal(err)
	}
	server := shared.Server(t)
	i0, s0, err := server.Reads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer, err := database.Ask(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	i1, s1, err := server.Reads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	indexed, scanned := i1-i0, s1-s0
	t.Logf("looking up %d cases reads %d by index and scans %d", n, indexed, scanned)
	if len(answer.Present) != n || indexed > int64(12*n) || scanned > int64(n) {
		t.Errorf("looking up %d cases finds %d, reads %d by index and scans %d", n, len(answer.Present), indexed, scanned)
	}
}
