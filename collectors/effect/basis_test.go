package effect

import (
	"math"
	"slices"
	"testing"
)

// TestBasisIsWhatTheEstimateRestsOn: the estimate moves with each month of each
// unit that is said to be behind it, and with no other.
func TestBasisIsWhatTheEstimateRestsOn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world, *Settings){
		"half of the units start":            func(*world, *Settings) {},
		"all units start":                    func(w *world, _ *Settings) { w.treated = w.units },
		"months are missing":                 func(w *world, _ *Settings) { w.missing = 0.1 },
		"some have few months":               func(w *world, _ *Settings) { w.first, w.last = 6, 36 },
		"a base of a month":                  func(_ *world, s *Settings) { s.Window = 1 },
		"counted between months of the year": func(_ *world, s *Settings) { s.Season = 12 },
		"what comes before a start":          func(_ *world, s *Settings) { s.Anticipation = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := standard(16), Settings{Seed: 1, Draws: 99}
			w.noise = 0.05
			change(&w, &s)
			p := w.panel(3)
			a := analyse(t, p, s)
			if a.Headline == nil {
				t.Fatalf("no headline: %s, %+v", a.State, a.Counts)
			}
			behind := map[[2]int]bool{}
			for _, b := range a.Basis {
				for _, period := range b.Periods {
					behind[[2]int{b.Unit, period}] = true
				}
			}
			outside := 0
			for i := range p.Units {
				for m, period := range p.Periods {
					if math.IsNaN(p.Units[i].Y[m]) {
						continue
					}
					q := Panel{Periods: p.Periods, Units: slices.Clone(p.Units)}
					q.Units[i].Y = slices.Clone(q.Units[i].Y)
					q.Units[i].Y[m] += 0.01
					moved := math.Abs(analyse(t, q, s).Headline.Value-a.Headline.Value) > 1e-9
					if said := behind[[2]int{i, period}]; moved != said {
						t.Errorf("unit %d in month %d moves the estimate: %v, said to be behind it: %v", i, period, moved, said)
					}
					if !moved {
						outside++
					}
				}
			}
			if len(behind) == 0 || outside == 0 {
				t.Errorf("%d months are behind the estimate and %d are not: nothing is tried", len(behind), outside)
			}
		})
	}
}
