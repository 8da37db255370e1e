package detect

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestASimulationDoesWhatAChartDoes holds what a calibration draws against a chart that
// is given the same days, bit for bit.
func TestASimulationDoesWhatAChartDoes(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, m := range Measures() {
		for _, weeks := range []int{26, 261} {
			days := make([]cell, 7*weeks)
			for i := range days {
				for range rng.IntN(6) {
					days[i].add(cell{1, float32(rng.NormFloat64())})
					if !m.Valued() {
						days[i].x = float32(rng.IntN(2))
					}
				}
			}
			up, _ := m.steps(0.3, 1)
			got := newSimulation(days, m.block()).maxima(up, rand.New(rand.NewPCG(20, uint64(m))))
			if want := charted(days, up, m.block(), rand.New(rand.NewPCG(20, uint64(m)))); !slices.Equal(got, want) {
				t.Errorf("%v of %d weeks: %d maxima from %v, want %d from %v", m, weeks, len(got), got[:3], len(want), want[:3])
			}
		}
	}
}

// charted is how high a chart gets each time it leaves 0.
func charted(days []cell, up step, block int, rng *rand.Rand) (maxima []float64) {
	c := chart{up: up}
	for i := 0; i < len(days); i += 7 {
		var w cell
		for _, d := range days[i : i+7] {
			w.add(d)
		}
		c.ref.push(w)
	}
	most := 0.0
	for week := 0; week < pathWeeks; week += block {
		at := 7 * rng.IntN(len(days)/7-block+1)
		for _, d := range days[at : at+7*block] {
			if v := c.add(d); v > 0 {
				if most = max(most, v); len(c.pending) < patience {
					continue
				}
				c.s, c.since = 0, 0
			}
			c.settle()
			if most > 0 {
				maxima = append(maxima, most)
				most = 0
			}
		}
	}
	slices.Sort(maxima)
	slices.Reverse(maxima)
	return maxima[:min(len(maxima), mostMaxima)]
}
