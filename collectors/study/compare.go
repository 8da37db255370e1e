package study

import (
	"math"
	"slices"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// year is the number of months in which seasons return.
const year = 12

// compare analyses one outcome.
func (s *Study) compare(o Outcome, spells [][]spell) (Comparison, error) {
	c := Comparison{Outcome: o}
	panel, rows := s.rows(o, spells)
	settings := s.analysis(o)
	settings.Weights, settings.Clustered = true, len(rows) > len(s.Panel.Units)
	var err error
	if c.Analysis, err = analyse(panel, settings); err != nil {
		return c, err
	}
	c.span(s.Panel.Bounds, panel.Periods)
	at := map[int]int{}
	for t, period := range panel.Periods {
		at[period] = t
	}
	c.Own = s.own(o, rows, c.Analysis.Basis, at)
	s.countCases(&c, rows, at)
	for i := range c.Analysis.Units {
		contrast := &c.Analysis.Units[i]
		contrast.Unit = rows[contrast.Unit].unit
	}
	return c, nil
}

// analysis is how an outcome is analysed.
func (s *Study) analysis(o Outcome) effect.Settings {
	return effect.Settings{
		Window: s.Settings.BaseMonths, Anticipation: s.anticipation(o), Season: year,
		Drawn: s.Lots != nil, Seed: seed, Draws: s.draws,
	}
}

// rows are the rows of the effect.Panel that is analysed for an outcome: one for each
// unit and spell that counts by itself, see rowsOf.
func (s *Study) rows(o Outcome, spells [][]spell) (panel effect.Panel, rows []row) {
	months := o.usable(s.Panel)
	for t := range months {
		panel.Periods = append(panel.Periods, s.month(s.Panel.Bounds[t]))
	}
	before := s.beforeAnyStart(spells, panel.Periods)
	anticipation := s.anticipation(o)
	monthly := o.compared
	if o.Followed() {
		first := before[1] // all of the panel's months if none started
		if first < months {
			first -= anticipation
		}
		monthly = s.expect(o, first).logRatio
	}
	for i := range s.Panel.Units {
		u := &s.Panel.Units[i]
		y := s.series(o, u, monthly, months, s.baseOf(spells[i], panel.Periods, before))
		for _, r := range rowsOf(i, spells[i], anticipation) {
			rows = append(rows, r)
			panel.Units = append(panel.Units, effect.Unit{
				Adopted: r.start, Weight: caseload(u, before), Cluster: i, Stratum: s.stratum(u.Unit), Y: r.seen(y, panel.Periods),
			})
		}
	}
	return panel, rows
}

// span fills From and Until: a roll-out is compared for as long as there are
// units that have not started.
func (c *Comparison) span(bounds []int64, periods []int) {
	if len(bounds) == 0 {
		return
	}
	c.From = bounds[0]
	end, found := slices.BinarySearch(periods, c.Analysis.Counts.Until)
	if !found {
		end = len(periods) - 1
	}
	c.Until = bounds[end+1]
}

// anticipation is how many months before a start do not count, as their cases are
// followed past it and so are handled in part after it.
func (s *Study) anticipation(o Outcome) int {
	if !o.Followed() {
		return 0
	}
	const month = 146097 * 86400 / 4800 // a Gregorian month on average, seconds
	return int((s.Panel.FollowUp + month - 1) / month)
}

// countCases counts the cases behind an analysis, and the units whose
// supervision is over.
func (s *Study) countCases(c *Comparison, rows []row, periods map[int]int) {
	for i := range c.Analysis.Basis {
		b := &c.Analysis.Basis[i]
		r := rows[b.Unit]
		b.Unit = r.unit
		for _, period := range b.Periods {
			_, n := c.Outcome.compared(&s.Panel.Units[r.unit].Months[periods[period]])
			if r.start != 0 && period >= r.start {
				c.Started += n
			} else {
				c.NotYet += n
			}
		}
		if r.start != 0 && r.until <= c.Analysis.Counts.Until {
			c.Ended++
		}
	}
}

// series is a unit's outcome in each of the first months, computed by of; NaN where it
// has none. An outcome that follows the cases received in a month needs MinCases of
// them. With one that counts what happened in a month, that rule would leave out just the months in
// which little happened, which supervision may have caused. So there a unit takes part
// with all its months if it has MinCases a month on average over base, and else with none.
func (s *Study) series(o Outcome, u *ledger.PanelUnit, of func(*ledger.Month) (float64, int64), months int, base [2]int) []float64 {
	out := make([]float64, months)
	least := int64(s.Settings.MinCases)
	if !o.Followed() {
		least = 0
		if s.meanCases(o, u, base) < float64(s.Settings.MinCases) {
			least = math.MaxInt64
		}
	}
	for t := range out {
		y, n := of(&u.Months[t])
		if n < least || !s.exists(u, t) || math.IsInf(y, 0) {
			y = math.NaN()
		}
		out[t] = y
	}
	return out
}

// exists reports whether a unit was there for a whole month: its first one may
// be a part of one, and one to which nothing happens any more is closed down.
func (s *Study) exists(u *ledger.PanelUnit, month int) bool {
	return u.Since != 0 && u.Since <= s.Panel.Bounds[month] && slices.ContainsFunc(u.Months[month:], happened)
}

func happened(m ledger.Month) bool { return m.Received > 0 || m.Started > 0 || m.Closed > 0 }

// meanCases is how many cases a month an outcome of a unit rests on, over the
// months [from, to) in which the unit exists.
func (s *Study) meanCases(o Outcome, u *ledger.PanelUnit, base [2]int) float64 {
	var cases, months int64
	for t := base[0]; t < base[1]; t++ {
		if s.exists(u, t) {
			_, n := o.compared(&u.Months[t])
			cases += n
			months++
		}
	}
	return float64(cases) / float64(max(months, 1))
}

// baseOf is the span of months [from, to) by which it is decided whether a unit
// takes part: the last ones before it started, or those before any start.
func (s *Study) baseOf(spells []spell, periods []int, before [2]int) [2]int {
	start := firstStart(spells)
	if start == 0 {
		return before
	}
	to, _ := slices.BinarySearch(periods, start)
	return [2]int{max(0, to-s.Settings.BaseMonths), to}
}

// A spell is a stretch of supervision of a unit, in months as effect.Months
// counts: from the month start on, and before the month until.
type spell struct{ start, until int }

// openEnd is the end of a spell that is not over.
const openEnd = math.MaxInt

// spells are those of each unit of the panel, in order.
func (s *Study) spells(supervised map[string][]ledger.Period) [][]spell {
	all := make([][]spell, len(s.Panel.Units))
	for i, u := range s.Panel.Units {
		for _, p := range supervised[u.Unit] {
			one := spell{start: s.month(p.From), until: openEnd}
			if p.Until != 0 {
				one.until = s.month(p.Until)
			}
			all[i] = append(all[i], one)
		}
	}
	return all
}

// firstStart is the month of the first spell's start; 0 without one.
func firstStart(spells []spell) int {
	if len(spells) == 0 {
		return 0
	}
	return spells[0].start
}

// A row is a unit in one stretch of months that a comparison looks at: before
// and during one spell of supervision.
type row struct {
	unit  int // in the panel
	from  int // first month that counts
	start int // first month under supervision; 0 for never
	until int // month from which on nothing counts
}

// rowsOf are the rows of a unit: a spell ends where supervision ends, less the
// months whose cases are handled in part after it. A later spell that the unit
// was without supervision for long enough before is a row of its own.
func rowsOf(unit int, spells []spell, anticipation int) []row {
	if len(spells) == 0 {
		return []row{{unit: unit, until: openEnd}}
	}
	var rows []row
	free := 0 // month from which on the unit is without supervision
	for i, sp := range spells {
		if i == 0 || sp.start-free >= year+anticipation {
			r := row{unit: unit, from: free, start: sp.start, until: sp.until}
			if r.until != openEnd {
				r.until = max(sp.start, sp.until-anticipation)
			}
			rows = append(rows, r)
		}
		free = sp.until
	}
	return rows
}

// seen is a unit's series without the months that do not count for the row.
func (r *row) seen(y []float64, periods []int) []float64 {
	if r.from == 0 && r.until == openEnd {
		return y
	}
	out := slices.Clone(y)
	for t, period := range periods {
		if period < r.from || period >= r.until {
			out[t] = math.NaN()
		}
	}
	return out
}
