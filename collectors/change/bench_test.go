package change

import (
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkFirst judges a unit of five years and 20 cases a week without memory: what a start costs a unit.
func BenchmarkFirst(b *testing.B) {
	until := day(b, "2026-09-01")
	h := world(rand.New(rand.NewPCG(1, 1)), until-5*365, until, until, 1, 20./7, time.UTC)
	for b.Loop() {
		if got := New(Options{}).Judge(h, 0, until, until); len(got[0]) != 6 {
			b.Fatalf("judged by %d measures", len(got[0]))
		}
	}
}

// BenchmarkDay judges the same unit each day, as it is judged once it is known.
func BenchmarkDay(b *testing.B) {
	until := day(b, "2026-09-01")
	h := world(rand.New(rand.NewPCG(1, 1)), until-5*365, until, until, 1, 20./7, time.UTC)
	j := New(Options{})
	j.Judge(h, 0, until, until)
	for b.Loop() {
		if got := j.Judge(h, 0, until, until); len(got[0]) != 6 {
			b.Fatalf("judged by %d measures", len(got[0]))
		}
	}
}
