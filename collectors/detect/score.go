package detect

import (
	"math"
	"slices"
)

// mostGrid is how many quantiles of a unit's past values its scores are made of.
const mostGrid = 256

// scores turns values into normal scores: the quantile of the normal
// distribution at the value's mid-rank among those of a grid. Equal values have
// equal scores, so whole days are no steps; a tail counts by its rank alone.
type scores struct{ grid []float32 } // ascending

// scoresOf makes the scores of values, which are not changed.
func scoresOf(values []float32) scores {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	if len(sorted) <= mostGrid {
		return scores{sorted}
	}
	grid := make([]float32, mostGrid)
	for i := range grid {
		grid[i] = sorted[(2*i+1)*len(sorted)/(2*mostGrid)]
	}
	return scores{grid}
}

// of is the score of a value.
func (s scores) of(v float32) float64 {
	below, _ := slices.BinarySearch(s.grid, v)
	above := below
	for above < len(s.grid) && s.grid[above] == v { // ties are few: the grid is short
		above++
	}
	if len(s.grid) == mostGrid {
		return gridScores[below+above]
	}
	return rankScore(below+above, len(s.grid))
}

// rankScore is the normal score of a rank, given twice, among those of a grid.
func rankScore(half, grid int) float64 {
	n := float64(grid)
	p := min(max(float64(half)/(2*n), 0.5/n), 1-0.5/n)
	return -math.Sqrt2 * math.Erfcinv(2*p)
}

// gridScores are the scores of all ranks in a whole grid.
var gridScores = func() (all [2*mostGrid + 1]float64) {
	for half := range all {
		all[half] = rankScore(half, mostGrid)
	}
	return all
}()

// shift is by how much the mean score rises if each value of the grid becomes
// ratio times as large.
func (s scores) shift(ratio float32) float64 {
	sum := 0.0
	for _, v := range s.grid {
		sum += s.of(v*ratio) - s.of(v)
	}
	return sum / float64(len(s.grid))
}
