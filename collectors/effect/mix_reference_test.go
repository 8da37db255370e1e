package effect_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/effect"
)

// TestMixReference compares a decomposition with the parts worked out by hand.
func TestMixReference(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(evidence(t), "trend")
	var before, after []effect.Part
	for _, r := range readCSV(t, filepath.Join(dir, "casemix.csv")) {
		before = append(before, effect.Part{N: int64(number(t, r["n_before"])), Mean: number(t, r["mean_before"])})
		after = append(after, effect.Part{N: int64(number(t, r["n_after"])), Mean: number(t, r["mean_after"])})
	}
	d, ok := effect.Decompose(before, after)
	if !ok {
		t.Fatal("there are cases")
	}
	got := fmt.Sprintf("crude before %.6f after %.6f change %.6f = mix %.6f + rate %.6f", d.Before, d.After, d.After-d.Before, d.Mix, d.Rate)
	content, err := os.ReadFile(filepath.Join(dir, "casemix_expected.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if want, _, _ := strings.Cut(string(content), "\n"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
