package main

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"time"
)

// A Stage plays lives: it shows in a Town's tables what has happened by now,
// and goes on as time passes. It is for one goroutine; the Town is for all.
type Stage struct {
	Town  *Town
	Shown func(*life) // if set, is called with each life that looks different now

	due     schedule
	pending []ErrorReport // not reported yet, by time
	reports int64         // identifiers of error reports given so far
	latest  int64         // newest changed_at written since Open
	cases   []Change[Case]
	pauses  []Change[Pause]
}

// NewStage returns a Stage with nothing on it.
func NewStage(town *Town) *Stage { return &Stage{Town: town} }

// Open shows the past of lives, each with the changed_at it would have got
// when it happened, and schedules the rest. Error reports without an
// identifier get one.
func (s *Stage) Open(now time.Time, lives []*life) error {
	for _, l := range lives {
		if changed := s.show(l, now.Unix()); changed != 0 {
			s.cases = append(s.cases, Change[Case]{s.micros(changed, l.ID.Num), l.shown})
		}
		s.pending = append(s.pending, l.errors...)
	}
	slices.SortStableFunc(s.pending, func(a, b ErrorReport) int { return cmp.Compare(a.Reported, b.Reported) })
	var reports []Change[ErrorReport]
	for _, r := range s.reported(now.Unix()) {
		reports = append(reports, Change[ErrorReport]{s.micros(r.Reported, r.ID.Num), r})
	}
	return s.put(reports)
}

// Step shows what has happened by now. Its changed_at is now, or, while the
// local clock repeats an hour in October, the latest it wrote before: it never
// goes back.
func (s *Stage) Step(now time.Time) error {
	for len(s.due) > 0 && s.due[0].at <= now.Unix() {
		s.Touch(heap.Pop(&s.due).(entry).life, now)
	}
	at := s.stamp(now)
	for i := range s.cases {
		s.cases[i].At = at
	}
	for i := range s.pauses {
		s.pauses[i].At = at
	}
	// A case touched twice is written once, as it is last.
	slices.Reverse(s.cases)
	slices.SortStableFunc(s.cases, func(a, b Change[Case]) int { return a.Row.ID.Compare(b.Row.ID) })
	s.cases = slices.CompactFunc(s.cases, func(a, b Change[Case]) bool { return a.Row.ID == b.Row.ID })
	var reports []Change[ErrorReport]
	for _, r := range s.reported(now.Unix()) {
		reports = append(reports, Change[ErrorReport]{at, r})
	}
	return s.put(reports)
}

// Touch notes for the next Step that a life may look different now.
func (s *Stage) Touch(l *life, now time.Time) {
	before := l.shown
	if s.show(l, now.Unix()) != 0 && l.shown != before {
		s.cases = append(s.cases, Change[Case]{Row: l.shown})
	}
}

// show brings l.shown up to date and schedules what comes next. It returns
// when the case last changed; 0 if it is not yet registered.
func (s *Stage) show(l *life, now int64) (changed int64) {
	before := l.shown
	l.shown, changed = l.at(now)
	if next := l.next(now); next != 0 {
		heap.Push(&s.due, entry{next, l})
	}
	paused := l.pausesAt(now)
	for i, p := range paused {
		if i >= len(l.halted) || l.halted[i] != p {
			s.pauses = append(s.pauses, Change[Pause]{s.micros(max(l.known, cmp.Or(p.Resumed, p.Paused)), p.ID.Num), p})
		}
	}
	l.halted = paused
	if s.Shown != nil && l.shown != before {
		s.Shown(l)
	}
	return changed
}

// Expect adds an error report to come.
func (s *Stage) Expect(r ErrorReport) {
	i, _ := slices.BinarySearchFunc(s.pending, r.Reported, func(p ErrorReport, at int64) int {
		return cmp.Compare(p.Reported, at)
	})
	s.pending = slices.Insert(s.pending, i, r)
}

// reported takes the reports due by now off the pending ones.
func (s *Stage) reported(now int64) []ErrorReport {
	n := 0
	for n < len(s.pending) && s.pending[n].Reported <= now {
		if r := &s.pending[n]; r.ID == (Key{}) {
			s.reports++
			r.ID.Num = s.reports
		}
		n++
	}
	due := s.pending[:n]
	s.pending = s.pending[n:]
	return due
}

func (s *Stage) put(reports []Change[ErrorReport]) error {
	if err := s.Town.Cases.Put(s.cases...); err != nil {
		return fmt.Errorf("write cases: %w", err)
	}
	s.cases = s.cases[:0]
	if err := s.Town.Pauses.Put(s.pauses...); err != nil {
		return fmt.Errorf("write pauses: %w", err)
	}
	s.pauses = s.pauses[:0]
	if err := s.Town.Errors.Put(reports...); err != nil {
		return fmt.Errorf("write error reports: %w", err)
	}
	return nil
}

// stamp is the changed_at of what is written now.
func (s *Stage) stamp(now time.Time) int64 {
	s.latest = max(s.Town.Clock.Micros(now), s.latest+1)
	return s.latest
}

// micros is a changed_at of the past: an instant in whole seconds, spread over
// the second before it.
func (s *Stage) micros(unix, id int64) int64 {
	at := s.Town.Clock.Micros(time.Unix(unix, 0)) - (id*7919)%1_000_000
	s.latest = max(s.latest, at)
	return at
}

// A schedule is a heap of what happens next.
type schedule []entry

type entry struct {
	at   int64
	life *life
}

func (s schedule) Len() int           { return len(s) }
func (s schedule) Less(i, j int) bool { return s[i].at < s[j].at }
func (s schedule) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *schedule) Push(x any)        { *s = append(*s, x.(entry)) }
func (s *schedule) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
