package collectors

import (
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// TestClockJumps: while this computer's clock is hours off, rows may seem to
// come from the future. Each is counted once, when the clock has come to it.
func TestClockJumps(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	source := goldenSource(at.Unix())
	source.units = nil
	b := newBench(t, source, t.TempDir()+"/test.state", at, Options{ZeroHold: -1})
	b.poll(t, 0)
	const unit = `{source="test",unit="byggesak",supervision="inactive"}`
	open := b.shown[metric.OpenCases.Name][unit]
	truth := at
	arrive := func() {
		truth = truth.Add(time.Minute)
		source.cases = append(source.cases, ledger.Case{
			ID: ledger.ID(uint64(len(source.cases)+1) << 40), Unit: "byggesak", Reopened: -1,
			Received: truth.Unix(), Changed: truth.UnixMicro(),
		})
	}
	shows := func(when string, received, more float64) {
		t.Helper()
		if got := b.shown[metric.CasesReceived.Name][unit]; got != received {
			t.Errorf("%s: %v cases received, want %v", when, got, received)
		}
		if got := b.shown[metric.OpenCases.Name][unit]; got != open+more {
			t.Errorf("%s: %v cases open, want %v", when, got, open+more)
		}
	}
	arrive()
	b.poll(t, -2*time.Hour)
	shows("two hours behind", 0, 0)
	arrive()
	b.poll(t, 2*time.Hour+2*time.Minute)
	shows("right again", 2, 2)
	arrive()
	b.poll(t, 5*time.Hour)
	shows("five hours ahead", 3, 3)
	arrive()
	b.poll(t, -5*time.Hour+2*time.Minute)
	shows("right once more", 4, 4)
	b.poll(t, time.Minute)
	shows("later", 4, 4)
}
