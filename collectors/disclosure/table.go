package disclosure

import (
	"slices"

	"casework/collectors/duration"
	"casework/collectors/ledger"
)

// A Table is what is shown of the hidden units together: over the shortest
// window before the beginning of a month, for each state of supervision. It
// stands until the next one.
type Table struct {
	At     int64  `json:"at"`     // the end of the window, Unix seconds
	Window string `json:"window"` // its name

	// Figures are those that may be shown, by supervision state. One that may
	// not is missing.
	Figures [2]map[Statistic]float64 `json:"figures"`
}

// A Statistic is what a figure of a Table says.
type Statistic string

// The statistics of a Table. Times are in seconds.
const (
	Received         Statistic = "received"
	Started          Statistic = "started"
	WaitMedian       Statistic = "wait_median"
	WaitP90          Statistic = "wait_p90"
	WaitMean         Statistic = "wait_mean"
	Closed           Statistic = "closed"
	TurnaroundMedian Statistic = "turnaround_median"
	TurnaroundP90    Statistic = "turnaround_p90"
	TurnaroundMean   Statistic = "turnaround_mean"
	Handled          Statistic = "handled"
	HandlingMedian   Statistic = "handling_median"
	HandlingP90      Statistic = "handling_p90"
	HandlingMean     Statistic = "handling_mean"
	DeadlineCases    Statistic = "deadline_cases"
	MetShare         Statistic = "deadline_met"
	Errors           Statistic = "errors"
	Queue            Statistic = "queue"
	Open             Statistic = "open"
	Overdue          Statistic = "overdue"
)

// rules are what makes the Table and the sides of units safe. Tests switch
// single ones off, to see that it is they that keep an attacker out.
type rules struct {
	fewest    int  // units that a figure rests on
	dominance int  // per cent of the largest unit that remain without the two largest
	parts     bool // both parts of a share are judged as the whole is
	round     bool // what stands at an instant is rounded
	apart     bool // what a unit received while it was shown is left out
	wait      bool // a unit waits before it is shown
	follow    bool // and longer for what is said of the cases that it received
}

// allRules are the rules. Anybody in one of two units knows his own number, so
// there are three at least. That two of them cannot estimate the third to
// within 10 % is the p % rule: Hundepool et al., Statistical Disclosure Control
// (2012), 4.2.
func allRules() rules {
	return rules{fewest: 3, dominance: 10, parts: true, round: true, apart: true, wait: true, follow: true}
}

// table is the Table as of an instant.
func (p *Policy) table(n *Screening, at int64, lookback ledger.Lookback) *Table {
	t := &Table{At: at, Window: p.shortest.Name}
	all := lookback(at, p.shortest.Seconds, func(unit string) (int64, bool) {
		placed := n.Units[unit]
		if !p.rules.apart {
			placed.ShownUntil = 0
		}
		return placed.ShownUntil, placed.Side == hidden
	})
	for state := range t.Figures {
		units := slices.DeleteFunc(slices.Clone(all), func(u ledger.UnitWindow) bool { return u.State != state })
		t.Figures[state] = p.figures(units)
	}
	return t
}

// figures are those of units of one state that may be shown.
func (p *Policy) figures(units []ledger.UnitWindow) map[Statistic]float64 {
	out := map[Statistic]float64{}
	count := func(f Statistic, size func(u *ledger.UnitWindow) int) bool {
		n, safe := p.total(units, size)
		if safe {
			out[f] = float64(n)
		}
		return safe
	}
	count(Received, func(u *ledger.UnitWindow) int { return u.Received })
	count(Errors, func(u *ledger.UnitWindow) int { return u.Errors })
	count(Started, func(u *ledger.UnitWindow) int { return u.Started })
	waits := func(u *ledger.UnitWindow) []uint32 { return u.Waits }
	if _, safe := p.total(units, func(u *ledger.UnitWindow) int { return len(u.Waits) }); safe {
		p.describe(out, [3]Statistic{WaitMedian, WaitP90, WaitMean}, units, waits)
	}
	turnarounds := func(u *ledger.UnitWindow) []uint32 { return u.Turnarounds }
	if count(Closed, func(u *ledger.UnitWindow) int { return len(u.Turnarounds) }) {
		p.describe(out, [3]Statistic{TurnaroundMedian, TurnaroundP90, TurnaroundMean}, units, turnarounds)
	}
	handlings := func(u *ledger.UnitWindow) []uint32 { return u.Handlings }
	if count(Handled, func(u *ledger.UnitWindow) int { return len(u.Handlings) }) {
		p.describe(out, [3]Statistic{HandlingMedian, HandlingP90, HandlingMean}, units, handlings)
	}
	if count(DeadlineCases, func(u *ledger.UnitWindow) int { return u.WithDeadline }) {
		met, metSafe := p.total(units, func(u *ledger.UnitWindow) int { return u.Met })
		_, missedSafe := p.total(units, func(u *ledger.UnitWindow) int { return u.WithDeadline - u.Met })
		if metSafe && missedSafe || !p.rules.parts {
			out[MetShare] = float64(met) / out[DeadlineCases]
		}
	}
	for f, size := range map[Statistic]func(u *ledger.UnitWindow) int{
		Queue:   func(u *ledger.UnitWindow) int { return u.Waiting },
		Open:    func(u *ledger.UnitWindow) int { return u.Open },
		Overdue: func(u *ledger.UnitWindow) int { return u.Overdue },
	} {
		if count(f, size) && p.rules.round {
			// By their difference, two exact ones would tell what a unit had
			// that has come or gone in between.
			out[f] = float64((int(out[f]) + p.MinCell/2) / p.MinCell * p.MinCell)
		}
	}
	return out
}

// total is the sum over units of what each has, and whether it may be shown.
// Those that have nothing do not count as units that it rests on.
func (p *Policy) total(units []ledger.UnitWindow, size func(u *ledger.UnitWindow) int) (sum int, safe bool) {
	var largest, second, with int
	for i := range units {
		n := size(&units[i])
		if n == 0 {
			continue
		}
		with++
		sum += n
		second = max(second, min(n, largest))
		largest = max(largest, n)
	}
	rest := sum - largest - second
	return sum, with >= p.rules.fewest && sum >= p.MinCell && 100*rest >= p.rules.dominance*largest
}

// describe adds the distribution of the times of units.
func (p *Policy) describe(out map[Statistic]float64, names [3]Statistic, units []ledger.UnitWindow, of func(u *ledger.UnitWindow) []uint32) {
	var all []uint32
	for i := range units {
		all = append(all, of(&units[i])...)
	}
	d := duration.Describe(all)
	out[names[0]], out[names[1]], out[names[2]] = d.Median, d.P90, d.Mean
}
