package detect

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestALightDetectorGoesOn: what is kept of a Detector and of its Scale is enough to go on as it would have.
func TestALightDetectorGoesOn(t *testing.T) {
	w := newWorld()
	for _, m := range Measures() {
		k := kind{measure: m, perWeek: 20, spread: 0.6}
		if m == Oldest {
			k.measure = Backlog
		}
		past := k.unit(w, simDays, rand.New(rand.NewPCG(2, 3))).past
		const first, change = 2 * 364, 3 * 364
		whole := New(m, past.First+first, Options{})
		whole.Calibrate(&Past{First: past.First, Days: past.Days[:first]})
		for i := first; i < change; i++ {
			whole.Add(&past.Days[i])
		}
		light, known := whole.Light(), &Past{First: past.First, Days: past.Days[:change]}
		scale := Calibrate(m, known)
		whole.Fit(scale, known)
		light.Fit(scale.For(Options{}), known)
		for i := change; i < len(past.Days); i++ {
			whole.Add(&past.Days[i])
			light.Add(&past.Days[i])
			want := whole.Verdict()
			want.Between = 0
			if diff := cmp.Diff(want, light.Verdict()); diff != "" {
				t.Fatalf("%v, %d days on (-want +got):\n%s", m, i-change, diff)
			}
		}
	}
}
