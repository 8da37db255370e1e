//go:build unix

package files

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// BenchmarkSpreadsheet measures a first load of a spreadsheet on one processor, and
// the memory it takes beyond the ledger: of the second of two, which are the same.
// CASES says how many cases there are; their identifiers are texts.
func BenchmarkSpreadsheet(b *testing.B) {
	n := 1_000_000
	if set, err := strconv.Atoi(os.Getenv("CASES")); err == nil {
		n = set
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for b.Loop() {
		f := newFolder(b, Options{})
		size := f.writeSpreadsheet(n)
		load := timed(b, func() error { return f.poll(ledger.Cases) })
		f.now = f.now.Add(time.Hour)
		f.Again()
		runtime.GC()
		debug.FreeOSMemory()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		peak := watchHeap()
		rows := f.rows
		again := timed(b, func() error { return f.poll(ledger.Cases) })
		if f.rows != rows {
			b.Fatalf("%d rows changed, want none", f.rows-rows)
		}
		b.ReportMetric(float64(size)/(1<<20), "MiB")
		b.ReportMetric(float64(n)/load.Seconds(), "load_rows/s")
		b.ReportMetric(float64(n)/again.Seconds(), "snapshot_rows/s")
		b.ReportMetric(float64(peak()-before.HeapAlloc)/(1<<20), "MiB_more")
	}
}

// writeSpreadsheet writes as a spreadsheet what writeMany writes, and returns its size.
func (f *folder) writeSpreadsheet(n int) int {
	f.t.Helper()
	f.writeMany(n, 0)
	path := filepath.Join(f.dir, "cases.csv")
	csv, err := os.ReadFile(path)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		f.t.Fatal(err)
	}
	content := asXLSX(strings.TrimSuffix(strings.NewReplacer(",", ";", "\n", "\nS-").Replace(string(csv)), "S-"))
	f.put("cases.xlsx", content, time.Minute)
	return len(content)
}
