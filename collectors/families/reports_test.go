package families

import (
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// TestForgottenNamesMoveNoFigures: when the ledger forgets names, those that stay get
// other numbers; their series stay theirs.
func TestForgottenNamesMoveNoFigures(t *testing.T) {
	in := benchInput(0)
	in.HasErrors, in.ErrorsRecent, in.HasSessions, in.SessionsRecent = true, true, true, true
	b := NewBuilder(Options{Source: "test", WaitBounds: benchBounds, TurnaroundBounds: benchBounds})
	// shown is what is shown of the names, of which the one with a number has it as its figure.
	shown := func(names ...ledger.Name) map[*metric.Def]map[timeseries.Series]float64 {
		view := *in.View
		view.Kinds, view.Programmes = names, names
		u := *in.View.Units[0]
		u.Stamp = 0
		view.Units = []*ledger.UnitView{&u}
		counters := *u.Counters
		held := make([]ledger.Held, len(names))
		counters.Errors = [2][]uint64{make([]uint64, len(names)), make([]uint64, len(names))}
		for i, n := range names {
			counters.Errors[ledger.Active][i], held[i].Held = uint64(n.Created), int(n.Created)
		}
		u.Counters, u.Sessions = &counters, [][]ledger.Held{held}
		next := *in
		next.View = &view
		made, err := b.Build(&next)
		if err != nil {
			t.Fatal(err)
		}
		all := map[*metric.Def]map[timeseries.Series]float64{}
		for _, def := range []*metric.Def{&metric.ErrorsReported, &metric.WindowSessionsHeld} {
			samples := made[def]
			all[def] = map[timeseries.Series]float64{}
			for s := range samples.All() {
				if s.Value > 0 {
					all[def][s.Series] = s.Value
				}
			}
		}
		return all
	}
	before := shown(ledger.Name{}, ledger.Name{Name: "gone", Created: 7}, ledger.Name{Name: "stays", Created: 9})
	after := shown(ledger.Name{}, ledger.Name{Name: "stays", Created: 9})
	for def, was := range before {
		if len(was) != 2 || len(after[def]) != 1 {
			t.Errorf("%s: %d series, and then %d; want 2 and 1", def.Name, len(was), len(after[def]))
		}
		for s, v := range after[def] {
			if was[s] != v || v != 9 {
				t.Errorf("%s%s was %v, and is %v once a name is forgotten; want 9", def.Name, s, was[s], v)
			}
		}
	}
}
