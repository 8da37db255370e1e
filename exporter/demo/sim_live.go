package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// Live lets the municipality go on until ctx ends: at real life's pace, and
// with Options.Rate changes a second besides, so that there is something to
// watch.
//
// The extra changes must not spoil the windows: a case received and started
// within minutes would show a waiting time that nobody has. So most are
// cases registered late, with the dates they would have had: received days or
// weeks ago, after a waiting time drawn from the Model, started or closed now.
func (s *Simulation) Live(ctx context.Context) error {
	const beat = 250 * time.Millisecond
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	owed := 0.0
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			owed += s.Options.Rate * beat.Seconds()
			n := int(owed)
			owed -= float64(n)
			if err := s.advance(now, n); err != nil {
				return err
			}
		}
	}
}

// advance brings the tables up to now, with n extra changes.
func (s *Simulation) advance(now time.Time, n int) error {
	for range n {
		s.act(now)
	}
	return s.Step(now)
}

// act makes one extra change.
func (s *Simulation) act(now time.Time) {
	unit := s.anyUnit()
	s.waiting[unit] = slices.DeleteFunc(s.waiting[unit], func(l *life) bool { return !l.waits() })
	s.underway[unit] = slices.DeleteFunc(s.underway[unit], func(l *life) bool { return !l.underway() })
	usual := s.usual[unit]
	draw := s.rng.IntN(100)
	switch {
	case draw < 1 && s.model.units[unit].start != 0:
		s.hold(unit, now)
	case draw < 25 && len(s.waiting[unit]) < usual.waiting+5:
		s.receive(unit, now)
	case draw < 50:
		if l := soonest(s.waiting[unit], func(l *life) int64 { return l.start }, now); l != nil {
			l.resume(now.Unix(), l.start)
			l.start = now.Unix()
			s.Touch(l, now)
		} else if len(s.underway[unit]) < usual.underway+5 {
			s.enterStarted(unit, now)
		} else {
			s.enterDone(unit, now)
		}
	default:
		if l := soonest(s.underway[unit], func(l *life) int64 { return l.close }, now); l != nil && l.reopen == 0 {
			l.resume(now.Unix(), l.close)
			l.close = now.Unix()
			s.Touch(l, now)
		} else {
			s.enterDone(unit, now)
		}
	}
}

// soonest returns the life that has the least of when, if that is within a
// day of now.
func soonest(lives []*life, when func(*life) int64, now time.Time) *life {
	var first *life
	for _, l := range lives {
		if at := when(l); at > now.Unix() && at < now.Unix()+86400 && (first == nil || at < when(first)) {
			first = l
		}
	}
	return first
}

// pool keeps a life where act can find it.
func (s *Simulation) pool(l *life) {
	switch {
	case l.shown == (Case{}):
	case l.waits():
		s.waiting[l.unit] = append(s.waiting[l.unit], l)
	case l.underway():
		s.underway[l.unit] = append(s.underway[l.unit], l)
	}
}

// anyUnit draws a unit, busier units more often.
func (s *Simulation) anyUnit() int {
	total := 0.0
	for i := range s.model.units {
		total += s.model.units[i].perDay
	}
	draw := s.rng.Float64() * total
	for i := range s.model.units {
		if draw -= s.model.units[i].perDay; draw < 0 {
			return i
		}
	}
	return 0
}

// receive makes a case that is received now.
func (s *Simulation) receive(unit int, now time.Time) {
	l := s.model.born(s.rng, unit, now.Unix())
	l.known = now.Unix()
	s.enter(l, now)
}

// enterStarted makes a case that is registered and started now, and was
// received its waiting time ago.
func (s *Simulation) enterStarted(unit int, now time.Time) {
	kind, wait, work := s.draw(unit, now)
	l := s.model.received(unit, kind, s.model.calendar.Add(now.Unix(), -wait))
	l.known, l.start = now.Unix(), now.Unix()
	s.model.handled(l, work, kind.waitFor(s.rng))
	s.model.aftermath(s.rng, l, l.close)
	s.enter(l, now)
}

// enterDone makes a case that is registered now, and closed within seconds,
// after the waiting and working time it would have had. What follows the
// closing follows within a minute or two.
func (s *Simulation) enterDone(unit int, now time.Time) {
	kind, wait, work := s.draw(unit, now)
	paused := kind.waitFor(s.rng)
	start := s.model.startedBefore(now.Unix(), work, paused)
	l := s.model.received(unit, kind, s.model.calendar.Add(start, -wait))
	l.known, l.start = now.Unix(), start
	s.model.handled(l, work, paused)
	l.resume(now.Unix(), maxTime)
	l.close = soon(s.rng, now.Unix(), 20)
	s.model.aftermath(s.rng, l, l.close)
	if l.reopen != 0 {
		l.reopen = soon(s.rng, l.close, 45)
		l.again = soon(s.rng, l.reopen, 60)
	}
	if l.fixed != 0 {
		l.fixed = soon(s.rng, l.close, 45)
	}
	for i := range l.errors {
		l.errors[i].Reported = soon(s.rng, l.close, 45)
	}
	s.enter(l, now)
}

func (s *Simulation) draw(unit int, now time.Time) (kind *caseType, wait, work float64) {
	u := &s.model.units[unit]
	kind = u.typeOf(s.rng)
	fortnight := now.Unix() - 14*86400
	return kind, s.model.waiting(s.rng, u, kind, fortnight), s.model.working(s.rng, kind)
}

func (s *Simulation) enter(l *life, now time.Time) {
	s.number(l)
	for _, r := range l.errors {
		s.Expect(r)
	}
	s.Touch(l, now)
}

// soon is an instant within some seconds after at.
func soon(rng *rand.Rand, at, within int64) int64 { return at + 2 + rng.Int64N(within) }

// hold makes a supervision session that ended just now.
func (s *Simulation) hold(unit int, now time.Time) {
	minutes := 60 + 30*s.rng.Int64N(2)
	x := Session{
		ID: Key{Num: int64(s.Town.Sessions.View().Len() + 1)}, Unit: s.model.units[unit].name,
		Programme: programme, Minutes: minutes, People: 4 + s.rng.Int64N(6),
	}
	x.Planned = now.Unix() - 60*minutes
	x.Held = x.Planned
	// The table's own order allows nothing older than its newest row.
	_ = s.Town.Sessions.Put(Change[Session]{s.stamp(now), x})
}
