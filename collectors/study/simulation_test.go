package study

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"casework/collectors/effect"
)

// A verdict is what one simulated panel gave for one outcome.
type verdict struct {
	state    effect.State
	answer   effect.Answer
	value    float64 // of the headline; NaN without one
	reported bool
	// covers and lineCovers say that the 95 % intervals of the headline and of the
	// estimate that continues earlier development include no change.
	covers, lineCovers bool
	earlier            bool // the rule before the three answers claims a change
}

// A tally is what many panels gave, as shares, with the mean estimate.
type tally struct {
	runs                                   int
	beyond, mayContinue, differs, reported float64
	mean                                   float64
	covers, lineCovers                     float64 // of the panels that are reported
	earlier                                float64
}

// simulate draws runs panels and compares the outcome in each.
func (w world) simulate(o Outcome, runs int) tally {
	verdicts := make([]verdict, runs)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		wg.Go(func() {
			for i := worker; i < runs; i += workers {
				verdicts[i] = w.try(o, uint64(i+1))
			}
		})
	}
	wg.Wait()
	t := tally{runs: runs}
	shown := 0.0
	for _, v := range verdicts {
		count := func(to *float64, is bool) {
			if is {
				*to += 1 / float64(runs)
			}
		}
		count(&t.beyond, v.answer == effect.BeyondEarlier)
		count(&t.mayContinue, v.answer == effect.MayContinue)
		count(&t.differs, v.state == effect.PreTrendDiffers)
		count(&t.reported, v.reported)
		count(&t.earlier, v.earlier)
		if v.reported {
			t.mean += v.value
			count(&t.covers, v.covers)
			count(&t.lineCovers, v.lineCovers)
			shown++
		}
	}
	t.mean /= shown
	t.covers *= float64(runs) / shown
	t.lineCovers *= float64(runs) / shown
	return t
}

// try makes the study that an exporter would make of one panel, of one outcome.
func (w world) try(o Outcome, seed uint64) verdict {
	p, supervised, lots := w.panel(seed)
	s := &Study{Panel: p, Settings: Settings{Primary: o, Lottery: lots}}
	s.Settings.defaults()
	s.draws = 99 // the 5 % level is exact with 99
	spells := s.spells(supervised)
	if lots != nil {
		s, spells = s.drawn(spells)
	}
	c, err := s.compare(o, spells)
	if err != nil {
		panic(err)
	}
	v := verdict{state: c.Analysis.State, value: math.NaN()}
	if head := c.Analysis.Headline; head != nil {
		c.P = head.P
		v.value, v.reported = head.Value, v.state != effect.Preliminary
		v.covers = head.PWelch >= significance
	}
	if line := c.Analysis.Continued; line != nil {
		v.lineCovers = line.P >= significance
	}
	v.answer = c.Answer()
	if w.compareRules {
		v.earlier = s.earlierRule(o, spells)
	}
	return v
}

// earlierRule is what was claimed before there were three answers: a change,
// where its p was below 0.05 and a test found no earlier difference in trend.
// Months before a start were counted up to it, all of them together.
func (s *Study) earlierRule(o Outcome, spells [][]spell) bool {
	panel, _ := s.rows(o, spells)
	settings := s.analysis(o)
	settings.Anticipation, settings.Season = 0, 0
	a, err := analyse(panel, settings)
	if err != nil {
		panic(err)
	}
	return a.State == effect.Published && a.Headline.P < significance
}

// A tableLine is what a line of the table must hold.
type tableLine struct {
	name  string
	world world
	of    Outcome
	// most is the most that share may be, or the least if atLeast is set; exact
	// bounds are of the mean estimate, as a ratio.
	share     func(tally) float64
	shareName string
	least     float64
	most      float64
}

func beyond(t tally) float64     { return t.beyond }
func withheld(t tally) float64   { return t.differs }
func reported(t tally) float64   { return t.reported }
func covers(t tally) float64     { return t.covers }
func lineCovers(t tally) float64 { return t.lineCovers }
func meanChange(t tally) float64 { return math.Expm1(t.mean) }

// table are the lines that the verdict is held to, for a town of some size.
func table(units, months int) []tableLine {
	w := ordinary(units, months)
	with := func(change func(*world)) world {
		v := w
		change(&v)
		return v
	}
	var lines []tableLine
	share := func(name string, v world, of Outcome, what string, f func(tally) float64, least, most float64) {
		lines = append(lines, tableLine{name: name, world: v, of: of, shareName: what, share: f, least: least, most: most})
	}
	for _, change := range []float64{-0.25, -0.40, -0.50} {
		v := with(func(w *world) { w.change = change })
		share(fmt.Sprintf("waits change by %.0f %%", 100*change), v, Wait, "withheld as different before", withheld, 0, 0.05)
	}
	share("no effect", w, Wait, "beyond earlier development", beyond, 0, 0.05)
	share("no effect", w, Wait, "the headline's interval covers", covers, 0.94, 0.96)
	share("no effect", w, Wait, "that of earlier trend covers", lineCovers, 0.94, 1)
	for _, drift := range []float64{0.006, 0.012} {
		v := with(func(w *world) { w.goodUnits, w.drift = true, drift })
		share(fmt.Sprintf("the best start, improving by %.1f %% a month", 100*drift), v, Wait, "beyond earlier development", beyond, 0, 0.05)
	}
	for _, drift := range []float64{0.006, 0.012} {
		for _, drawn := range []float64{1, 0.5} {
			v := with(func(w *world) { w.goodUnits, w.drift, w.lottery = true, drift, drawn })
			share(fmt.Sprintf("… %.1f %%, %.0f %% of the starts drawn by lot", 100*drift, 100*drawn), v, Wait, "beyond earlier development", beyond, 0, 0.06)
		}
	}
	share("units start after their worst month", with(func(w *world) { w.badMonth = true }), Wait, "beyond earlier development", beyond, 0, 0.02)
	for _, later := range []float64{0.6, 0.7} {
		v := with(func(w *world) { w.easy, w.easyLater = 0.5, later })
		share(fmt.Sprintf("easy cases 50 → %.0f %%", 100*later), v, Wait, "beyond earlier development", beyond, 0, 0.06)
	}
	roll := with(func(w *world) { w.started, w.last = w.units, w.months })
	share("every unit starts", roll, Wait, "reported", reported, 0.90, 1)
	share("every unit starts", roll, Wait, "beyond earlier development", beyond, 0, 0.05)
	for _, cases := range []float64{8, 12} {
		v := with(func(w *world) { w.cases, w.later, w.closings = cases, cases, -0.5 })
		share(fmt.Sprintf("closings of %.0f a month are halved", cases), v, Throughput, "mean estimate", meanChange, -0.55, -0.45)
	}
	season := with(func(w *world) { w.season, w.first, w.last = 0.1, w.months-3, w.months-2 })
	share("a season that only supervised units have, 3 months after", season, Wait, "beyond earlier development", beyond, 0, 0.06)
	share("cases a month fall from 20 to 7", with(func(w *world) { w.later = 7 }), Wait, "beyond earlier development", beyond, 0, 0.06)
	return lines
}

// TestVerdict holds the verdict to its table: over EFFECT_RUNS panels a line
// with make sim-effect, otherwise over a few with bounds that a wrong rule
// breaks. A bound counts as missed when exceeded by more than two Monte-Carlo
// errors. EFFECT_UNITS, such as 10,20, leaves out towns of other sizes.
func TestVerdict(t *testing.T) {
	if runs, err := strconv.Atoi(os.Getenv("EFFECT_RUNS")); err == nil {
		for _, size := range [][2]int{{40, 36}, {40, 60}, {20, 36}, {20, 60}, {10, 36}, {10, 60}} {
			if of := os.Getenv("EFFECT_UNITS"); of != "" && !slices.Contains(strings.Split(of, ","), strconv.Itoa(size[0])) {
				continue
			}
			fmt.Printf("\n%d units × %d months, %d panels a line\n", size[0], size[1], runs)
			holdTable(t, table(size[0], size[1]), runs, size == [2]int{40, 36})
			printPower(size[0], size[1], runs)
		}
		return
	}
	t.Parallel()
	holdTable(t, table(40, 36), 24, true)
}

func holdTable(t *testing.T, lines []tableLine, runs int, binds bool) {
	for _, l := range lines {
		got := l.world.simulate(l.of, runs)
		v := l.share(got)
		p := min(max(v, 1/float64(runs)), 1-1/float64(runs))
		twice := 2 * math.Sqrt(p*(1-p)/float64(runs))
		missed := v > l.most+twice || v < l.least-twice || math.IsNaN(v)
		if os.Getenv("EFFECT_RUNS") != "" {
			fmt.Printf("%-58s %-30s %6.1f %% ± %.1f  (%.0f to %.0f)  may continue %.1f, reported %.1f\n", l.name, l.shareName, 100*v,
				50*twice, 100*l.least, 100*l.most, 100*got.mayContinue, 100*got.reported)
		}
		if missed && binds {
			t.Errorf("%s: %s is %.1f %%, which is not within %.0f and %.0f", l.name, l.shareName, 100*v, 100*l.least, 100*l.most)
		}
	}
}

// printPower prints how often a true change is found: by the rule before there
// were three answers, as any change, and as one beyond earlier development.
func printPower(units, months, runs int) {
	for _, change := range []float64{0, -0.10, -0.20, -0.25} {
		w := ordinary(units, months)
		w.change, w.compareRules = change, true
		got := w.simulate(Wait, runs)
		fmt.Printf("waits change by %.0f %%: the earlier rule claims a change in %.1f %%; now any change is told in %.1f %%, one beyond earlier development in %.1f %%\n",
			100*change, 100*got.earlier, 100*(got.beyond+got.mayContinue), 100*got.beyond)
	}
}
