package effect

import (
	"math"
	"testing"
)

func TestDecompose(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, after []Part
		mix, rate     float64
	}{
		"pace alone":              {[]Part{{10, 20}, {30, 8}}, []Part{{20, 10}, {60, 4}}, 0, -5.5},
		"mix alone":               {[]Part{{10, 20}, {30, 8}}, []Part{{30, 20}, {10, 8}}, 6, 0},
		"a type that is new":      {[]Part{{10, 20}, {0, 0}}, []Part{{10, 20}, {10, 8}}, -6, 0},
		"a type that is no more":  {[]Part{{10, 20}, {10, 8}}, []Part{{10, 20}, {0, 0}}, 6, 0},
		"a type that never comes": {[]Part{{10, 20}, {0, 0}}, []Part{{10, 25}, {0, 0}}, 0, 5},
	} {
		d, ok := Decompose(tt.before, tt.after)
		if !ok || math.Abs(d.Mix-tt.mix) > 1e-12 || math.Abs(d.Rate-tt.rate) > 1e-12 {
			t.Errorf("%s: %+v, want mix %v and rate %v", name, d, tt.mix, tt.rate)
		}
		near(t, name+": the parts' sum", d.Mix+d.Rate, d.After-d.Before)
	}
	if d, ok := Decompose([]Part{{0, 0}}, []Part{{3, 1}}); ok {
		t.Errorf("without a case before: %+v", d)
	}
}
