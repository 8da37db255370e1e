package effect

import (
	"math"
	"testing"
)

// TestLotteryIsPermutedWithinItsStrata: where each stratum has one unit, no
// other draw was possible, so nothing can be said; with all in one, it can.
func TestLotteryIsPermutedWithinItsStrata(t *testing.T) {
	t.Parallel()
	w := standard(20)
	w.effect, w.spread = -2, 0
	p := w.panel(3)
	drawn := func(stratum func(i int) int) *Analysis {
		for i := range p.Units {
			p.Units[i].Stratum = stratum(i)
		}
		a, err := Analyse(p, Settings{Seed: 1, Drawn: true})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if one := drawn(func(int) int { return 1 }); one.Headline.PPermutation > 0.01 || one.Answer(one.Headline.P) != BeyondEarlier {
		t.Errorf("in one stratum p is %v, the answer %s", one.Headline.PPermutation, one.Answer(one.Headline.P))
	}
	if each := drawn(func(i int) int { return i }); each.Headline.PPermutation != 1 || each.Answer(each.Headline.P) != CannotTell {
		t.Errorf("with a stratum a unit p is %v, the answer %s; want 1", each.Headline.PPermutation, each.Answer(each.Headline.P))
	}
}

// TestLotteryNeedsNoEarlierDevelopment: groups that differed before the start
// by chance are no reason to withhold what a lottery shows.
func TestLotteryNeedsNoEarlierDevelopment(t *testing.T) {
	t.Parallel()
	p := standard(40).null().panel(4)
	for i := range p.Units[:20] {
		for m := range p.Units[i].Y {
			p.Units[i].Y[m] -= 0.05 * float64(m)
		}
	}
	for _, drawn := range []bool{false, true} {
		a, err := Analyse(p, Settings{Seed: 1, Drawn: drawn})
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]State{false: PreTrendDiffers, true: Published}[drawn]
		if a.State != want || !a.PreTrend.Differs || math.IsNaN(a.Headline.Value) {
			t.Errorf("drawn %v: state is %s, want %s", drawn, a.State, want)
		}
		if answer := a.Answer(0.01); answer == MayContinue == drawn {
			t.Errorf("drawn %v: what earlier development would have come to makes the answer %s", drawn, answer)
		}
	}
}
