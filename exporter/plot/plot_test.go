package plot

import "testing"

// TestSpread checks that steps of axes are round and cover what they must.
func TestSpread(t *testing.T) {
	for _, tt := range []struct{ low, high float64 }{{0, 1}, {-0.3, 0.07}, {5, 5}, {0.001, 0.0012}, {-4e6, 9e7}} {
		from, to, ticks := Spread(tt.low, tt.high)
		if from > tt.low || to < tt.high || len(ticks) < 3 || len(ticks) > 7 {
			t.Errorf("%v to %v: from %v to %v in %d steps", tt.low, tt.high, from, to, len(ticks)-1)
		}
	}
}
