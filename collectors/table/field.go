package table

import (
	"bytes"
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

// day reads a date, with or without a time of day. One that names its zone is
// the date of that instant in the source's.
func (f *Format) day(s string) (civil.Day, string) {
	if last, ok := byPeriod(s); ok {
		return last.AddMonths(1) - 1, ""
	}
	if m, ok := ParseMoment([]byte(s)); ok {
		if at := f.shown(m); civil.InRange(at) {
			return civil.DayOf(at), ""
		}
	}
	return 0, noDate
}

// Outside says whether a field is a date before those that can be kept (-1), or
// behind them (1), as some write where there is no beginning or end.
func Outside(field string) int {
	m, ok := ParseMoment([]byte(strings.TrimSpace(field)))
	at := time.Unix(m.Wall, 0).UTC()
	switch {
	case !ok || civil.InRange(at) || m.Wall == yearOne: // which no date is, either
		return 0
	case at.Year() < 1970:
		return -1
	}
	return 1
}

// shown is a moment as the source's clocks show it, in UTC where it names no
// zone: no time of day is left out there when clocks change.
func (f *Format) shown(m Moment) time.Time {
	at := time.Unix(m.Wall, 0).UTC()
	if m.Zoned && f.Location != nil {
		at = at.In(f.Location)
	}
	return at
}

// standsForNone reports whether a column of days or months holds a date, of
// whatever year, that stands where there is none.
func (f *Format) standsForNone(c *supplement.Column, field string) bool {
	if len(f.NoDates) == 0 || field == "" || c.Kind != supplement.Date && c.Kind != supplement.Month {
		return false
	}
	m, ok := ParseMoment([]byte(field))
	return ok && slices.Contains(f.NoDates, civil.DayOf(f.shown(m)))
}

// month reads a month, or a date of it.
func (f *Format) month(s string) (civil.Day, string) {
	if day, ok := civil.ParseMonth(s); ok {
		return day, ""
	}
	if first, day, ok := byMonthName(s); ok && day == 0 {
		return first, ""
	}
	if last, ok := byPeriod(s); ok {
		return last, ""
	}
	day, reason := f.day(s)
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

// byPeriod reads a month, or a quarter, as Statistics Norway writes them: 2026M08,
// 2026K1. It is the last month of the period.
func byPeriod(s string) (last civil.Day, ok bool) {
	if len(s) < 6 || len(s) > 7 || strings.Trim(s[:4]+s[5:], "0123456789") != "" {
		return 0, false
	}
	n, _ := strconv.Atoi(s[5:]) // digits alone
	switch kind := s[4]; {
	case (kind == 'M' || kind == 'm') && len(s) == 7:
	case (kind == 'K' || kind == 'k' || kind == 'Q' || kind == 'q') && len(s) == 6 && n <= 4:
		n *= 3
	default:
		return 0, false
	}
	return civil.ParseMonth(fmt.Sprintf("%s-%02d", s[:4], n))
}

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

// SpreadsheetFault says why a field is no value but a formula, or the error of one:
// "" if it may be a value.
func SpreadsheetFault(s string) string {
	switch {
	case strings.HasPrefix(s, "="):
		return formula
	case errorValue.MatchString(s):
		return errorCell
	}
	return ""
}

// IdentifierFault says why a field is no identifier: SpreadsheetFault, or a spreadsheet shortened
// it, so that others look the same. "" if it may be one.
func IdentifierFault(b []byte) string {
	if len(b) == 0 || b[0] != '=' && b[0] != '#' && bytes.IndexByte(b, '+') < 0 {
		return ""
	}
	if shortened.Match(b) {
		return "is a number that a spreadsheet shortened, as 123456789012 to 1,23E+11: give its column the format of a text there, and export it again"
	}
	return SpreadsheetFault(string(b))
}

// shortened is how spreadsheets show a number of many digits: 1,23E+11.
var shortened = regexp.MustCompile(`^[0-9]([.,][0-9]+)?[eE]\+[0-9]+$`)

// CountFault goes on about a field that is no date, if it is a number: of days as spreadsheets count
// them, 46328,4167, or of what computers count from 1970 on, 1764500000. "" of others.
func CountFault(b []byte) string {
	if serial.Match(b) {
		return "; it is a number as spreadsheets count days: give its column the format of a date there, and export it again"
	}
	if !since1970.Match(b) {
		return ""
	}
	unit := map[int]string{10: "seconds", 13: "milliseconds", 16: "microseconds"}[len(b)]
	return "; it is a number that seems to count " + unit + " from 1970 on: have the export write it as a time"
}

var (
	serial    = regexp.MustCompile(`^[0-9]{5}([.,][0-9]+)?$`)
	since1970 = regexp.MustCompile(`^1[0-9]{9}([0-9]{3}){0,2}$`) // 2001 to 2033
)

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

// exact writes a number of a spreadsheet so that its decimal sign cannot be taken for
// one that sets off thousands.
func (r *Rows) exact(column int, field string) string {
	kind := r.format.Columns[column].Kind
	if (kind == supplement.Count || kind == supplement.Number) && r.records.Numeric(r.index[column]) && ambiguousNumber.MatchString(field) {
		return field + "0"
	}
	return field
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
