package source

import (
	"database/sql/driver"
	"slices"
	"time"

	"casework/collectors/civil"
)

// epoch is the first second that a column can hold a time of; what is before
// it, among it a zero date, is no time.
const epoch = 1

// latest is the last second that a clock is read at, 9999-12-31 23:59:59: the
// last of many a database, and a bound on what a numeric column may claim.
const latest = 253402300799

// lastIndexed is 2038-01-01, shortly before a TIMESTAMP of MySQL
// ends. Beyond that, the server compares every row of one instead of looking in an index.
const lastIndexed = 2145916800

// A clock reads one column that holds times. A time is in seconds or
// microseconds since 1970-01-01 00:00:00, either as an instant (in UTC) or on
// the clock that the column is written by. A clock must not be shared between
// goroutines.
type clock struct {
	civil.Reading
	numeric bool          // the column counts seconds
	date    bool          // the column holds days
	wall    bool          // the column holds wall clocks, of which midnight may be a day
	digits  bool          // its times come as digits
	end     bool          // the column holds deadlines, ends or the like, of which those far ahead are none
	none    []stretch     // what stands for no time
	grain   time.Duration // times this close may be written as the same
}

// clock returns the clock of a column.
func (s *Source) clock(column *Column) clock {
	c := s.clockOf(column.Class)
	c.none = s.noDates.instants
	if column.wholes() {
		c.none = s.noDates.walls
	}
	c.end = slices.Contains(endColumns, column.Name)
	return c
}

func (s *Source) clockOf(class Class) clock {
	switch class {
	case WallClock:
		return clock{Reading: s.dateTimes.Reading(), grain: time.Second, wall: true}
	case Date:
		return clock{Reading: s.zone.Reading(), grain: 48 * time.Hour, date: true}
	case Instant:
		return clock{Reading: s.utc.Reading(), grain: time.Second}
	default:
		return clock{Reading: s.utc.Reading(), grain: time.Second, numeric: true}
	}
}

// seconds is the instant of a column's value, rounded down; 0 if it holds
// none.
func (c *clock) seconds(v driver.Value) int64 {
	var wall int64
	switch v := v.(type) {
	case time.Time:
		wall = v.Unix()
	case nil:
		return 0
	default:
		wall, _ = integer(v)
		if c.digits {
			wall = c.shown(wall)
		}
	}
	if wall < epoch || wall > latest || c.absent(wall) {
		return 0
	}
	return max(c.Instant(wall), 0)
}

// shown is the time on the column's clock that digits show; 0 if there is none.
func (c *clock) shown(digits int64) int64 {
	date, time := digits, int64(0)
	if !c.date {
		date, time = digits/1e6, digits%1e6
	}
	day, ok := civil.On(int(date/1e4), int(date/100%100), int(date%100))
	if !ok {
		return 0
	}
	return int64(day)*86400 + time/1e4*3600 + time/100%100*60 + time%100
}

// orLater corrects an instant that the column gave, given instants that it cannot have
// been before. A day does not say when on it: so it becomes the latest of the others
// that are on that day. So does midnight, as many products write a day as its midnight. Of
// a time that the clock showed twice, the second is taken if the first is before one of
// the others.
func (c *clock) orLater(at int64, others ...int64) int64 {
	given := at
	for _, other := range others {
		if given == 0 || other <= at {
			continue
		}
		wall := c.Clock(given)
		if !c.date {
			at = max(at, c.Second(wall))
		}
		if (c.date || c.wall && wall%86400 == 0) && floorDiv(c.Clock(other), 86400) == floorDiv(wall, 86400) {
			at = max(at, other)
		}
	}
	return at
}

// change is a changed_at: as a cursor on the column's own clock, and as an
// instant in microseconds, which is 0 if the clock showed it twice. Both are 0
// if the column holds no time.
func (c *clock) change(v driver.Value) (cursor, version int64) {
	switch v := v.(type) {
	case time.Time:
		cursor = v.UnixMicro()
	case nil:
		return 0, 0
	default:
		n, _ := integer(v)
		cursor = min(n, latest) * 1e6
	}
	wall := floorDiv(cursor, 1e6)
	switch {
	case isInfinity(v), wall > latest: // no clock shows that: a future without end, of no known order
		return latest * 1e6, 0
	case wall < epoch:
		return 0, 0
	}
	if c.Ambiguous(wall) {
		return cursor, 0
	}
	return cursor, max(c.Instant(wall)*1e6+cursor-wall*1e6, 0)
}

// isInfinity reports whether a column says that a time never comes.
func isInfinity(v driver.Value) bool { return v == "infinity" }

// bind is a time on the column's clock, in microseconds, as a parameter to
// compare the column with: rounded down to what the column can hold.
func (c *clock) bind(wall int64) driver.Value {
	wall = max(wall, epoch*1e6)
	if c.numeric {
		return wall / 1e6
	}
	return time.UnixMicro(min(wall, latest*1e6)).UTC()
}
