package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

var oslo = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err)
	}
	return loc
}()

const day = 86400

// A town is a panel of made-up units, of which the first start supervision
// one after the other.
type town struct {
	units, started, months int
	change                 float64 // of waits, once a unit has started
	seed                   uint64
}

func (w town) make() (*ledger.Panel, map[string][]ledger.Period) {
	r := rand.New(rand.NewPCG(w.seed, 1))
	f := Calendar{Location: oslo, Lag: 5 * 24 * time.Hour, Months: w.months}.
		Freeze(0, time.Date(2026, 6, 20, 12, 0, 0, 0, oslo))
	p := &ledger.Panel{At: f.At, Bounds: f.Bounds, FollowUp: 90 * day}
	supervised := map[string][]ledger.Period{}
	for i := range w.units {
		u := ledger.PanelUnit{Unit: fmt.Sprintf("unit %02d", i), Since: f.Bounds[0] - day}
		start := len(f.Bounds)
		if i < w.started {
			start = min(14+i%8, w.months-1)
			supervised[u.Unit] = []ledger.Period{{From: f.Bounds[start] + 3*day}}
		}
		level := 10 * math.Exp(0.2*r.NormFloat64())
		for t := range len(f.Bounds) - 1 {
			wait := level * math.Exp(0.05*r.NormFloat64())
			if t >= start {
				wait *= 1 + w.change
			}
			n := int64(30 + r.IntN(20))
			u.Months = append(u.Months, ledger.Month{
				Received: n, Queued: int64(wait * day * float64(n)), Open: int64(3 * wait * day * float64(n)),
				Started: n, WaitTotal: int64(wait * day * float64(n)), Closed: n, TurnaroundTotal: int64(3 * wait * day * float64(n)),
				WithDeadline: n, Met: n - int64(r.IntN(5)), Errors: int64(r.IntN(6)),
			})
		}
		p.Units = append(p.Units, u)
	}
	return p, supervised
}

func (w town) study(t *testing.T, settings Settings) *Study {
	t.Helper()
	p, supervised := w.make()
	settings.Location = oslo
	s, err := New(p, supervised, settings)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Study) of(t *testing.T, o Outcome) *Comparison {
	t.Helper()
	for i := range s.Comparisons {
		if s.Comparisons[i].Outcome == o {
			return &s.Comparisons[i]
		}
	}
	t.Fatalf("no comparison of %s", o)
	return nil
}

// TestStudyFindsWhatWasPlanted plants a change of −20 % in the waits of the
// units under supervision, and none elsewhere.
func TestStudyFindsWhatWasPlanted(t *testing.T) {
	s := town{units: 24, started: 10, months: 40, change: -0.2, seed: 8}.study(t, Settings{})
	c := s.of(t, Wait)
	if !c.Primary || c.Analysis.State != effect.Published || !c.Shown() {
		t.Fatalf("primary is %v, state %s; want the primary outcome published", c.Primary, c.Analysis.State)
	}
	head := c.Analysis.Headline
	low, value, high := Wait.Ratio(head.Low), Wait.Ratio(head.Value), Wait.Ratio(head.High)
	if low > -0.2 || high < -0.2 || math.Abs(value+0.2) > 0.03 {
		t.Errorf("estimate is %.3f [%.3f, %.3f]; planted was -0.2", value, low, high)
	}
	// Two of the ten started when their cases had been followed for less than a
	// year before the start.
	if c.P > 0.01 || head.Treated != 8 || head.Controls != 14 {
		t.Errorf("p is %v with %d units against %d; want a small p, 8 against 14", c.P, head.Treated, head.Controls)
	}
	still := s.of(t, Throughput).Analysis.Headline
	if still.Low > 0 || still.High < 0 {
		t.Errorf("throughput did not change, but its interval is [%.3f, %.3f]", still.Low, still.High)
	}
}

func TestStudyIsTheSameEachTime(t *testing.T) {
	w := town{units: 16, started: 7, months: 36, seed: 3}
	if diff := cmp.Diff(w.study(t, Settings{}).Comparisons, w.study(t, Settings{}).Comparisons, cmp.Comparer(sameFloat)); diff != "" {
		t.Errorf("two studies of a panel differ:\n%s", diff)
	}
}

func sameFloat(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// TestBelowTheGatesNothingIsShown shows that too few units, or too little
// time, leave the reason alone.
func TestBelowTheGatesNothingIsShown(t *testing.T) {
	for name, tt := range map[string]struct {
		town
		want effect.State
	}{
		"nobody started":  {town{units: 20, months: 40, seed: 1}, effect.TooFewUnits},
		"two started":     {town{units: 20, started: 2, months: 40, seed: 1}, effect.TooFewUnits},
		"all started":     {town{units: 8, started: 8, months: 40, seed: 1}, effect.TooFewUnits},
		"started lately":  {town{units: 20, started: 8, months: 20, seed: 1}, effect.TooEarly},
		"three, no range": {town{units: 20, started: 3, months: 40, seed: 1}, effect.Preliminary},
	} {
		t.Run(name, func(t *testing.T) {
			c := tt.study(t, Settings{}).of(t, Wait)
			if c.Analysis.State != tt.want {
				t.Fatalf("state is %s, want %s", c.Analysis.State, tt.want)
			}
			if shown := tt.want == effect.Preliminary; c.Shown() != shown {
				t.Errorf("shown is %v", c.Shown())
			}
			if c.Shown() && c.Analysis.Headline.HasInterval {
				t.Error("three units have an interval")
			}
		})
	}
}

// TestFollowedOutcomesEndEarlier shows that a month takes part only once its
// cases were followed.
func TestFollowedOutcomesEndEarlier(t *testing.T) {
	s := town{units: 12, started: 6, months: 30, seed: 1}.study(t, Settings{})
	bounds := s.Panel.Bounds
	last := bounds[len(bounds)-1]
	if got := s.of(t, Errors).Until; got != last {
		t.Errorf("errors end at %d, want the panel's end %d", got, last)
	}
	got := s.of(t, Wait).Until
	if got+s.Panel.FollowUp > s.Panel.At || got == bounds[0] {
		t.Errorf("waits end at %d, which with 90 days is after %d", got, s.Panel.At)
	}
	if want := bounds[len(bounds)-4]; got != want { // 1 March: with 90 days 30 May, studied on 6 June
		t.Errorf("waits end at %d, want %d", got, want)
	}
}

func TestMonthsThatAreMissing(t *testing.T) {
	s := &Study{Panel: &ledger.Panel{Bounds: []int64{100, 200, 300}}, Settings: Settings{MinCases: 5}}
	full := ledger.Month{Received: 5, Queued: 5 * day}
	for name, tt := range map[string]struct {
		since int64
		month ledger.Month
		want  float64
	}{
		"enough cases":           {200, full, 0},
		"one case too few":       {200, ledger.Month{Received: 4, Queued: 4 * day}, math.NaN()},
		"the unit's first":       {201, full, math.NaN()},
		"no case ever":           {0, full, math.NaN()},
		"nobody waited at all":   {100, ledger.Month{Received: 5}, math.NaN()},
		"two days, as logarithm": {100, ledger.Month{Received: 5, Queued: 10 * day}, math.Ln2},
	} {
		u := &ledger.PanelUnit{Since: tt.since, Months: []ledger.Month{{}, tt.month}}
		e := &expectation{outcome: Wait, all: part{n: 1, days: 1, squareDays: 1}}
		e.settle()
		if got := s.series(Wait, u, e.logRatio, 2, [2]int{})[1]; !sameFloat(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestOutcomes(t *testing.T) {
	m := &ledger.Month{
		Received: 10, Queued: 20 * day, Open: 50 * day, Started: 8, WaitTotal: 24 * day,
		Closed: 4, TurnaroundTotal: 60 * day, WithDeadline: 2, Met: 1, Errors: 3,
	}
	for o, want := range map[Outcome][2]float64{
		Wait: {math.NaN(), 3 * day}, Turnaround: {math.NaN(), 15 * day}, Throughput: {math.Log(4.5), 4},
		Errors: {0.75, 0.75}, Deadline: {0.5, 0.5},
	} {
		compared, _ := o.compared(m)
		charted, _ := o.charted(m)
		if got := [2]float64{compared, charted}; !sameFloat(got[0], want[0]) || got[1] != want[1] {
			t.Errorf("%s: compared and charted are %v, want %v", o, got, want)
		}
	}
}

// TestPrimaryWithoutStarts shows that turnaround stands in for wait where a
// source records no start.
func TestPrimaryWithoutStarts(t *testing.T) {
	p, supervised := town{units: 12, started: 6, months: 30, seed: 1}.make()
	for i := range p.Units {
		for j := range p.Units[i].Months {
			p.Units[i].Months[j].Started = 0
		}
	}
	s, err := New(p, supervised, Settings{Location: oslo})
	if err != nil {
		t.Fatal(err)
	}
	if s.Comparisons[0].Outcome != Turnaround || !s.Comparisons[0].Primary {
		t.Errorf("the first comparison is of %s, primary %v", s.Comparisons[0].Outcome, s.Comparisons[0].Primary)
	}
}

// TestOthersAreCorrected shows that p-values of outcomes that were not named
// beforehand grow, and that of the primary one does not.
func TestOthersAreCorrected(t *testing.T) {
	s := town{units: 24, started: 10, months: 40, change: -0.2, seed: 8}.study(t, Settings{Primary: Turnaround})
	if c := s.of(t, Turnaround); c.P != c.Analysis.Headline.P {
		t.Errorf("p of the primary outcome is %v, want %v", c.P, c.Analysis.Headline.P)
	}
	if c := s.of(t, Wait); c.P < 3.9*c.Analysis.Headline.P {
		t.Errorf("p of the smallest of four others is %v, want four times %v", c.P, c.Analysis.Headline.P)
	}
}

// TestControlsAreCountedWithoutProgrammes shows that units without
// supervision are counted where nobody has any, so nothing is compared.
func TestControlsAreCountedWithoutProgrammes(t *testing.T) {
	for started, want := range []int{12, 11} {
		s := town{units: 12, started: started, months: 30, seed: 1}.study(t, Settings{})
		if got := s.of(t, Wait).Analysis.Counts.Controls; got != want || s.Supervised != started {
			t.Errorf("%d of 12 units started: %d without, want %d; %d supervised", started, got, want, s.Supervised)
		}
	}
}

func TestContested(t *testing.T) {
	for _, tt := range []struct {
		name      string
		low, high float64
		interval  bool
		p         float64
		want      bool
	}{
		{"both agree", -0.3, -0.1, true, 0.01, false},
		{"p does not reject", -0.3, -0.1, true, 0.05, true},
		{"p does not reject a growth", 0.1, 0.3, true, 0.2, true},
		{"interval includes no change", -0.3, 0.1, true, 0.2, false},
		{"no interval", -0.3, -0.1, false, 0.2, false},
	} {
		c := Comparison{P: tt.p, Analysis: &effect.Analysis{
			State: effect.Published, Headline: &effect.Effect{Low: tt.low, High: tt.high, HasInterval: tt.interval},
		}}
		if got := c.Contested(); got != tt.want {
			t.Errorf("%s: contested is %v", tt.name, got)
		}
	}
}
