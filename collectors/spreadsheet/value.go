package spreadsheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// noValue is what spreadsheets show for what they cannot show. It is no value in
// any column.
const noValue = "######"

const (
	maxDay   = 2958465 // the last day of the year 9999, counted from 1900
	days1904 = 1462    // between the two dates that days are counted from
	unix1970 = 25569   // the day 1970-01-01, counted from 1900

	// How a person in Norway writes them; programs write dates otherwise.
	dateForm = "02.01.2006"
	timeForm = " 15:04:05"

	// Where only a time of day is seen, fewer days than these are hours, and no
	// date before 1927.
	mayBeHours = 10_000
)

// appendNumber appends what stands for a number as a cell has it.
func (r *Rows) appendNumber(to, written []byte, as style) []byte {
	if as == (style{}) && isShort(written) {
		return append(to, written...)
	}
	n, err := strconv.ParseFloat(string(written), 64)
	if err != nil || strings.Trim(string(written), "0123456789+-.eE") != "" {
		return append(to, noValue...)
	}
	switch as.shows {
	case day, dayTime, clock:
		return r.appendTime(to, n, as.shows)
	case percents:
		return append(appendPlain(to, n*100), '%')
	}
	if as.width > 0 && n >= 0 && n == math.Trunc(n) && n < 1e15 {
		return fmt.Appendf(to, "%0*d", as.width, int64(n))
	}
	return appendPlain(to, n)
}

// isShort reports whether a number is as people write it: a few digits alone.
func isShort(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 15
}

// appendPlain appends a number in the 15 digits that spreadsheets keep. One of more
// is no value: it lost some, and identifiers would be taken for each other.
func appendPlain(to []byte, n float64) []byte {
	if math.Abs(n) >= 1e15 {
		return append(to, noValue...)
	}
	if n != math.Trunc(n) {
		n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'e', 14, 64), 64) // of its own making
	}
	if n == 0 {
		n = 0 // there is no -0
	}
	return strconv.AppendFloat(to, n, 'f', -1, 64)
}

// appendTime appends a date or a time, to the second, as a person in Norway writes
// it. The time of day is left out where people do not see it, unless there is one.
func (r *Rows) appendTime(to []byte, n float64, as shown) []byte {
	if n < 0 || n > maxDay+1 {
		return append(to, noValue...)
	}
	seconds := int64(math.Round(n * 86400))
	days, within := seconds/86400, seconds%86400
	if as == clock && n < mayBeHours || days == 0 && !r.book.from1904 {
		return fmt.Appendf(to, "%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	if r.book.from1904 {
		days += days1904
	}
	switch {
	case days > maxDay:
		return append(to, noValue...)
	case days == 60: // the 29th of February 1900, which never was
		return append(to, "29.02.1900"...)
	case days < 60:
		days++
	}
	at := time.Unix((days-unix1970)*86400+within, 0).UTC()
	if as == day && within == 0 {
		return at.AppendFormat(to, dateForm)
	}
	return at.AppendFormat(to, dateForm+timeForm)
}
