package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/lottery"
)

func unitName(i int) string { return fmt.Sprintf("unit %04d", i) }

// A lotteryWorld is the lottery of a simulated panel.
type lotteryWorld struct {
	of     *lottery.Draw
	starts map[string]time.Time
	own    int // units that started of their own accord
}

// draw draws the starts of a panel's units that are drawn by lot, over the
// months in which units may start; nil without a lottery.
func (w world) draw(p *ledger.Panel, seed uint64) *lotteryWorld {
	if w.lottery == 0 {
		return nil
	}
	l := &lotteryWorld{starts: map[string]time.Time{}, own: int(math.Round(float64(w.started) * (1 - w.lottery)))}
	r := rand.New(rand.NewPCG(seed, 123))
	var units []lottery.Unit
	for i := l.own; i < w.units; i++ {
		units = append(units, lottery.Unit{Name: unitName(i), Cases: int64(100 + r.IntN(400))})
	}
	starts, months := w.started-l.own, w.last-w.first+1
	first := time.Unix(p.Bounds[w.first-1], 0).UTC()
	d, err := lottery.New(units, lottery.Options{
		Source: "simulated", Seed: fmt.Sprint(seed), At: first.AddDate(0, -1, 0), First: first,
		PerMonth: (starts + months - 1) / months, Starts: starts, Strata: 2,
	})
	if err != nil {
		panic(err)
	}
	l.of = d
	for _, u := range d.Units {
		l.starts[u.Name] = u.Start
	}
	return l
}

func (l *lotteryWorld) draw() *lottery.Draw {
	if l == nil {
		return nil
	}
	return l.of
}

// startOf is the index of the month in which unit i starts, past the end for
// never: what was drawn, or what it would have chosen if it took no part.
func (l *lotteryWorld) startOf(i, chosen int, p *ledger.Panel) int {
	if i < l.own {
		return chosen
	}
	start := l.starts[unitName(i)]
	for t := range len(p.Bounds) - 1 {
		if !start.IsZero() && p.Bounds[t] >= start.Unix() {
			return t
		}
	}
	return len(p.Bounds)
}
