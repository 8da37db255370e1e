package ledger

import (
	"fmt"
	"slices"

	"casework/collectors/intake"
)

// A scan gathers what a View shows: a keeper or a Replay tells it of units and groups.
type scan struct {
	l     *Ledger
	at    int64
	slots int
	since int64 // beginning of the longest window

	shown []bool    // by unit code
	state []int     // by unit code
	queue [][]Queue // by unit code, then slot
	rows  [numTables]int
	year  []int // by unit code: cases received in the last 365 days, where a Screen asks for it
	bad   [numTables][numReasons]int

	anyStarted, anyClosed, anyDeadline, anyPause, totals bool

	codes      []uint16 // of the units of a View
	units      []UnitView
	programmes []ProgrammeView // of units

	measures [][][]Measures    // by unit code, window, state
	groups   [][]Measures      // by window, state
	intakes  [][]intake.Intake // by unit code, state
	pooled   []intake.Intake   // by state
	held     [][][]Held        // by unit code, window, programme

	treatments []Treatment                       // by unit code; nil without a Screen
	each       func(Table, func(*record, facts)) // visits the rows of a table, for a Screen
}

func newScan(l *Ledger, at int64) *scan {
	s := &scan{}
	s.begin(l, at)
	return s
}

// begin begins a scan in the memory of one that has ended: of a thousand units that is
// as much as all that changes from one View to the next.
func (s *scan) begin(l *Ledger, at int64) {
	units, year := len(l.units.list), s.year
	*s = scan{
		l: l, at: at, slots: len(l.slots), since: at, codes: s.codes[:0], units: s.units, programmes: s.programmes,
		shown: cleared(s.shown, units), state: cleared(s.state, units), queue: cleared(s.queue, units),
		measures: cleared(s.measures, units), held: cleared(s.held, units), intakes: cleared(s.intakes, units),
	}
	if l.screen != nil {
		s.year = cleared(year, units)
	}
	for _, w := range l.opts.Windows {
		s.since = min(s.since, at-w.Seconds)
	}
	s.each = func(t Table, visit func(*record, facts)) {
		if t == Cases {
			l.eachCase(at, func(_ ID, r *record, f facts) { visit(r, f) })
			return
		}
		l.tables[t].each(func(_ ID, r *record) { visit(r, facts{}) })
	}
	for code, name := range l.units.list {
		_, listed := l.listed[name]
		s.shown[code] = listed
		s.state[code] = l.supervision.active(uint16(code), at)
	}
	for t := range s.bad {
		s.bad[t][NoID] = l.unkeyed[t].most
	}
}

// cleared is a list of n zeros, in memory that is not used any more.
func cleared[T any](list []T, n int) []T {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// within reports whether an instant lies in the longest window.
func (s *scan) within(t uint32) bool { return int64(t) > s.since && int64(t) <= s.at }

// coming accounts for rows that count, and say something of the future.
func (s *scan) coming() {
	for _, t := range []Table{Cases, Sessions} {
		note := func(id ID) {
			r := s.l.tables[t].find(id)
			if r == nil || !r.live() || !s.shown[r.unit] || s.l.secret(r) {
				return
			}
			if times := s.l.comingOf(t, id, r); max(times[0], times[1]) > s.at+FutureTolerance {
				s.bad[t][InFuture]++
			}
		}
		for id := range s.l.pending.cases {
			if t == Cases {
				note(id)
			}
		}
		for id := range s.l.pending.sessions {
			if t == Sessions {
				note(id)
			}
		}
	}
}

// assemble makes the View, but for the counters, of what is known of units
// and groups.
func (s *scan) assemble() *View {
	v := &View{
		At: s.at, Windows: s.l.opts.Windows, AgeBands: ageBands(s.l.opts.AgeBounds), Slots: s.l.slots,
		Kinds: exportNames(&s.l.kinds), Programmes: exportNames(&s.l.programmes),
		Columns: Columns{
			Started:  s.anyStarted || !s.anyClosed,
			Deadline: s.anyDeadline || s.rows[Cases] == 0,
		},
		Intake: s.l.opts.Intake, Within: withinNames(s.l.opts.StartedWithin), GroupIntake: s.pooled,
		Units: s.unitViews(), Groups: s.groups, Rows: s.rows, Rejected: s.bad, HasPauses: s.anyPause, Totals: s.totals,
	}
	for i := range v.Units {
		if v.Units[i].Treatment == Shown {
			v.Active[v.Units[i].State]++
		}
	}
	return v
}

// pauses begins to account for pauses.
func (s *scan) pauses() {
	p := &s.l.pauses
	by := s.l.netBy()
	s.anyPause, s.totals = by != byNothing, by == byTotals
	s.bad[Pauses][DuplicateID] = len(p.several)
	for _, r := range p.refused {
		s.bad[Pauses][r.reason]++
	}
	for id, row := range s.l.pending.pauses { // one that lasts, and says when it ends
		if is, ok := p.store.Get(uint64(row.Case), uint64(id)); ok && is.Until == 0 && row.Resumed > s.at+FutureTolerance {
			s.bad[Pauses][InFuture]++
		}
	}
}

// withinNames names times of whole hours, such as "7d".
func withinNames(times []int64) (names []string) {
	length, unit := hoursOrDays(times)
	for _, t := range times {
		names = append(names, fmt.Sprint(t/length, unit))
	}
	return names
}

// session accounts for a session in the windows.
func (s *scan) session(r *record) {
	if !s.within(r.first) && !s.within(r.started) {
		return
	}
	if s.held[r.unit] == nil {
		s.held[r.unit] = make([][]Held, len(s.l.opts.Windows))
	}
	for w, window := range s.l.opts.Windows {
		since := s.at - window.Seconds
		s.held[r.unit][w] = extend(s.held[r.unit][w], int(r.kind))
		h := &s.held[r.unit][w][r.kind]
		if int64(r.first) > since && int64(r.first) <= s.at {
			h.Planned++
			if r.started != 0 && int64(r.started) <= s.at {
				h.Held++
			}
		}
		if int64(r.started) > since && int64(r.started) <= s.at {
			h.Seconds += int64(r.closed)
		}
	}
}

// census tells of the rows of every unit: which count, and why others do not.
func (k *keeper) census(s *scan) {
	for t := range k.bad {
		for reason, n := range k.bad[t] {
			s.bad[t][reason] += n
		}
	}
	for code := range k.units {
		u := &k.units[code]
		if k.l.listed == nil {
			s.shown[code] = u.rows != [numTables]int{}
		}
		if !s.shown[code] {
			for t, n := range u.rows {
				s.bad[t][UnknownUnit] += n
			}
			s.bad[Pauses][UnknownUnit] += u.pause
			continue
		}
		for t, n := range u.rows {
			s.rows[t] += n
			s.bad[t][DuplicateID] += u.twice[t]
		}
		s.rows[Pauses] += u.pause
		s.bad[Cases][StartedBeforeReceived] += u.vague
		s.bad[Cases][ImpossiblePause] += u.impossible
		s.anyStarted = s.anyStarted || u.started > 0
		s.anyClosed = s.anyClosed || u.closed > 0
		s.anyDeadline = s.anyDeadline || u.due > 0
		if s.year != nil {
			s.year[code] = u.year
		}
	}
	s.bad[Pauses][UnknownCase] += k.l.pauses.store.Len() - s.rows[Pauses] - s.bad[Pauses][UnknownUnit]
}

// show tells of the figures of units and groups, once it is known how each unit is
// treated.
func (k *keeper) show(s *scan) {
	for code := range s.shown {
		u := k.unit(uint16(code))
		shown := s.shown[code] && s.treatment(code) == Shown
		if u.pooled != shown {
			k.group.pool(&u.tally, shown)
			u.pooled = shown
		}
		shown = shown && s.intakeShown(code)
		if u.pooledIntake != shown {
			k.group.poolIntakes(&u.tally, shown)
			u.pooledIntake = shown
		}
		if !s.shown[code] {
			continue
		}
		s.held[code] = u.showHeld()
		if !u.pooled {
			s.measures[code], s.queue[code] = k.none, k.noneQueued
			continue
		}
		s.measures[code] = u.showWindows(&k.form)
		if shown {
			s.intakes[code] = u.showIntake(&k.form, k.at, &k.scratch)
		}
		s.queue[code] = u.showQueue(k.by != byNothing)
	}
	s.groups = k.group.showWindows(&k.form)
	s.pooled = k.group.showIntake(&k.form, k.at, &k.scratch)
}

func (u *keptUnit) showQueue(net bool) []Queue {
	if u.queued != nil {
		return u.queued
	}
	u.queued = make([]Queue, len(u.queue))
	for slot := range u.queue {
		q := &u.queue[slot]
		u.queued[slot] = q.Queue
		if q.receipts.Len() > 0 {
			u.queued[slot].Oldest = int64(q.receipts.At(0))
		}
		u.queued[slot].OldestNet = u.queued[slot].Oldest
		if net {
			u.queued[slot].OldestNet = 0
			if q.net.Len() > 0 {
				u.queued[slot].OldestNet = int64(q.net.At(0))
			}
		}
	}
	return u.queued
}

func (u *keptUnit) showHeld() [][]Held {
	if u.heldIn == 0 {
		return nil
	}
	if u.heldShown == nil {
		for _, held := range u.held {
			u.heldShown = append(u.heldShown, append([]Held(nil), held...))
		}
	}
	return u.heldShown
}
