package ledger

import (
	"slices"

	"casework/collectors/intake"
)

// An occurrence is something that happened to a row, as windows count it.
type occurrence struct {
	kind          eventKind
	timed         bool   // duration and net are known; of a start and a closing
	duration, net uint32 // seconds since the case was received, and these less pauses
	handled       bool   // handling is known; of a closing
	handling      uint32 // seconds since the case was started
	worked        bool   // workdays are known; of a closing
	workdays      uint32 // working days since the case was received, see Working
	paused        bool   // the case was paused during that duration
	withDeadline  bool   // the case has a deadline …
	met           bool   // … and was closed in time
}

// occurs describes a kind of event of a row, given the deadline and the facts of a case.
func occurs(kind eventKind, r *record, due uint32, f *facts) occurrence {
	o := occurrence{kind: kind}
	switch kind {
	case start:
		o.timed = r.waitKnown()
		o.duration = r.startedAt() - r.first
	case closing:
		o.timed = true
		o.duration = r.closedAt() - r.first
		o.handling, o.handled = r.handling()
		o.withDeadline, o.met = due != 0, due != 0 && r.closed <= due
	}
	o.net = o.duration
	if kind == closing || len(f.pauses) > 0 {
		within := f.pausedUntil(r, r.first+o.duration)
		o.net, o.paused = o.duration-within, within > 0
	}
	return o
}

// A tally is what is counted of one unit, or of all that are pooled. What is shown of it
// is made anew where it changed.
type tally struct {
	cells   []*windowCell // by window, slot + 1 and state (slot −1 is all case types); nil is empty
	intakes []*intakeCell // likewise without the window
	stale   []int         // cells that changed since they were shown
	steady  int64         // up to when time alone changes no intake

	windows [][]Measures    // as shown, which does not change; by window, then state
	intake  []intake.Intake // likewise, by state
}

type windowCell struct {
	windowCounts
	stale bool
}

type intakeCell struct {
	intake.Cell
	stale  bool
	steady int64 // up to when time alone changes nothing
}

// A form says how a tally is laid out.
type form struct {
	windows, slots, within int // slots are 0 if case types are as one
	taken                  bool
	by                     netBy // there are net times
}

func (f *form) index(window, slot, state int) int { return (window*(f.slots+1)+slot)*numStates + state }

func (f *form) newTally() tally {
	t := tally{cells: make([]*windowCell, f.index(f.windows, 0, 0)), steady: never64}
	for range f.windows {
		t.windows = append(t.windows, f.noMeasures())
	}
	if f.taken {
		t.intakes, t.intake = make([]*intakeCell, f.index(1, 0, 0)), f.noIntake()
	}
	return t
}

// never64 is an instant that does not come.
const never64 = int64(1) << 62

// noMeasures are those of a unit of which nothing is shown.
func (f *form) noMeasures() []Measures {
	all := make([]Measures, numStates)
	for state := range all {
		if f.slots > 0 {
			all[state].Slots = slices.Repeat([]*Measures{{}}, f.slots)
		}
	}
	return all
}

// noIntake is that of a unit of which nothing is shown.
func (f *form) noIntake() []intake.Intake {
	all := make([]intake.Intake, numStates)
	none := make([]intake.Share, f.within)
	for state := range all {
		all[state].Within = none
		for range f.slots {
			all[state].Slots = append(all[state].Slots, intake.Intake{Within: none})
		}
	}
	return all
}

// cell is a cell of a window that is to be changed.
func (t *tally) cell(i int) *windowCounts {
	c := t.cells[i]
	if c == nil {
		c = &windowCell{}
		t.cells[i] = c
	}
	if !c.stale {
		c.stale = true
		t.stale = append(t.stale, i)
	}
	return &c.windowCounts
}

// intakeCell is a cell of the cases received that is to be changed.
func (t *tally) intakeCell(i int) *intake.Cell {
	if t.intakes[i] == nil {
		t.intakes[i] = &intakeCell{}
	}
	t.intakes[i].stale, t.steady = true, 0
	return &t.intakes[i].Cell
}

// pool lets all that another tally counts in windows enter, or leave.
func (t *tally) pool(o *tally, enters bool) {
	for i, c := range o.cells {
		if c != nil {
			t.cell(i).pool(&c.windowCounts, enters)
		}
	}
}

// poolIntakes lets all that another tally counts of the cases received enter, or leave.
func (t *tally) poolIntakes(o *tally, enters bool) {
	for i, c := range o.intakes {
		if c != nil {
			t.intakeCell(i).Pool(&c.Cell, enters)
		}
	}
}

// showWindows makes anew what is shown of cells that changed. What was shown before
// stays as it is: Views have it.
func (t *tally) showWindows(f *form) [][]Measures {
	if len(t.stale) == 0 {
		return t.windows
	}
	slices.Sort(t.stale) // of a window and all types before those of types
	t.windows = slices.Clone(t.windows)
	ownWindow := -1
	var own [numStates]bool // whose slots are ours to change
	inWindow := f.index(1, 0, 0)
	for _, i := range t.stale {
		window, slot, state := i/inWindow, i%inWindow/numStates, i%numStates
		if window != ownWindow {
			t.windows[window] = slices.Clone(t.windows[window])
			ownWindow, own = window, [numStates]bool{}
		}
		m := &t.windows[window][state]
		now := t.cells[i].measures(f.by != byNothing)
		t.cells[i].stale = false
		if slot == 0 {
			now.Slots = m.Slots
			*m = now
			continue
		}
		if !own[state] {
			m.Slots, own[state] = slices.Clone(m.Slots), true
		}
		of := now // in memory of its own
		m.Slots[slot-1] = &of
	}
	t.stale = t.stale[:0]
	return t.windows
}

// showIntake makes anew what is shown of the cases received as of an instant, where
// that changed or time changes it. Scratch is as that of intake.Cell.Intake.
func (t *tally) showIntake(f *form, at int64, scratch *[]uint32) []intake.Intake {
	if t.steady >= at {
		return t.intake
	}
	t.intake, t.steady = slices.Clone(t.intake), never64
	var own [numStates]bool
	for i, c := range t.intakes {
		if c == nil {
			continue
		}
		if c.stale || c.steady < at {
			var now intake.Intake
			now, c.steady, *scratch = c.Intake(at, f.within, *scratch)
			c.stale = false
			slot, state := i/numStates, i%numStates
			is := &t.intake[state]
			switch {
			case slot == 0:
				now.Slots = is.Slots
				*is = now
			case !own[state]:
				is.Slots, own[state] = slices.Clone(is.Slots), true
				fallthrough
			default:
				is.Slots[slot-1] = now
			}
		}
		t.steady = min(t.steady, c.steady)
	}
	return t.intake
}

// stamps give the units of a View their Stamps.
type stamps struct {
	last   uint64
	before []*UnitView // as shown last, in the order of their names; nil if codes of programmes or kinds were others
}

// stamp puts the units of the View before, with their Stamps, in place of those that are
// the same, and copies of the others: from poll to poll that is few.
func (s *stamps) stamp(v *View) {
	before := s.before
	for i, u := range v.Units {
		for len(before) > 0 && before[0].Unit.Unit < u.Unit.Unit {
			before = before[1:]
		}
		if len(before) > 0 && before[0].same(u) {
			v.Units[i] = before[0]
			continue
		}
		s.last++
		now := *u
		now.Stamp, now.Programmes = s.last, slices.Clone(u.Programmes)
		v.Units[i] = &now
	}
	s.before = v.Units
}

// shared reports whether two slices are one, so that there is nothing to compare.
func shared[T any](a, b []T) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// sameAll compares what may be shared.
func sameAll[T any](a, b []T, same func(a, b T) bool) bool {
	return shared(a, b) || slices.EqualFunc(a, b, same)
}

// same reports whether two UnitViews are the same but for their Stamps.
func (u *UnitView) same(o *UnitView) bool {
	return u.Unit == o.Unit && u.Created == o.Created && u.State == o.State && u.Treatment == o.Treatment &&
		u.Counters == o.Counters && // which are copied when they change
		slices.Equal(u.Programmes, o.Programmes) && (shared(u.Queue, o.Queue) || slices.Equal(u.Queue, o.Queue)) &&
		sameAll(u.Windows, o.Windows, sameMeasures) && sameAll(u.Intake, o.Intake, sameIntake) &&
		sameAll(u.Sessions, o.Sessions, slices.Equal[[]Held])
}

func sameMeasures(a, b []Measures) bool {
	return sameAll(a, b, func(a, b Measures) bool { return a.same(&b) })
}

func (m *Measures) same(o *Measures) bool {
	return m.Received == o.Received && m.Started == o.Started && m.Closed == o.Closed && m.Errors == o.Errors &&
		m.Wait == o.Wait && m.Turnaround == o.Turnaround && m.NetWait == o.NetWait && m.NetTurnaround == o.NetTurnaround &&
		m.Handling == o.Handling && m.Workdays == o.Workdays && m.WithDeadline == o.WithDeadline && m.Met == o.Met &&
		sameAll(m.Slots, o.Slots, func(a, b *Measures) bool { return a == b || a.same(b) })
}

func sameIntake(a, b intake.Intake) bool {
	return a.N == b.N && a.Median == b.Median && a.Reached == b.Reached && slices.Equal(a.Within, b.Within) &&
		slices.EqualFunc(a.Slots, b.Slots, sameIntake)
}
