//go:build unix

package judging

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"casework/collectors/change"
	"casework/collectors/ledger"
)

// processor is how much time of processors the process has taken.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap is how much memory is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestCost prints what judging costs units of five years, 20 cases a week and error reports: BENCH_JUDGING is their
// number. The goal is that of 10,000 units a poll.
// BenchmarkCalibration of package detect says what one calibration costs.
func TestCost(t *testing.T) {
	units, err := strconv.Atoi(os.Getenv("BENCH_JUDGING"))
	if err != nil {
		t.Skip("BENCH_JUDGING is no number of units: make bench-alerts measures what judging costs")
	}
	l := ledger.New(ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}}, 1, end)
	var page ledger.Page
	for u := range units {
		rng := rand.New(rand.NewPCG(9, uint64(u)))
		for at := end - 5*365*day; at < end; at += int64(rng.ExpFloat64() * 7 * day / 20) {
			id := ledger.ID(uint64(len(page.Cases)+1) << 30)
			c := ledger.Case{ID: id, Unit: fmt.Sprint("unit ", u), Received: at, Reopened: -1, Deadline: at + 20*day}
			c.Started = at + int64(10*day*math.Exp(0.6*rng.NormFloat64()))
			c.Closed = c.Started + rng.Int64N(5*day)
			if rng.IntN(3) == 0 && c.Closed < end {
				page.Errors = append(page.Errors, ledger.Error{ID: id, Unit: c.Unit, Kind: "error", Reported: c.Closed})
			}
			if c.Started > end {
				c.Started = 0
			}
			if c.Closed > end {
				c.Closed = 0
			}
			page.Cases = append(page.Cases, c)
		}
	}
	cases := len(page.Cases)
	page.Next = 1
	l.Apply(ledger.Cases, &page, end)
	l.Apply(ledger.Errors, &page, end)
	page = ledger.Page{}
	for _, table := range ledger.Tables() {
		l.EndBaseline(table)
	}
	b := NewBackground(Options{}, func(context.Context, *change.Changes, time.Duration) {})
	judge := func(now int64) (took, longest time.Duration) {
		began := processor(t)
		for b.asked = 0; b.shown < dayOf(now, time.UTC); {
			look := time.Now()
			b.Look(t.Context(), l, now)
			longest = max(longest, time.Since(look))
			b.Wait()
		}
		return processor(t) - began, longest
	}
	before := heap()
	first, _ := judge(end)
	kept := heap() - before
	const days = 5
	var took, longest time.Duration
	for n := range int64(days) {
		once, look := judge(end + (8+27*n)*day) // a week after the last case, no day is waited for; within a half-year
		took, longest = took+once, max(longest, look)
	}
	each := func(d time.Duration, n int) time.Duration {
		return (d / time.Duration(n)).Round(10 * time.Microsecond)
	}
	t.Logf("%d units, %d cases of five years", units, cases)
	t.Logf("at a start, through all years, of one core: %v a unit, %.0f s of 1,000 units", each(first, units), first.Seconds()/float64(units)*1000)
	t.Logf("each day: %v a unit, %.1f ms a poll of 10,000 units and 1,440 polls (goal: 20)", each(took, days*units),
		float64(took.Milliseconds())/days/float64(units)*10_000/1440)
	began, view := processor(t), viewOf(units)
	replay := NewReplay(Options{}, l)
	for at := end - 2*365*day; at < end; at += 6 * hour {
		replay.At(view, at)
	}
	t.Logf("a history, of one core: %v a unit and year", each(processor(t)-began, 2*units))
	t.Logf("longest that a poll waits: %v; memory kept: %d B a unit", longest.Round(100*time.Microsecond), kept/uint64(units))
}
