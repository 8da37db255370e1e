//go:build unix

package collectors

import (
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/exposition"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/timeseries"
)

// BenchmarkPublishPoll is what a poll costs behind its view, text with gzip in
// demand, when 100 rows changed of 1,000 units: families, snapshot and bytes. It
// reports the processor's time, and how many times that it takes to make all samples
// and render and compress all of them.
func BenchmarkPublishPoll(b *testing.B) {
	const day = 86400
	all := []ledger.Window{{Name: "28d", Seconds: 28 * day}, {Name: "56d", Seconds: 56 * day}, {Name: "91d", Seconds: 91 * day}, {Name: "365d", Seconds: 365 * day}}
	for _, tt := range []struct{ types, windows int }{{0, 1}, {10, 1}, {10, 4}} {
		b.Run(fmt.Sprintf("types-%d-windows-%d", tt.types, tt.windows), func(b *testing.B) {
			opts := ledgerOptions
			opts.Windows, opts.CaseTypes = all[:tt.windows], nil
			for i := range tt.types {
				opts.CaseTypes = append(opts.CaseTypes, fmt.Sprintf("type %d", i))
			}
			w := newChanging(opts, 400_000)
			o := families.Options{Source: "bench", WaitBounds: opts.WaitBounds, TurnaroundBounds: opts.TurnaroundBounds}
			kept, whole := families.NewBuilder(o), families.NewBuilder(o)
			e := exposition.New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), exposition.Options{})
			z, err := gzip.NewWriterLevel(nil, 2)
			if err != nil {
				b.Fatal(err)
			}
			publish := mustBenchPublisher(b, e.Publish)
			render := mustBenchPublisher(b, func(s *timeseries.Snapshot) {
				z.Reset(io.Discard)
				_ = exposition.WriteText(z, s)
				_ = z.Close()
			})
			build := func(p *Publisher, builder *families.Builder, v *ledger.View) time.Duration {
				began := processorTime()
				made, err := builder.Build(&families.Input{View: v, Now: v.At, Columns: v.Columns})
				if err != nil {
					b.Fatal(err)
				}
				p.set("bench", made, builder.Use())
				return processorTime() - began
			}
			build(publish, kept, w.poll())
			build(publish, kept, w.poll())
			var less, more time.Duration
			for b.Loop() {
				v := w.poll()
				less += build(publish, kept, v)
				unlike := *v
				unlike.Units = slices.Clone(v.Units)
				for i := range unlike.Units {
					unlike.Units[i].Stamp = 0 // like no other
				}
				more += build(render, whole, &unlike)
			}
			b.ReportMetric(less.Seconds()*1e3/float64(b.N), "cpu-ms")
			b.ReportMetric(float64(more)/float64(less), "times-less")
		})
	}
}

func mustBenchPublisher(b *testing.B, publish func(*timeseries.Snapshot)) *Publisher {
	b.Helper()
	p, err := NewPublisher(PublisherConfig{Sources: []string{"bench"}, Publish: publish})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// processorTime is what this process has taken.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// A changing source has 1,000 units, and 100 rows that change from poll to poll.
type changing struct {
	l    *ledger.Ledger
	rng  *rand.Rand
	opts ledger.Options
	now  int64
	next int
}

func newChanging(opts ledger.Options, cases int) *changing {
	w := &changing{rng: rand.New(rand.NewPCG(1, 1)), opts: opts, now: 1_780_000_000}
	w.l = ledger.New(opts, 1, w.now)
	page := &ledger.Page{Next: 1}
	for range cases {
		page.Cases = append(page.Cases, w.arrive(w.now-int64(w.rng.IntN(3*365*86400))))
	}
	w.l.Apply(ledger.Cases, page, w.now)
	for _, t := range ledger.Tables() {
		w.l.EndBaseline(t)
	}
	return w
}

// arrive is a case that came at an instant, and whatever has happened to it since.
func (w *changing) arrive(received int64) ledger.Case {
	w.next++
	c := ledger.Case{ID: w.l.Keyer().Int(uint64(w.next)), Unit: fmt.Sprintf("unit %04d", w.rng.IntN(1000)), Received: received, Reopened: -1, Changed: int64(w.next)}
	if n := len(w.opts.CaseTypes); n > 0 {
		c.Type = w.opts.CaseTypes[w.rng.IntN(n)]
	}
	c.Deadline = received + 30*86400
	if started := received + int64(w.rng.IntN(30*86400)); started < w.now {
		c.Started = started
		if closed := started + int64(w.rng.IntN(30*86400)); closed < w.now {
			c.Closed = closed
		}
	}
	return c
}

// poll is a minute later: 50 cases come, and 50 old ones are started or closed.
func (w *changing) poll() *ledger.View {
	w.now += 60
	page := &ledger.Page{Next: ledger.Cursor(w.next)}
	for i := range 100 {
		at := w.now - int64(w.rng.IntN(60))
		if i%2 == 0 {
			at -= int64(w.rng.IntN(40 * 86400))
		}
		page.Cases = append(page.Cases, w.arrive(at))
	}
	w.l.Apply(ledger.Cases, page, w.now)
	return w.l.View(w.now, true)
}
