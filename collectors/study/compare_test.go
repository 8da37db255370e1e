package study

import (
	"math"
	"slices"
	"testing"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// TestAnticipation: cases received in the last three months before a start are
// followed past it, so those months are neither before nor after.
func TestAnticipation(t *testing.T) {
	p, supervised := town{units: 24, started: 10, months: 40, seed: 8}.make()
	before := study(t, p, supervised).of(t, Wait)
	for i := range p.Units {
		if len(supervised[p.Units[i].Unit]) == 0 {
			continue
		}
		start, _ := slices.BinarySearch(p.Bounds, supervised[p.Units[i].Unit][0].From)
		for m := start - 4; m < start-1; m++ { // bounds[start-1] begins the month of the start
			p.Units[i].Months[m].Queued *= 3
			p.Units[i].Months[m].Closed *= 3
		}
	}
	s := study(t, p, supervised)
	got := s.of(t, Wait).Analysis
	if !near(got.Headline.Value, before.Analysis.Headline.Value) || !near(got.PreTrend.Slope, before.Analysis.PreTrend.Slope) {
		t.Errorf("the three months before a start count for waits: %v became %v", before.Analysis.Headline.Value, got.Headline.Value)
	}
	if got := s.of(t, Throughput).Analysis.Headline.Value; got > -0.1 {
		t.Errorf("closings in the three months before a start do not count: %v", got)
	}
	for days, want := range map[int64]int{30: 1, 31: 2, 90: 3, 92: 4} {
		if got := (&Study{Panel: &ledger.Panel{FollowUp: days * day}}).anticipation(Wait); got != want {
			t.Errorf("%d days reach %d months back, want %d", days, got, want)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func study(t *testing.T, p *ledger.Panel, supervised map[string][]ledger.Period) *Study {
	t.Helper()
	s, err := New(p, supervised, Settings{Location: oslo})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFewClosings: months in which few cases were closed are not left out, as
// these may be what supervision did; a unit takes part by its base.
func TestFewClosings(t *testing.T) {
	p, supervised := town{units: 30, started: 15, months: 40, seed: 5}.make()
	closings := func(u *ledger.PanelUnit, from int, n func(month int) int64) {
		for m := from; m < len(u.Months); m++ {
			u.Months[m].Closed, u.Months[m].TurnaroundTotal = n(m), 30*day*n(m)
		}
	}
	for i := range p.Units {
		u := &p.Units[i]
		closings(u, 0, func(m int) int64 { return int64(6 + (i+m)%5) })
		if of := supervised[u.Unit]; len(of) > 0 {
			start, _ := slices.BinarySearch(p.Bounds, of[0].From)
			closings(u, start-1, func(m int) int64 { return int64(2 + (i+m)%5) })
		}
	}
	closings(&p.Units[29], 0, func(int) int64 { return 3 })
	c := study(t, p, supervised).of(t, Throughput)
	if got := c.Outcome.Ratio(c.Analysis.Headline.Value); math.Abs(got+0.5) > 0.05 {
		t.Errorf("closings fell from 8 to 4 a month, which is shown as %.3f", got)
	}
	if n := c.Analysis.Counts; n.Controls != 14 || n.Sparse != 1 {
		t.Errorf("%d controls, %d with too few; the unit with three closings a month has no base", n.Controls, n.Sparse)
	}
}

// TestClosedUnits: to a unit that is no more nothing happens, which is no fall
// to zero.
func TestClosedUnits(t *testing.T) {
	s := &Study{Panel: &ledger.Panel{Bounds: []int64{100, 200, 300, 400, 500}}, Settings: Settings{MinCases: 1}}
	u := &ledger.PanelUnit{Since: 1, Months: []ledger.Month{{Received: 3, Closed: 3}, {Closed: 0}, {Received: 1}, {}}}
	got := s.series(Throughput, u, Throughput.compared, 4, [2]int{0, 1})
	want := []float64{math.Log(3.5), math.Log(0.5), math.Log(0.5), math.NaN()}
	if !slices.EqualFunc(got, want, sameFloat) {
		t.Errorf("cases closed are %v, want %v", got, want)
	}
}

// TestRowsOfSpells: what lies between two spells of supervision belongs to
// neither, unless it is long enough to be the time before the second.
func TestRowsOfSpells(t *testing.T) {
	for name, tt := range map[string]struct {
		spells       []spell
		anticipation int
		want         []row
	}{
		"never":                                {nil, 3, []row{{unit: 4, until: openEnd}}},
		"until now":                            {[]spell{{50, openEnd}}, 3, []row{{4, 0, 50, openEnd}}},
		"over":                                 {[]spell{{50, 60}}, 0, []row{{4, 0, 50, 60}}},
		"cases that are followed past the end": {[]spell{{50, 60}}, 3, []row{{4, 0, 50, 57}}},
		"shorter than that":                    {[]spell{{50, 51}}, 3, []row{{4, 0, 50, 50}}},
		"soon again":                           {[]spell{{50, 60}, {74, openEnd}}, 3, []row{{4, 0, 50, 57}}},
		"long after": {
			[]spell{{50, 60}, {75, openEnd}}, 3, []row{{4, 0, 50, 57}, {4, 60, 75, openEnd}},
		},
		"three": {
			[]spell{{50, 60}, {62, 70}, {82, 90}}, 0, []row{{4, 0, 50, 60}, {4, 70, 82, 90}},
		},
	} {
		if got := rowsOf(4, tt.spells, tt.anticipation); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestEndedSupervision: months after the end of a programme are no months
// under supervision.
func TestEndedSupervision(t *testing.T) {
	w := town{units: 24, started: 10, months: 40, change: -0.2, seed: 8}
	p, supervised := w.make()
	for unit, of := range supervised {
		start, _ := slices.BinarySearch(p.Bounds, of[0].From)
		end := min(start+9, len(p.Bounds)-2)
		of[0].Until = p.Bounds[end]
		i := slices.IndexFunc(p.Units, func(u ledger.PanelUnit) bool { return u.Unit == unit })
		for m := end; m < len(p.Units[i].Months); m++ {
			p.Units[i].Months[m].Queued *= 4
		}
	}
	c := study(t, p, supervised).of(t, Wait)
	if c.Analysis.Headline == nil {
		t.Fatalf("state %s of %+v", c.Analysis.State, c.Analysis.Counts)
	}
	if got := c.Outcome.Ratio(c.Analysis.Headline.Value); math.Abs(got+0.2) > 0.05 {
		t.Errorf("waits were 20 %% shorter while programmes lasted, which is shown as %.3f", got)
	}
	if c.Ended != c.Analysis.Counts.Treated {
		t.Errorf("%d of %d have ended, want all", c.Ended, c.Analysis.Counts.Treated)
	}
	if a := c.Answer(); a != effect.BeyondEarlier {
		t.Errorf("the answer is %s", a)
	}
}
