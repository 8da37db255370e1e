package effect

import "math"

// A Course is how units develop in common, by period.
type Course struct {
	// Values are the effects of the periods in the least-squares fit of a unit's
	// level plus the period's effect to what is observed; NaN in a period in
	// which no unit is. They are known up to a constant: without a missing
	// value they are the units' means less the mean of these.
	Values []float64
	// Units is how many units are observed in each period.
	Units []int
}

// CommonCourse is the course of the units with the given outcomes, by unit and
// period, NaN where one is missing. Units that come or leave do not move it by
// their level.
func CommonCourse(y [][]float64) Course {
	if len(y) == 0 {
		return Course{}
	}
	c := Course{Values: make([]float64, len(y[0])), Units: make([]int, len(y[0]))}
	scale := 0.0
	for _, row := range y {
		for t, v := range row {
			if !math.IsNaN(v) {
				c.Units[t]++
				scale = max(scale, math.Abs(v))
			}
		}
	}
	for range mostSweeps {
		if c.sweep(y) <= sweepTolerance*scale {
			break
		}
	}
	for t, n := range c.Units {
		if n == 0 {
			c.Values[t] = math.NaN()
		}
	}
	return c
}

// A fit converges geometrically, in one sweep where no value is missing.
const (
	mostSweeps     = 500
	sweepTolerance = 1e-11
)

// sweep fits the levels to the effects and the effects to the levels, and
// returns the largest change of an effect.
func (c *Course) sweep(y [][]float64) float64 {
	sums := make([]float64, len(c.Values))
	for _, row := range y {
		level, n := 0.0, 0
		for t, v := range row {
			if !math.IsNaN(v) {
				level += v - c.Values[t]
				n++
			}
		}
		level /= float64(n)
		for t, v := range row {
			if !math.IsNaN(v) {
				sums[t] += v - level
			}
		}
	}
	largest := 0.0
	for t, n := range c.Units {
		if n > 0 {
			effect := sums[t] / float64(n)
			largest = max(largest, math.Abs(effect-c.Values[t]))
			c.Values[t] = effect
		}
	}
	return largest
}
