package collectors

import (
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// TestPausesOfAPoller: a poll counts a closing with the pauses that it reads, and
// what leaves the database is found at night.
func TestPausesOfAPoller(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1, ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
		received := time.Now().Unix() - 10*testDay
		changed := func() int64 { return time.Now().UnixMicro() }
		b.source.columns = ledger.Columns{Started: true, Deadline: true}
		b.source.pauses = nil
		b.source.cases = []ledger.Case{
			{ID: 1 << 50, Unit: "A", Received: received, Started: received + testDay, Reopened: -1, Changed: changed()},
			{ID: 2 << 50, Unit: "A", Received: received, Started: received + testDay, Reopened: -1, Changed: changed()},
		}
		b.poll(t, 0)
		const paused, net = "casework_paused_cases", "casework_window_net_wait_median_seconds"
		if len(b.shown[paused])+len(b.shown[net]) > 0 {
			t.Error("a source without pauses says something of them")
		}
		b.source.pauses = []ledger.Pause{
			{ID: 1 << 50, Case: 1 << 50, Paused: received + 2*testDay, Resumed: received + 4*testDay, Changed: changed()},
			{ID: 2 << 50, Case: 2 << 50, Paused: received + 5*testDay, Changed: changed()},
		}
		b.source.cases[0].Closed, b.source.cases[0].Changed = received+9*testDay, changed()
		b.poll(t, time.Minute)
		if got := b.unit(paused, "A"); got != "1" {
			t.Errorf("%s cases are paused, want 1", got)
		}
		sum := 0.0
		for _, f := range b.last.Families {
			for _, s := range f.Samples {
				if f.Def == &metric.NetTurnaround {
					sum += s.Histogram.Sum
				}
			}
		}
		if sum != 7*testDay { // nine days less two
			t.Errorf("the net turnarounds sum to %v s", sum)
		}
		b.poll(t, 3*time.Hour) // what changed is not in flight any more
		b.source.pauses = b.source.pauses[:1]
		b.poll(t, 24*time.Hour)
		if got := b.unit(paused, "A"); got != "0" {
			t.Errorf("%s cases are paused after their pause was deleted", got)
		}
		if got := b.value("casework_ledger_corrections_total", "query=pauses", "kind=deleted"); got != "1" {
			t.Errorf("%s pauses were found deleted, want 1", got)
		}
	})
}
