package effect

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// signalled is the share of charts of stable months that show a signal of any
// rule. A month is the mean of 40 exponential times, with errors that hang
// together by ar.
func signalled(charts, months, fix int, keepOutliers bool, ar float64) float64 {
	const cases = 40
	rng := rand.New(rand.NewPCG(31, uint64(fix)))
	month := func() float64 {
		sum := 0.0
		for range cases {
			sum += rng.ExpFloat64() - 1
		}
		return sum / cases
	}
	n := 0
	values := make([]float64, months)
	for range charts {
		e := month()
		for t := range values {
			values[t] = 1 + e
			e = ar*e + math.Sqrt(1-ar*ar)*month()
		}
		c, err := NewChart(values, ChartOptions{Fix: fix, KeepOutliers: keepOutliers})
		if err != nil {
			panic(err)
		}
		for _, p := range c.Points {
			if p.Signal != NoSignal {
				n++
				break
			}
		}
	}
	return float64(n) / float64(charts)
}

// TestSimulationOfCharts prints how many charts of 36 stable months show a
// signal, by the months that their limits are from (make sim-effect), and
// otherwise holds the published shares to a few charts.
func TestSimulationOfCharts(t *testing.T) {
	t.Parallel()
	const published = 2000 // Monte-Carlo error of 50 %: 1.1 points
	charts, err := strconv.Atoi(os.Getenv("EFFECT_RUNS"))
	long := err == nil
	if !long {
		charts = published
	}
	for _, tt := range []struct {
		fix  int
		want float64
	}{{0, 0.32}, {12, 0.51}, {24, 0.38}} {
		got := signalled(charts, 36, tt.fix, false, 0)
		if long {
			fmt.Printf("charts of 36 stable months, limits from %d (0: all): %.1f %% show a signal, %.1f %% without screening of ranges, %.1f %% with errors AR(.3)\n",
				tt.fix, 100*got, 100*signalled(charts, 36, tt.fix, true, 0), 100*signalled(charts, 36, tt.fix, false, 0.3))
		}
		if tolerance := 0.01 + 2*math.Sqrt(0.25/float64(charts)); math.Abs(got-tt.want) > tolerance {
			t.Errorf("with limits from %d months, %.1f %% of charts signal; the texts say %.0f %%", tt.fix, 100*got, 100*tt.want)
		}
	}
}
