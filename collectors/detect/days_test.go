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
		{ErrorsRising, []Day{{}, {}, {X: 2}, {N: 2. / 7}, {N: 2. / 7}}},
		{ErrorsSilent, []Day{{}, {}, {X: 2}, {N: 2. / 7}, {N: 2. / 7}}},
	} {
		if diff := cmp.Diff(tt.want, days(tt.m)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.m, diff)
		}
	}
}

// TestExpectedRests shares the cases of a week out among its working days.
func TestExpectedRests(t *testing.T) {
	c := NewCalendar(0, 70, func(day int32) bool { return day%7 >= 5 })
	closed := make([]float32, 70)
	for day := range closed {
		if day%7 < 5 {
			closed[day] = 3
		}
	}
	all := expected(closed, 0, c)
	var sum float32
	for _, n := range all[14:21] {
		sum += n
	}
	if sum < 14.99 || sum > 15.01 || all[19] > 0.2 || all[14] < 2.8 || all[14] > 3 {
		t.Errorf("15 cases a week are shared out as %v, in all %v", all[14:21], sum)
	}
}
