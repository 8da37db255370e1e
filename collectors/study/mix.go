package study

import (
	"math"

	"casework/collectors/effect"
	"casework/collectors/ledger"
)

// secondsADay and minutesADay turn a panel's sums into days.
const (
	secondsADay = 86400
	minutesADay = 1440
)

// A part is the cases of one type received in some months: how many, the sum
// of their times in days, and that of the squares.
type part struct {
	n                int64
	days, squareDays float64
}

func (p *part) add(o part) {
	p.n += o.n
	p.days += o.days
	p.squareDays += o.squareDays
}

// partsOf calls each with the cases that a followed outcome has in a month, by
// type; all as one where the source has no types.
func partsOf(o Outcome, m *ledger.Month, each func(kind int, p part)) {
	if len(m.Types) == 0 {
		each(0, partOf(o, m.Received, m.Vague, m.Begun, &ledger.TypeMonth{
			Queued: m.Queued, Open: m.Open, Handled: m.Handled,
			QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares, HandledSquares: m.HandledSquares,
		}, ledger.TypePaused{Paused: m.Paused, Squares: m.OpenSquares - m.NetSquares}))
		return
	}
	for i := range m.Types {
		t := &m.Types[i]
		if p := partOf(o, int64(t.Received), int64(t.Vague), int64(t.Begun), t, m.TypePaused(i)); p.n > 0 {
			each(int(t.Type), p)
		}
	}
}

func partOf(o Outcome, received, vague, begun int64, m *ledger.TypeMonth, paused ledger.TypePaused) part {
	n, seconds, squares := received, m.Open, m.OpenSquares
	switch o {
	case Wait:
		n, seconds, squares = received-vague, m.Queued, m.QueuedSquares
	case NetTurnaround:
		seconds, squares = m.Open-paused.Paused, m.OpenSquares-paused.Squares
	case Handling:
		n, seconds, squares = begun, m.Handled, m.HandledSquares
	}
	return part{n, float64(seconds) / secondsADay, float64(squares) / (minutesADay * minutesADay)}
}

// An expectation is how long cases of each type took in all units before any unit
// started. A unit's own cases are compared with it: a unit that gets more of the
// easy cases has not become faster.
type expectation struct {
	outcome Outcome
	kinds   []part
	all     part
	// moments are what is expected of each of kinds, and otherwise of any.
	moments   []moment
	otherwise moment
}

// A moment is a mean and a variance, in days and days².
type moment struct{ mean, variance float64 }

// fewestOfType is how many cases the expectation of a type rests on; types with
// fewer are expected to take as long as all cases.
const fewestOfType = 20

// expect takes an expectation from the panel's first months, or from all of
// them if there are none before a start.
func (s *Study) expect(o Outcome, months int) *expectation {
	e := &expectation{outcome: o}
	if months <= 0 && len(s.Panel.Bounds) > 0 {
		months = o.usable(s.Panel)
	}
	for i := range s.Panel.Units {
		for t := range months {
			partsOf(o, &s.Panel.Units[i].Months[t], func(kind int, p part) {
				for len(e.kinds) <= kind {
					e.kinds = append(e.kinds, part{})
				}
				e.kinds[kind].add(p)
				e.all.add(p)
			})
		}
	}
	e.settle()
	return e
}

// settle takes the moments once all cases are added.
func (e *expectation) settle() {
	e.otherwise = e.all.moment()
	for _, p := range e.kinds {
		m := e.otherwise
		if p.n >= fewestOfType {
			m = p.moment()
		}
		e.moments = append(e.moments, m)
	}
}

func (p *part) moment() moment {
	n := float64(p.n)
	mean := p.days / n
	return moment{mean, max(0, p.squareDays/n-mean*mean)}
}

// of is what is expected of a type.
func (e *expectation) of(kind int) moment {
	if kind < len(e.moments) {
		return e.moments[kind]
	}
	return e.otherwise
}

// logRatio is the logarithm of a month's observed over its expected time, and
// the cases behind it; NaN without any.
//
// The logarithm of a mean of n cases is below that of what it estimates by
// about half of its squared coefficient of variation (the delta method's second
// term): with five cases and exponential times by 10 %. That is added, with the
// variances of the expectation.
func (e *expectation) logRatio(m *ledger.Month) (y float64, n int64) {
	var observed, expected, variance float64
	partsOf(e.outcome, m, func(kind int, p part) {
		of := e.of(kind)
		n += p.n
		observed += p.days
		expected += float64(p.n) * of.mean
		variance += float64(p.n) * of.variance
	})
	if n == 0 || e.all.n == 0 {
		return math.NaN(), n
	}
	return math.Log(observed/expected) + variance/(2*expected*expected), n
}

// own is the supervised units' own level before and after the start, over the months
// that an analysis rests on; periods are the places of these months in the panel.
func (s *Study) own(o Outcome, rows []row, basis []effect.Basis, periods map[int]int) *OwnChange {
	var sums [2][]part
	for _, b := range basis {
		r := rows[b.Unit]
		if r.start == 0 {
			continue
		}
		for _, period := range b.Periods {
			side := 0
			if period >= r.start {
				side = 1
			}
			ownParts(o, &s.Panel.Units[r.unit].Months[periods[period]], func(kind int, p part) {
				for side := range sums {
					for len(sums[side]) <= kind {
						sums[side] = append(sums[side], part{})
					}
				}
				sums[side][kind].add(p)
			})
		}
	}
	d, ok := effect.Decompose(partsFor(sums[0]), partsFor(sums[1]))
	if !ok {
		return nil
	}
	own := &OwnChange{Before: d.Before, After: d.After}
	if o.Followed() && len(sums[0]) > 1 {
		own.Mix, own.Pace, own.HasMix = d.Mix, d.Rate, true
	}
	return own
}

// ownParts calls each with what a month adds to a unit's own level: a sum, and
// what it is divided by.
func ownParts(o Outcome, m *ledger.Month, each func(kind int, p part)) {
	switch o {
	case Throughput:
		each(0, part{n: 1, days: float64(m.Closed)})
	case Errors:
		each(0, part{n: m.Closed, days: float64(m.Errors)})
	case Deadline:
		each(0, part{n: m.WithDeadline, days: float64(m.Met)})
	default:
		partsOf(o, m, each)
	}
}

func partsFor(sums []part) []effect.Part {
	out := make([]effect.Part, len(sums))
	for i, p := range sums {
		if out[i].N = p.n; p.n > 0 {
			out[i].Mean = p.days / float64(p.n)
		}
	}
	return out
}
