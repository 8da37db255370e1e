package study

import (
	"cmp"
	"math"
	"slices"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// A UnitChart is the control chart of one outcome of a unit.
type UnitChart struct {
	Unit string
	*Chart
}

// Foremost are the charts of an outcome that are worth a look first, at most n of
// the units that are to be shown: those whose last month is a signal, then
// those with most cases in it. It is no ranking: they are in the order of
// units' names.
func (s *Study) Foremost(o Outcome, n int, shown func(unit string) bool) []UnitChart {
	last := make(map[string]*ledger.Month, len(s.Panel.Units))
	for i := range s.Panel.Units {
		u := &s.Panel.Units[i]
		last[u.Unit] = &u.Months[len(u.Months)-1]
	}
	type candidate struct {
		UnitChart
		signal bool
		cases  int64
	}
	var all []candidate
	for i := range s.Charts {
		u := &s.Charts[i]
		at := slices.IndexFunc(u.Charts, func(c Chart) bool { return c.Outcome == o })
		if at < 0 || !shown(u.Unit) {
			continue
		}
		c := candidate{UnitChart: UnitChart{u.Unit, &u.Charts[at]}}
		p, _ := c.Last()
		c.signal = !math.IsNaN(p.Value) && p.Signal != effect.NoSignal
		if m := last[u.Unit]; m != nil {
			_, c.cases = o.charted(m)
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(x, y candidate) int {
		if x.signal != y.signal {
			if x.signal {
				return -1
			}
			return 1
		}
		return cmp.Compare(y.cases, x.cases)
	})
	var first []UnitChart
	for _, c := range all[:min(n, len(all))] {
		first = append(first, c.UnitChart)
	}
	slices.SortFunc(first, func(x, y UnitChart) int { return cmp.Compare(x.Unit, y.Unit) })
	return first
}
