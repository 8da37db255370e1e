//go:build unix

package files

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// BenchmarkSnapshot measures a first load and a night's snapshot in which one case
// in a thousand changed, on one processor, against a bare loop of encoding/csv over the same
// file. Rates are by the processor's time, as other programs may be running. CASES says how
// many cases there are.
func BenchmarkSnapshot(b *testing.B) {
	n := 1_000_000
	if set, err := strconv.Atoi(os.Getenv("CASES")); err == nil {
		n = set
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for b.Loop() {
		f := newFolder(b, Options{})
		f.writeMany(n, 0)
		bare := timed(b, func() error { return readBare(filepath.Join(f.dir, "cases.csv")) })
		rate := func(took time.Duration) float64 { return float64(n) / took.Seconds() }
		began, loadPeak := time.Now(), watchHeap()
		load := timed(b, func() error { return f.poll(ledger.Cases) })
		wall, loadHighest := time.Since(began), loadPeak()
		f.now = f.now.Add(time.Hour)
		f.writeMany(n, 1000)
		runtime.GC()
		debug.FreeOSMemory()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		peak := watchHeap()
		rows := f.rows
		night := timed(b, func() error { return f.poll(ledger.Cases) })
		highest := peak()
		if changed := f.rows - rows; changed != n/1000 {
			b.Fatalf("%d rows changed, want %d", changed, n/1000)
		}
		b.ReportMetric(rate(bare), "csv_rows/s")
		b.ReportMetric(rate(load), "load_rows/s")
		b.ReportMetric(wall.Seconds(), "load_wall_s")
		b.ReportMetric(float64(loadHighest)/float64(before.HeapAlloc), "load_peak_of_kept")
		b.ReportMetric(rate(night), "snapshot_rows/s")
		b.ReportMetric(rate(night)/rate(bare), "of_csv")
		b.ReportMetric(night.Seconds(), "snapshot_cpu_s")
		b.ReportMetric(float64(highest-before.HeapAlloc)/(1<<20), "MiB_more")
	}
}

// watchHeap returns what ends the watch, and says how much memory was in use at most.
func watchHeap() func() uint64 {
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var highest uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapAlloc)
			select {
			case <-stop:
				most <- highest
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); return <-most }
}

// timed is the processor's time that something takes: other programs may be
// running.
func timed(b *testing.B, do func() error) time.Duration {
	b.Helper()
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	began := used()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return used() - began
}

func readBare(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	in := csv.NewReader(bufio.NewReaderSize(file, 1<<18))
	in.ReuseRecord = true
	for {
		if _, err := in.Read(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// writeMany writes n cases of 1,000 units; of every so many, one is closed later
// than it was.
func (f *folder) writeMany(n, every int) {
	f.t.Helper()
	path := filepath.Join(f.dir, "cases.csv")
	file, err := os.Create(path)
	if err != nil {
		f.t.Fatal(err)
	}
	out := bufio.NewWriterSize(file, 1<<20)
	_, _ = out.WriteString("case_id,unit,case_type,received_at,started_at,closed_at,deadline_at\n")
	for i := range n {
		day, second := 1+i%28, i%50
		if every > 0 && i%every == 0 {
			second += 5
		}
		closed := fmt.Sprintf("2026-10-%02d 12:00:%02d", day, second)
		if i%10 == 0 && second < 50 && every == 0 || i%10 == 0 && every > 0 && i%every != 0 {
			closed = ""
		}
		fmt.Fprintf(out, "%d,Enhet %03d,Byggesak,2026-09-%02d 08:%02d:00,2026-09-%02d 10:00:00,%s,2026-12-01\n", i+1, i%1000, day, i%60, day, closed)
	}
	if err := errors.Join(out.Flush(), file.Close()); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Chtimes(path, f.now, f.now.Add(-time.Minute)); err != nil {
		f.t.Fatal(err)
	}
}
