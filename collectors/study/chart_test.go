package study

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// TestChartsTakeLimitsFromBeforeTheStart shows a unit whose waits fall when
// supervision begins: against its own months before, that is a signal.
func TestChartsTakeLimitsFromBeforeTheStart(t *testing.T) {
	s := town{units: 6, started: 1, months: 30, change: -0.5, seed: 2}.study(t, Settings{})
	with, without := s.Charts[0].Charts[0], s.Charts[1].Charts[0]
	if with.Outcome != Wait || with.Started != 14 || without.Started != -1 {
		t.Fatalf("outcome is %s, supervision starts at %d and %d", with.Outcome, with.Started, without.Started)
	}
	last, segment := with.Last()
	if segment.N != 14 || segment.Trial {
		t.Errorf("limits are from %d points, trial %v; want the 14 before the start", segment.N, segment.Trial)
	}
	if last.Signal != effect.OutsideLimits || last.High {
		t.Errorf("signal is %q, high %v; want a point below the limits", last.Signal, last.High)
	}
	if _, all := without.Last(); all.N != 30 {
		t.Errorf("limits of a unit without supervision are from %d points, want all 30", all.N)
	}
}

// TestChartsOfFewMonthsBefore shows that a short history before the start is
// not enough for limits of its own.
func TestChartsOfFewMonthsBefore(t *testing.T) {
	s := town{units: 2, started: 1, months: 30, seed: 2}.study(t, Settings{ChartMonths: 24})
	c := s.Charts[0].Charts[0]
	if _, segment := c.Last(); c.Started != 8 || segment.N != 24 || c.First != 6 {
		t.Errorf("starts at %d of %d points from month %d; want 8 of 24 from 6", c.Started, segment.N, c.First)
	}
}

// TestChartsStayPossible: no limit and no value is less than nothing or more than all,
// also where a unit is held against others.
func TestChartsStayPossible(t *testing.T) {
	for _, units := range []int{3, 12} { // 3 have no others to be held against
		s := town{units: units, months: 24, seed: 4}.study(t, Settings{})
		limits, values := 0, 0
		for _, u := range s.Charts {
			for _, c := range u.Charts {
				most := math.Inf(1)
				if c.Outcome == Deadline {
					most = 1
				}
				_, segment := c.Last()
				if segment.Lower < 0 || segment.Upper > most {
					t.Errorf("%d units, %s of %s: limits %v to %v", units, c.Outcome, u.Unit, segment.Lower, segment.Upper)
				}
				if segment.Lower == 0 || segment.Upper == most {
					limits++
				}
				for i, p := range c.Points {
					if p.Value < 0 || p.Value > most {
						t.Errorf("%d units, %s of %s, point %d: %v", units, c.Outcome, u.Unit, i, p.Value)
					}
					if c.Reference > 0 && !c.Outcome.Relative() && (p.Value == 0 || p.Value == most) && p.Value != c.Own.Points[i].Value {
						values++
					}
				}
			}
		}
		if limits == 0 || values == 0 && units > 3 {
			t.Errorf("%d units: %d limits and %d values had to be bounded", units, limits, values)
		}
	}
}

// TestMonthsWithoutCasesAreNoPoints shows that a chart neither draws nor
// counts them.
func TestMonthsWithoutCasesAreNoPoints(t *testing.T) {
	p, supervised := town{units: 2, months: 24, seed: 4}.make()
	p.Units[0].Months[20].Started = 3
	for i := range p.Units[1].Months {
		p.Units[1].Months[i].Started = 0
	}
	s, err := New(p, supervised, Settings{Location: oslo})
	if err != nil {
		t.Fatal(err)
	}
	c := s.Charts[0].Charts[0]
	if !math.IsNaN(c.Points[20].Value) || c.N() != 23 {
		t.Errorf("month 20 is %v, of %d points; want none, of 23", c.Points[20].Value, c.N())
	}
	if first := s.Charts[1].Charts[0].Outcome; first == Wait {
		t.Error("a unit that starts no case has a chart of waits")
	}
}

// TestChartsSayWhenSupervisionEnds: what is grey on a chart ends with a programme,
// and begins again with another.
func TestChartsSayWhenSupervisionEnds(t *testing.T) {
	p, supervised := town{units: 12, started: 3, months: 30, seed: 3}.make()
	supervised["unit 00"] = []ledger.Period{
		{From: p.Bounds[2] + day, Until: p.Bounds[9] + day}, {From: p.Bounds[24] + day}, {From: p.Bounds[30] + day},
	}
	supervised["unit 01"] = []ledger.Period{{From: p.Bounds[0] - 90*day, Until: p.Bounds[0] - 9*day}, {From: p.Bounds[15], Until: p.Bounds[30] + 99*day}}
	s, err := New(p, supervised, Settings{Location: oslo})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][][2]int{{{2, 9}, {24, 30}}, {{15, 30}}, {{16, 30}}, nil} {
		if diff := cmp.Diff(want, s.Charts[i].Charts[0].Under); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.Charts[i].Unit, diff)
		}
	}
}
