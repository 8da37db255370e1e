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
		{ErrorsRising, []Day{{}, {}, {X: 2}, {N: 2. / 4, Slow: 2. / 4}, {N: 2. / 5, Slow: 2. / 5}}},
		{ErrorsSilent, []Day{{}, {}, {X: 2}, {N: 2. / 4, Slow: 2. / 4}, {N: 2. / 5, Slow: 2. / 5}}},
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
	p := &Past{Days: make([]Day, 70)}
	expect(p, closed, c)
	all := make([]float32, 0, 70)
	for i := range p.Days {
		all = append(all, p.Days[i].N)
	}
	var sum float32
	for _, n := range all[14:21] {
		sum += n
	}
	if sum < 14.99 || sum > 15.01 || all[19] > 0.2 || all[14] < 2.8 || all[14] > 3 {
		t.Errorf("15 cases a week are shared out as %v, in all %v", all[14:21], sum)
	}
}

// TestExpectedFollowsTheSeason has a unit close half as many cases in one month of each year.
func TestExpectedFollowsTheSeason(t *testing.T) {
	const years, quiet = 4, 300
	c := NewCalendar(0, years*yearDays, func(int32) bool { return false })
	p, closed := &Past{Days: make([]Day, years*yearDays)}, make([]float32, years*yearDays)
	for day := range closed {
		if closed[day] = 10; day%yearDays >= quiet && day%yearDays < quiet+28 {
			closed[day] = 5
		}
	}
	expect(p, closed, c)
	if n := p.Days[3*yearDays+quiet+14].Slow; n < 4.8 || n > 6.5 {
		t.Errorf("in the quiet month %v cases are expected, of 5", n)
	}
	if n := p.Days[3*yearDays+quiet-50].Slow; n < 9.5 || n > 10.5 {
		t.Errorf("before the quiet month %v cases are expected, of 10", n)
	}
}

// TestReportsThatDoNotFollowTheLoad have their expectation rest on the year.
func TestReportsThatDoNotFollowTheLoad(t *testing.T) {
	var follow, not []Day
	for i := range 2 * yearDays {
		n := float32(5 + 10*(i/30%2))
		follow = append(follow, Day{N: n, Slow: 10, X: n})
		not = append(not, Day{N: n, Slow: 10, X: 10})
	}
	if a, b := slowWeight(follow), slowWeight(not); a != 0 || b != 1 {
		t.Errorf("weights of the year: %v where reports follow the load, %v where they do not", a, b)
	}
}
