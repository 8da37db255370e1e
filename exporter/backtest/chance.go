package backtest

import (
	"cmp"
	"math"
	"slices"

	"casework/collectors/detect"
)

// leastT is the value of Student's t above which chance does not explain a rise. It has 32 degrees of freedom, those of 34
// weeks in two groups, and is exceeded by chance as often as a normal variable exceeds 3.75.
//
// Every day is tested, so this is not the level of one test. The test compares eight weeks with the half-year before them.
// When both move on by a day, the difference, scaled to standard deviation 1, keeps a correlation of 1 − λ with its value
// before. It then rises above b on λ b φ(b) of all days (Pickands 1969; Aldous 1989, section C). The weights of the days give
//
//	λ = ((1/56 + 1/182)² + 1/56² + 1/182²) / (2 (1/56 + 1/182)) = 0.019, or 7.0 in a year
//
// So a unit that never changes passes 3.75 once in 108 years. Levels that wander for weeks pass it more often:
// TestSimulatedTowns measures a few hundredths in a year. To estimate from a unit's past how far it wanders was tried too.
// But its true changes are part of that past, and this loses more true rises than a higher leastT does.
const leastT = 4.24

const weekDays = 7

// beyondChance reports whether the values of is are larger than those of was by more than chance explains. Both are whole
// weeks of days. It is the rank test of Wilcoxon (1945), in which equal values share their ranks, as a t test (Conover and
// Iman 1981) on the sums of each week: cases of a day or a week are alike and not independent (Künsch 1989). So a week that is
// one pile counts once, and an extreme value counts by its rank.
func beyondChance(was, is []detect.Day) bool {
	before, after := rankSums(was, is)
	a, squaresA := deviations(after)
	b, squaresB := deviations(before)
	n, m := float64(len(after)), float64(len(before))
	variance := (squaresA + squaresB) / (n + m - 2)
	return a-b >= leastT*math.Sqrt(variance*(1/n+1/m)) && a > b
}

// rankSums are the sums of each week's ranks among all values, less the mean rank, which a week of no cases has as well.
func rankSums(was, is []detect.Day) (before, after []float64) {
	type value struct {
		of   float32
		week int
	}
	var all []value
	days := slices.Concat(was, is)
	for i := range days {
		for _, v := range plain(&days[i]) {
			all = append(all, value{v, i / weekDays})
		}
	}
	slices.SortFunc(all, func(a, b value) int { return cmp.Compare(a.of, b.of) })
	sums := make([]float64, len(days)/weekDays)
	mean := float64(len(all)-1) / 2
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].of == all[i].of {
			end++
		}
		for rank := float64(i+end-1)/2 - mean; i < end; i++ {
			sums[all[i].week] += rank
		}
	}
	return sums[:len(was)/weekDays], sums[len(was)/weekDays:]
}

// deviations are the mean of values, and the sum of the squares around it.
func deviations(values []float64) (mean, squares float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, squares
}
