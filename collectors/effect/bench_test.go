package effect

import "testing"

// BenchmarkAnalyse is the whole analysis of 1,000 units over 60 months, with
// 999 permutations and bootstrap draws, the one-month base and the weighted
// estimate. Compare with BenchmarkGroupTime, the point estimates alone.
func BenchmarkAnalyse(b *testing.B) {
	p := large().panel(1)
	for b.Loop() {
		a, err := Analyse(p, Settings{Seed: 1, Weights: true})
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
