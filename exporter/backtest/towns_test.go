package backtest

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// A townKind says how the units of a simulated town are: what is true of each day is known.
type townKind struct {
	name         string
	least, most  float64 // cases started a week
	changes      float64 // of the level, a year: up by 20 to 100 %, then back
	bumps        float64 // a year: up by 35 to 100 % for 3 to 6 weeks
	wander, days float64 // spread of the logarithm of the level over weeks, and of what the cases of a day share
	spread       float64 // of the logarithm of waits
}

const townYears = 7

var townStart = time.Date(2000, time.January, 3, 12, 0, 0, 0, time.UTC)

// unit simulates a unit, and the logarithm of its level on each day. Waits are whole working days.
func (k townKind) unit(rng *rand.Rand) (u *ledger.UnitHistory, levels []float64) {
	u = &ledger.UnitHistory{Unit: "x"}
	rate := k.least * math.Pow(k.most/k.least, rng.Float64()) / 5
	usual := 4 + 8*rng.Float64()
	level, bump, memory, left := 0.0, 0.0, 0.0, 0
	for day := range townYears * 365 {
		today := townStart.AddDate(0, 0, day)
		if rng.Float64() < k.changes/365 {
			if size := 0.2 + 0.5*rng.Float64(); level > 0 || level == 0 && rng.IntN(2) == 0 {
				level -= size
			} else {
				level += size
			}
		}
		if left--; left < 0 {
			bump = 0
		}
		if rng.Float64() < k.bumps/365 {
			bump, left = 0.3+0.4*rng.Float64(), 21+rng.IntN(22)
		}
		const kept = 0.95
		memory = kept*memory + math.Sqrt(1-kept*kept)*rng.NormFloat64()
		levels = append(levels, level+bump)
		if !weekday(today) {
			continue
		}
		shared := level + bump + k.wander*memory + k.days*rng.NormFloat64()
		n := 0
		for p, limit := rng.Float64(), math.Exp(-rate); p > limit; n++ {
			p *= rng.Float64()
		}
		for range n {
			from := today
			for wait := math.Round(usual * math.Exp(shared+k.spread*rng.NormFloat64())); wait > 0; {
				if from = from.AddDate(0, 0, -1); weekday(from) {
					wait--
				}
			}
			u.Cases = append(u.Cases, ledger.Passage{Received: from.Unix(), Started: today.Unix(), Closed: today.Unix() + 3600})
		}
	}
	slices.SortStableFunc(u.Cases, func(a, b ledger.Passage) int { return int(a.Received - b.Received) })
	return u, levels
}

func weekday(d time.Time) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

// past is what a unit's waits are judged by, from the first day of the town on.
func (k townKind) past(rng *rand.Rand, clocks *civil.Zone, calendar *detect.Calendar) (*detect.Past, []float64) {
	u, levels := k.unit(rng)
	first := civil.DayOf(townStart)
	return change.Pasts(u, first, first+townYears*365, clocks, calendar)[detect.Wait], levels
}

// TestSimulatedTowns measures what the back-test says of units of which the truth is known: how many of the rises that there
// are alerts tell, how many of those that its rule finds, and how many alerts are false.
func TestSimulatedTowns(t *testing.T) {
	units, err := strconv.Atoi(os.Getenv("BENCH_TOWNS"))
	if err != nil {
		t.Skip("BENCH_TOWNS is no number of units: make bench-alerts measures what the back-test says of simulated units")
	}
	t.Log("| units | alerts a unit and year | false | lasted | passed a unit and year | true rises told within 42 days | rises by their ratio told | those that chance does not explain |")
	for _, k := range []townKind{
		{"2 to 5 cases a week, no change", 2, 5, 0, 0, 0.08, 0.2, 0.75},
		{"2 to 5 cases a week", 2, 5, 0.35, 0.2, 0.08, 0.2, 0.75},
		{"5 to 40 cases a week", 5, 40, 0.35, 0.2, 0.08, 0.2, 0.75},
		{"5 to 40 cases a week, calm", 5, 40, 0.35, 0, 0.05, 0.1, 0.75},
	} {
		f := &finding{of: map[detect.Measure][]sum{}, settings: detect.Options{}.WithDefaults(), since: always.since, until: civil.DayOf(townStart) + townYears*365}
		calendar, clocks := change.Offices(f.until), civil.NewZone(time.UTC)
		wrong, truly, told := 0, 0, 0
		for i := range units {
			u, levels := k.unit(rand.New(rand.NewPCG(7, uint64(i))))
			was := len(f.largest)
			f.unit(u, time.UTC, clocks, calendar, detect.Wait)
			w, rose, found := judged(levels, f.largest[was:])
			wrong, truly, told = wrong+w, truly+rose, told+found
		}
		s := &f.of[detect.Wait][usual]
		t.Logf("| %s | %.2f | %.2f | %.0f %% | %.2f | %d of %d | %d of %d | %d of %d |", k.name, float64(s.episodes)/s.years, float64(wrong)/s.years,
			100*float64(s.lasted)/float64(max(s.known, 1)), float64(s.known-s.lasted)/s.years, told, truly, f.rises[byRatio].timely(), f.rises[byRatio].rises, f.rises[sure].timely(), f.rises[sure].rises)
		if passed := float64(s.known-s.lasted) / s.years; passed > 0.5 || float64(wrong)/s.years > 0.5 {
			t.Errorf("%s: %d false alerts, and %.2f a unit and year that passed", k.name, wrong, passed)
		}
	}
}

// judged counts alerts without a rise of the true level by a tenth, the true rises, and those of them that were told
// within 42 days.
func judged(levels []float64, alerts []episode) (wrong, rises, told int) {
	for _, e := range alerts {
		if i := int(e.day - civil.DayOf(townStart)); mean(levels, i-27, i+1)-mean(levels, i-365, i-27) < 0.1 {
			wrong++
		}
	}
	for _, rise := range trueRises(levels) {
		rises++
		if slices.ContainsFunc(alerts, func(e episode) bool {
			day := int(e.day - civil.DayOf(townStart))
			return day >= rise && day < rise+42
		}) {
			told++
		}
	}
	return wrong, rises, told
}

// trueRises are the days on which the level rose by 30 % and more, for nine weeks and more.
func trueRises(levels []float64) (days []int) {
	for i := 2 * leastHistory; i < len(levels)-63; i++ {
		if levels[i]-levels[i-1] >= math.Log(detect.Rise) && mean(levels, i, i+63)-mean(levels, i-before, i) >= 0.25 {
			days = append(days, i)
		}
	}
	return days
}

// mean is the mean level from a day until before another.
func mean(levels []float64, from, until int) float64 {
	days := levels[max(0, from):min(until, len(levels))]
	sum := 0.0
	for _, v := range days {
		sum += v
	}
	return sum / float64(len(days))
}
