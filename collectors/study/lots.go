package study

import (
	"casework/collectors/effect"
	"casework/collectors/lottery"
)

// Lots say how units of the panel took part in a lottery. Comparisons are then of these
// units alone. Each counts from the month that was drawn for it, or as a unit without
// supervision, whatever it did: which units keep to a draw is not drawn by lot
// (intention to treat). Indexes of units in an Analysis are among these units.
type Lots struct {
	// Units of the panel took part. Started of them were to start within it.
	Units, Started int
	// Deviating started in another month than was drawn, or did not start, or did
	// without having been drawn.
	Deviating int
	// Others of the panel's units took no part, and are not compared.
	Others int

	strata map[string]int // by unit
}

// drawn is s with the panel's units that took part in the lottery alone, and
// their spells as they were drawn.
func (s *Study) drawn(spells [][]spell) (*Study, [][]spell) {
	lots := map[string]lottery.Unit{}
	for _, u := range s.Settings.Lottery.Units {
		lots[u.Name] = u
	}
	out, panel := *s, *s.Panel
	out.Panel, out.Lots = &panel, &Lots{strata: map[string]int{}}
	panel.Units = nil
	var as [][]spell
	for i, u := range s.Panel.Units {
		lot, ok := lots[u.Unit]
		if !ok {
			out.Lots.Others++
			continue
		}
		out.Lots.strata[u.Unit] = lot.Stratum
		panel.Units = append(panel.Units, u)
		as = append(as, out.Lots.add(lot, spells[i], s.lastMonth()))
	}
	return &out, as
}

// add counts a unit with its lot and what it did, and returns the spell that it
// counts with. last is the panel's last month.
func (l *Lots) add(lot lottery.Unit, did []spell, last int) []spell {
	l.Units++
	start := 0
	if !lot.Start.IsZero() {
		start = effect.Months(lot.Start.Year(), int(lot.Start.Month()))
	}
	began := firstStart(did)
	due := start != 0 && start <= last
	if due {
		l.Started++
	}
	kept := began == start || !due && (began == 0 || began > last)
	switch {
	case !kept:
		l.Deviating++
	case due:
		return did[:1] // over when it is over
	}
	if start == 0 {
		return nil
	}
	return []spell{{start: start, until: openEnd}}
}

// Begun are the units that have been under supervision.
func (s *Study) Begun() map[string]bool {
	begun := map[string]bool{}
	for i, u := range s.Panel.Units {
		if firstStart(s.did[i]) != 0 {
			begun[u.Unit] = true
		}
	}
	return begun
}

// lastMonth is the panel's last month; 0 without any.
func (s *Study) lastMonth() int {
	if n := len(s.Panel.Bounds); n >= 2 {
		return s.month(s.Panel.Bounds[n-2])
	}
	return 0
}

// stratum is that of a unit in the lottery; 0 without one.
func (s *Study) stratum(unit string) int {
	if s.Lots == nil {
		return 0
	}
	return s.Lots.strata[unit]
}
