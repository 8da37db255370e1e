package source

import (
	"database/sql/driver"
	"math"
	"strconv"
)

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

// float is a numeric column's value.
func float(v driver.Value) (float64, bool) {
	switch v := v.(type) {
	case float32:
		return finite(float64(v))
	case float64:
		return finite(v)
	case []byte:
		return parseFloat(string(v))
	case string:
		return parseFloat(v)
	}
	n, ok := integer(v)
	return float64(n), ok
}

func parseFloat(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	return finite(f)
}

func finite(f float64) (float64, bool) { return f, !math.IsNaN(f) && !math.IsInf(f, 0) }

// floorDiv is a/b rounded down, of a b above 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
