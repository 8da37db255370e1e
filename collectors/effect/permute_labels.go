package effect

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// shuffle moves labels among places, nil for all, as Shuffle of package rand does,
// without a call for each swap.
func shuffle(rng *rand.Rand, labels, places []int) {
	if places == nil {
		for i := len(labels) - 1; i > 0; i-- {
			j := rng.IntN(i + 1)
			labels[i], labels[j] = labels[j], labels[i]
		}
		return
	}
	for i := len(places) - 1; i > 0; i-- {
		a, b := places[i], places[rng.IntN(i+1)]
		labels[a], labels[b] = labels[b], labels[a]
	}
}

// strata are the places of n labels that move among themselves: nil for all, or
// those of each stratum of a lottery, in which units decide for themselves.
func (d *design) strata(n int) [][]int {
	if !d.drawn || n != len(d.units) {
		return [][]int{nil}
	}
	of := map[int][]int{}
	for i, u := range d.units {
		of[u.stratum] = append(of[u.stratum], i)
	}
	var strata [][]int
	for _, s := range slices.Sorted(maps.Keys(of)) {
		strata = append(strata, of[s])
	}
	return strata
}

// clustersDecide reports whether the units of every cluster start together.
func (d *design) clustersDecide() bool {
	of := map[int]int{}
	for _, u := range d.units {
		if c, ok := of[u.cluster]; ok && c != u.cohort {
			return false
		}
		of[u.cluster] = u.cohort
	}
	return true
}
