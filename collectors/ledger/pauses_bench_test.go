package ledger

import (
	"runtime"
	"testing"
	"time"
)

// paused is a ledger of the benchmarks, in which every second case was paused once,
// for a day.
func paused(n int) *Ledger {
	l := New(testOptions, 3, epoch)
	page := Page{Now: (benchNow + day) * 1e6}
	benchPages(n, func(p *Page) {
		page.Pauses = page.Pauses[:0]
		for i := range p.Cases {
			if c := &p.Cases[i]; i%2 == 0 {
				page.Pauses = append(page.Pauses, Pause{ID: PauseID(c.ID), Case: c.ID, Paused: c.Received + day, Resumed: c.Received + 2*day})
			}
		}
		l.Apply(Pauses, &page, benchNow)
	})
	l.EndBaseline(Pauses)
	return l
}

// BenchmarkLoadPauses measures the first load of pauses, and what one then takes.
func BenchmarkLoadPauses(b *testing.B) {
	n := benchCases(b)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		l := paused(n)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapInuse-before.HeapInuse)/float64(n/2), "heap-bytes/pause")
		runtime.KeepAlive(l)
	}
	b.ReportMetric(float64(n/2)*float64(b.N)/b.Elapsed().Seconds(), "pauses/s")
}

// TestTotalsTakeLittle: what cases tell of their pauses takes at most 8 bytes a case, and
// nothing where none tells anything; so does when they were complete.
func TestTotalsTakeLittle(t *testing.T) {
	const n = 300_000
	load := func(tell func(c *Case, i int)) *store {
		l, i := New(testOptions, 3, epoch), 0
		benchPages(n, func(p *Page) {
			for at := range p.Cases {
				tell(&p.Cases[at], i)
				i++
			}
			l.Apply(Cases, p, benchNow)
		})
		l.EndBaseline(Cases)
		return &l.tables[Cases]
	}
	for name, tt := range map[string]struct {
		tell        func(c *Case, i int)
		least, most int
	}{
		"nothing":  {func(*Case, int) {}, 0, 0},
		"totals":   {func(c *Case, _ int) { c.PausedSeconds = 60 }, 4, 8},
		"complete": {func(c *Case, _ int) { c.Complete = c.Received }, 4, 8},
	} {
		s := load(tt.tell)
		took := s.beside.Column(pausedFact).Bytes() + s.beside.Column(completeFact).Bytes()
		if took < tt.least*n || took > tt.most*n || len(s.since) > 0 {
			t.Errorf("%s: %d bytes for %d cases, want %d to %d a case", name, took, n, tt.least, tt.most)
		}
		t.Logf("%s: %.2f bytes a case", name, float64(took)/n)
	}
}

// BenchmarkViewPaused measures what a publish asks of a ledger with pauses.
func BenchmarkViewPaused(b *testing.B) {
	n := benchCases(b)
	l := paused(n)
	benchPages(n, func(p *Page) { l.Apply(Cases, p, benchNow) })
	l.EndBaseline(Cases)
	for b.Loop() {
		l.View(epoch+3*365*day, true)
	}
}

// BenchmarkTold measures the first load of cases with what few sources tell of them, what
// that then takes, and a View of all of them.
func BenchmarkTold(b *testing.B) {
	n := benchCases(b)
	for _, of := range []struct {
		name             string
		totals, complete bool
	}{{"nothing", false, false}, {"totals", true, false}, {"complete", false, true}, {"both", true, true}} {
		b.Run(of.name, func(b *testing.B) {
			var view time.Duration
			heap := uint64(0)
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				l, at := New(testOptions, 3, epoch), 0
				benchPages(n, func(p *Page) {
					for i := range p.Cases {
						c := &p.Cases[i]
						if of.totals {
							c.PausedSeconds = int64(at%2) * day
						}
						if of.totals && at%100 == 0 && c.Closed == 0 {
							c.PausedSince = c.Received + 2*day
						}
						if of.complete && at%10 > 0 {
							c.Complete = c.Received + day
						}
						at++
					}
					l.Apply(Cases, p, benchNow)
				})
				l.EndBaseline(Cases)
				runtime.GC()
				runtime.ReadMemStats(&after)
				heap = after.HeapInuse - before.HeapInuse
				began := time.Now()
				l.View(epoch+3*365*day, true)
				view += time.Since(began)
			}
			b.ReportMetric(float64(heap)/float64(n), "heap-bytes/case")
			b.ReportMetric(float64(view.Milliseconds())/float64(b.N), "view-ms")
		})
	}
}
