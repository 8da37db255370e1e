package duration_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/duration"
)

// TestRanked: a Ranked describes what is in it as sorting does,
// while it grows, is split, shrinks and is joined.
func TestRanked(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, values := range []uint32{10, 5000, math.MaxUint32} {
		var r duration.Ranked
		var in []uint32
		for round := range 60 {
			for range rng.IntN(400) {
				v := rng.Uint32N(values)
				r.Add(v)
				in = append(in, v)
			}
			for range rng.IntN(100+len(in)/(1+(60-round)/20)) % (len(in) + 1) {
				i := rng.IntN(len(in))
				r.Remove(in[i])
				in = slices.Delete(in, i, i+1)
			}
			if diff := cmp.Diff(duration.Describe(slices.Clone(in)), r.Dist()); diff != "" {
				t.Fatalf("values below %d, round %d (-sorted +ranked):\n%s", values, round, diff)
			}
		}
	}
}
