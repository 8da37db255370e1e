package adapters_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source/sourcetest"
)

// A total is what a product says of the pauses of a case: the seconds of those that
// ended, and when the one began that lasts, Unix seconds.
type total struct{ Seconds, Since int64 }

// totals are what products that sum pauses up say once the story of them is over: hours
// of those that ended, and when the one began that lasts, UTC. GLPI counts the time from a
// solution to the reopening as well, and has begun to at a solution. In iTop a request is
// not pending any more once it awaits approval, which the last step stands for.
var totals = map[string]map[int]struct {
	hours int64
	since string
}{
	"glpi": {1: {25 + 75 + 72 + 23, "2024-01-20 12:00:00"}, 2: {72, "2024-01-17 12:00:00"}},
	"itop": {1: {25 + 75 + 24, ""}, 2: {72, ""}},
}

// TestTotalsOfPauses: the totals of a product are its own, while a case is paused and
// after, and no other product's adapter asks for any.
func TestTotalsOfPauses(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		of, sums := totals[p.adapter]
		if asks := strings.Contains(p.query(t), "paused_seconds"); asks != sums {
			t.Fatalf("asks for totals: %v, want %v", asks, sums)
		}
		if !sums {
			return
		}
		store, w := p.store(t, "_totals")
		database := p.granted(t, store)
		read := func() map[ledger.ID]total {
			got := map[ledger.ID]total{}
			for _, c := range sourcetest.Changes(t, database, ledger.Cases, 0).Cases {
				if one := (total{c.PausedSeconds, c.PausedSince}); one != (total{}) {
					got[c.ID] = one
				}
			}
			return got
		}
		want := map[ledger.ID]total{p.id(1): {0, unix(t, "2024-01-11 09:00:00")}}
		for i, st := range paused {
			w.do(st.deed, st.number, instant(t, st.at), time.Time{})
			if i == 2 { // it is paused for the first time
				if diff := cmp.Diff(want, read()); diff != "" {
					t.Errorf("totals while it is paused (-want +got):\n%s", diff)
				}
			}
		}
		clear(want)
		for number, one := range of {
			want[p.id(number)] = total{one.hours * 3600, unix(t, one.since)}
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Errorf("totals (-want +got):\n%s", diff)
		}

		// Case 2 was closed after four days, of which it was paused for three.
		polled := newPolled(t, database, instant(t, paused[len(paused)-1].at))
		polled.poll(false)
		var gross, net []float64
		for _, u := range polled.ledger.View(polled.now.Unix(), true).Units {
			m := u.Windows[ledger.Inactive][0]
			if m.NetWait.N != 0 {
				t.Errorf("of %d cases the wait without pauses is told, which a total does not say", m.NetWait.N)
			}
			if m.Closed > 0 {
				gross, net = append(gross, m.Turnaround.Median), append(net, m.NetTurnaround.Median)
			}
		}
		if !slices.Equal(gross, []float64{4 * 86400}) || !slices.Equal(net, []float64{86400}) {
			t.Errorf("turnarounds are %v, without pauses %v", gross, net)
		}
	})
}

// TestViewsWithoutTotals: cases are read by views that were made before pauses were
// summed up, and none of them is paused.
func TestViewsWithoutTotals(t *testing.T) {
	for adapter, before := range map[string]string{
		"glpi": "glpi_tickets",
		"itop": "ticket_request",
	} {
		t.Run(adapter, func(t *testing.T) {
			p := productOf(t, adapter)
			store, w := p.store(t, "_before_totals")
			for _, st := range paused {
				w.do(st.deed, st.number, instant(t, st.at), time.Time{})
			}
			database := p.granted(t, store)
			view := p.reader().name + "." + before
			columns := slices.DeleteFunc(store.texts("SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?", p.reader().name, before), func(c string) bool {
				return strings.HasPrefix(c, "waiting") || strings.HasPrefix(c, "begin_waiting") || strings.HasPrefix(c, "cumulatedpending")
			})
			store.exec("CREATE OR REPLACE SQL SECURITY DEFINER VIEW " + view + " AS SELECT " + strings.Join(columns, ", ") + " FROM " + before)
			read := sourcetest.Changes(t, database, ledger.Cases, 0).Cases
			if len(read) == 0 {
				t.Error("no case is read")
			}
			for _, c := range read {
				if c.PausedSeconds != 0 || c.PausedSince != 0 {
					t.Errorf("a case is paused for %d s, and since %d", c.PausedSeconds, c.PausedSince)
				}
			}
		})
	}
}
