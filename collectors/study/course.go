package study

import (
	"math"

	"casework/collectors/ledger"
)

// A Course is an outcome of two groups, month by month, over the months of the
// control charts. With are the units that have started supervision by the last of
// these months; Without are those that have not.
//
// A group is made of the same units in every month. If units joined a group as they
// start, its level would change by who joins, and look like a change in the work.
type Course struct {
	Outcome       Outcome
	First         int       // month of the panel that the first value is of
	With, Without []float64 // as control charts have them; NaN without a value

	// UnitsWith and UnitsWithout are how many units the groups have.
	UnitsWith, UnitsWithout int
	// Begun is how many units With had started by the end of each month.
	Begun []int
}

// Courses are those of every outcome that is recorded, over the units of Charts
// that are to be shown. They rest on the months alone of which a unit's chart
// has a value, with all their cases together; for throughput, a mean of units,
// on the units that have one in every month.
func (s *Study) Courses(shown func(unit string) bool) []Course {
	byName := make(map[string]*ledger.PanelUnit, len(s.Panel.Units))
	for i := range s.Panel.Units {
		byName[s.Panel.Units[i].Unit] = &s.Panel.Units[i]
	}
	var all []Course
	for _, o := range Outcomes() {
		p := pooling{outcome: o}
		for i := range s.Charts {
			u := &s.Charts[i]
			if !shown(u.Unit) {
				continue
			}
			for j := range u.Charts {
				if u.Charts[j].Outcome == o {
					p.add(&u.Charts[j], byName[u.Unit])
				}
			}
		}
		if p.months > 0 {
			all = append(all, p.course())
		}
	}
	return all
}

// A pooling adds up the months of units, by group.
type pooling struct {
	outcome       Outcome
	first, months int
	sums          [2][]ledger.Month // without and with
	units         [2]int
	begun         []int
}

func (p *pooling) add(c *Chart, u *ledger.PanelUnit) {
	if p.outcome == Throughput && c.N() < len(c.Points) {
		return
	}
	if p.months == 0 {
		p.first, p.months = c.First, len(c.Points)
		p.sums = [2][]ledger.Month{make([]ledger.Month, p.months), make([]ledger.Month, p.months)}
		p.begun = make([]int, p.months)
	}
	group := 0
	if c.Started >= 0 {
		group = 1
		for i := c.Started; i < p.months; i++ {
			p.begun[i]++
		}
	}
	p.units[group]++
	for i, pt := range c.Own.Points {
		if !math.IsNaN(pt.Value) {
			p.sums[group][i].AddCounts(&u.Months[c.First+i])
		}
	}
}

func (p *pooling) course() Course {
	values := func(group int) []float64 {
		out := make([]float64, p.months)
		for i := range out {
			y, n := p.outcome.charted(&p.sums[group][i])
			if p.outcome == Throughput {
				y /= float64(p.units[group])
			}
			if n == 0 {
				y = math.NaN()
			}
			out[i] = y
		}
		return out
	}
	return Course{
		Outcome: p.outcome, First: p.first, With: values(1), Without: values(0),
		UnitsWith: p.units[1], UnitsWithout: p.units[0], Begun: p.begun,
	}
}
