package effect

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

// A trial is what one simulated panel gave.
type trial struct {
	value, se        float64
	covered, found   bool // the interval covers the truth; excludes zero
	permuted         bool // permutation p ≤ 0.05
	trend            bool // slopes before the start differ
	extreme          bool // month before the start is unusual
	band             bool // the simultaneous band covers all points' truth of zero
	claimed, visible bool // published with P ≤ 0.05; headline shown
}

// A tally is what many trials gave, as shares.
type tally struct {
	runs                                            int
	bias, sd, meanSE                                float64
	coverage, found, permuted, trend, extreme, band float64
	claimed, visible                                float64
}

// simulate draws runs panels of w and analyses them with s.
func (w world) simulate(runs int, s Settings) tally {
	s.Draws = fewestDraws // the 5 % level is exact with 99
	s = s.withDefaults()
	truth := w.truth()
	trials := make([]trial, runs)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		wg.Go(func() {
			for i := worker; i < runs; i += workers {
				trials[i] = w.try(uint64(i+1), s, truth)
			}
		})
	}
	wg.Wait()
	return summarise(trials, truth)
}

// try analyses one panel as Analyse does, but looks behind the gates too.
func (w world) try(seed uint64, s Settings, truth float64) trial {
	s.Seed = seed
	e, d, err := s.estimate(w.panel(seed), s.options())
	if err != nil {
		panic(err)
	}
	d = d.centre()
	permuted := newPermutation(d).p(s.Draws, s.Seed)
	r := trial{
		value: e.Value, se: e.SE,
		covered: e.Low <= truth && truth <= e.High, found: e.PWelch < 0.05,
		permuted: permuted <= 0.05, band: true,
	}
	if trend := d.preTrend(); trend != nil {
		r.trend = trend.Differs
	}
	if b := d.baseMonth(); b != nil {
		r.extreme = b.Extreme
	}
	r.visible = !r.trend
	r.claimed = r.visible && permuted <= 0.05 && (r.found || !e.HasInterval)
	for _, p := range d.events(s) {
		r.band = r.band && (!p.HasBand || p.Low <= 0 && 0 <= p.High)
	}
	return r
}

func summarise(trials []trial, truth float64) tally {
	t := tally{runs: len(trials)}
	n := float64(len(trials))
	share := func(to *float64, is bool) {
		if is {
			*to += 1 / n
		}
	}
	for _, r := range trials {
		t.bias += (r.value - truth) / n
		t.meanSE += r.se / n
		share(&t.coverage, r.covered)
		share(&t.found, r.found)
		share(&t.permuted, r.permuted)
		share(&t.trend, r.trend)
		share(&t.extreme, r.extreme)
		share(&t.band, r.band)
		share(&t.claimed, r.claimed)
		share(&t.visible, r.visible)
	}
	for _, r := range trials {
		t.sd += (r.value - truth - t.bias) * (r.value - truth - t.bias) / n
	}
	t.sd = math.Sqrt(t.sd)
	return t
}

// null is w without any effect.
func (w world) null() world {
	w.effect, w.spread = 0, 0
	return w
}

// TestSimulation prints how intervals and tests hold their levels, over
// EFFECT_RUNS panels a line (make sim-effect). Without that variable it is a
// short check with bounds that a wrong standard error breaks.
func TestSimulation(t *testing.T) {
	if runs, err := strconv.Atoi(os.Getenv("EFFECT_RUNS")); err == nil {
		printTable(runs)
		return
	}
	t.Parallel()
	const runs = 400 // Monte-Carlo error of a 5 % share: 1.1 points
	for _, units := range []int{10, 40} {
		w := standard(units)
		effect, none := w.simulate(runs, Settings{}), w.null().simulate(runs, Settings{})
		between(t, units, "coverage", effect.coverage, 0.915, 0.985)
		between(t, units, "false positives of the t test", none.found, 0.015, 0.09)
		between(t, units, "false positives of the permutation test", none.permuted, 0.015, 0.09)
		between(t, units, "different trends found where there are none", none.trend, 0.005, 0.09)
		between(t, units, "band's coverage", none.band, 0.90, 1)
		between(t, units, "mean SE over the estimates' standard deviation", effect.meanSE/effect.sd, 0.88, 1.12)
		between(t, units, "bias in standard deviations", effect.bias/effect.sd, -0.2, 0.2)
	}
}

func between(t *testing.T, units int, what string, got, low, high float64) {
	t.Helper()
	if !(got >= low && got <= high) {
		t.Errorf("%d units: %s is %.3f, want %.3f to %.3f", units, what, got, low, high)
	}
}

func printTable(runs int) {
	fmt.Printf("%d panels a line; Monte-Carlo error of 95 %% is %.2f points, of 5 %% the same.\n", runs, 100*math.Sqrt(0.95*0.05/float64(runs)))
	fmt.Println("Starts unrelated to the outcome, effects that differ between units; errors AR(.5).")
	fmt.Printf("%-34s %6s %8s %8s %7s %7s %9s %9s %7s %7s\n", "world", "window", "bias", "SE/SD", "cover", "found", "null t", "null perm", "trend", "band")
	for _, units := range []int{40, 20, 10} {
		for _, window := range []int{12, 1} {
			w := standard(units)
			line(fmt.Sprintf("%d units × 36 months", units), w, runs, Settings{Window: window})
		}
	}
	for _, treated := range []int{3, 5} {
		w := standard(40)
		w.treated = treated
		line(fmt.Sprintf("%d of 40 units start", treated), w, runs/4, Settings{})
	}
	w := standard(40)
	w.ar = 0.9
	line("AR(.9)", w, runs/4, Settings{})
	w = standard(40)
	w.missing = 0.1
	line("a tenth of the months missing", w, runs/4, Settings{})
	line("not-yet-treated controls", standard(40), runs/4, Settings{Controls: NotYetTreated})
	fmt.Println()
	fmt.Println("Starts that depend on the outcome; true effect 0. claimed: P ≤ 0.05 was shown; withheld: trends differed; warned: month before unusual.")
	fmt.Printf("%-34s %6s %8s %7s %9s %9s %9s\n", "world", "window", "bias", "null t", "claimed", "withheld", "warned")
	for _, window := range []int{12, 1} {
		good := standard(40).null()
		good.goodUnits = true
		biased("the best units start", good, runs/4, Settings{Window: window})
		good.drift = 0.006
		biased("… and improve faster", good, runs/4, Settings{Window: window})
		bad := standard(40).null()
		bad.badMonth = true
		biased("units start after their worst month", bad, runs/4, Settings{Window: window})
	}
}

func line(name string, w world, runs int, s Settings) {
	e, n := w.simulate(runs, s), w.null().simulate(runs, s)
	percent := func(share float64) string {
		if w.treated < fewestForInterval {
			return "-" // no interval, no t test, no band
		}
		return fmt.Sprintf("%.1f%%", 100*share)
	}
	fmt.Printf("%-34s %6d %+8.4f %8.3f %7s %7s %9s %8.1f%% %6.1f%% %7s\n", name, s.withDefaults().Window,
		e.bias, e.meanSE/e.sd, percent(e.coverage), percent(e.found), percent(n.found), 100*n.permuted, 100*n.trend, percent(n.band))
}

func biased(name string, w world, runs int, s Settings) {
	n := w.simulate(runs, s)
	fmt.Printf("%-34s %6d %+8.4f %6.1f%% %8.1f%% %8.1f%% %8.1f%%\n", name, s.Window, n.bias, 100*n.found, 100*n.claimed, 100*(1-n.visible), 100*n.extreme)
}
