package config

import (
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"casework/collectors/localfile"
	"casework/exporter/text"
)

const day = 24 * time.Hour

var durationPart = regexp.MustCompile(`^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-zµμ]+)`)

// parseDuration reads a duration in the syntax of Go, with the units d (24
// hours) and w (7 days) besides. It reads no negative one.
func parseDuration(s string) (time.Duration, error) {
	var total time.Duration
	for rest := s; rest != "" || s == ""; {
		m := durationPart.FindStringSubmatch(rest)
		if m == nil {
			return 0, errors.New("not a duration such as 90s, 5m, 24h or 28d")
		}
		rest = rest[len(m[0]):]
		part, err := parseDurationPart(m[1], m[2])
		if err != nil {
			return 0, err
		}
		if total > math.MaxInt64-part {
			return 0, errors.New("too long")
		}
		total += part
	}
	return total, nil
}

func parseDurationPart(number, unit string) (time.Duration, error) {
	days := map[string]float64{"d": 1, "w": 7}[unit]
	if days == 0 {
		d, err := time.ParseDuration(number + unit)
		if err != nil {
			return 0, fmt.Errorf("no unit %s; units are ms, s, m, h, d and w", text.Quote(unit))
		}
		return d, nil
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n*days*float64(day) >= math.MaxInt64 {
		return 0, errors.New("too long")
	}
	return time.Duration(n * days * float64(day)), nil
}

// formatDuration writes a duration in the largest unit of d, h, m and s that
// comes out even. parseDuration reads it back.
func formatDuration(d time.Duration) string {
	for _, u := range []struct {
		length time.Duration
		name   string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d >= u.length && d%u.length == 0 {
			return strconv.FormatInt(int64(d/u.length), 10) + u.name
		}
	}
	return d.String()
}

// duration is the value of v, which must lie within its Min and Max.
func (f *faults) duration(v *variable) time.Duration {
	d, err := v.durationOf(v.value)
	if err != nil {
		f.reject(v, err.Error())
	}
	return d
}

// durationOrOff is the value of v, a duration within its Min and Max, or 0 for
// off.
func (f *faults) durationOrOff(v *variable) time.Duration {
	if v.value == "off" || v.value == "0" {
		return 0
	}
	return f.duration(v)
}

// durationOf reads s, the value of v or an item of it.
func (v *variable) durationOf(s string) (time.Duration, error) {
	d, err := parseDuration(s)
	if err != nil {
		return 0, err
	}
	shortest, errMin := parseDuration(v.Min)
	longest, errMax := parseDuration(v.Max)
	if err := errors.Join(errMin, errMax); err != nil {
		return 0, fmt.Errorf("limits of %s: %w", v.Name, err) // a test reads every limit
	}
	switch {
	case d < shortest:
		return 0, errors.New("too short")
	case d > longest:
		return 0, errors.New("too long")
	}
	return d, nil
}

// number is the value of v, a whole number within its Min and Max.
func (f *faults) number(v *variable) int {
	n, err := strconv.Atoi(v.value)
	least, errMin := strconv.Atoi(v.Min)
	most, errMax := strconv.Atoi(v.Max)
	switch {
	case errMin != nil || errMax != nil:
		f.add("limits of %s: %w", v.Name, errors.Join(errMin, errMax)) // a test reads every limit
	case err != nil:
		f.reject(v, "not a whole number")
	case n < least:
		f.reject(v, "too small")
	case n > most:
		f.reject(v, "too large")
	}
	return n
}

// word is the value of v, which must be one of those given.
func (f *faults) word(v *variable, allowed ...string) string {
	if !slices.Contains(allowed, v.value) {
		f.reject(v, "")
	}
	return v.value
}

// text is the value of v, which must be set, have at most so many characters
// and hold none that does not print.
func (f *faults) text(v *variable, most int) string {
	switch {
	case v.value == "", utf8.RuneCountInString(v.value) > most:
		f.reject(v, "")
	case !utf8.ValidString(v.value), strings.ContainsFunc(v.value, unicode.IsControl):
		f.reject(v, "a character does not print")
	}
	return v.value
}

// list splits the value of v at commas. An empty value has no items; an
// empty or repeated item is a fault, and left out.
func (f *faults) list(v *variable) []string {
	if v.value == "" {
		return nil
	}
	return f.items(v, strings.Split(v.value, ","))
}

// items are those of v that are neither empty nor repeated.
func (f *faults) items(v *variable, all []string) (good []string) {
	for i, item := range all {
		item = strings.TrimSpace(item)
		switch {
		case item == "":
			f.reject(v, fmt.Sprintf("item %d is empty", i+1))
		case slices.Contains(good, item):
			f.reject(v, text.Quote(item)+" is named twice")
		default:
			good = append(good, item)
		}
	}
	return good
}

// maxDates is the most items of a list of dates.
const maxDates = 20

// dates is the value of v as a list of dates, ascending.
func (f *faults) dates(v *variable) (dates []time.Time) {
	items := f.list(v)
	if len(items) > maxDates {
		f.reject(v, fmt.Sprintf("%d dates", len(items)))
	}
	for _, item := range items {
		date, err := time.Parse(time.DateOnly, item)
		if err != nil {
			f.reject(v, text.Quote(item)+" is no date")
			return nil
		}
		dates = append(dates, date)
	}
	slices.SortFunc(dates, time.Time.Compare)
	return dates
}

// file is the value of v: empty, or the path of a regular file of at most so
// many bytes that can be read.
func (f *faults) file(v *variable, most int64) string {
	if v.value == "" {
		return ""
	}
	if err := localfile.Check(v.value, most); err != nil {
		f.reject(v, reasonOf(err).Error())
	}
	return v.value
}

// reasonOf is the reason in an error of package os, without operation and
// path, which a message names already.
func reasonOf(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err
	}
	return err
}
