package main

import (
	"math"
	"slices"
	"testing"
	"time"

	"casework/collectors/effect"
	"casework/collectors/ledger"
	"casework/collectors/study"
)

// studied compares the units of a simulated municipality as the exporter
// does, and returns the outcomes of those names.
func studied(t *testing.T, s *Simulation, outcomes ...study.Outcome) (all []*study.Comparison) {
	t.Helper()
	l := rowsOf(s)
	first, _ := l.Extent(ledger.Cases)
	f := study.Calendar{Location: s.Options.Zone, Lag: 5 * 24 * time.Hour, Months: 60}.Freeze(first, s.Options.Now)
	found, err := study.New(l.Panel(f.Bounds, 90*86400, f.At), l.Supervised(), study.Settings{Location: s.Options.Zone})
	if err != nil {
		t.Fatal(err)
	}
	for _, outcome := range outcomes {
		i := slices.IndexFunc(found.Comparisons, func(c study.Comparison) bool { return c.Outcome == outcome })
		if i < 0 {
			t.Fatalf("no comparison of %s", outcome)
		}
		all = append(all, &found.Comparisons[i])
	}
	return all
}

// rowsOf is the ledger of an exporter that has read a simulated municipality.
func rowsOf(s *Simulation) *ledger.Ledger {
	now := s.Options.Now.Unix()
	l := ledger.New(ledger.Options{}, 1, now)
	var programmes []ledger.Programme
	for _, u := range s.model.units {
		if u.start != 0 {
			programmes = append(programmes, ledger.Programme{Unit: u.name, Name: programme, From: u.start})
		}
	}
	l.SetProgrammes(programmes)
	page := ledger.Page{}
	for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
		page.Cases = append(page.Cases, ledger.Case{
			ID: l.Keyer().Int(uint64(c.ID.Num)), Unit: c.Unit, Received: c.Received, Started: c.Started, Closed: c.Closed,
			Deadline: c.Deadline, Reopened: -1, Changed: now * 1e6,
		})
	}
	l.Apply(ledger.Cases, &page, now)
	page = ledger.Page{}
	for _, e := range s.Town.Errors.View().Between(minTime, maxTime) {
		page.Errors = append(page.Errors, ledger.Error{
			ID: l.Keyer().Int(uint64(e.ID.Num)), Unit: e.Unit, Kind: e.Kind, Reported: e.Reported, Changed: now * 1e6,
		})
	}
	l.Apply(ledger.Errors, &page, now)
	page = ledger.Page{}
	for _, p := range s.Town.Pauses.View().Between(minTime, maxTime) {
		page.Pauses = append(page.Pauses, ledger.Pause{
			ID: ledger.PauseID(l.Keyer().Int(uint64(p.ID.Num))), Case: l.Keyer().Int(uint64(p.Case.Num)),
			Paused: p.Paused, Resumed: p.Resumed, Changed: now * 1e6,
		})
	}
	l.Apply(ledger.Pauses, &page, now)
	return l
}

// truth is the mean over units of the mean over their months since the start
// of what supervision truly changed waits by, as a logarithm: less than the
// stated change, as it is reached over three months.
func truth(s *Simulation, c *study.Comparison) float64 {
	sum, n := 0.0, 0
	for i := range s.model.units {
		u := &s.model.units[i]
		if u.start == 0 || u.start >= c.Until {
			continue
		}
		one, months := 0.0, 0
		for at := time.Unix(u.start, 0).In(s.Options.Zone); at.Unix() < c.Until; at = at.AddDate(0, 1, 0) {
			one += math.Log(1 + s.model.Wait*u.supervised(at.AddDate(0, 0, 15).Unix()))
			months++
		}
		sum += one / float64(months)
		n++
	}
	return sum / float64(n)
}

// TestTheComparisonFindsTheStatedEffect shows that the exporter's comparison
// contains what is true of the simulation, where careless ones mislead, and
// that a simulation without an effect is not said to have one.
func TestTheComparisonFindsTheStatedEffect(t *testing.T) {
	for name, wait := range map[string]float64{"a quarter less": -0.25, "none": 0, "half": -0.5} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, func(o *Options) { o.EffectWait = wait })
			of := studied(t, s, study.Wait, study.Turnaround, study.NetTurnaround, study.Handling)
			c := of[0]
			if c.Analysis.State != effect.Published {
				t.Fatalf("state is %s: %+v", c.Analysis.State, c.Analysis.Counts)
			}
			head, want := c.Analysis.Headline, truth(s, c)
			t.Logf("estimate %+.3f [%+.3f, %+.3f], p %.3f; true %+.3f, in full %+.2f; raw %+.3f before, %+.3f after",
				c.Outcome.Ratio(head.Value), c.Outcome.Ratio(head.Low), c.Outcome.Ratio(head.High), c.P, c.Outcome.Ratio(want), wait,
				c.Outcome.Ratio(c.Analysis.Raw.Before), c.Outcome.Ratio(c.Analysis.Raw.After))
			if want < head.Low || want > head.High {
				t.Error("the interval does not contain the truth")
			}
			if without := head.Low <= 0 && head.High >= 0; without != (wait == 0) {
				t.Errorf("the interval contains no change: %v", without)
			}
			if called := c.P < 0.05; called != (wait != 0) {
				t.Errorf("called a change: %v", called)
			}
			// Supervision does nothing to pauses, nor to the time from the start on: gross
			// turnaround, most of which they are, shows less of what it does to waits.
			gross, net, handling := of[1].Analysis.Headline, of[2].Analysis.Headline, of[3].Analysis.Headline
			t.Logf("turnaround %+.3f, without pauses %+.3f (p %.3f), from start to closing %+.3f [%+.3f, %+.3f]",
				math.Expm1(gross.Value), math.Expm1(net.Value), of[2].P, math.Expm1(handling.Value), math.Expm1(handling.Low), math.Expm1(handling.High))
			if called := of[2].P < 0.05; called != (wait != 0) || wait != 0 && net.Value >= gross.Value {
				t.Errorf("without pauses, a change is called: %v", called)
			}
			if handling.Low > 0 || handling.High < 0 || of[3].P < 0.05 {
				t.Error("supervision is said to have changed the time from start to closing")
			}
		})
	}
}
