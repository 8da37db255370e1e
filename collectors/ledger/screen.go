package ledger

// A Treatment says what a View shows of a unit's cases and errors.
type Treatment uint8

// The treatments of a unit.
const (
	Shown   Treatment = iota // by itself, and in groups
	Merged                   // in no View: the Screen shows it together with others
	LeftOut                  // nowhere
)

// A UnitSize is what a Screen knows of a unit.
type UnitSize struct {
	Unit  string
	Cases int // received in the 365 days before now
}

// A Screen hides units.
type Screen interface {
	// Shows reports whether a unit is shown, as of the last Place; before the
	// first, every unit is. What happens in a hidden unit is not counted.
	Shows(unit string) bool

	// ShowsIntake reports whether what a View says of the cases received is shown of a
	// unit that is shown, at an instant in Unix seconds, as of the last Place.
	ShowsIntake(unit string, at int64) bool

	// Place is asked at every View how units are treated from an instant on,
	// in Unix seconds. It answers in the order of the units.
	Place(at int64, units []UnitSize, lookback Lookback) []Treatment
}

// SetScreen has a Screen asked. Nil shows every unit.
func (l *Ledger) SetScreen(screen Screen) {
	l.screen = screen
	l.afresh()
	l.discarded = newCounters(len(l.slots))
	l.resolveHidden()
}

// resolveHidden learns from the Screen which units are hidden.
func (l *Ledger) resolveHidden() {
	if l.screen == nil {
		l.hidden = nil
		return
	}
	l.hidden = make([]bool, len(l.units.list))
	for code := 1; code < len(l.hidden); code++ {
		l.hidden[code] = !l.screen.Shows(l.units.list[code])
	}
}

// hides reports whether a unit is hidden.
func (l *Ledger) hides(unit uint16) bool { return int(unit) < len(l.hidden) && l.hidden[unit] }

// secret reports whether a row is in nothing that is shown: it has moved from
// or to a unit that was hidden then.
func (l *Ledger) secret(r *record) bool { return l.screen != nil && r.flags&movedHidden != 0 }

// visible reports whether a row is in what is shown.
func (l *Ledger) visible(r *record) bool { return !l.hides(r.unit) && !l.secret(r) }

// markMoved marks a row that has moved from or to a hidden unit; was is the version
// before. A case that appears in a shown unit, or leaves it, would tell of the hidden one.
func (l *Ledger) markMoved(was, rec *record) {
	if was.flags&known != 0 && was.unit != rec.unit && (l.hides(was.unit) || l.hides(rec.unit)) {
		rec.flags |= movedHidden
	}
}

// countShown is count, but what is counted of a row that is not visible is
// discarded.
func (l *Ledger) countShown(r *record) *Counters {
	if !l.visible(r) {
		return l.discarded
	}
	return l.count(r.unit)
}

// forgetHidden takes back what was counted of the cases and errors of hidden
// units, so that they begin at 0 should they be shown.
func (l *Ledger) forgetHidden() {
	for code, is := range l.hidden {
		if is && l.counters[code].anyCase() {
			c := l.count(uint16(code))
			*c = *c.withoutCases()
			if code < len(l.view.counters) && l.view.counters[code] != nil {
				l.view.counters[code] = l.view.counters[code].withoutCases()
			}
		}
	}
}

const screenedYear = 365 * 86400

// screen asks the ledger's Screen, and takes hidden units away from what was
// gathered. It comes before the windows.
func (s *scan) screen() {
	if s.l.screen == nil {
		return
	}
	var sizes []UnitSize
	var codes []int
	for code := 1; code < len(s.shown); code++ {
		if s.shown[code] {
			codes = append(codes, code)
			sizes = append(sizes, UnitSize{Unit: s.l.units.list[code], Cases: s.year[code]})
		}
	}
	s.treatments = make([]Treatment, len(s.shown))
	for i, t := range s.l.screen.Place(s.at, sizes, s.lookback) {
		code := codes[i]
		s.treatments[code] = t
		if t != Shown {
			s.queue[code] = make([]Queue, s.slots)
		}
	}
	s.l.resolveHidden()
	s.l.forgetHidden()
}

// intakeShown reports whether what is said of the cases received is shown of a unit.
func (s *scan) intakeShown(code int) bool {
	return s.treatment(code) == Shown && (s.l.screen == nil || s.l.screen.ShowsIntake(s.l.units.list[code], s.at))
}

// treatment is how a unit is treated.
func (s *scan) treatment(code int) Treatment {
	if s.treatments == nil {
		return Shown
	}
	return s.treatments[code]
}

// A Lookback tells a Screen what happened in units in the seconds up to an instant gone by,
// in Unix seconds. Rows are as they are now, but nothing after the instant has happened.
// For each unit, from says whether it is asked for, and an instant: cases received and
// errors reported up to then do not count.
type Lookback func(at, seconds int64, from func(unit string) (int64, bool)) []UnitWindow

// A UnitWindow is what happened in a unit in a window, and its queue at the end.
// Units whose supervision has changed within the window are left out.
type UnitWindow struct {
	Unit                   string
	State                  int // Active or Inactive
	Received, Started      int
	Waits, Turnarounds     []uint32 // of the cases started, where known, and of those closed; seconds
	Handlings              []uint32 // from start to closing, of those closed where it is known; seconds
	WithDeadline, Met      int      // closed with a deadline, and of those in time
	Errors                 int
	Waiting, Open, Overdue int
}

// lookback is a Lookback.
func (s *scan) lookback(at, seconds int64, from func(unit string) (int64, bool)) []UnitWindow {
	since := at - seconds
	byCode := make([]*UnitWindow, len(s.shown))
	after := make([]int64, len(s.shown))
	for code := 1; code < len(s.shown); code++ {
		name := s.l.units.list[code]
		instant, asked := from(name)
		if s.shown[code] && asked && s.l.supervision.steady(uint16(code), since, at) {
			byCode[code] = &UnitWindow{Unit: name, State: s.l.supervision.active(uint16(code), at)}
			after[code] = instant
		}
	}
	of := func(r *record) *UnitWindow {
		if !r.live() || s.l.secret(r) || int64(r.first) > at || int64(r.first) <= after[r.unit] {
			return nil
		}
		return byCode[r.unit]
	}
	within := func(t uint32) bool { return int64(t) > since && int64(t) <= at }
	s.each(Cases, func(r *record, f facts) {
		if u := of(r); u != nil {
			u.add(r, s.l.dueAt(r, f), at, within)
		}
	})
	s.each(Errors, func(r *record, _ facts) {
		if u := of(r); u != nil && within(r.first) {
			u.Errors++
		}
	})
	var all []UnitWindow
	for _, u := range byCode {
		if u != nil {
			all = append(all, *u)
		}
	}
	return all
}

// add adds a case received by an instant, given its deadline.
func (u *UnitWindow) add(r *record, due uint32, at int64, within func(uint32) bool) {
	if within(r.first) {
		u.Received++
	}
	if r.started != 0 && within(r.startedAt()) {
		u.Started++
		if r.waitKnown() {
			u.Waits = append(u.Waits, r.startedAt()-r.first)
		}
	}
	if r.closed != 0 && within(r.closedAt()) {
		u.Turnarounds = append(u.Turnarounds, r.closedAt()-r.first)
		if duration, known := r.handling(); known {
			u.Handlings = append(u.Handlings, duration)
		}
		u.WithDeadline += one(due != 0)
		u.Met += one(due != 0 && r.closed <= due)
	}
	if until(r.closedAt(), at) != 0 {
		return
	}
	u.Open++
	u.Waiting += one(until(r.leftQueueAt(), at) == 0)
	u.Overdue += one(due != 0 && int64(due) < at)
}
