package main

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Options say what to simulate.
type Options struct {
	Seed                     uint64
	Now                      time.Time
	Zone                     *time.Location
	EffectWait, EffectErrors float64 // the true effect of supervision: -0.25 is a quarter less
	Months                   int     // of history; 0 is 36
	Rate                     float64 // changes a second once the municipality lives; 0 for real life's pace
}

const (
	defaultMonths = 36
	aheadDays     = 30 // real days the municipality goes on by itself
)

// A Simulation is a municipality with its past, and the future that is
// already planned for it. Two of the same Options are the same.
type Simulation struct {
	Options Options
	*Stage

	model    *Model
	rng      *rand.Rand
	waiting  [][]*life // by unit
	underway [][]*life // by unit
	usual    []pools   // by unit, as history left them
	nextID   int64
}

// pools are the numbers of a unit's open cases.
type pools struct{ waiting, underway int }

// Simulate makes a municipality and three years of its past.
func Simulate(o Options) (*Simulation, error) {
	from := monthOf(o.Now.In(o.Zone)).AddDate(0, -cmp.Or(o.Months, defaultMonths), 0)
	calendar := NewCalendar(from, o.Now.AddDate(2, 0, 0), o.Zone)
	s := &Simulation{
		Options: o, Stage: NewStage(NewTown(WallClock{o.Zone})), model: newModel(o, calendar),
		rng: rand.New(rand.NewPCG(o.Seed, 1<<32)), nextID: 100_001,
		waiting: make([][]*life, len(town)), underway: make([][]*life, len(town)),
	}
	s.Shown = s.pool
	var lives []*life
	last := calendar.Day(o.Now.AddDate(0, 0, aheadDays).Unix())
	for i := range s.model.units {
		rng := rand.New(rand.NewPCG(o.Seed, uint64(i)))
		for day := range last {
			for range poisson(rng, s.model.arrivals(s.model.units[i].perDay, day)) {
				lives = append(lives, s.model.born(rng, i, calendar.At(day, timeOfDay(rng))))
			}
		}
	}
	slices.SortStableFunc(lives, func(a, b *life) int { return cmp.Compare(a.known, b.known) })
	for _, l := range lives {
		s.number(l)
	}
	if err := errors.Join(s.Open(o.Now, lives), s.publishUnits()); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	for i := range town {
		s.usual = append(s.usual, pools{len(s.waiting[i]), len(s.underway[i])})
	}
	return s, nil
}

// timeOfDay draws a time of day, in seconds: mostly office hours.
func timeOfDay(rng *rand.Rand) int {
	if rng.Float64() < 0.2 {
		return rng.IntN(86400)
	}
	return min(max(int(11.5*3600+2*3600*rng.NormFloat64()), 6*3600), 22*3600)
}

// number gives a case the next identifier.
func (s *Simulation) number(l *life) {
	l.ID = Key{Num: s.nextID}
	s.nextID++
	for i := range l.pauses {
		l.pauses[i].ID.Num, l.pauses[i].Case = 10*l.ID.Num+int64(i), l.ID
	}
	for i := range l.errors {
		if l.errors[i].Case != (Key{}) {
			l.errors[i].Case = l.ID
		}
	}
}

// publishUnits fills the tables units, programmes and sessions.
func (s *Simulation) publishUnits() error {
	var units []Change[Unit]
	var programmes []Change[Programme]
	var sessions []Change[Session]
	for i, u := range s.model.units {
		units = append(units, Change[Unit]{Row: Unit{u.name, u.full, u.service, u.parent}})
		if u.start == 0 {
			continue
		}
		from := time.Unix(u.start, 0).In(s.Options.Zone).Format(time.DateOnly)
		programmes = append(programmes, Change[Programme]{Row: Programme{Unit: u.name, Name: programme, From: from}})
		sessions = append(sessions, s.sessions(i)...)
	}
	slices.SortStableFunc(sessions, func(a, b Change[Session]) int { return cmp.Compare(a.Row.Planned, b.Row.Planned) })
	for i := range sessions {
		sessions[i].Row.ID.Num = int64(i + 1)
	}
	if err := s.Town.Units.Put(units...); err != nil {
		return fmt.Errorf("publish units: %w", err)
	}
	if err := s.Town.Programmes.Put(programmes...); err != nil {
		return fmt.Errorf("publish programmes: %w", err)
	}
	if err := s.Town.Sessions.Put(sessions...); err != nil {
		return fmt.Errorf("publish sessions: %w", err)
	}
	return nil
}

// sessions is a unit's supervision: every other week, four weeks planned
// ahead, and one in seven never held.
func (s *Simulation) sessions(unit int) []Change[Session] {
	u := &s.model.units[unit]
	rng := rand.New(rand.NewPCG(s.Options.Seed, uint64(2000+unit)))
	calendar, now := s.model.calendar, s.Options.Now.Unix()
	var all []Change[Session]
	for day := calendar.Day(u.start) + 3; day < calendar.Day(now)+28; day += 14 {
		planned := calendar.At(day, 9*3600+3600*rng.IntN(5))
		x := Session{Unit: u.name, Programme: programme, Planned: planned}
		held, minutes, people := rng.Float64() < 6.0/7, 60+30*rng.Int64N(2), 4+rng.Int64N(6)
		changed := min(calendar.At(max(day-28, 0), 15*3600), now)
		if held && calendar.working[day] && planned+minutes*60 < now {
			x.Held, x.Minutes, x.People = planned, minutes, people
			changed = planned + minutes*60
		}
		all = append(all, Change[Session]{s.micros(changed, int64(100*unit+day)), x})
	}
	return all
}
