package main

import (
	"crypto/sha256"
	"fmt"
	"math"
	"testing"
	"time"
)

func oslo(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func simulate(t testing.TB, change func(*Options)) *Simulation {
	t.Helper()
	o := Options{
		Seed: 1, Now: time.Date(2026, 11, 23, 12, 20, 0, 0, time.UTC), Zone: oslo(t),
		EffectWait: -0.25, EffectErrors: -0.33, Rate: 1,
	}
	if change != nil {
		change(&o)
	}
	s, err := Simulate(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// digest is a hash of all rows of a Town.
func digest(town *Town) string {
	h := sha256.New()
	for at, r := range town.Cases.View().Between(minTime, maxTime) {
		fmt.Fprintln(h, at, *r)
	}
	for at, r := range town.Pauses.View().Between(minTime, maxTime) {
		fmt.Fprintln(h, at, *r)
	}
	for at, r := range town.Errors.View().Between(minTime, maxTime) {
		fmt.Fprintln(h, at, *r)
	}
	for at, r := range town.Sessions.View().Between(minTime, maxTime) {
		fmt.Fprintln(h, at, *r)
	}
	for at, r := range town.Programmes.View().Between(minTime, maxTime) {
		fmt.Fprintln(h, at, *r)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedAndTimeGiveTheSameTown(t *testing.T) {
	short := func(o *Options) { o.Months = 6 }
	a, b := simulate(t, short), simulate(t, short)
	if digest(a.Town) != digest(b.Town) {
		t.Error("two simulations of the same options differ")
	}
	other := simulate(t, func(o *Options) { o.Seed, o.Months = 2, 6 })
	if digest(a.Town) == digest(other.Town) {
		t.Error("another seed gives the same municipality")
	}
	for i := range 200 {
		now := a.Options.Now.Add(time.Duration(i) * 250 * time.Millisecond)
		for _, s := range []*Simulation{a, b} {
			if err := s.advance(now, 2); err != nil {
				t.Fatal(err)
			}
		}
	}
	if digest(a.Town) != digest(b.Town) {
		t.Error("two simulations of the same options live differently")
	}
}

func TestHistoryIsPlausible(t *testing.T) {
	s := simulate(t, nil)
	now := s.Options.Now.Unix()
	cases := s.Town.Cases.View()
	if n := cases.Len(); n < 40_000 || n > 100_000 {
		t.Errorf("%d cases, want 40,000 to 100,000", n)
	}
	var waits []float64
	var waiting, underway, reopened, late, weekday, weekend int
	for at, c := range cases.Between(minTime, maxTime) {
		if c.Received == 0 || c.Received > now || c.Started > now || c.Closed > now ||
			at > s.Town.Clock.Micros(s.Options.Now) {
			t.Fatalf("a case has a time in the future: %+v", *c)
		}
		if c.Started != 0 && c.Started < c.Received || c.Closed != 0 && c.Closed < c.Started {
			t.Fatalf("a case runs backwards: %+v", *c)
		}
		switch {
		case c.Started == 0:
			waiting++
		case c.Closed == 0:
			underway++
		}
		if c.Started != 0 {
			waits = append(waits, float64(c.Started-c.Received))
		}
		if c.Reopened > 0 {
			reopened++
		}
		if c.Deadline != 0 && c.Closed > c.Deadline {
			late++
		}
		switch time.Unix(c.Received, 0).In(s.Options.Zone).Weekday() {
		case time.Saturday, time.Sunday:
			weekend++
		default:
			weekday++
		}
	}
	n := cases.Len()
	t.Logf("%d cases, %d errors, %d sessions; median wait %s; %d waiting, %d under way, %d reopened, %d after the deadline",
		n, s.Town.Errors.View().Len(), s.Town.Sessions.View().Len(), days(median(waits)), waiting, underway, reopened, late)
	if m := median(waits) / 86400; m < 3 || m > 21 {
		t.Errorf("median wait is %.1f days", m)
	}
	for what, share := range map[string][3]float64{ // least, share, most
		"waiting":            {0.003, float64(waiting) / float64(n), 0.05},
		"under way":          {0.003, float64(underway) / float64(n), 0.05},
		"reopened":           {0.02, float64(reopened) / float64(n), 0.06},
		"after the deadline": {0.02, float64(late) / float64(n), 0.4},
		"at the weekend":     {0.005, float64(weekend) / float64(weekday), 0.1},
		"with an error":      {0.05, float64(s.Town.Errors.View().Len()) / float64(n), 0.12},
	} {
		if share[1] < share[0] || share[1] > share[2] {
			t.Errorf("share of cases %s is %.3f, want %g to %g", what, share[1], share[0], share[2])
		}
	}
}

// effects estimates what supervision did to waiting, in log units, and to
// errors per closed case: the change of units that joined, from the year
// before they did to after the first months, less the change over the same
// two spans of the units that never did.
func effects(s *Simulation) (wait, errors float64) {
	now := s.Options.Now.Unix()
	spanOf := func(start, at int64) int {
		switch {
		case at >= start-365*86400 && at < start:
			return 0
		case at >= start+ramp && at < now-delayDays*86400: // later ones are not all started
			return 1
		}
		return -1
	}
	type tally struct{ logs, n, errors, closed float64 }
	starts := map[string]int64{}
	var joined []unitModel
	for _, u := range s.model.units {
		starts[u.name] = u.start
		if u.start != 0 {
			joined = append(joined, u)
		}
	}
	var weights, errorWeights float64
	for _, u := range joined {
		var own, others [2]tally
		pick := func(unit string) *[2]tally {
			switch {
			case unit == u.name:
				return &own
			case starts[unit] == 0:
				return &others
			}
			return nil
		}
		for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
			to := pick(c.Unit)
			if to == nil {
				continue
			}
			if i := spanOf(u.start, c.Received); i >= 0 && c.Started > c.Received {
				to[i].logs += math.Log(float64(c.Started - c.Received))
				to[i].n++
			}
			if i := spanOf(u.start, c.Closed); i >= 0 {
				to[i].closed++
			}
		}
		for _, r := range s.Town.Errors.View().Between(minTime, maxTime) {
			if to := pick(r.Unit); to != nil {
				if i := spanOf(u.start, r.Reported); i >= 0 {
					to[i].errors++
				}
			}
		}
		delta := func(x [2]tally) float64 { return x[1].logs/x[1].n - x[0].logs/x[0].n }
		rates := func(x [2]tally) float64 {
			return math.Log(x[1].errors/x[1].closed) - math.Log(x[0].errors/x[0].closed)
		}
		wait += own[1].n * (delta(own) - delta(others))
		weights += own[1].n
		errors += own[1].errors * (rates(own) - rates(others))
		errorWeights += own[1].errors
	}
	return math.Exp(wait/weights) - 1, math.Exp(errors/errorWeights) - 1
}

func TestTheStatedEffectIsInTheData(t *testing.T) {
	for _, tt := range []struct{ wait, errors float64 }{{-0.25, -0.33}, {0, 0}, {-0.5, 0.3}} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			s := simulate(t, func(o *Options) { o.EffectWait, o.EffectErrors = tt.wait, tt.errors })
			wait, errors := effects(s)
			t.Logf("waiting %+.3f (true %+.2f), errors %+.3f (true %+.2f)", wait, tt.wait, errors, tt.errors)
			if math.Abs(wait-tt.wait) > 0.07 {
				t.Errorf("waiting changed by %+.3f, want %+.2f", wait, tt.wait)
			}
			if math.Abs(errors-tt.errors) > 0.2 {
				t.Errorf("errors changed by %+.3f, want %+.2f", errors, tt.errors)
			}
		})
	}
}

func TestCarelessComparisonsMislead(t *testing.T) {
	n := simulate(t, nil).naive()
	t.Logf("%+v: groups %+.0f %%, before and after %+.0f %%", n, change(n.inactive, n.active), change(n.before, n.after))
	if c := change(n.inactive, n.active); c < -12 {
		t.Errorf("supervised units wait %+.0f %% now: the confounder does not hide the effect", c)
	}
	if c := change(n.before, n.after); c > -28 {
		t.Errorf("units that joined changed by %+.0f %%: the trend does not exaggerate the effect", c)
	}
}

func TestLivingKeepsTheWindowsTrue(t *testing.T) {
	s := simulate(t, func(o *Options) { o.Months = 12 })
	before := s.naive()
	open := func() (waiting, underway int) {
		for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
			if c.Closed == 0 && c.Started == 0 {
				waiting++
			} else if c.Closed == 0 {
				underway++
			}
		}
		return waiting, underway
	}
	w0, u0 := open()
	cases, reports := s.Town.Cases.View().Len(), s.Town.Errors.View().Len()
	// Three hours at one extra change a second.
	for i := range 3 * 3600 {
		now := s.Options.Now.Add(time.Duration(i) * time.Second)
		if err := s.advance(now, 1); err != nil {
			t.Fatal(err)
		}
	}
	s.Options.Now = s.Options.Now.Add(3 * time.Hour)
	after := s.naive()
	w1, u1 := open()
	t.Logf("waiting %d -> %d, under way %d -> %d; %d new cases, %d new reports; medians %s, %s -> %s, %s", w0, w1, u0, u1,
		s.Town.Cases.View().Len()-cases, s.Town.Errors.View().Len()-reports,
		days(before.active), days(before.inactive), days(after.active), days(after.inactive))
	for _, m := range [][2]float64{{before.active, after.active}, {before.inactive, after.inactive}} {
		if c := change(m[0], m[1]); math.Abs(c) > 20 {
			t.Errorf("three hours of living changed a median wait by %+.0f %%", c)
		}
	}
	for _, n := range [][2]int{{w0, w1}, {u0, u1}} {
		if n[1] < n[0]/2 || n[1] > 2*n[0] {
			t.Errorf("open cases went from %d to %d", n[0], n[1])
		}
	}
	for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
		if c.Started != 0 && c.Started < c.Received || c.Closed != 0 && c.Closed < c.Started {
			t.Fatalf("a case runs backwards: %+v", *c)
		}
	}
}
