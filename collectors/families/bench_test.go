package families

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"casework/collectors/ledger"
)

// BenchmarkBuild builds the families of 1,000 units again, with case types as one and
// with ten.
func BenchmarkBuild(b *testing.B) {
	for _, types := range []int{0, 10} {
		b.Run(fmt.Sprintf("types-%d", types), func(b *testing.B) {
			in := benchInput(types)
			builder := NewBuilder(Options{Source: "bench", WaitBounds: benchBounds, TurnaroundBounds: benchBounds})
			made, err := builder.Build(in)
			if err != nil {
				b.Fatal(err)
			}
			samples := 0
			for _, of := range made {
				samples += of.Len()
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := builder.Build(in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(samples), "samples")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(samples), "ns/sample")
		})
	}
}

var benchBounds = []float64{3600, 86400, 7 * 86400, 28 * 86400, 90 * 86400, 365 * 86400}

// benchInput is a source of 1,000 units that had some hundred cases each.
func benchInput(types int) *Input {
	const now, day = 1_780_000_000, 86400
	opts := ledger.Options{
		WaitBounds: benchBounds, TurnaroundBounds: benchBounds, AgeBounds: []int64{7 * day, 28 * day, 90 * day},
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}, Intake: ledger.Window{Name: "91d", Seconds: 91 * day},
		StartedWithin: []int64{7 * day, 28 * day},
	}
	for i := range types {
		opts.CaseTypes = append(opts.CaseTypes, fmt.Sprintf("type %d", i))
	}
	l, rng := ledger.New(opts, 1, now-day), rand.New(rand.NewPCG(1, 1))
	var programmes []ledger.Programme
	page := &ledger.Page{Next: 1}
	for i := range 200_000 {
		unit := i % 1000
		received := int64(now - rng.IntN(200*day))
		c := ledger.Case{ID: l.Keyer().Int(uint64(i)), Unit: fmt.Sprintf("unit %04d", unit), Received: received, Reopened: -1, Changed: 1}
		if types > 0 {
			c.Type = opts.CaseTypes[rng.IntN(types)]
		}
		if rng.IntN(20) > 0 {
			c.Started = min(received+int64(rng.IntN(30*day)), now)
			c.Closed = min(c.Started+int64(rng.IntN(30*day)), now)
		}
		c.Deadline = received + 30*day
		page.Cases = append(page.Cases, c)
	}
	for unit := 0; unit < 1000; unit += 2 {
		programmes = append(programmes, ledger.Programme{Unit: fmt.Sprintf("unit %04d", unit), Name: "p", From: now - 100*day})
	}
	l.SetProgrammes(programmes)
	l.Apply(ledger.Cases, page, now)
	for _, t := range ledger.Tables() {
		l.EndBaseline(t)
	}
	v := l.View(now, true)
	return &Input{View: v, Now: now, Columns: v.Columns}
}
