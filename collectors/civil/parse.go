package civil

import "time"

// The years of the dates that are read from text. What lies outside is taken
// for a typing error.
const (
	minYear = 1970
	maxYear = 2105
)

// ParseMonth reads 2026-09, 202609, 09.2026, or any date of the month as
// ParseDay reads it, and returns the month's first day. It reports false for
// any other text, and for years before 1970 or after 2105.
func ParseMonth(s string) (Day, bool) {
	for _, layout := range []string{"2006-01", "200601", "1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return DayOf(t), InRange(t)
		}
	}
	day, ok := ParseDay(s)
	return day.Month(), ok
}

// ParseDay reads 2006-01-02 or 2.1.2006. It reports false for any other text,
// and for years before 1970 or after 2105.
func ParseDay(s string) (Day, bool) {
	for _, layout := range []string{time.DateOnly, "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return DayOf(t), InRange(t)
		}
	}
	return 0, false
}

// InRange reports whether a time's year is one that ParseDay reads: 1970 to
// 2105.
func InRange(t time.Time) bool { return t.Year() >= minYear && t.Year() <= maxYear }
