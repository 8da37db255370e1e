package judging

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDayAt: a day is judged once a case has come after it, or after a week.
func TestDayAt(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ now, received, want string }{
		{"2026-03-09 00:00", "2026-03-06 15:00", "2026-03-06"},
		{"2026-03-09 08:00", "2026-03-09 07:59", "2026-03-09"},
		{"2026-03-13 23:00", "2026-03-06 15:00", "2026-03-06"},
		{"2026-03-14 00:00", "2026-03-06 15:00", "2026-03-14"},
		{"2026-03-09 00:00", "2026-03-09 00:00", "2026-03-09"},
	} {
		at := func(s string) int64 {
			when, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
			if err != nil {
				t.Fatal(err)
			}
			return when.Unix()
		}
		if got := dayAt(at(tt.now), at(tt.received), zone).Date().Format(time.DateOnly); got != tt.want {
			t.Errorf("at %s, the newest case of %s: as of %s, want %s", tt.now, tt.received, got, tt.want)
		}
	}
}

func TestPartOf(t *testing.T) {
	parts := []int{0, 0, 0}
	for unit := range strings.FieldsSeq("a b c d e f g h i j k l m n o p") {
		parts[partOf(unit, 3)]++
	}
	if slices.Min(parts) == 0 {
		t.Errorf("parts of %v units", parts)
	}
}
