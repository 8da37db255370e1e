package ledger

import (
	"fmt"
	"runtime"
	"testing"
	"unsafe"
)

// TestPanelHoldsPausesWhereThereAre: what a panel keeps by type is the most of it, and
// a month without pauses keeps nothing of them.
func TestPanelHoldsPausesWhereThereAre(t *testing.T) {
	if size := unsafe.Sizeof(TypeMonth{}); size > 64 {
		t.Errorf("a type takes %d bytes of a month, want at most 64", size)
	}
	bounds := []int64{epoch, epoch + 30*day, epoch + 60*day}
	l := withBaseline(testOptions)
	for i := range int64(40) {
		received := epoch + i%2*30*day
		learn(l, epoch+60*day, Case{
			ID: ID(i+1) << 40, Unit: "a", Type: fmt.Sprint("type ", i%8), Received: received, Started: received + day, Reopened: -1, Changed: 1,
		})
	}
	l.Apply(Pauses, &Page{Pauses: []Pause{{ID: 1 << 40, Case: 1 << 40, Paused: epoch + 2*day, Resumed: epoch + 3*day}}}, epoch+60*day)
	months := l.Panel(bounds, 10*day, epoch+60*day).Units[0].Months
	if n := len(months[0].TypesPaused); n != len(months[0].Types) || n == 0 || months[0].TypePaused(0).Paused != day {
		t.Errorf("the month with a pause keeps %d of its %d types: %+v", n, len(months[0].Types), months[0].TypesPaused)
	}
	if n := cap(months[1].TypesPaused); n != 0 || len(months[1].Types) == 0 {
		t.Errorf("the month without pauses keeps %d, of %d types; want none", n, len(months[1].Types))
	}
}

// BenchmarkPanel measures what a month's end asks of the ledger, beside what
// each publish does, and what a panel then takes.
func BenchmarkPanel(b *testing.B) {
	for name, fresh := range map[string]func(int) *Ledger{
		"no pauses": func(int) *Ledger { return New(testOptions, 3, epoch) },
		"pauses":    paused,
	} {
		b.Run(name, func(b *testing.B) {
			n := benchCases(b)
			l := fresh(n)
			benchPages(n, func(p *Page) { l.Apply(Cases, p, benchNow) })
			l.EndBaseline(Cases)
			bounds := []int64{epoch}
			for range 36 {
				bounds = append(bounds, bounds[len(bounds)-1]+30*day)
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			held := l.Panel(bounds, 90*day, benchNow)
			runtime.GC()
			runtime.ReadMemStats(&after)
			for b.Loop() {
				l.Panel(bounds, 90*day, benchNow)
			}
			b.ReportMetric(float64(after.HeapInuse-before.HeapInuse), "heap-bytes")
			runtime.KeepAlive(held)
		})
	}
}
