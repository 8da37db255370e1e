package dropfolder

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

const (
	noDate    = "is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105"
	noMonth   = "is no month such as 2026-08, 08.2026 or august 2026, from 1970 to 2105"
	formula   = "is a formula: save the values, not the formulas"
	errorCell = "is a spreadsheet's error, not a value"
	noNumber  = "is no number such as 1250.5 or 1250,5"
	ambiguous = "may be a thousand times more or less: write it without a separator of thousands"
)

// clockLayouts are dates with a time of day, on a clock that is not named.
var clockLayouts = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2.1.2006 15:04", "2.1.2006 15:04:05",
}

// Instant reads a date with a time of day, from 1970 to 2105: 2006-01-02
// 15:04:05 or 2.1.2006 15:04, as loc's clocks show it, or one that names its
// zone (RFC 3339).
func Instant(s string, loc *time.Location) (time.Time, bool) {
	at, _, ok := instant(s, loc)
	return at, ok
}

// instant is Instant, and whether a zone is named.
func instant(s string, loc *time.Location) (at time.Time, zoned, ok bool) {
	at, err := time.Parse(time.RFC3339, s)
	zoned = err == nil
	for i := 0; err != nil && i < len(clockLayouts); i++ {
		at, err = time.ParseInLocation(clockLayouts[i], s, loc)
	}
	return at, zoned, err == nil && civil.InRange(at)
}

// day reads a date, with or without a time of day. One that names its zone is
// the date of that instant in the source's.
func (r *reader) day(s string) (civil.Day, string) {
	if day, ok := civil.ParseDay(s); ok {
		return day, ""
	}
	if first, day, ok := byMonthName(s); ok && day > 0 {
		if at := first.Date().AddDate(0, 0, day-1); at.Month() == first.Date().Month() {
			return civil.DayOf(at), ""
		}
		return 0, noDate
	}
	// In UTC, no time of day is left out when clocks change.
	at, zoned, ok := instant(s, time.UTC)
	if zoned && r.Location != nil {
		at = at.In(r.Location)
	}
	if !ok || !civil.InRange(at) {
		return 0, noDate
	}
	return civil.DayOf(at), ""
}

// dayLayouts are days that may lie beyond those that are read.
var dayLayouts = []string{time.DateOnly, "2.1.2006"}

// standsForNone reports whether a column of days or months holds a date, of
// whatever year, that stands where there is none.
func (r *reader) standsForNone(c *supplement.Column, field string) bool {
	if len(r.NoDates) == 0 || field == "" || c.Kind != supplement.Date && c.Kind != supplement.Month {
		return false
	}
	if at, err := time.Parse(time.RFC3339, field); err == nil {
		return slices.Contains(r.NoDates, civil.DayOf(at.In(cmp.Or(r.Location, time.UTC))))
	}
	for _, layout := range slices.Concat(dayLayouts, clockLayouts) {
		if at, err := time.Parse(layout, field); err == nil {
			return slices.Contains(r.NoDates, civil.DayOf(at))
		}
	}
	parts := namedDate.FindStringSubmatch(strings.ToLower(field))
	if parts == nil || parts[1] == "" {
		return false
	}
	month, ok := monthNamed(parts[2])
	at, err := time.Parse("2006-1-2", fmt.Sprintf("%s-%d-%s", parts[3], month, parts[1]))
	return ok && err == nil && slices.Contains(r.NoDates, civil.DayOf(at))
}

// month reads a month, or a date of it.
func (r *reader) month(s string) (civil.Day, string) {
	if day, ok := civil.ParseMonth(s); ok {
		return day, ""
	}
	if first, day, ok := byMonthName(s); ok && day == 0 {
		return first, ""
	}
	day, reason := r.day(s)
	if reason != "" {
		return 0, noMonth
	}
	return day.Month(), ""
}

var (
	// Two digits of a year would do for a day as well: sep.26.
	namedDate = regexp.MustCompile(`^(?:([0-9]{1,2})\. ?)?(\pL{3,})\.?[ -]([0-9]{4})$`)
	months    = [12]string{
		"januar january", "februar february", "mars march", "april", "mai may", "juni june",
		"juli july", "august", "september", "oktober october", "november", "desember december",
	}
)

// byMonthName reads a month by its name or the beginning of it, in Norwegian or
// English, with or without a day: august 2026, des. 2026, 31. august 2026.
// Day is 0 without one.
func byMonthName(s string) (first civil.Day, day int, ok bool) {
	parts := namedDate.FindStringSubmatch(strings.ToLower(s))
	if parts == nil {
		return 0, 0, false
	}
	if parts[1] != "" {
		if day, _ = strconv.Atoi(parts[1]); day < 1 || day > 31 {
			return 0, 0, false
		}
	}
	month, ok := monthNamed(parts[2])
	if !ok {
		return 0, 0, false
	}
	first, ok = civil.ParseMonth(fmt.Sprintf("%s-%02d", parts[3], month))
	return first, day, ok
}

// monthNamed is the number of the month whose name begins so, in small letters.
func monthNamed(beginning string) (month int, ok bool) {
	for i, names := range months {
		for name := range strings.FieldsSeq(names) {
			if strings.HasPrefix(name, beginning) {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// errorValue is how spreadsheets show that a formula failed: #REF!, #I/T,
// #VERDI!, or a column too narrow.
var errorValue = regexp.MustCompile(`^#([\pL0-9/]+[!?]|N/A|I/T|#+)$`)

// spreadsheetFault says why a field is no value: "" if it may be one.
func spreadsheetFault(s string) string {
	switch {
	case strings.HasPrefix(s, "="):
		return formula
	case errorValue.MatchString(s):
		return errorCell
	}
	return ""
}

var (
	plainNumber = regexp.MustCompile(`^[+-]?[0-9]+([.,][0-9]+)?$`)
	// Thousands are set off by spaces of several kinds, which cannot be taken
	// for a decimal sign, or by a sign that is there twice or beside another.
	groupedNumber = regexp.MustCompile(`^[+-]?([0-9]{1,3}([ \x{a0}\x{2009}\x{202f}][0-9]{3})+([.,][0-9]+)?` +
		`|[1-9][0-9]{0,2}((\.[0-9]{3})+,[0-9]+|(,[0-9]{3})+\.[0-9]+|(\.[0-9]{3}){2,}|(,[0-9]{3}){2,}))$`)
	// One separator before three digits may be either.
	ambiguousNumber = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$`)
)

// number reads a number with a decimal point or comma.
func number(s string) (float64, string) {
	s = strings.Replace(s, "\u2212", "-", 1) // the minus sign proper
	switch {
	case ambiguousNumber.MatchString(s):
		return 0, ambiguous
	case groupedNumber.MatchString(s):
		s = withoutGrouping(s)
	case !plainNumber.MatchString(s):
		return 0, noNumber
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil {
		return 0, noNumber
	}
	return n, ""
}

// withoutGrouping takes out what sets off the thousands of a number: spaces, and of
// points and commas all but the last sign, which stays if it is there once.
func withoutGrouping(s string) string {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u2009", "", "\u202f", "").Replace(s)
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s
	}
	sign, bare := s[last:last+1], strings.NewReplacer(".", "", ",", "")
	if strings.Count(s, sign) > 1 {
		return bare.Replace(s)
	}
	return bare.Replace(s[:last]) + s[last:]
}
