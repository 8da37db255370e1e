package backtest

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
)

// TestRisesOfTowns holds the rule for rises that lasted to units of which the truth is known, without any detector: how often it finds
// one where there is none, and how many of the true ones. make bench-alerts tries more units of more kinds.
func TestRisesOfTowns(t *testing.T) {
	kinds := []townKind{
		{"2 to 5 cases a week, no change", 2, 5, 0, 0, 0.08, 0.2, 0.75},
		{"5 to 40 cases a week, calm", 5, 40, 0.35, 0, 0.05, 0.1, 0.75},
	}
	units, err := strconv.Atoi(os.Getenv("BENCH_TOWNS"))
	most, least := 0.05, 0.1 // sure rises a unit and year where none is true; share of the true ones that are found
	if err == nil {
		kinds = append(kinds, []townKind{
			{"2 to 5 cases a week, no change, no memory", 2, 5, 0, 0, 0, 0, 0.75},
			{"2 to 5 cases a week, no change, spread 1.2", 2, 5, 0, 0, 0.08, 0.2, 1.2},
			{"5 to 40 cases a week, no change", 5, 40, 0, 0, 0.08, 0.2, 0.75},
			{"5 to 40 cases a week, no change, spread 1.2", 5, 40, 0, 0, 0.08, 0.2, 1.2},
			{"5 to 40 cases a week, no change, days that are alike", 5, 40, 0, 0, 0.08, 0.5, 0.75},
			{"20 to 100 cases a week, no change", 20, 100, 0, 0, 0.08, 0.2, 0.75},
			{"2 to 5 cases a week", 2, 5, 0.35, 0.2, 0.08, 0.2, 0.75},
			{"5 to 40 cases a week", 5, 40, 0.35, 0.2, 0.08, 0.2, 0.75},
			{"5 to 40 cases a week, spread 1.2", 5, 40, 0.35, 0.2, 0.08, 0.2, 1.2},
		}...)
	} else {
		units, most, least = 24, 0.1, 0.4 // of few units
	}
	t.Log("| units | rises by their ratio, a unit and year | of them false | true ones found | that chance does not explain | false | true ones found |")
	for _, k := range kinds {
		years, truly := 0.0, 0
		var all, wrong, right [readings]int
		clocks, calendar := civil.NewZone(time.UTC), change.Offices(civil.DayOf(townStart)+townYears*365)
		for i := range units {
			past, levels := k.past(rand.New(rand.NewPCG(17, uint64(i))), clocks, calendar)
			years += float64(len(past.Days)-leastHistory-2*window) / 365.25
			trues := trueRises(levels)
			truly += len(trues)
			for how, days := range rises(past, leastHistory) {
				all[how] += len(days)
				for _, day := range days {
					if mean(levels, day, day+2*window)-mean(levels, day-before, day) < 0.1 {
						wrong[how]++
					}
				}
				for _, rise := range trues {
					if slices.ContainsFunc(days, func(day int) bool { return max(day-rise, rise-day) <= window }) {
						right[how]++
					}
				}
			}
		}
		a, b := byRatio, sure
		t.Logf("| %s | %.2f | %.2f | %d of %d | %.3f | %.3f | %d of %d |", k.name, float64(all[a])/years, float64(wrong[a])/years, right[a], truly,
			float64(all[b])/years, float64(wrong[b])/years, right[b], truly)
		if float64(wrong[b])/years > most || truly > 0 && float64(right[b]) < least*float64(truly) {
			t.Errorf("%s: %d of %d rises in %.0f years are none, and %d of %d are found", k.name, wrong[b], all[b], years, right[b], truly)
		}
		if k.changes == 0 && wrong[a] < 3*wrong[b]+10 {
			t.Errorf("%s: %d rises by their ratio alone, %d beyond chance: the test is of no use", k.name, wrong[a], wrong[b])
		}
	}
}
