package ledger

import (
	"fmt"
	"slices"

	"casework/collectors/duration"
	"casework/collectors/intake"
)

// A View is the state, the counters and the windows of a ledger at one
// instant. It does not change once made.
type View struct {
	At      int64 // Unix seconds
	Created int64 // when counting began, Unix seconds

	// Columns says what the source records. A column that no row fills
	// although there are rows that should is as good as absent: cases are
	// closed, and none was ever started.
	Columns Columns

	// HasPauses says whether any pause is known, so that there are net times. With Totals,
	// cases say for how long they were paused and not when: there is no net wait then, and
	// a Replay has no net times at all.
	HasPauses, Totals bool

	Windows    []Window
	Intake     Window   // window of UnitView.Intake and of GroupIntake, which are empty without one
	Within     []string // names of the times within which cases are started, such as "7d"
	AgeBands   []string // names of the bands of Ages, the youngest first
	Slots      []string // names of the case type slots; one empty name if types are as one
	Kinds      []Name   // by code; code 0 is none
	Programmes []Name   // by code; code 0 is none

	Units       []*UnitView     // in the order of their names; must not be changed: Views share those that stay the same
	Groups      [][]Measures    // pooled cases of the units that are shown: by window, then supervision state
	GroupIntake []intake.Intake // the same of the cases received: by supervision state
	Active      [numStates]int  // how many units are shown, by supervision state

	Rows        [numTables]int // rows that count
	Rejected    [numTables][numReasons]int
	Corrections [numTables][numCorrections]uint64
}

// A Name is a value of a column and when it was first met, in Unix seconds.
type Name struct {
	Name    string
	Created int64
}

// A UnitView is the part of a View that is about one unit.
type UnitView struct {
	Unit
	Stamp      uint64 // UnitViews of one ledger and unit with the same Stamp are the same; 0 is unlike any other
	Created    int64  // when the unit was first met, Unix seconds
	State      int    // Active or Inactive, at the View's instant
	Treatment  Treatment
	Programmes []ProgrammeView
	Queue      []Queue         // by slot of the case type
	Windows    [][]Measures    // by window, then supervision state
	Intake     []intake.Intake // by supervision state when the cases were received; nil where it is hidden
	Sessions   [][]Held        // by window, then code of the programme; the last programmes may be missing
	Counters   *Counters
}

// A ProgrammeView says since when a unit has taken part in a programme.
type ProgrammeView struct {
	Name   string
	Active bool
	Start  int64 // beginning of the current or else the latest period, Unix seconds; 0 if all lie ahead
}

// A Queue is the state of a unit's cases of one slot.
type Queue struct {
	Waiting int   // received, neither started nor closed; where nothing is ever started: all open
	Open    int   // not closed
	Overdue int   // open, and past the deadline
	Paused  int   // open, and paused
	Oldest  int64 // when the case waiting longest was received, Unix seconds; 0 without one

	// OldestNet is Oldest without pauses: the earliest netReceipt of the cases that wait
	// and are not paused, Unix seconds; 0 without one.
	OldestNet int64

	OpenAges, WaitingAges Ages // those of Open and of Waiting, by AgeBands
	PausedAges            Ages // those of Paused, by how long their pause has lasted
}

// MostAgeBounds is how many bounds Options.AgeBounds may have: each is a series
// more for every queue.
const MostAgeBounds = 7

// Ages are numbers of cases by band of their age, the time since they were
// received: the first band ends before the first bound, each further one begins
// at a bound. No case is in two bands, so they sum to all cases. Bands that there
// are no bounds for are 0.
type Ages [MostAgeBounds + 1]int

// Add adds those of another queue.
func (a *Ages) Add(o *Ages) {
	for band, n := range o {
		a[band] += n
	}
}

// ageBand is the band of an age in seconds. What was received a little ahead of
// the clock has just come.
func ageBand(bounds []int64, age int64) int {
	band := 0
	for band < len(bounds) && age >= bounds[band] {
		band++
	}
	return band
}

// ageBands names the bands between bounds, such as "0-7d", "7-28d" and "28d+": in
// days where all bounds are whole days, else in hours. Nothing without bounds.
func ageBands(bounds []int64) []string {
	if len(bounds) == 0 {
		return nil
	}
	length, unit := hoursOrDays(bounds)
	var names []string
	from := int64(0)
	for _, b := range bounds {
		names = append(names, fmt.Sprintf("%d-%d%s", from/length, b/length, unit))
		from = b
	}
	return append(names, fmt.Sprintf("%d%s+", from/length, unit))
}

// hoursOrDays is the unit in which all of some whole hours are whole.
func hoursOrDays(all []int64) (seconds int64, suffix string) {
	const hour = 3600
	for _, v := range all {
		if v%(24*hour) != 0 {
			return hour, "h"
		}
	}
	return 24 * hour, "d"
}

// A Measures is what happened in a window (t−w, t] under one supervision
// state. Slots breaks it down by case type, where types are distinguished.
type Measures struct {
	Received, Started, Closed, Errors int
	Wait, Turnaround                  duration.Dist // of the cases started, and of those closed
	NetWait, NetTurnaround            duration.Dist // likewise, less the time in which the case was paused; none without pauses
	Handling                          duration.Dist // from start to closing, of those closed that have both
	Workdays                          duration.Dist // from receipt to closing in working days, not seconds: see Working
	WithDeadline, Met                 int           // closed with a deadline, and of those in time
	Slots                             []*Measures   // must not be changed: Views share those that stay the same
}

// Empty reports whether nothing happened.
func (m *Measures) Empty() bool {
	return m.Received+m.Started+m.Closed+m.Errors == 0
}

// A Held is what became of the sessions planned for a window.
type Held struct {
	Planned int   // planned for a time in the window
	Held    int   // of those, held by now
	Seconds int64 // length of the sessions held in the window, whenever planned
}

// View is the View at an instant. With counters
// false, it shows the counters of the View before, for when what was counted
// since could not be saved.
//
// Views of instants that follow each other within an hour take time in proportion to
// what changed. Others go through all records.
func (l *Ledger) View(at int64, counters bool) *View {
	k, s := l.keep(at), &l.view.scan
	s.begin(l, at)
	s.pauses()
	k.census(s)
	s.coming()
	s.screen()
	k.show(s)
	v := s.assemble()
	l.attachCounters(v, s.codes, counters)
	l.view.stamps.stamp(v)
	return v
}

// Recount returns a View like an earlier one of this ledger, with state and
// windows as they were then and counters as they are now.
func (l *Ledger) Recount(earlier *View, counters bool) *View {
	v := *earlier
	v.Units = nil
	var codes []uint16
	for _, u := range earlier.Units {
		if code := l.units.codes[u.Unit.Unit]; code != 0 { // not forgotten
			now := *u
			v.Units, codes = append(v.Units, &now), append(codes, code)
		}
	}
	v.Kinds, v.Programmes = exportNames(&l.kinds), exportNames(&l.programmes)
	if code, same := l.programmes.codesOf(earlier.Programmes); !same {
		for i := range v.Units {
			v.Units[i].Sessions = slices.Clone(v.Units[i].Sessions)
			for w, held := range v.Units[i].Sessions {
				v.Units[i].Sessions[w] = renumbered(held, code)
			}
		}
	}
	l.attachCounters(&v, codes, counters)
	l.view.stamps.stamp(&v)
	return &v
}

// viewer keeps, between Views, the copies of counters that did not change.
type viewer struct {
	counters []*Counters // by unit code, as published last
	changed  map[uint16]bool

	corrections [numTables][numCorrections]uint64
	stamps      stamps
	scan        scan
	cycle       int64   // of keepers, seconds; 0 for keeperCycle
	kept        *keeper // nil before the first View, and after a change that it cannot follow
}

// attachCounters gives the units of a View, of which these are the codes, their counters.
func (l *Ledger) attachCounters(v *View, codes []uint16, fresh bool) {
	w := &l.view
	w.counters = extend(w.counters, len(l.counters)-1)
	if fresh {
		for unit := range w.changed {
			w.counters[unit] = l.counters[unit].cloneSince(w.counters[unit])
		}
		w.changed = nil
		w.corrections = l.corrections
	}
	v.Created, v.Corrections = l.created, w.corrections
	for i := range v.Units {
		code := codes[i]
		if w.counters[code] == nil {
			if fresh {
				w.counters[code] = l.counters[code].clone()
			} else {
				w.counters[code] = newCounters(len(l.slots))
			}
		}
		v.Units[i].Counters = w.counters[code]
	}
}

// unitViews lists the units that a View shows: those of the units query, or
// without one those that have a row that counts. They are in the memory of the scan, until
// they are stamped.
func (s *scan) unitViews() []*UnitView {
	units := slices.Grow(s.units[:0], len(s.l.units.list))
	for _, code := range s.l.units.inOrder() {
		name := s.l.units.list[code]
		if !s.shown[code] {
			continue
		}
		u := UnitView{
			Unit: Unit{Unit: name}, Created: s.l.units.created[code],
			State: s.state[code], Treatment: s.treatment(int(code)), Queue: s.queue[code],
			Windows: s.measures[code], Sessions: s.held[code], Intake: s.intakes[code],
		}
		if listed, ok := s.l.listed[name]; ok {
			u.Unit = listed
		}
		units, s.codes = append(units, u), append(s.codes, code)
	}
	s.units = units
	s.addProgrammes()
	all := make([]*UnitView, len(units))
	for i := range units {
		all[i] = &units[i]
	}
	return all
}

func exportNames(n *names) []Name {
	out := make([]Name, len(n.list))
	for i := range out {
		out[i] = Name{n.list[i], n.created[i]}
	}
	return out
}
