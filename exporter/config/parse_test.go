package config

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDuration(t *testing.T) {
	tests := []struct {
		text string
		want time.Duration
		err  string
	}{
		{"90s", 90 * time.Second, ""},
		{"1h30m", 90 * time.Minute, ""},
		{"28d", 28 * day, ""},
		{"1w2d3h", 9*day + 3*time.Hour, ""},
		{"0.5d", 12 * time.Hour, ""},
		{".5h", 30 * time.Minute, ""},
		{"0s", 0, ""},
		{"", 0, "not a duration such as 90s, 5m, 24h or 28d"},
		{"5", 0, "not a duration such as 90s, 5m, 24h or 28d"},
		{"-5m", 0, "not a duration such as 90s, 5m, 24h or 28d"},
		{"5 m", 0, "not a duration such as 90s, 5m, 24h or 28d"},
		{"1d x", 0, "not a duration such as 90s, 5m, 24h or 28d"},
		{"3y", 0, `no unit "y"; units are ms, s, m, h, d and w`},
		{"106752d", 0, "too long"},
		{"106751d23h47m16s999999999s", 0, "too long"},
		{"106751d106751d", 0, "too long"},
	}
	for _, tt := range tests {
		got, err := parseDuration(tt.text)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if got != tt.want || message != tt.err {
			t.Errorf("parseDuration(%q) = %v, %q; want %v, %q", tt.text, got, message, tt.want, tt.err)
		}
	}
}

func TestFormatDurationIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, math.MaxInt64).Draw(t, "d"))
		unit := rapid.SampledFrom([]time.Duration{1, time.Second, time.Minute, time.Hour, day}).Draw(t, "unit")
		d -= d % unit
		got, err := parseDuration(formatDuration(d))
		if err != nil || got != d {
			t.Fatalf("%v written as %q is read as %v, %v", d, formatDuration(d), got, err)
		}
	})
}
