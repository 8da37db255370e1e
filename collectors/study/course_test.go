package study

import (
	"math"
	"testing"
)

// TestCoursesPoolTheSameUnits shows that a group's month is that of all cases of
// its units together, and that the group does not change as units start.
func TestCoursesPoolTheSameUnits(t *testing.T) {
	s := town{units: 8, started: 3, months: 30, change: -0.4, seed: 3}.study(t, Settings{})
	all := s.Courses(func(string) bool { return true })
	if len(all) != tested {
		t.Fatalf("%d courses, want one of each outcome but for exploratory ones", len(all))
	}
	wait := all[0]
	if wait.Outcome != Wait || wait.UnitsWith != 3 || wait.UnitsWithout != 5 || len(wait.With) != 30 || len(wait.Begun) != 30 {
		t.Fatalf("course of %s: %d and %d units, %d months", wait.Outcome, wait.UnitsWith, wait.UnitsWithout, len(wait.With))
	}
	for month := range 30 {
		var total, cases int64
		for _, u := range s.Panel.Units[:3] {
			total, cases = total+u.Months[month].WaitTotal, cases+u.Months[month].Started
		}
		if want := float64(total) / float64(cases); wait.With[month] != want {
			t.Errorf("month %d: %v, want %v of the same three units", month, wait.With[month], want)
		}
	}
	if wait.Begun[13] != 0 || wait.Begun[14] != 1 || wait.Begun[29] != 3 {
		t.Errorf("units that had begun: %v", wait.Begun)
	}
	closed := all[2]
	var sum int64
	for _, u := range s.Panel.Units[3:] {
		sum += u.Months[7].Closed
	}
	if want := float64(sum) / 5; closed.Outcome != Throughput || math.Abs(closed.Without[7]-want) > 1e-9 {
		t.Errorf("%s is %v, want a mean of units, %v", closed.Outcome, closed.Without[7], want)
	}
}

// TestCoursesLeaveOutWhatChartsDo shows that neither a unit that is not to be
// shown, nor a month with too few cases, is any part of a group.
func TestCoursesLeaveOutWhatChartsDo(t *testing.T) {
	made := func(hidden, few int64) []Course {
		p, supervised := town{units: 6, started: 2, months: 24, seed: 5}.make()
		p.Units[0].Months[9].WaitTotal = hidden
		p.Units[5].Months[9].Started, p.Units[5].Months[9].WaitTotal = 4, few // with at least 5
		s, err := New(p, supervised, Settings{Location: oslo})
		if err != nil {
			t.Fatal(err)
		}
		return s.Courses(func(unit string) bool { return unit != "unit 00" })
	}
	one, other := made(1e6, 1e5), made(9e6, 9e5)
	if one[0].With[9] != other[0].With[9] || one[0].Without[9] != other[0].Without[9] {
		t.Errorf("what is hidden shows: %v and %v, %v and %v", one[0].With[9], other[0].With[9], one[0].Without[9], other[0].Without[9])
	}
	if one[0].UnitsWith != 1 || one[0].UnitsWithout != 4 {
		t.Errorf("%d and %d units, want 1 and 4", one[0].UnitsWith, one[0].UnitsWithout)
	}
}
