package effect

import "testing"

// BenchmarkAnalyse is the whole analysis of 1,000 units over 60 months as a
// study asks for it of waits, with 999 permutations, the
// one-month base, the weighted estimate and what earlier development explains.
// Compare with BenchmarkGroupTime, the point estimates alone.
func BenchmarkAnalyse(b *testing.B) {
	w := large()
	w.first = 17 // a year before the months that are handled in part after a start
	p := w.panel(1)
	for b.Loop() {
		a, err := Analyse(p, Settings{Seed: 1, Weights: true, Season: 12, Anticipation: 3})
		if err != nil || a.Headline == nil {
			b.Fatal(a, err)
		}
	}
}

func BenchmarkAnalyseNotYetTreated(b *testing.B) {
	p := large().panel(1)
	for b.Loop() {
		if _, err := Analyse(p, Settings{Seed: 1, Controls: NotYetTreated}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnalyseMissing(b *testing.B) {
	w := large()
	w.missing = 0.1
	p := w.panel(1)
	for b.Loop() {
		if _, err := Analyse(p, Settings{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGroupTime(b *testing.B) {
	p := large().panel(1)
	for b.Loop() {
		if _, err := GroupTime(p, Options{Base: UniversalBase, Window: 12}); err != nil {
			b.Fatal(err)
		}
	}
}

// large is a region: 1,000 units over five years.
func large() world {
	w := standard(1000)
	w.months, w.last = 60, 57
	return w
}
