package detect

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkCalibration calibrates a unit of 20 cases a week by all measures over five years.
func BenchmarkCalibration(b *testing.B) {
	w := newWorld()
	pasts := map[Measure]*Past{}
	for _, m := range Measures() {
		k := kind{measure: m, perWeek: 20, spread: 0.6}
		if m == Oldest {
			k.measure = Backlog // a level as well
		}
		pasts[m] = k.unit(w, simDays, rand.New(rand.NewPCG(1, 1))).past
	}
	for b.Loop() {
		for m, past := range pasts {
			if Calibrate(m, past) == nil {
				b.Fatalf("%v is not judged", m)
			}
		}
	}
}

// BenchmarkDay adds a day with five cases to 10,000 units.
func BenchmarkDay(b *testing.B) {
	w := newWorld()
	past := kind{measure: Wait, perWeek: 20, spread: 0.6}.unit(w, simDays, rand.New(rand.NewPCG(1, 1))).past
	first := New(Wait, past.End(), Options{})
	first.Calibrate(past)
	const units = 10_000
	all := make([]*Detector, units)
	for i := range all {
		d := *first
		all[i] = &d
	}
	day := Day{Values: []float32{1, 2, 3, 4, 5}}
	for b.Loop() {
		for _, d := range all {
			d.Add(&day)
		}
	}
}
