package disclosure

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"casework/collectors/ledger"
)

// TestNoUnitLearnsOfAnother: who knows the number of one unit, as its manager
// does, cannot tell that of another to within 10 % from a figure of a Table,
// nor from a block in which one unit alone is still alive.
func TestNoUnitLearnsOfAnother(t *testing.T) {
	p, off := testPolicy(), testPolicy()
	off.rules.fewest, off.rules.dominance = 1, 0
	var shown, learned int
	// learns reports whether some unit learns of another.
	learns := func(p *Policy, units []ledger.UnitWindow) bool {
		total, there := p.figures(units)[Received]
		if !there {
			return false
		}
		for i, knows := range units {
			for j, other := range units {
				if i != j && other.Received > 0 && 10*(int(total)-knows.Received-other.Received) < other.Received {
					return true
				}
			}
		}
		return false
	}
	rapid.Check(t, func(t *rapid.T) {
		var units []ledger.UnitWindow
		for range rapid.IntRange(2, 6).Draw(t, "units") {
			n := rapid.SampledFrom([]int{0, 0, 1, 2, 3, 5, 7, 11, 13, 17, 61}).Draw(t, "received")
			units = append(units, ledger.UnitWindow{Received: n})
		}
		if _, there := p.figures(units)[Received]; there {
			shown++
		}
		if learns(p, units) {
			t.Fatalf("a unit learns of another from the sum of %+v", units)
		}
		if learns(off, units) {
			learned++
		}
	})
	if shown < 10 || learned < 10 {
		t.Errorf("%d sums shown, %d disclosed without the rules: the test would prove nothing", shown, learned)
	}
}

// TestStocksOverTime: what stands for months tells by its difference between
// two of them what a unit had that has gone, if it is not rounded.
func TestStocksOverTime(t *testing.T) {
	p, off := testPolicy(), testPolicy()
	off.rules.round = false
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) ledger.UnitWindow {
			return ledger.UnitWindow{Open: rapid.IntRange(5, 15).Draw(t, what)}
		}
		stay := []ledger.UnitWindow{draw("a"), draw("b"), draw("c"), draw("d")}
		for open := 5; open <= 15; open++ { // of the unit that goes
			differ := func(p *Policy) int {
				all := append([]ledger.UnitWindow{{Open: open}}, stay...)
				return int(p.figures(all)[Open] - p.figures(stay)[Open])
			}
			if got := differ(off); got != open {
				t.Fatalf("not rounded, sums differ by %d, the unit had %d", got, open)
			}
			got := differ(p)
			if got%p.MinCell != 0 || got < open-p.MinCell || got > open+p.MinCell {
				t.Fatalf("rounded, sums differ by %d, the unit had %d", got, open)
			}
			// Equal by chance, which who sees the sums cannot know.
			if equal := got == open; equal != (open%p.MinCell == 0) {
				t.Fatalf("rounded, sums differ by %d, the unit had %d, %d stay", got, open, len(stay))
			}
		}
	})
}

// TestDepartedUnit: what is known of a unit that was shown, and has gone with
// cases open, is no part of a Table, from which it could be taken.
func TestDepartedUnit(t *testing.T) {
	open := map[string]int{"departed": 33, "a": 6, "b": 7, "c": 8}
	may := time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC).Unix()
	july := time.Date(2026, 7, 1, 0, 5, 0, 0, time.UTC).Unix()
	lookback := func(_, _ int64, from func(string) (int64, bool)) (all []ledger.UnitWindow) {
		for unit, n := range open {
			if after, asked := from(unit); asked && after < may { // all were received in May
				all = append(all, ledger.UnitWindow{Unit: unit, Open: n})
			}
		}
		return all
	}
	for _, apart := range []bool{true, false} {
		p := testPolicy()
		p.rules.apart, p.rules.round = apart, false
		sizes := []ledger.UnitSize{{Unit: "departed", Cases: 100}, {Unit: "a", Cases: 9}, {Unit: "b", Cases: 9}, {Unit: "c", Cases: 9}}
		n := p.Next(nil, may, sizes, lookback)
		sizes[0].Cases = 0
		n = p.Next(n, july, sizes, lookback)
		want := 6.0 + 7 + 8
		if !apart {
			want += 33
		}
		if got := n.Table.Figures[ledger.Inactive][Open]; got != want {
			t.Errorf("apart %v: %v open cases, want %v", apart, got, want)
		}
	}
}
