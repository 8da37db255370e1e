package effect

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPermutationStatistic compares the fast statistic with the estimator
// itself, after moving the starts: value over standard error.
func TestPermutationStatistic(t *testing.T) {
	t.Parallel()
	for name, weighted := range map[string]bool{"units": false, "citizens": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := standard(24).panel(9)
			o := Options{Base: UniversalBase, Window: 12, Weighted: weighted}
			rng := rand.New(rand.NewPCG(1, 2))
			for range 5 {
				d, err := newDesign(p, o)
				if err != nil {
					t.Fatal(err)
				}
				r, _ := GroupTime(p, o)
				s, _ := d.welch(r.Group.overall)
				near(t, "studentised difference", identity(d.centre()), r.Group.Overall.Value/s.se)
				rng.Shuffle(len(p.Units), func(a, b int) {
					p.Units[a].Adopted, p.Units[b].Adopted = p.Units[b].Adopted, p.Units[a].Adopted
				})
			}
		})
	}
}

// identity is the statistic of the observed starts.
func identity(d *design) float64 {
	cohort := make([]int, len(d.units))
	for i, u := range d.units {
		cohort[i] = u.cohort
	}
	return newPermutation(d).statistic(cohort)
}

// TestPermutationStatisticWithGaps compares it with the same contrast
// computed by the general code, for both control groups, with months missing.
func TestPermutationStatisticWithGaps(t *testing.T) {
	t.Parallel()
	for _, controls := range []ControlGroup{NeverTreated, NotYetTreated} {
		for _, season := range []int{0, 12} {
			clustered := season == 0
			w := standard(30)
			w.missing = 0.3
			d, err := newDesign(w.panel(5), Options{Base: UniversalBase, Window: 11, Controls: controls, Clustered: clustered, Weighted: true})
			if err != nil {
				t.Fatal(err)
			}
			d.season = season
			c := d.centre()
			want, _ := c.compare(c.meanChange, c.start)
			s, _ := c.welch(want.phi)
			near(t, "studentised difference", identity(c), want.value/s.se)
		}
	}
}

// TestPermutationSums compares the statistic from sums over all units with that
// which takes every unit, in draws of panels with and without missing months,
// weights and seasons, and one in which nothing varies.
func TestPermutationSums(t *testing.T) {
	t.Parallel()
	for _, missing := range []float64{0, 0.3} {
		for _, season := range []int{0, 12} {
			w := standard(30)
			w.missing = missing
			d, err := newDesign(w.panel(5), Options{Base: UniversalBase, Window: 11, Weighted: season == 0})
			if err != nil {
				t.Fatal(err)
			}
			d.season = season
			c := d.centre()
			quick, whole := newPermutation(c), newPermutation(c)
			if whole.sums = nil; quick.sums == nil {
				t.Fatal("no sums")
			}
			rng := rand.New(rand.NewPCG(1, 2))
			cohort := make([]int, len(c.units))
			for i, u := range c.units {
				cohort[i] = u.cohort
			}
			for range 50 {
				got, ok := quick.quick(cohort)
				if want := whole.statistic(cohort); !ok || math.Abs(got-want) > 1e-11*math.Abs(want) {
					t.Errorf("missing %v, season %d: %v, %v; want %v", missing, season, got, ok, want)
				}
				rng.Shuffle(len(cohort), func(a, b int) { cohort[a], cohort[b] = cohort[b], cohort[a] })
			}
		}
	}
	p := Panel{Periods: []int{1, 2, 3}}
	for i := range 8 {
		p.Units = append(p.Units, Unit{Y: []float64{0, 1, 2}, Adopted: 3 * (i % 2)})
	}
	d, err := newDesign(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := newPermutation(d.centre())
	if got, ok := c.quick([]int{-1, 0, -1, 0, -1, 0, -1, 0}); ok {
		t.Errorf("where nothing varies, sums say %v", got)
	}
}

// TestPermutationByHand enumerates: one of six units starts and differs most,
// so one in six assignments reaches it.
func TestPermutationByHand(t *testing.T) {
	t.Parallel()
	p := Panel{Periods: []int{1, 2}}
	for i := range 6 {
		p.Units = append(p.Units, Unit{Y: []float64{0, float64(i * i)}})
	}
	p.Units[5].Adopted = 2
	p.Units[4].Adopted = 2
	d, err := newDesign(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// 15 pairs: the t of {4, 5} is beaten by pairs with little spread only.
	pairs, reached := 0.0, 0.0
	observed := math.Abs(identity(d))
	for a := range 6 {
		for b := range a {
			cohort := []int{-1, -1, -1, -1, -1, -1}
			cohort[a], cohort[b] = 0, 0
			pairs++
			if math.Abs(newPermutation(d).statistic(cohort)) >= observed*(1-1e-9) {
				reached++
			}
		}
	}
	got := newPermutation(d).p(20_000, 3)
	if want := reached / pairs; math.Abs(got-want) > 0.02 {
		t.Errorf("p = %v, enumeration says %v", got, want)
	}
}

// TestClustersMoveTogether lets whole clusters start: with six of them, of
// which three start, only 20 assignments differ, so p has that grain.
func TestClustersMoveTogether(t *testing.T) {
	t.Parallel()
	w := standard(24)
	w.first, w.last, w.noise = 20, 20, 0.1
	p := w.panel(3)
	for i := range p.Units {
		p.Units[i].Cluster = i / 4
		if p.Units[i].Adopted > 0 {
			for k := 19; k < 36; k++ {
				p.Units[i].Y[k] -= 3
			}
		}
	}
	// The observed assignment and its mirror image reach it: 2 of 20.
	p1 := analyse(t, p, Settings{Clustered: true, Seed: 1}).Headline.PPermutation
	if p1 < 0.06 || p1 > 0.14 {
		t.Errorf("p over clusters is %v, want about 2 of 20", p1)
	}
	if p2 := analyse(t, p, Settings{Seed: 1}).Headline.PPermutation; p2 != 0.001 {
		t.Errorf("p over units is %v, want the least there is", p2)
	}
}

// TestShuffle: labels move as the standard library would move them.
func TestShuffle(t *testing.T) {
	t.Parallel()
	some, all := []int{4, 0, 7, 2, 9, 1, 3}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	want, got := make([]int, 10), make([]int, 10)
	for i := range want {
		want[i], got[i] = i, i
	}
	one, other := rand.New(rand.NewPCG(3, 1)), rand.New(rand.NewPCG(3, 1))
	for k := range 50 {
		places, given := some, some
		if k%2 == 1 {
			places, given = all, nil
		}
		one.Shuffle(len(places), func(a, b int) { want[places[a]], want[places[b]] = want[places[b]], want[places[a]] })
		shuffle(other, got, given)
		if !slices.Equal(want, got) {
			t.Fatalf("labels are %v, want %v", got, want)
		}
	}
}
