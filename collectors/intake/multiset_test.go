package intake

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMultisetRuns: however many are put in and taken out at a time, equal ones over the
// ends of runs among them, all are there in order, in runs that are not too long and not
// empty; and what is not there cannot be taken out.
func TestMultisetRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, values := range []uint32{3, 40, 100_000, math.MaxUint32} {
		var r Multiset
		var in []uint32
		several := 0
		for round := range 600 {
			most := []int{1, 5, 30, 300}[rng.IntN(4)]
			for range rng.IntN(most + 1) {
				v := rng.Uint32N(values) + rng.Uint32N(2)
				r.Add(v)
				in = append(in, v)
			}
			most = min(len(in), most*(round/60%3))
			for range rng.IntN(most + 1) {
				i := rng.IntN(len(in))
				r.Remove(in[i])
				in[i] = in[len(in)-1]
				in = in[:len(in)-1]
			}
			var got []uint32
			r.Each(func(v uint32) { got = append(got, v) })
			if want := slices.Sorted(slices.Values(in)); !slices.Equal(got, want) {
				t.Fatalf("values below %d, round %d: %d are there, want %d; or others, or out of order", values, round, len(got), len(want))
			}
			for _, run := range r.runs {
				if n := len(run.all); n == 0 || n > runMost || run.end != run.all[n-1] {
					t.Fatalf("values below %d, round %d: a run of %d, that is said to end at %d", values, round, n, run.end)
				}
			}
			several += len(r.runs)
			if absent := values + 7; values != math.MaxUint32 && round%50 == 0 && !panics(func() { r := copied(&r); r.Remove(absent); r.settle() }) {
				t.Fatalf("values below %d, round %d: what is not there was taken out", values, round)
			}
		}
		if several < 1200 {
			t.Errorf("values below %d: there was hardly more than one run", values)
		}
	}
}

func copied(r *Multiset) *Multiset {
	c := &Multiset{n: r.n, sum: r.sum}
	for _, run := range r.runs {
		c.runs = append(c.runs, runOf(slices.Clone(run.all)))
	}
	return c
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}
