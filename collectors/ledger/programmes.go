package ledger

import (
	"cmp"
	"maps"
	"slices"
)

// A span is a stretch of time [from, until) in Unix seconds.
type span struct{ from, until int64 }

const forever = int64(1) << 62

// supervision says when each unit was under a supervision programme.
type supervision struct {
	programmes []Programme
	spans      map[string][]span // by unit: disjoint, ascending
	byCode     [][]span          // the same by unit code, filled by resolve
	edits      uint64            // how often spans were others before
}

// newSupervision merges the periods of each unit's programmes. Periods that
// end before they begin are left out.
func newSupervision(programmes []Programme) *supervision {
	s := &supervision{programmes: slices.Clone(programmes), spans: map[string][]span{}}
	slices.SortFunc(s.programmes, func(a, b Programme) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.From, b.From),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.Until, b.Until))
	})
	for _, p := range s.programmes {
		next := span{p.From, p.Until}
		if next.until == 0 {
			next.until = forever
		}
		if next.until <= next.from {
			continue
		}
		merged := s.spans[p.Unit]
		if n := len(merged); n > 0 && next.from <= merged[n-1].until {
			merged[n-1].until = max(merged[n-1].until, next.until)
		} else {
			s.spans[p.Unit] = append(merged, next)
		}
	}
	return s
}

// resolve makes active fast for every unit of n.
func (s *supervision) resolve(n *names) {
	for c := len(s.byCode); c < len(n.list); c++ {
		s.byCode = append(s.byCode, s.spans[n.list[c]])
	}
}

// active is 1 if the unit of a code was under supervision at t, else 0.
func (s *supervision) active(unit uint16, t int64) int { return activeAt(s.byCode[unit], t) }

// activeAt is Active if an instant lies in one of the spans.
func activeAt(spans []span, t int64) int {
	for _, sp := range spans {
		if t < sp.from {
			break
		}
		if t < sp.until {
			return Active
		}
	}
	return Inactive
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

// The supervision states, as indexes.
const (
	Inactive = iota
	Active
	numStates
)

// SetProgrammes replaces the supervision programmes. Windows follow at the
// next View; what was counted stays as it was.
//
// Of more than MaxProgrammes names, those of the programmes that began first are
// distinguished; the others are OtherType.
func (l *Ledger) SetProgrammes(programmes []Programme) {
	programmes, l.refused.Periods = fewProgrammes(programmes)
	was := l.supervision
	l.supervision = newSupervision(programmes)
	l.supervision.edits = was.edits
	if !maps.EqualFunc(was.spans, l.supervision.spans, slices.Equal) {
		l.supervision.edits++
		l.afresh()
	}
	l.supervision.resolve(&l.units)
}

// ProgrammeEdits is how often it became otherwise which units are under supervision when.
func (l *Ledger) ProgrammeEdits() uint64 { return l.supervision.edits }

// ActiveAt reports whether a unit is under supervision at an instant, in Unix
// seconds.
func (l *Ledger) ActiveAt(unit string, t int64) bool {
	return activeAt(l.supervision.spans[unit], t) == Active
}

// UnknownUnits lists the units that are not known although a programme of theirs
// begins at an instant or before, in order: as likely as not they are misspelt,
// and the unit that was meant counts as one without a programme. Where a
// programme is yet to begin, the unit may be too. Before cases are read no unit
// is known.
func (l *Ledger) UnknownUnits(at int64) (units []string) {
	for _, p := range l.supervision.programmes { // in the order of units
		if p.Unit != "" && p.From <= at && !l.Knows(p.Unit) {
			units = append(units, p.Unit)
		}
	}
	return slices.Compact(units)
}

// Knows reports whether rows of a unit count: it is listed, or there is no
// list and some row named it.
func (l *Ledger) Knows(unit string) bool {
	if l.listed != nil {
		_, ok := l.listed[unit]
		return ok
	}
	_, ok := l.units.codes[unit]
	return ok
}

// A Period is a stretch of time in which a unit is under supervision.
type Period struct {
	From  int64 // Unix seconds
	Until int64 // Unix seconds; 0 if it has no end
}

// Supervised returns the periods in which each unit is under supervision by
// any programme, disjoint and in order. Units without any are left out.
func (l *Ledger) Supervised() map[string][]Period {
	all := make(map[string][]Period, len(l.supervision.spans))
	for unit, spans := range l.supervision.spans {
		for _, s := range spans {
			p := Period{From: s.from, Until: s.until}
			if s.until == forever {
				p.Until = 0
			}
			all[unit] = append(all[unit], p)
		}
	}
	return all
}

// addProgrammes gives the units, which are ascending by name, their programmes.
func (s *scan) addProgrammes() {
	all := s.l.supervision.programmes // ascending by unit, then start
	room := slices.Grow(s.programmes[:0], len(all))
	for i := range s.units {
		u := &s.units[i]
		for len(all) > 0 && all[0].Unit < u.Unit.Unit {
			all = all[1:]
		}
		n := 0
		for n < len(all) && all[n].Unit == u.Unit.Unit {
			n++
		}
		if n > 0 {
			start := len(room)
			room = s.appendProgrammes(room, all[:n])
			u.Programmes = room[start:len(room):len(room)]
		}
	}
	s.programmes = room
}

// appendProgrammes appends the programmes of a unit, each once.
func (s *scan) appendProgrammes(room []ProgrammeView, of []Programme) []ProgrammeView {
	start := len(room)
	for _, p := range of {
		list := room[start:]
		i := slices.IndexFunc(list, func(v ProgrammeView) bool { return v.Name == p.Name })
		if i < 0 {
			i = len(list)
			room = append(room, ProgrammeView{Name: p.Name})
			list = room[start:]
		}
		v, active := &list[i], p.Until == 0 || s.at < p.Until
		switch {
		case p.From > s.at, p.Until != 0 && p.Until <= p.From:
		case active && !v.Active: // the first of those that are under way
			v.Start, v.Active = p.From, true
		case !v.Active:
			v.Start = p.From
		}
	}
	return room
}
