package source

import (
	"log/slog"
	"time"

	"casework/collectors/civil"
)

// What sources that are no databases have in common with those that are: how times
// and names are understood.

// A Clocks turns times as they are written into instants, as the columns of
// databases are read: see the comment of the package. It must not be shared
// between goroutines.
type Clocks struct {
	wall, day, instant clock
}

// NewClocks returns the Clocks of a source whose days are of one zone and whose
// wall clocks are of another. A time on one of noDates is none.
func NewClocks(location, dateTimes *time.Location, noDates []civil.Day) *Clocks {
	none := newNoDates(noDates, location)
	return &Clocks{
		wall:    clock{Reading: civil.NewZone(dateTimes).Reading(), none: none.walls, wall: true},
		day:     clock{Reading: civil.NewZone(location).Reading(), none: none.walls, date: true},
		instant: clock{Reading: civil.NewZone(time.UTC).Reading(), none: none.instants},
	}
}

// A Written is a time as it is written: seconds since 1970-01-01 00:00:00 as a
// clock on the wall showed them, or an instant, or a day.
type Written struct {
	Wall         int64
	Instant, Day bool
}

func (c *Clocks) of(w Written) *clock {
	switch {
	case w.Instant:
		return &c.instant
	case w.Day:
		return &c.day
	}
	return &c.wall
}

// Seconds is the instant of a time in Unix seconds; 0 if it is none.
func (c *Clocks) Seconds(w Written) int64 {
	one := c.of(w)
	if w.Wall < epoch || w.Wall > latest || one.absent(w.Wall) {
		return 0
	}
	return max(one.Instant(w.Wall), 0)
}

// After is Seconds of what cannot come before some others, in Unix seconds: a day on
// which one of them was is that instant, as it does not say when on it.
func (c *Clocks) After(w Written, others ...int64) int64 {
	return c.of(w).orLater(c.Seconds(w), others...)
}

// End is Seconds of when something ends: 0 too where that is far in the future.
func (c *Clocks) End(w Written) int64 {
	if w.Wall >= farFuture {
		return 0
	}
	return c.Seconds(w)
}

// EndAfter is End of what cannot come before some others, as After.
func (c *Clocks) EndAfter(w Written, others ...int64) int64 {
	return c.of(w).orLater(c.End(w), others...)
}

// Deadline is the last second in which a case is in time: a day lasts until its
// end. It is 0 if there is none, as far in the future.
func (c *Clocks) Deadline(w Written) int64 {
	at := c.End(w)
	if at == 0 || !w.Day {
		return at
	}
	return c.day.Instant(c.day.Clock(at)+86400) - 1
}

// Version is a changed_at in Unix microseconds; 0 if it is none, or if the clock
// showed it twice.
func (c *Clocks) Version(w Written, micro int64) int64 {
	one := c.of(w)
	if w.Wall < epoch || w.Wall > latest || one.Ambiguous(w.Wall) {
		return 0
	}
	return max(one.Instant(w.Wall)*1e6+micro, 0)
}

// A Names turns texts into names as they are compared, and notes which were met.
// It is used by one goroutine at a time, but for Met.
type Names struct {
	met                  *namesMet
	units, types, labels names
}

// NewNames returns Names that have met none.
func NewNames(log *slog.Logger) *Names {
	met := newNamesMet(log)
	return &Names{met: met, units: newNames(met.unit), types: newNames(met.caseType), labels: newNames(nil)}
}

// Unit is the name of a unit.
func (n *Names) Unit(text []byte) string { return brief(n.units.of(nil, text)) }

// Type is the name of a type of cases.
func (n *Names) Type(text []byte) string { return brief(n.types.of(nil, text)) }

// Label is any other name.
func (n *Names) Label(text []byte) string { return brief(n.labels.of(nil, text)) }

// Met is what was met so far.
func (n *Names) Met() NamesMet { return n.met.list() }
