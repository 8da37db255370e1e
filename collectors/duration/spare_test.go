package duration_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/duration"
)

// TestCopiesStandUntilTheyAreOver: copies of histograms, made from instant to instant in
// the memory of those that are over, are what the histograms were for as long as they
// are not over; and little memory is made.
func TestCopiesStandUntilTheyAreOver(t *testing.T) {
	const histograms, readers, instants = 20, 3, 60
	rng := rand.New(rand.NewPCG(1, 2))
	var live, newest [histograms]duration.Histogram
	var shown [][2][histograms]duration.Histogram // of each instant: copies, and what they should be
	spare := duration.NewSpare()
	memory := map[*uint64]bool{}
	for at := range int64(instants) {
		for range rng.IntN(2 * histograms) {
			live[rng.IntN(histograms)].Observe(1+rng.Int64N(1<<20), nil)
		}
		spare.Begin(at)
		var of [2][histograms]duration.Histogram
		for i := range live {
			newest[i] = live[i].CloneSince(&newest[i], spare)
			if len(newest[i].Native) > 0 {
				memory[&newest[i].Native[0]] = true
			}
			of[0][i], of[1][i] = newest[i], live[i].Clone()
		}
		shown = append(shown, of)
		for from := max(0, len(shown)-readers); from < len(shown); from++ {
			if diff := cmp.Diff(shown[from][1], shown[from][0]); diff != "" {
				t.Fatalf("at %d, those of %d (-as copied +now):\n%s", at, from, diff)
			}
		}
		spare.Over(at - readers + 1)
	}
	if n := len(memory); n > histograms*(readers+4) {
		t.Errorf("%d pieces of memory for %d histograms with %d readers each", n, histograms, readers)
	}
}
