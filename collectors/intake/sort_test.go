package intake

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 5, few, few + 1, 50, fewest - 1, fewest, 3 * fewest}).Draw(t, "n")
		limit := rapid.SampledFrom([]uint64{3, 5000, 1 << 32}).Draw(t, "limit")
		x := rapid.Uint64().Draw(t, "seed")
		values := make([]uint64, n)
		for i := range values {
			x = x*6364136223846793005 + 1442695040888963407
			values[i] = x>>20%limit | uint64(i)<<32 // the order in which they were above
		}
		want := slices.Clone(values)
		slices.SortFunc(want, byLowest)
		var narrow []uint32
		for _, v := range values {
			narrow = append(narrow, uint32(v))
		}
		Sort(values, nil)
		whole := slices.Clone(values)
		slices.Sort(whole)
		slices.Sort(want)
		if !slices.IsSortedFunc(values, byLowest) || !slices.Equal(whole, want) {
			t.Errorf("%d values below %d are out of order, or are other values", n, limit)
		}
		if Sort(narrow, make([]uint32, 7)); !slices.IsSorted(narrow) || len(narrow) != n {
			t.Errorf("%d narrow values below %d are out of order", n, limit)
		}
	})
}

func byLowest(a, b uint64) int { return cmp.Compare(uint32(a), uint32(b)) }
