package mysql

import (
	"database/sql/driver"
	"math"
	"strings"
	"time"
)

// epoch is the first second that a column can hold a time of; what is before
// it, among it MySQL's zero date, is no time.
const epoch = 1

// latest is the last second that a clock is read at, 9999-12-31 23:59:59:
// MySQL's last, and a bound on what a numeric column may claim.
const latest = 253402300799

// lastIndexed is 2038-01-01, shortly before a TIMESTAMP ends. Beyond that, the
// server compares every row of one instead of looking in an index.
const lastIndexed = 2145916800

// A clock reads one column that holds times. A time is in seconds or
// microseconds since 1970-01-01 00:00:00, either as an instant (in UTC) or on
// the clock that the column is written by. A clock must not be shared between
// goroutines.
type clock struct {
	reading
	numeric bool          // the column counts seconds
	date    bool          // the column holds days
	grain   time.Duration // times this close may be written as the same
}

// clock returns the clock of a column.
func (s *Source) clock(c *typed) clock {
	switch kind := strings.TrimPrefix(c.kind, "UNSIGNED "); kind {
	case "DATETIME":
		return clock{reading: s.dateTimes.reading(), grain: time.Second}
	case "DATE":
		return clock{reading: s.zone.reading(), grain: 48 * time.Hour, date: true}
	case "TIMESTAMP":
		return clock{reading: s.utc.reading(), grain: time.Second}
	default:
		return clock{reading: s.utc.reading(), grain: time.Second, numeric: true}
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
	}
	if wall < epoch || wall > latest {
		return 0
	}
	return max(c.instant(wall), 0)
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
	if wall < epoch || wall > latest {
		return 0, 0
	}
	if c.ambiguous(wall) {
		return cursor, 0
	}
	return cursor, max(c.instant(wall)*1e6+cursor-wall*1e6, 0)
}

// bind is a time on the column's clock, in microseconds, as a parameter to
// compare the column with: rounded down to what the column can hold.
func (c *clock) bind(wall int64) driver.Value {
	wall = max(wall, epoch*1e6)
	if c.numeric {
		return wall / 1e6
	}
	return time.UnixMicro(min(wall, latest*1e6)).UTC()
}

// integer is a numeric column's value rounded down, and whether it is one.
// Values beyond int64 give its limits.
func integer(v driver.Value) (n int64, ok bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case uint64:
		return int64(min(v, math.MaxInt64)), true
	case []byte:
		return decimal(v)
	case string:
		return decimal([]byte(v))
	case float32:
		return whole(float64(v))
	case float64:
		return whole(v)
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

func whole(f float64) (n int64, ok bool) {
	switch f = math.Floor(f); {
	case f != f:
		return 0, false
	case f >= math.MaxInt64:
		return math.MaxInt64, true
	case f <= math.MinInt64:
		return math.MinInt64, true
	}
	return int64(f), true
}

// decimal reads digits with an optional sign and an optional fraction.
func decimal(b []byte) (n int64, ok bool) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	digits, fraction := 0, false
	for i, c := range b {
		if c == '.' {
			for _, c := range b[i+1:] {
				if c < '0' || c > '9' {
					return 0, false
				}
				fraction = fraction || c != '0'
			}
			break
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		digits++
		if n > (math.MaxInt64-9)/10 {
			n = math.MaxInt64
			continue
		}
		n = n*10 + int64(c-'0')
	}
	if negative {
		if n = -n; fraction {
			n--
		}
	}
	return n, digits > 0
}
