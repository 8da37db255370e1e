package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPasts takes the days of a few cases apart.
func TestPasts(t *testing.T) {
	const day = secondsOfDay
	c := NewCalendar(0, 40, func(int32) bool { return false })
	all := Pasts([]Case{
		{Received: 1 * day, Started: 3 * day, Closed: 4 * day, Due: 5 * day},
		{Received: 2 * day, Closed: 4*day + 5, Due: 3 * day},
		{Received: 2*day + day/2},
	}, []int64{3 * day, 3*day + 1, 99 * day}, 1, 6, c)
	days := func(m Measure) []Day { return all[m].Days }
	for _, tt := range []struct {
		m    Measure
		want []Day
	}{
		{Wait, []Day{{}, {}, {Values: []float32{2}, Plain: []float32{2}}, {}, {}}},
		{Backlog, []Day{{Values: []float32{1}}, {Values: []float32{3}}, {Values: []float32{3}}, {Values: []float32{1}}, {Values: []float32{1}}}},
		{Oldest, []Day{{Values: []float32{1}}, {Values: []float32{2}}, {Values: []float32{2}}, {Values: []float32{2.5}}, {Values: []float32{3.5}}}},
		{DeadlineShare, []Day{{}, {}, {}, {N: 2, X: 1}, {}}},
		{ErrorsRising, []Day{{}, {}, {X: 2}, {N: 2. / 28}, {N: 2. / 28}}},
		{ErrorsSilent, []Day{{}, {}, {X: 2}, {N: 2. / 28}, {N: 2. / 28}}},
	} {
		if diff := cmp.Diff(tt.want, days(tt.m)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.m, diff)
		}
	}
}
