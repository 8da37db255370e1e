package study

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// drifted returns what a ledger that distinguishes some types derives of a town in
// which supervision changes nothing: 40 units, of which half start after 18 months
// and get 70 % of easy cases from then on, 50 % before. Untyped cases say no type.
func drifted(t *testing.T, distinguished []string, untyped bool) (*ledger.Panel, map[string][]ledger.Period) {
	t.Helper()
	var bounds []int64
	for i := range 37 {
		bounds = append(bounds, time.Date(2023, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC).Unix())
	}
	at := bounds[36] + 100*day
	l := ledger.New(ledger.Options{CaseTypes: distinguished}, 1, at)
	r := rand.New(rand.NewPCG(3, 4))
	var page ledger.Page
	supervised := map[string][]ledger.Period{}
	for unit := range 40 {
		name := fmt.Sprintf("unit %02d", unit)
		mean := (8 + 6*r.Float64()) * day
		if unit < 20 {
			supervised[name] = []ledger.Period{{From: bounds[18]}}
		}
		for month := range 36 {
			easy := 0.5
			if unit < 20 && month >= 18 {
				easy = 0.7
			}
			for range 30 {
				c := ledger.Case{
					ID: l.Keyer().Int(uint64(len(page.Cases))), Unit: name, Type: "hard", Reopened: -1, Changed: 1,
					Received: bounds[month] + r.Int64N(bounds[month+1]-bounds[month]),
				}
				work := mean * r.ExpFloat64() * 1.5
				if r.Float64() < easy {
					c.Type, work = []string{"easy", "plain", "simple"}[r.IntN(3)], work/3
				}
				if untyped {
					c.Type = ""
				}
				c.Started = c.Received + int64(work)
				c.Closed = c.Started + day
				page.Cases = append(page.Cases, c)
			}
		}
	}
	l.Apply(ledger.Cases, &page, at)
	l.EndBaseline(ledger.Cases)
	return l.Panel(bounds, 90*day, at), supervised
}

// TestMixOfTypesThatNobodyNamed: more of the easy cases fool nobody who named no
// types, as the ledger knows them; they would if the source had none.
func TestMixOfTypesThatNobodyNamed(t *testing.T) {
	waits := func(p *ledger.Panel, supervised map[string][]ledger.Period) *Comparison {
		t.Helper()
		s, err := New(p, supervised, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		return &s.Comparisons[slices.IndexFunc(s.Comparisons, func(c Comparison) bool { return c.Outcome == Wait })]
	}
	unnamed, supervised := drifted(t, nil, false)
	for _, named := range [][]string{{"hard"}, {"simple", "easy", "never met", "plain", "hard"}} {
		other, _ := drifted(t, named, false)
		if diff := cmp.Diff(unnamed, other); diff != "" {
			t.Errorf("with %q distinguished (-none +some):\n%s", named, diff)
		}
	}
	if c := waits(unnamed, supervised); c.Answer() != effect.CannotTell || !c.Own.HasMix || c.Own.Mix > -1 {
		t.Errorf("no types are named: answer %v, p %.4f, own change %+v; want to tell nothing, and days that are mix", c.Answer(), c.P, *c.Own)
	}
	none, _ := drifted(t, nil, true)
	if c := waits(none, supervised); c.Answer() == effect.CannotTell || c.Own.HasMix {
		t.Errorf("without types: answer %v, p %.4f, own change %+v; this town would not show that types matter", c.Answer(), c.P, *c.Own)
	}
}
