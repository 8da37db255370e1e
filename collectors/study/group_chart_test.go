package study

import (
	"math"
	"testing"

	"casework/collectors/effect"
)

// TestGroupChartsShareTheirBaseline: limits of both groups are from the months
// before the first unit started, so a change of one group alone is a signal of
// its chart alone.
func TestGroupChartsShareTheirBaseline(t *testing.T) {
	s := town{units: 12, started: 6, months: 36, change: -0.4, seed: 3}.study(t, Settings{})
	course := s.Courses(func(string) bool { return true })[0]
	with, without, err := s.GroupCharts(&course)
	if err != nil {
		t.Fatal(err)
	}
	if with.Units != 6 || without.Units != 6 {
		t.Errorf("%d and %d units, want 6 and 6", with.Units, without.Units)
	}
	for _, group := range []struct {
		name   string
		chart  GroupChart
		values []float64
	}{{"with", with, course.With}, {"without", without, course.Without}} {
		_, segment := LastOf(&group.chart.Chart)
		mean := 0.0
		for _, v := range group.values[:14] { // the first starts in month 14
			mean += v / 14
		}
		if math.Abs(segment.Mean-mean) > 1e-6*mean || !segment.HasLimits {
			t.Errorf("%s: the centre line is %v with limits %v, want %v with limits", group.name, segment.Mean, segment.HasLimits, mean)
		}
	}
	if last, _ := LastOf(&with.Chart); last.Signal == effect.NoSignal || last.High {
		t.Errorf("a wait that fell by 40 %% is the signal %q, high %v", last.Signal, last.High)
	}
	if last, _ := LastOf(&without.Chart); last.Signal != effect.NoSignal {
		t.Errorf("a group without change is the signal %q", last.Signal)
	}
	if got := s.MonthOf(course.First + 35); got != "2026-05" {
		t.Errorf("the last month is %s, want 2026-05", got)
	}
}
