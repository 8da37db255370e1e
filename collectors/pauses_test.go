package collectors

import (
	"strings"
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
			for s := range f.Samples.All() {
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

// TestTotalsOfAPoller: where cases say for how long they were paused and not when, there
// are net turnarounds and no net waits; what changed of that unseen is found at night; and
// that a table of pauses comes before is said once.
func TestTotalsOfAPoller(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1, ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
		received := time.Now().Unix() - 10*testDay
		changed := func() int64 { return time.Now().UnixMicro() }
		before := changed() - 5*testDay*1e6
		b.source.columns = ledger.Columns{Started: true, Deadline: true}
		b.source.pauses = nil
		b.source.cases = []ledger.Case{
			{ID: 1 << 50, Unit: "A", Received: received, Started: received + testDay, Closed: received + 9*testDay, PausedSeconds: 2 * testDay, Reopened: -1, Changed: changed()},
			{ID: 2 << 50, Unit: "A", Received: received, Started: received + testDay, PausedSince: received + 5*testDay, Reopened: -1, Changed: before},
		}
		b.poll(t, 0)
		const paused, net = "casework_paused_cases", "casework_window_net_turnaround_median_seconds"
		if got := b.unit(paused, "A"); got != "1" {
			t.Errorf("%s cases are paused, want 1", got)
		}
		if got := b.value(net, "unit=A", "supervision=inactive", "window=28d"); got != "604800" { // nine days less two
			t.Errorf("the net turnaround is %s", got)
		}
		if n := len(b.shown["casework_window_net_wait_median_seconds"]); n > 0 {
			t.Errorf("%d net waits are shown", n)
		}
		b.poll(t, 3*time.Hour) // what changed is not in flight any more
		b.source.cases[1].PausedSeconds, b.source.cases[1].PausedSince = 3*testDay, 0
		b.poll(t, 24*time.Hour)
		if got := b.unit(paused, "A"); got != "0" {
			t.Errorf("%s cases are paused after the night", got)
		}
		if got := b.value("casework_ledger_corrections_total", "query=cases", "kind=drifted"); got != "1" {
			t.Errorf("%s cases had changed unseen, want 1", got)
		}
		b.source.pauses = []ledger.Pause{{ID: 1 << 50, Case: 1 << 50, Paused: received + testDay, Resumed: received + 2*testDay, Changed: changed()}}
		b.poll(t, time.Minute)
		b.poll(t, time.Minute)
		if n := strings.Count(b.log.String(), "pauses are told twice"); n != 1 {
			t.Errorf("that pauses are told twice is said %d times", n)
		}
		if got := b.value(net, "unit=A", "supervision=inactive", "window=28d"); got != "691200" { // nine days less one
			t.Errorf("the net turnaround by the table is %s", got)
		}
	})
}
