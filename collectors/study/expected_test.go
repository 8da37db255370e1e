package study

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestExpect: what is said of a young source is when its first months are frozen.
func TestExpect(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	c := Calendar{Location: oslo, Lag: 5 * 24 * time.Hour, Months: 60}
	at := func(s string) int64 {
		if s == "" {
			return 0
		}
		u, err := time.ParseInLocation("2006-01-02 15:04", s, oslo)
		if err != nil {
			t.Fatal(err)
		}
		return u.Unix()
	}
	for _, tt := range []struct{ case1, first, month, figures, followed string }{
		{"", "", "", "", ""},
		{"2026-02-17 10:00", "2026-02-01 00:00", "2026-03-01 00:00", "2026-04-06 00:00", "2026-07-06 00:00"},
		{"2026-03-01 00:00", "2026-03-01 00:00", "2026-03-01 00:00", "2026-04-06 00:00", "2026-07-06 00:00"},
		{"2025-12-31 23:59", "2025-12-01 00:00", "2026-01-01 00:00", "2026-02-06 00:00", "2026-05-06 00:00"},
	} {
		got := c.Expect(at(tt.case1), 90*24*time.Hour)
		want := Expected{
			First: at(tt.first), Month: at(tt.month), At: at(tt.figures), Followed: at(tt.followed), FollowUp: 90 * 24 * time.Hour,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("first case %s (-want +got):\n%s", tt.case1, diff)
		}
		if tt.case1 == "" {
			continue
		}
		// The freeze is what decides: none before, one at that instant.
		for _, shift := range []time.Duration{-time.Second, 0} {
			f := c.Freeze(at(tt.case1), time.Unix(got.At, 0).Add(shift))
			if (len(f.Bounds) >= 2) != (shift == 0) {
				t.Errorf("first case %s, %v from its figures: months %v", tt.case1, shift, f.Bounds)
			}
			f = c.Freeze(at(tt.case1), time.Unix(got.Followed, 0).Add(shift))
			if (f.Bounds[1]+90*86400 <= f.At) != (shift == 0) {
				t.Errorf("first case %s, %v from its waits: frozen at %d", tt.case1, shift, f.At)
			}
		}
	}
}
