package flow

import (
	"cmp"
	"math/big"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A one is a case of which is known how long it waited, and how that ended.
type one struct {
	took uint32
	end  End
}

// naive is the median by the formula of Aalen and Johansen in rational numbers,
// time by time: S(t−) and n(t) anew for each.
func naive(all []one) (uint32, bool) {
	times := []uint32{}
	for _, c := range all {
		times = append(times, c.took)
	}
	slices.Sort(times)
	half, incidence, survival := big.NewRat(1, 2), new(big.Rat), big.NewRat(1, 1)
	for _, t := range slices.Compact(times) {
		var atRisk, started, left int64
		for _, c := range all {
			if c.took >= t {
				atRisk++
			}
			if c.took == t && c.end == Started {
				started++
			}
			if c.took == t && c.end != Waits {
				left++
			}
		}
		incidence.Add(incidence, new(big.Rat).Mul(survival, big.NewRat(started, atRisk)))
		survival.Mul(survival, big.NewRat(atRisk-left, atRisk))
		if incidence.Cmp(half) >= 0 {
			return t, true
		}
	}
	return 0, false
}

func median(all []one) (uint32, bool) {
	var by [numEnds][]uint32
	for _, c := range all {
		by[c.end] = append(by[c.end], c.took)
	}
	for _, list := range by {
		slices.Sort(list)
	}
	return Median(NewList(by[Started]), NewList(by[Closed]), by[Waits])
}

var ones = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) one {
	return one{rapid.OneOf(rapid.Uint32Range(0, 12), rapid.Uint32Range(0, 1000)).Draw(t, "took"), End(rapid.SampledFrom([]uint8{0, 0, 0, 1, 2, 2}).Draw(t, "end"))}
}), 0, 120)

// TestMedianIsThatOfTheFormula: ties of all kinds, and half met exactly.
func TestMedianIsThatOfTheFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := ones.Draw(t, "cases")
		want, wantReached := naive(all)
		if got, reached := median(all); got != want || reached != wantReached {
			t.Fatalf("median %d (reached: %v), by the formula %d (%v)", got, reached, want, wantReached)
		}
	})
}

func TestMedian(t *testing.T) {
	s := func(took uint32) one { return one{took, Started} }
	c := func(took uint32) one { return one{took, Closed} }
	w := func(took uint32) one { return one{took, Waits} }
	tests := []struct {
		name    string
		all     []one
		want    uint32
		reached bool
	}{
		{"nothing", nil, 0, false},
		{"half of an even number is enough", []one{s(1), s(2), s(3), s(4)}, 2, true},
		{"one started at once", []one{s(0)}, 0, true},
		{"all wait", []one{w(5), w(9)}, 0, false},
		{"half are closed without a start", []one{s(1), c(2), c(3), s(4)}, 4, true},
		{"more than half are closed without a start", []one{s(1), c(2), c(3), c(4), s(5)}, 0, false},
		// Of 4, one starts at 1: 1/4. One waits since 2, so each further start is 3/4 · 1/2 = 3/8.
		{"what waits counts from its age on as the rest do", []one{s(1), w(2), s(5), s(6)}, 5, true},
		{"a start at the age of one that waits comes before it", []one{s(2), w(2), s(3), s(4)}, 3, true},
		// By 7 it is 1/3, and by 8 as well: the case that waits was the last.
		{"the newest cases say nothing of later", []one{s(7), c(7), w(8)}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, reached := median(tt.all); got != tt.want || reached != tt.reached {
				t.Errorf("got %d (reached: %v), want %d (%v)", got, reached, tt.want, tt.reached)
			}
			if got, reached := naive(tt.all); got != tt.want || reached != tt.reached {
				t.Errorf("by the formula %d (reached: %v), want %d (%v)", got, reached, tt.want, tt.reached)
			}
		})
	}
}

// TestCohortIsWhatALoopSays: cells and groups, windows and the instant.
func TestCohortIsWhatALoopSays(t *testing.T) {
	type received struct {
		one
		cell int
		at   int64
	}
	rapid.Check(t, func(t *rapid.T) {
		const at, window, cells = 1000, 300, 6
		within := rapid.SliceOfN(rapid.Int64Range(1, 400), 0, 3).Draw(t, "within")
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) received {
			return received{
				one{rapid.Uint32Range(0, 500).Draw(t, "took"), End(rapid.Uint8Range(0, 2).Draw(t, "end"))},
				rapid.IntRange(0, cells-1).Draw(t, "cell"), rapid.Int64Range(250, 1010).Draw(t, "at"),
			}
		}), 0, 80).Draw(t, "cases")
		var c Cohort
		c.Reset(5, 5, []int64{5}, 99)
		c.Add(98, 1, 2, Started) // to be forgotten
		c.Reset(at, window, within, cells)
		for _, r := range all {
			c.Add(r.cell, r.at, r.at+int64(r.took), r.end)
		}
		group := func(cell int) int { return cell%3 - 1 }
		want := make([]Intake, 2)
		for g := range want {
			var seen []one
			want[g].Within = make([]Share, len(within))
			for _, r := range all {
				if r.cell%3-1 != g {
					continue
				}
				if r.end == Waits || r.at+int64(r.took) > at {
					r.one = one{uint32(max(0, at-r.at)), Waits}
				}
				if r.at > at-window && r.at <= at {
					seen = append(seen, r.one)
				}
				for i, n := range within {
					if r.at > at-n-window && r.at <= at-n {
						want[g].Within[i].Followed++
						if r.end == Started && int64(r.took) <= n {
							want[g].Within[i].Started++
						}
					}
				}
			}
			median, reached := naive(seen)
			want[g].N, want[g].Median, want[g].Reached = len(seen), float64(median), reached
		}
		for range 2 { // asking changes nothing
			if diff := gocmp.Diff(want, c.Measure(2, group)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		}
	})
}

func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 50, fewest - 1, fewest, 3 * fewest}).Draw(t, "n")
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
