package effect

import (
	"cmp"
	"fmt"
	"slices"
)

// Holm corrects the p-values of several outcomes, none of which was named
// primary, so that the chance of any false finding keeps its level (Holm,
// 1979). The result is in the order of p. A primary outcome, named
// beforehand, is left out of p and stays as it is. It fails if a value is not
// a probability.
func Holm(p []float64) ([]float64, error) {
	order := make([]int, len(p))
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return nil, fmt.Errorf("p[%d] is %v; 0 to 1 are allowed", i, v)
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out := make([]float64, len(p))
	running := 0.0
	for rank, i := range order {
		running = max(running, min(1, p[i]*float64(len(p)-rank)))
		out[i] = running
	}
	return out, nil
}
