package table

import (
	"math"
	"strings"
	"time"

	"casework/collectors/civil"
)

// A Moment is a date, with or without a time of day, as a field has it.
type Moment struct {
	// Wall is seconds since 1970-01-01 00:00:00, as a clock on the wall showed
	// them, or in UTC if the field names a zone.
	Wall  int64
	Micro int64 // of a second
	Zoned bool  // the field names a zone, so Wall is an instant
	Date  bool  // there is no time of day
}

// MomentForms says which forms ParseMoment reads.
const MomentForms = "2026-11-23 10:00:00, 23.11.2026 10:00, 2026-11-23T10:00:00+01:00 or 2026-11-23"

// ParseMoment reads a date from the year 1 on, with or without a time of day:
// 2026-11-23 or 23.11.2026, then 10:00 or 10:00:00 with any fraction, behind a
// blank or T, then Z or an offset such as +01:00; 20261123; or a date that names its
// month. Zeros in place of a date, 0000-00-00, are no date: they give the year 1,
// which stands before all.
func ParseMoment(b []byte) (m Moment, ok bool) {
	year, month, day, rest, ok := date(b)
	if !ok {
		return byName(b)
	}
	if year == 0 && month == 0 && day == 0 {
		return Moment{Wall: yearOne, Date: len(rest) == 0}, true
	}
	if m.Wall, ok = midnight(year, month, day); !ok {
		return Moment{}, false
	}
	if len(rest) == 0 {
		m.Date = true
		return m, true
	}
	if rest[0] != ' ' && rest[0] != 'T' && rest[0] != 't' {
		return Moment{}, false
	}
	return m, m.clock(rest[1:])
}

var yearOne, _ = midnight(1, 1, 1)

// midnight is the beginning of a date from the year 1 on, as a Moment's Wall; ok
// is false if there is no such date. It is reckoned here, as a file has millions of
// times, and package time takes most of the time that reading one takes.
func midnight(year, month, day int) (wall int64, ok bool) {
	if year < 1 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	leap := 0
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		leap = 1
	}
	before, until := daysBefore[month-1], daysBefore[month]
	if month > 2 {
		before += leap
	}
	if month > 1 {
		until += leap
	}
	if before+day > until {
		return 0, false
	}
	last := year - 1
	days := last*365 + last/4 - last/100 + last/400 + before + day - 1
	return int64(days-daysTo1970) * 86400, true
}

// daysBefore is how many days of a year that is no leap year lie before each month,
// and before the next year.
var daysBefore = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// daysTo1970 is how many days lie between the years 1 and 1970.
const daysTo1970 = 719_162

// date reads the date at the beginning of a field.
func date(b []byte) (year, month, day int, rest []byte, ok bool) {
	switch {
	case len(b) >= 10 && b[4] == '-' && b[7] == '-':
		if !digits(b[0:4], &year) || !digits(b[5:7], &month) || !digits(b[8:10], &day) {
			return 0, 0, 0, nil, false
		}
		return year, month, day, b[10:], true
	case len(b) == 8 && digits(b[0:4], &year):
		if !digits(b[4:6], &month) || !digits(b[6:8], &day) {
			break
		}
		return year, month, day, nil, true
	}
	for _, part := range []struct {
		of   *int
		long bool
	}{{&day, false}, {&month, false}, {&year, true}} {
		n := 0
		for n < len(b) && b[n] >= '0' && b[n] <= '9' {
			n++
		}
		if part.long != (n == 4) || !part.long && (n < 1 || n > 2) || !digits(b[:n], part.of) {
			return 0, 0, 0, nil, false
		}
		if b = b[n:]; !part.long {
			if len(b) == 0 || b[0] != '.' {
				return 0, 0, 0, nil, false
			}
			b = b[1:]
		}
	}
	return year, month, day, b, true
}

// clock reads a time of day, and the zone behind it.
func (m *Moment) clock(b []byte) bool {
	var hour, minute, second int
	colon := 2
	if len(b) > 1 && b[1] == ':' {
		colon = 1
	}
	if len(b) < colon+3 || b[colon] != ':' || !digits(b[:colon], &hour) || !digits(b[colon+1:colon+3], &minute) {
		return false
	}
	b = b[colon+3:]
	if len(b) >= 3 && b[0] == ':' {
		if !digits(b[1:3], &second) {
			return false
		}
		if b = b[3:]; len(b) > 1 && (b[0] == '.' || b[0] == ',') {
			unit := int64(100_000)
			for b = b[1:]; len(b) > 0 && b[0] >= '0' && b[0] <= '9'; b = b[1:] {
				m.Micro += int64(b[0]-'0') * unit
				unit /= 10
			}
		}
	}
	if hour > 23 || minute > 59 || second > 59 {
		return false
	}
	m.Wall += int64(hour*3600 + minute*60 + second)
	if len(b) > 0 && b[0] == ' ' { // as SQL Server writes an offset
		b = b[1:]
	}
	switch {
	case len(b) == 0:
		return true
	case len(b) == 1 && (b[0] == 'Z' || b[0] == 'z'):
		m.Zoned = true
		return true
	case len(b) == 6 && b[3] == ':' && (b[0] == '+' || b[0] == '-'):
		if !digits(b[1:3], &hour) || !digits(b[4:6], &minute) || hour > 23 || minute > 59 {
			return false
		}
		offset := int64(hour*3600 + minute*60)
		if b[0] == '-' {
			offset = -offset
		}
		m.Wall -= offset
		m.Zoned = true
		return true
	}
	return false
}

// byName reads a date that names its month.
func byName(b []byte) (Moment, bool) {
	if len(b) > 40 {
		return Moment{}, false
	}
	parts := namedDate.FindStringSubmatch(strings.ToLower(string(b)))
	if parts == nil || parts[1] == "" {
		return Moment{}, false
	}
	month, ok := monthNamed(parts[2])
	var year, day int
	if !ok || !digits([]byte(parts[3]), &year) || !digits([]byte(parts[1]), &day) {
		return Moment{}, false
	}
	wall, ok := midnight(year, month, day)
	return Moment{Wall: wall, Date: true}, ok
}

// digits reads digits alone.
func digits(b []byte, n *int) bool {
	sum := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
		sum = sum*10 + int(c-'0')
	}
	*n = sum
	return len(b) > 0
}

// Instant reads a date with a time of day, from 1970 to 2105, as loc's clocks
// show it, or one that names its zone.
func Instant(s string, loc *time.Location) (time.Time, bool) {
	at, _, ok := instant(s, loc)
	return at, ok
}

// instant is Instant, and whether a zone is named.
func instant(s string, loc *time.Location) (at time.Time, zoned, ok bool) {
	m, ok := ParseMoment([]byte(s))
	if !ok || m.Date {
		return time.Time{}, false, false
	}
	at = time.Unix(m.Wall, m.Micro*1000).UTC()
	if !m.Zoned {
		at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), loc)
	}
	return at, m.Zoned, civil.InRange(at)
}

// Moment is the time in a column of the row at hand. Has is false if there is
// none, ok is false if what is there is no time.
func (r *Rows) Moment(column int) (m Moment, has, ok bool) {
	field := r.Field(column)
	if len(field) == 0 {
		return Moment{}, false, true
	}
	m, ok = ParseMoment(field)
	return m, true, ok
}

// Whole is the whole number in a column of the row at hand, as Moment is a time.
func (r *Rows) Whole(column int) (n int64, has, ok bool) {
	field := r.Field(column)
	if len(field) == 0 {
		return 0, false, true
	}
	var small int
	if len(field) < 10 && digits(field, &small) {
		return int64(small), true, true
	}
	f, reason := number(string(field))
	return int64(f), true, reason == "" && f == math.Trunc(f) && math.Abs(f) < 1<<53
}
