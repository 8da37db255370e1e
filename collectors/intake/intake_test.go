package intake_test

import (
	"math/big"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/intake"
	"casework/collectors/intake/intaketest"
)

// A one is a case of which is known how long it waited, and how that ended.
type one struct {
	took uint32
	end  intake.End
}

// naive is the median by the formula of Aalen and Johansen in rational numbers,
// time by time: S(t−) and n(t) anew for each.
func naive(all []one) (uint32, bool) {
	times := []uint32{}
	for _, c := range all {
		times = append(times, c.took)
	}
	slices.Sort(times)
	half, incidence, survival := big.NewRat(1, 2), new(big.Rat), big.NewRat(1, 1)
	for _, t := range slices.Compact(times) {
		var atRisk, started, left int64
		for _, c := range all {
			if c.took >= t {
				atRisk++
			}
			if c.took == t && c.end == intake.Started {
				started++
			}
			if c.took == t && c.end != intake.Waits {
				left++
			}
		}
		incidence.Add(incidence, new(big.Rat).Mul(survival, big.NewRat(started, atRisk)))
		survival.Mul(survival, big.NewRat(atRisk-left, atRisk))
		if incidence.Cmp(half) >= 0 {
			return t, true
		}
	}
	return 0, false
}

func median(all []one) (uint32, bool) {
	var by [intake.Waits + 1][]uint32
	for _, c := range all {
		by[c.end] = append(by[c.end], c.took)
	}
	for _, list := range by {
		slices.Sort(list)
	}
	return intake.Median(intaketest.NewList(by[intake.Started]), intaketest.NewList(by[intake.Closed]), by[intake.Waits])
}

var ones = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) one {
	return one{rapid.OneOf(rapid.Uint32Range(0, 12), rapid.Uint32Range(0, 1000)).Draw(t, "took"), intake.End(rapid.SampledFrom([]uint8{0, 0, 0, 1, 2, 2}).Draw(t, "end"))}
}), 0, 120)

// TestMedianIsThatOfTheFormula: ties of all kinds, and half met exactly.
func TestMedianIsThatOfTheFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := ones.Draw(t, "cases")
		want, wantReached := naive(all)
		if got, reached := median(all); got != want || reached != wantReached {
			t.Fatalf("median %d (reached: %v), by the formula %d (%v)", got, reached, want, wantReached)
		}
	})
}

func TestMedian(t *testing.T) {
	s := func(took uint32) one { return one{took, intake.Started} }
	c := func(took uint32) one { return one{took, intake.Closed} }
	w := func(took uint32) one { return one{took, intake.Waits} }
	tests := []struct {
		name    string
		all     []one
		want    uint32
		reached bool
	}{
		{"nothing", nil, 0, false},
		{"half of an even number is enough", []one{s(1), s(2), s(3), s(4)}, 2, true},
		{"one started at once", []one{s(0)}, 0, true},
		{"all wait", []one{w(5), w(9)}, 0, false},
		{"half are closed without a start", []one{s(1), c(2), c(3), s(4)}, 4, true},
		{"more than half are closed without a start", []one{s(1), c(2), c(3), c(4), s(5)}, 0, false},
		// Of 4, one starts at 1: 1/4. One waits since 2, so each further start is 3/4 · 1/2 = 3/8.
		{"what waits counts from its age on as the rest do", []one{s(1), w(2), s(5), s(6)}, 5, true},
		{"a start at the age of one that waits comes before it", []one{s(2), w(2), s(3), s(4)}, 3, true},
		// By 7 it is 1/3, and by 8 as well: the case that waits was the last.
		{"the newest cases say nothing of later", []one{s(7), c(7), w(8)}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, reached := median(tt.all); got != tt.want || reached != tt.reached {
				t.Errorf("got %d (reached: %v), want %d (%v)", got, reached, tt.want, tt.reached)
			}
			if got, reached := naive(tt.all); got != tt.want || reached != tt.reached {
				t.Errorf("by the formula %d (reached: %v), want %d (%v)", got, reached, tt.want, tt.reached)
			}
		})
	}
}

// TestCohortIsWhatALoopSays: cells and groups, windows and the instant. A Cell, which
// cases enter and leave, says the same, and for how long it does.
func TestCohortIsWhatALoopSays(t *testing.T) {
	type received struct {
		one
		cell int
		at   int64
	}
	rapid.Check(t, func(t *rapid.T) {
		const at, window, cells = 1000, 300, 6
		within := rapid.SliceOfN(rapid.Int64Range(1, 400), 0, 3).Draw(t, "within")
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) received {
			return received{
				one{rapid.Uint32Range(0, 500).Draw(t, "took"), intake.End(rapid.SampledFrom([]uint8{0, 0, 0, 1, 2, 2}).Draw(t, "end"))},
				rapid.IntRange(0, cells-1).Draw(t, "cell"), rapid.OneOf(rapid.Int64Range(250, 1010), rapid.Int64Range(at-window, at)).Draw(t, "at"),
			}
		}), rapid.SampledFrom([]int{0, 40}).Draw(t, "least"), 80).Draw(t, "cases")
		var c intaketest.Cohort
		c.Reset(5, 5, []int64{5}, 99)
		c.Add(98, 1, 2, intake.Started) // to be forgotten
		c.Reset(at, window, within, cells)
		for _, r := range all {
			c.Add(r.cell, r.at, r.at+int64(r.took), r.end)
		}
		group := func(cell int) int { return cell%3 - 1 }
		want := make([]intake.Intake, 2)
		for g := range want {
			var seen []one
			want[g].Within = make([]intake.Share, len(within))
			for _, r := range all {
				if r.cell%3-1 != g {
					continue
				}
				if r.end == intake.Waits || r.at+int64(r.took) > at {
					r.one = one{uint32(max(0, at-r.at)), intake.Waits}
				}
				if r.at > at-window && r.at <= at {
					seen = append(seen, r.one)
				}
				for i, n := range within {
					if r.at > at-n-window && r.at <= at-n {
						want[g].Within[i].Followed++
						if r.end == intake.Started && int64(r.took) <= n {
							want[g].Within[i].Started++
						}
					}
				}
			}
			median, reached := naive(seen)
			want[g].N, want[g].Median, want[g].Reached = len(seen), float64(median), reached
		}
		for range 2 { // asking changes nothing
			if diff := gocmp.Diff(want, c.Measure(2, group)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		}
		put := func(c *intake.Cell, r *received, enters bool) {
			waits := r.end == intake.Waits || r.at+int64(r.took) > at
			for i, n := range within {
				if r.at > at-n-window && r.at <= at-n {
					c.Follow(i, r.end == intake.Started && int64(r.took) <= n, enters)
				}
			}
			switch {
			case r.at <= at-window || r.at > at:
			case waits:
				c.CountWaiting(uint32(r.at), enters)
			default:
				c.Count(r.end, r.took, enters)
			}
		}
		for g := range want {
			var c intake.Cell
			for i := range all {
				put(&c, &all[i], true)
			}
			for i := range all {
				if group(all[i].cell) != g {
					put(&c, &all[i], false)
				}
			}
			got, until, _ := c.Intake(at, len(within), nil)
			if diff := gocmp.Diff(want[g], got); diff != "" {
				t.Fatalf("kept (-want +got):\n%s", diff)
			}
			later, _, _ := c.Intake(min(until, at+2000), len(within), nil)
			if diff := gocmp.Diff(got, later); diff != "" {
				t.Fatalf("by %d it has changed (-before +after):\n%s", until, diff)
			}
		}
	})
}
