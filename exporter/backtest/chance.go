package backtest

import (
	"cmp"
	"math"
	"slices"

	"casework/collectors/detect"
)

// leastT is from where chance does not explain a rise: what Student's t of 32 degrees of freedom, those of 34 weeks in two
// groups, is above as often as a normal variable is above 3.75.
//
// All days are looked at, so this is no level of one test. While eight weeks and the half-year before them move on by a day,
// their difference, of standard deviation 1, keeps a correlation of 1 − λ with what it was, and goes above b in
// λ b φ(b) of all days (Pickands 1969; Aldous 1989, section C), where the weights of the days give
//
//	λ = ((1/56 + 1/182)² + 1/56² + 1/182²) / (2 (1/56 + 1/182)) = 0.019, or 7.0 in a year
//
// so of a unit that never changes, 3.75 is passed once in 108 years. Levels that wander for weeks pass it more often, as
// TestSimulatedTowns measures: a few hundredths in a year. An estimate of how far a unit's past wanders was tried as well: its own changes
// are in it, and of true rises it loses more than a higher leastT does.
const leastT = 4.24

const weekDays = 7

// beyondChance reports whether days have larger values than those before them by more than chance explains: the test of
// ranks (Wilcoxon 1945; equal values share theirs), on sums of weeks, as cases of a day or of a week are alike and are not
// independent (Conover and Iman 1981, of t on ranks; Künsch 1989, of blocks). So a week that is one pile counts once, and tails count by their rank.
// Days are whole weeks.
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
