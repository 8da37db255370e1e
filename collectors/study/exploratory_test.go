package study

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// tested is how many outcomes are not exploratory.
const tested = 5

// withClocks gives the cases of a panel a handling that takes as long as their wait,
// and a turnaround that takes a pause longer.
func withClocks(p *ledger.Panel, pause int64) {
	for i := range p.Units {
		for j := range p.Units[i].Months {
			m := &p.Units[i].Months[j]
			m.Begun, m.Handled, m.HandledSquares = m.Received, m.Queued, m.QueuedSquares
			m.Ended, m.EndedTotal = m.Started, m.WaitTotal
			m.Paused = pause * m.Received
			m.Open, m.NetSquares = m.Queued+m.Paused, m.QueuedSquares
			m.TurnaroundTotal, m.PausedTotal = 40*day*m.Closed, 10*day*m.Closed
			for k := range m.Types {
				t := &m.Types[k]
				t.Begun, t.Handled, t.HandledSquares = t.Received, t.Queued, t.QueuedSquares
				paused := pause * int64(t.Received)
				t.Open = t.Queued + paused
				m.TypesPaused = append(m.TypesPaused, ledger.TypePaused{Paused: paused, Squares: t.OpenSquares - t.QueuedSquares})
			}
		}
	}
}

func comparisonOf(t *testing.T, s *Study, o Outcome) *Comparison {
	t.Helper()
	i := slices.IndexFunc(s.Comparisons, func(c Comparison) bool { return c.Outcome == o })
	if i < 0 {
		t.Fatalf("%s is not compared", o)
	}
	return &s.Comparisons[i]
}

// TestTimesAreComparedAlike: the same times of the same cases are the same figures,
// whether they are waits, times without pauses or from the start on, with types and
// without.
func TestTimesAreComparedAlike(t *testing.T) {
	for name, easy := range map[string]float64{"one type": 0, "types": 0.5} {
		w := ordinary(16, 36)
		w.change, w.easy, w.easyLater = -0.3, easy, easy
		p, supervised, _ := w.panel(3)
		withClocks(p, 20*day)
		s, err := New(p, supervised, Settings{Location: oslo})
		if err != nil {
			t.Fatal(err)
		}
		wait := comparisonOf(t, s, Wait)
		if wait.Analysis.State != effect.Published || wait.Own.HasMix != (easy > 0) {
			t.Fatalf("%s: wait is %s, with types %v", name, wait.Analysis.State, wait.Own.HasMix)
		}
		for _, o := range []Outcome{NetTurnaround, Handling} {
			c := comparisonOf(t, s, o)
			if diff := cmp.Diff(wait.Analysis, c.Analysis); diff != "" {
				t.Errorf("%s: %s (-wait +it):\n%s", name, o, diff)
			}
			if diff := cmp.Diff(wait.Own, c.Own); diff != "" || c.Started != wait.Started || c.From != wait.From || c.Until != wait.Until {
				t.Errorf("%s: %s: %d cases of %d to %d, own change (-wait +it):\n%s", name, o, c.Started, c.From, c.Until, diff)
			}
		}
		if gross := comparisonOf(t, s, Turnaround); gross.Analysis.Headline.Value <= wait.Analysis.Headline.Value {
			t.Errorf("%s: pauses of 20 days hide nothing of a change in gross turnaround: %v of %v", name, gross.Analysis.Headline.Value, wait.Analysis.Headline.Value)
		}
	}
}

// TestExploratoryOutcomesLeaveOthersAlone: what is found of the others is the same to
// the last bit with them, p-values too, while theirs are corrected for all.
func TestExploratoryOutcomesLeaveOthersAlone(t *testing.T) {
	w := ordinary(16, 36)
	w.change = -0.15
	study := func(settings Settings, clocks bool) *Study {
		p, supervised, _ := w.panel(3)
		withClocks(p, 20*day)
		if !clocks {
			for i := range p.Units {
				for j := range p.Units[i].Months {
					m := &p.Units[i].Months[j]
					m.Begun, m.Paused = 0, 0
				}
			}
		}
		settings.Location = oslo
		s, err := New(p, supervised, settings)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	with, without := study(Settings{}, true), study(Settings{}, false)
	if n := len(without.Comparisons); len(with.Comparisons) != n+2 {
		t.Fatalf("%d outcomes with clocks, %d without", len(with.Comparisons), n)
	}
	if diff := cmp.Diff(without.Comparisons, with.Comparisons[:len(without.Comparisons)]); diff != "" {
		t.Errorf("other outcomes (-without +with):\n%s", diff)
	}
	if fmt.Sprintf("%+v", without.Charts) != fmt.Sprintf("%+v", with.Charts) { // with NaN in them
		t.Error("charts differ")
	}
	var ps []float64 // of all but the primary one
	for i := range with.Comparisons {
		if c := &with.Comparisons[i]; !c.Primary && c.Shown() {
			ps = append(ps, c.Analysis.Headline.P)
		}
	}
	corrected, err := effect.Holm(ps)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range []Outcome{NetTurnaround, Handling} {
		c := comparisonOf(t, with, o)
		if want := corrected[len(corrected)-2+i]; c.P != want || c.P <= c.Analysis.Headline.P {
			t.Errorf("p of %s is %v, want %v, more than %v", o, c.P, want, c.Analysis.Headline.P)
		}
		if n := with.Tried(c); n != len(ps)+1 {
			t.Errorf("%s is judged as one of %d, want %d", o, n, len(ps)+1)
		}
	}
	if n := with.Tried(comparisonOf(t, with, Turnaround)); n != len(ps)-1 {
		t.Errorf("turnaround is judged as one of %d, want %d", n, len(ps)-1)
	}

	// One that is chosen beforehand is no such outcome: it counts fully, and is drawn.
	chosen := study(Settings{Primary: NetTurnaround}, true)
	c := comparisonOf(t, chosen, NetTurnaround)
	if !c.Primary || c.P != c.Analysis.Headline.P || chosen.Tried(c) != len(ps) {
		t.Errorf("net turnaround as the primary outcome: %v, p %v of %v, one of %d", c.Primary, c.P, c.Analysis.Headline.P, chosen.Tried(c))
	}
	drawn := func(s *Study, o Outcome) bool {
		return slices.ContainsFunc(s.Charts[0].Charts, func(c Chart) bool { return c.Outcome == o })
	}
	if !drawn(chosen, NetTurnaround) || drawn(chosen, Handling) || drawn(with, NetTurnaround) {
		t.Error("charts are drawn of others than the outcomes that are tested")
	}
	if values := chosen.Charts[0].Charts; values[len(values)-1].Own.Points[5].Value != 30*day {
		t.Errorf("a month's chart of net turnaround is %v", values[len(values)-1].Own.Points[5].Value)
	}
	if other := study(Settings{Primary: NetTurnaround}, false); !comparisonOf(t, other, Turnaround).Primary {
		t.Error("nothing stands in for a net turnaround that no source records")
	}
}
