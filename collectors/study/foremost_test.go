package study

import (
	"slices"
	"testing"

	"casework/collectors/effect"
)

// TestForemost: signals of the last month come first, whatever their cases, then
// units with most cases; and of units that are not to be shown, none.
func TestForemost(t *testing.T) {
	s := town{units: 6, started: 2, months: 30, seed: 5}.study(t, Settings{})
	last := len(s.Panel.Bounds) - 2
	for i, cases := range []int64{60, 10, 20, 30, 40, 50} {
		s.Panel.Units[i].Months[last].Started = cases
		for j := range s.Charts[i].Charts {
			points := s.Charts[i].Charts[j].Points
			points[len(points)-1].Signal = effect.NoSignal
			if i == 1 { // that with fewest cases
				points[len(points)-1].Signal = effect.OutsideLimits
			}
		}
	}
	of := func(n int, hidden ...int) []string {
		var names []string
		for _, c := range s.Foremost(Wait, n, func(unit string) bool {
			return !slices.ContainsFunc(hidden, func(i int) bool { return s.Charts[i].Unit == unit })
		}) {
			if c.Outcome != Wait {
				t.Errorf("%s: the chart is of %s", c.Unit, c.Outcome)
			}
			names = append(names, c.Unit)
		}
		return names
	}
	for _, tt := range []struct {
		name   string
		n      int
		hidden []int
		want   []int
	}{
		{"the signal, and most cases", 3, nil, []int{0, 1, 5}},
		{"some are hidden", 3, []int{0, 1}, []int{3, 4, 5}},
		{"fewer than may be", 12, nil, []int{0, 1, 2, 3, 4, 5}},
	} {
		var want []string
		for _, i := range tt.want {
			want = append(want, s.Charts[i].Unit)
		}
		if got := of(tt.n, tt.hidden...); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", tt.name, got, want)
		}
	}
}
