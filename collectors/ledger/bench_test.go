package ledger

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// benchCases is how many cases the benchmarks load; CASES sets another.
func benchCases(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("CASES"))
	if err != nil {
		n = 1_000_000
	}
	b.Cleanup(func() { b.ReportMetric(float64(n), "cases") }) // b.Loop drops what was reported before
	return n
}

// benchPages makes pages of 10,000 cases of 20 types over 1,000 units and three years.
func benchPages(n int, apply func(*Page)) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("unit %03d", i)
	}
	r, k := rand.New(rand.NewPCG(1, 2)), NewKeyer(3)
	page := Page{Cases: make([]Case, 10_000)}
	for id := 0; id < n; id += len(page.Cases) {
		for i := range page.Cases {
			received := epoch + int64(id+i)*3*365*day/int64(n)
			c := Case{
				ID: k.Int(uint64(id + i)), Unit: names[r.IntN(len(names))], Received: received,
				Type: names[r.IntN(20)], Deadline: received + 30*day, Reopened: -1, Changed: received * 1e6,
			}
			if r.IntN(50) > 0 {
				c.Started = received + r.Int64N(20*day)
				c.Closed = c.Started + r.Int64N(20*day)
			}
			page.Cases[i] = c
		}
		apply(&page)
	}
}

const benchNow = epoch + 3*365*day + 60*day

// BenchmarkLoad measures the first load and what a case then takes.
func BenchmarkLoad(b *testing.B) {
	n := benchCases(b)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		l := New(testOptions, 3, epoch)
		benchPages(n, func(p *Page) { l.Apply(Cases, p, benchNow) })
		l.EndBaseline(Cases)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapInuse-before.HeapInuse)/float64(n), "heap-bytes/case")
		runtime.KeepAlive(l)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}

// BenchmarkView measures what a publish asks of the ledger.
func BenchmarkView(b *testing.B) {
	n, opts := benchCases(b), testOptions
	opts.Intake, opts.StartedWithin = Window{"91d", 91 * day}, []int64{7 * day}
	l := New(opts, 3, epoch)
	benchPages(n, func(p *Page) { l.Apply(Cases, p, benchNow) })
	l.EndBaseline(Cases)
	for b.Loop() {
		l.View(epoch+3*365*day, true)
	}
}

// BenchmarkPoll measures what a poll asks of the ledger in which a hundred cases changed,
// a minute after the one before: to take them over, and a View.
func BenchmarkPoll(b *testing.B) {
	for _, size := range []struct {
		name    string
		types   int
		windows []Window
	}{
		{"one type", 0, []Window{{"28d", 28 * day}}},
		{"10 types", 10, []Window{{"28d", 28 * day}}},
		{"10 types, 4 windows", 10, []Window{{"28d", 28 * day}, {"56d", 56 * day}, {"91d", 91 * day}, {"365d", 365 * day}}},
	} {
		b.Run(size.name, func(b *testing.B) { benchPolls(b, size.types, size.windows) })
	}
}

func benchPolls(b *testing.B, types int, windows []Window) {
	n, opts := benchCases(b), testOptions
	opts.Windows, opts.Intake, opts.StartedWithin = windows, Window{"91d", 91 * day}, []int64{7 * day}
	for i := range types {
		opts.CaseTypes = append(opts.CaseTypes, fmt.Sprintf("unit %03d", i))
	}
	l := New(opts, 3, epoch)
	benchPages(n, func(p *Page) { l.Apply(Cases, p, benchNow) })
	l.EndBaseline(Cases)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	now := epoch + 3*365*day
	l.Forget()
	l.View(now, true)
	runtime.GC()
	runtime.ReadMemStats(&after)
	r, k := rand.New(rand.NewPCG(1, 2)), NewKeyer(3)
	for b.Loop() {
		now += 60
		page := Page{}
		for range 100 {
			received := now - r.Int64N(40*day)
			page.Cases = append(page.Cases, Case{
				ID: k.Int(uint64(n - 1 - r.IntN(n/30))), Unit: fmt.Sprintf("unit %03d", r.IntN(1000)), Type: fmt.Sprintf("unit %03d", r.IntN(20)),
				Received: received, Started: received + r.Int64N(now-received+1), Deadline: received + 30*day, Reopened: -1, Changed: now * 1e6,
			})
		}
		l.Apply(Cases, &page, now)
		l.Forget()
		l.View(now, true)
	}
	b.ReportMetric(float64(after.HeapInuse-before.HeapInuse)/float64(n), "kept-bytes/case")
}
