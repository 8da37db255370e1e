package ledger

import "slices"

// A Treatment says what a View shows of a unit's cases and errors.
type Treatment uint8

// The treatments of a unit.
const (
	Shown   Treatment = iota // by itself
	Merged                   // within View.MergedUnits alone
	LeftOut                  // nowhere, groups included
)

// A UnitSize is what a Screen knows of a unit.
type UnitSize struct {
	Unit   string
	State  int  // Active or Inactive, now
	Steady bool // the state has been the same for as long as the longest window
	Cases  int  // received in the 365 days before now
}

// A Screen decides how units are treated, at an instant in Unix seconds. It
// answers in the order of the units.
type Screen func(at int64, units []UnitSize) []Treatment

// SetScreen has a Screen asked at every View. Nil shows every unit.
func (l *Ledger) SetScreen(screen Screen) { l.screen = screen }

// MergedUnits is the cases of the merged units, pooled, as far as a UnitView would
// show them. When the oldest of them was received is not shown: it is one case.
type MergedUnits struct {
	Units   [numStates]int
	Queue   [numStates][]Queue // by slot of the case type
	Windows [][]Measures       // by window, then supervision state
}

// mergedUnits is the unit code that stands for the merged units while a View is
// made; no row has it.
const mergedUnits = 0

const screenedYear = 365 * 86400

// screen asks the ledger's Screen, and takes merged units together and those
// left out away from what was gathered. It comes before the windows.
func (s *scan) screen() {
	if s.l.screen == nil {
		return
	}
	var sizes []UnitSize
	var codes []int
	for code := 1; code < len(s.shown); code++ {
		if s.shown[code] {
			codes = append(codes, code)
			sizes = append(sizes, UnitSize{
				Unit: s.l.units.list[code], State: s.state[code], Cases: s.year[code],
				Steady: s.l.supervision.steady(uint16(code), s.since, s.at),
			})
		}
	}
	s.treatments = make([]Treatment, len(s.shown))
	s.mergedUnits = &MergedUnits{}
	for state := range s.mergedUnits.Queue {
		s.mergedUnits.Queue[state] = make([]Queue, s.slots)
	}
	for i, t := range s.l.screen(s.at, sizes) {
		code := codes[i]
		s.treatments[code] = t
		queue := s.queue[code*s.slots : (code+1)*s.slots]
		if t == Merged {
			s.shown[mergedUnits] = true
			s.mergedUnits.Units[s.state[code]]++
			for slot, q := range queue {
				sum := &s.mergedUnits.Queue[s.state[code]][slot]
				sum.Waiting += q.Waiting
				sum.Open += q.Open
				sum.Overdue += q.Overdue
			}
		}
		if t != Shown {
			clear(queue)
		}
	}
	for _, list := range []*[]event{&s.received, &s.started, &s.closed, &s.reported} {
		*list = slices.DeleteFunc(*list, func(e event) bool { return s.treatments[e.unit] == LeftOut })
		for i := range *list {
			if e := &(*list)[i]; s.treatments[e.unit] == Merged {
				e.unit = mergedUnits
			}
		}
	}
}

// treatment is how a unit is treated.
func (s *scan) treatment(code int) Treatment {
	if s.treatments == nil {
		return Shown
	}
	return s.treatments[code]
}

// steady reports whether a unit's supervision state was the same throughout
// (since, at].
func (s *supervision) steady(unit uint16, since, at int64) bool {
	for _, sp := range s.byCode[unit] {
		if sp.from > since && sp.from <= at || sp.until > since && sp.until <= at {
			return false
		}
	}
	return true
}
