package detect

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestRisesAreTold holds, of a few units, what TestAlertQuality holds of many.
func TestRisesAreTold(t *testing.T) {
	w := newWorld()
	for _, k := range []kind{
		{measure: Wait, perWeek: 100, spread: 0.6},
		{measure: DeadlineShare, perWeek: 100},
		{measure: ErrorsRising, perWeek: 100},
		{measure: ErrorsSilent, perWeek: 100},
		{measure: Backlog, perWeek: 100, spread: 0.6},
	} {
		if q := k.quality(w, 4); q.falseYear > 0.5 || q.soon < 0.75 {
			t.Errorf("%+v: %+v", k, q)
		}
	}
}

// told runs a Detector over days after a past, and returns the Verdict of each.
func told(d *Detector, p *Past, days []Day) (all []Verdict) {
	d.Calibrate(p)
	for i := range days {
		d.Add(&days[i])
		all = append(all, d.Verdict())
	}
	return all
}

// steady is a past of so many days, of five waits a day about 10 days, times a factor.
func steady(rng *rand.Rand, days int, by float64) (all []Day) {
	for range days {
		var d Day
		for range 5 {
			d.Values = append(d.Values, float32(10*by*math.Exp(0.5*rng.NormFloat64())))
		}
		all = append(all, d)
	}
	return all
}

// TestOneChangeIsOneAlert has waits rise by half for good, and later fall again.
func TestOneChangeIsOneAlert(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	p := &Past{First: 1000, Days: steady(rng, 2*364, 1)}
	const rise = 100
	days := slices.Concat(steady(rng, rise, 1), steady(rng, 400, 1.5), steady(rng, 200, 1))
	all := told(New(Wait, p.End(), Options{}), p, days)
	episodes := 0
	for i, v := range all {
		if !v.Judged {
			t.Fatalf("day %d is not judged", i)
		}
		if v.State == Risen && all[i-1].State != Risen {
			if episodes++; i < rise || i > rise+14 {
				t.Errorf("risen on day %d; the rise is on day %d", i, rise)
			}
			if since := int(v.Since - p.End()); since < rise-10 || since > rise+10 {
				t.Errorf("risen since day %d", since)
			}
			if v.Between < 700 {
				t.Errorf("risen at a height that is reached each %v days", v.Between)
			}
		}
		if v.State != Risen && i > 0 && all[i-1].State == Risen && int(v.Adopted-p.End()) != i {
			t.Errorf("risen until day %d, and adopted on day %d", i, v.Adopted-p.End())
		}
	}
	if episodes != 1 {
		t.Errorf("%d episodes of one change", episodes)
	}
	v := all[rise+100]
	if v.State != Risen || v.N != 140 || v.Now < 1.3*v.Usual || v.Usual < 9 || v.Usual > 11 {
		t.Errorf("100 days after the rise: %+v", v)
	}
	if last := all[len(all)-1]; last.State != Normal || last.Since != 0 {
		t.Errorf("after waits fell: %+v", last)
	}
}

// TestRiseThatPasses has waits rise and come back.
func TestRiseThatPasses(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	p := &Past{First: 1000, Days: steady(rng, 2*364, 1)}
	all := told(New(Wait, p.End(), Options{}), p, slices.Concat(steady(rng, 40, 2), steady(rng, 60, 1)))
	if all[39].State != Risen || all[99].State != Normal || all[99].Adopted != 0 {
		t.Errorf("at the end of the rise %+v, later %+v", all[39], all[99])
	}
}

// TestFewDaysAreNotJudged has too little history.
func TestFewDaysAreNotJudged(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for _, days := range [][]Day{nil, make([]Day, 400), steady(rng, 7*leastWeeks-1, 1)} {
		p := &Past{First: 1000, Days: days}
		all := told(New(Wait, p.End(), Options{}), p, steady(rng, 30, 9))
		if v := all[29]; v.Judged || v.State != Normal {
			t.Errorf("%d days of history: %+v", len(days), v)
		}
	}
}

// TestScoresKeepOrder measures waits in another unit, or squares them: nothing but ranks counts.
func TestScoresKeepOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float32Range(0, 1000), 1, 600).Draw(t, "values")
		s := scoresOf(values)
		a, b := rapid.Float32Range(-1, 1001).Draw(t, "a"), rapid.Float32Range(-1, 1001).Draw(t, "b")
		if a > b {
			a, b = b, a
		}
		if s.of(a) > s.of(b) {
			t.Fatalf("%v scores %v, and %v scores %v", a, s.of(a), b, s.of(b))
		}
		for i, v := range values {
			values[i] = 7 * v
		}
		if got, want := scoresOf(values).of(7*a), s.of(a); math.Abs(got-want) > 0.2 {
			t.Fatalf("in another unit %v scores %v, not %v", a, got, want)
		}
	})
}

// TestScores holds scores against values of tables of the normal distribution.
func TestScores(t *testing.T) {
	s := scoresOf([]float32{1, 2, 2, 3})
	for v, want := range map[float32]float64{0: -1.1503, 1: -1.1503, 2: 0, 2.5: 0.6745, 3: 1.1503, 9: 1.1503} {
		if got := s.of(v); math.Abs(got-want) > 1e-4 {
			t.Errorf("%v scores %.4f, not %.4f", v, got, want)
		}
	}
}

// TestCalibrationGoesOn recalibrates a Detector that is judging: it says the same.
func TestCalibrationGoesOn(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	p := &Past{First: 1000, Days: steady(rng, 2*364, 1)}
	d := New(Wait, p.End(), Options{})
	days := steady(rng, 60, 1.5)
	before := told(d, p, days)[59]
	p.Days = append(p.Days, days...)
	d.Calibrate(p)
	if after := d.Verdict(); after.State != Risen || after.Since != before.Since || math.Abs(after.Usual-before.Usual) > 0.5 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	for i := range d.charts {
		w := &d.charts[i]
		if got := int(d.day-w.end) - w.weekdays - 7*len(w.pending); got != 0 {
			t.Errorf("chart %d has lost %d days", i, got)
		}
	}
}

// TestWorkingDays counts days over a weekend.
func TestWorkingDays(t *testing.T) {
	c := NewCalendar(0, 14, func(day int32) bool { return day%7 == 2 || day%7 == 3 }) // 1970-01-01 was a Thursday
	const day = 86400
	for _, tt := range []struct {
		from, until int64
		want        float64
	}{
		{0, day, 1},
		{day, 4 * day, 1.1},
		{day / 2, day, 0.5},
		{2 * day, 2*day + day/2, 0.025},
		{5, 2, 0},
		{-2 * day, 0, 2},
		{13 * day, 16 * day, 3},
	} {
		if got := c.Working(tt.from, tt.until); math.Abs(got-tt.want) > 1e-5 {
			t.Errorf("%d to %d: %v working days, not %v", tt.from, tt.until, got, tt.want)
		}
	}
}

// TestSurelyAbove holds the sign test against the binomial distribution: of five values all must be above a
// level, of 15 twelve.
func TestSurelyAbove(t *testing.T) {
	for _, tt := range []struct {
		above, equal, below int
		want                bool
	}{
		{0, 0, 0, false},
		{4, 0, 0, false},
		{5, 0, 0, true},
		{4, 0, 1, false},
		{12, 0, 3, true},
		{11, 0, 4, false},
		{9, 6, 0, true},
		{0, 15, 0, false},
	} {
		var d Day
		for v, n := range map[float32]int{12: tt.above, 10: tt.equal, 8: tt.below} {
			d.Values = append(d.Values, slices.Repeat([]float32{v}, n)...)
		}
		if got := surelyAbove([]Day{d}, 10); got != tt.want {
			t.Errorf("%d above, %d equal, %d below: %v", tt.above, tt.equal, tt.below, got)
		}
	}
}

// TestMemoryOfABacklog finds the memory of an autoregression, whose innovations are independent.
func TestMemoryOfABacklog(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	const kept = 0.95
	h := &history{days: make([]subgroup, 5*364)}
	for i := 1; i < len(h.days); i++ {
		h.days[i] = subgroup{1, float32(kept*float64(h.days[i-1].x) + rng.NormFloat64())}
	}
	c := h.whiten()
	if math.Abs(c.kept-kept) > 0.02 || math.Abs(c.noise*(1-c.kept)-1) > 0.1 {
		t.Errorf("%v of a deviation is kept, not %v; innovations vary by %v, not 1", c.kept, kept, c.noise*(1-c.kept))
	}
	lag, squares := 0.0, 0.0
	for i := 1; i < len(h.days); i++ {
		lag += float64(h.days[i].x) * float64(h.days[i-1].x)
		squares += float64(h.days[i].x) * float64(h.days[i].x)
	}
	if math.Abs(lag/squares) > 0.08 {
		t.Errorf("innovations are correlated by %v", lag/squares)
	}
}
