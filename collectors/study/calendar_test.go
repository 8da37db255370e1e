package study

import (
	"testing"
	"time"
)

func TestFreeze(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, oslo)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	c := Calendar{Location: oslo, Lag: 5 * 24 * time.Hour, Months: 6}
	for name, tt := range map[string]struct {
		first, now            string
		from, until, as, next string
		months                int
	}{
		"the day before the lag has passed": {
			"2020-01-01 00:00", "2026-03-05 23:59", "2025-08-01 00:00", "2026-02-01 00:00", "2026-02-06 00:00", "2026-03-06 00:00", 6,
		},
		"when it has": {
			"2020-01-01 00:00", "2026-03-06 00:00", "2025-09-01 00:00", "2026-03-01 00:00", "2026-03-06 00:00", "2026-04-06 00:00", 6,
		},
		"first whole month": {
			"2025-12-01 00:01", "2026-03-20 00:00", "2026-01-01 00:00", "2026-03-01 00:00", "2026-03-06 00:00", "2026-04-06 00:00", 2,
		},
		"a month that is whole": {
			"2025-12-01 00:00", "2026-03-20 00:00", "2025-12-01 00:00", "2026-03-01 00:00", "2026-03-06 00:00", "2026-04-06 00:00", 3,
		},
		"through the change of clocks": {
			"2026-02-01 00:00", "2026-04-20 00:00", "2026-02-01 00:00", "2026-04-01 00:00", "2026-04-06 00:00", "2026-05-06 00:00", 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.Freeze(at(tt.first).Unix(), at(tt.now))
			if len(f.Bounds)-1 != tt.months {
				t.Fatalf("%d months, want %d", len(f.Bounds)-1, tt.months)
			}
			got := [4]int64{f.Bounds[0], f.Bounds[tt.months], f.At, f.Next}
			// The lag is so many times 24 hours, which the change of clocks shifts.
			want := [4]int64{at(tt.from).Unix(), at(tt.until).Unix(), at(tt.as).Unix(), at(tt.next).Unix()}
			if got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	if f := c.Freeze(at("2026-03-02 00:00").Unix(), at("2026-03-20 00:00")); len(f.Bounds) > 1 {
		t.Errorf("rows of three weeks have %d whole months", len(f.Bounds)-1)
	}
}
