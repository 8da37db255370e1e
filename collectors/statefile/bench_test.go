package statefile

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// BenchmarkRestart measures how long a state takes to be read, and how much memory that
// takes at most, against what is kept. CASES says how many cases there are.
func BenchmarkRestart(b *testing.B) {
	n := 1_000_000
	if set, err := strconv.Atoi(os.Getenv("CASES")); err == nil {
		n = set
	}
	path := filepath.Join(b.TempDir(), "test.state")
	b.StopTimer()
	func() {
		s, _, _, err := Open(path, ledgerOptions, stateTime)
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		l := ledger.New(ledgerOptions, 7, stateTime.Unix())
		page := ledger.Page{Cases: make([]ledger.Case, 10_000)}
		for i := 0; i < n; i += len(page.Cases) {
			for j := range page.Cases {
				at := stateTime.Unix() - int64(n-i-j)
				page.Cases[j] = ledger.Case{ID: l.Keyer().Int(uint64(i + j)), Unit: "Enhet " + strconv.Itoa(j%1000), Received: at, Closed: at + 60, Reopened: -1}
			}
			l.Apply(ledger.Cases, &page, stateTime.Unix())
		}
		l.EndBaseline(ledger.Cases)
		if err := s.Save(l); err != nil {
			b.Fatal(err)
		}
	}()
	b.StartTimer()
	for range b.N {
		var before, after runtime.MemStats
		debug.FreeOSMemory()
		runtime.ReadMemStats(&before)
		stop, most := make(chan struct{}), make(chan uint64)
		go func() {
			var m runtime.MemStats
			highest := uint64(0)
			for {
				runtime.ReadMemStats(&m)
				highest = max(highest, m.Sys-m.HeapReleased)
				select {
				case <-stop:
					most <- highest
					return
				case <-time.After(5 * time.Millisecond):
				}
			}
		}()
		s, l, damage, err := Open(path, ledgerOptions, stateTime)
		if err != nil || damage != nil {
			b.Fatal(damage, err)
		}
		close(stop)
		peak := <-most
		debug.FreeOSMemory()
		runtime.ReadMemStats(&after)
		kept := after.HeapAlloc - before.HeapAlloc
		b.ReportMetric(float64(kept)/float64(n), "bytes/case")
		b.ReportMetric(float64(peak-(before.Sys-before.HeapReleased))/float64(kept), "peak_of_kept")
		runtime.KeepAlive(l)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
