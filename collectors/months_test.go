package collectors

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return loc
}

func TestMonths(t *testing.T) {
	oslo := zone(t, "Europe/Oslo")
	const layout = "2006-01-02 15:04:05 -0700"
	tests := []struct {
		name        string
		first, last string
		want        []string
	}{
		{
			"within one", "2026-02-10 10:00:00 +0100", "2026-02-20 10:00:00 +0100",
			[]string{"2026-02-01 00:00:00 +0100", "2026-03-01 00:00:00 +0100"},
		},
		{
			"a single instant, the first of a month", "2026-02-01 00:00:00 +0100", "2026-02-01 00:00:00 +0100",
			[]string{"2026-02-01 00:00:00 +0100", "2026-03-01 00:00:00 +0100"},
		},
		{
			"to the last second of a month", "2026-02-01 00:00:00 +0100", "2026-02-28 23:59:59 +0100",
			[]string{"2026-02-01 00:00:00 +0100", "2026-03-01 00:00:00 +0100"},
		},
		{
			"to the first second of the next", "2026-01-31 23:59:59 +0100", "2026-02-01 00:00:00 +0100",
			[]string{"2026-01-01 00:00:00 +0100", "2026-02-01 00:00:00 +0100", "2026-03-01 00:00:00 +0100"},
		},
		{
			"over the change to summer time", "2026-03-31 23:30:00 +0200", "2026-04-01 00:30:00 +0200",
			[]string{"2026-03-01 00:00:00 +0100", "2026-04-01 00:00:00 +0200", "2026-05-01 00:00:00 +0200"},
		},
		{
			"over the change back, and a year", "2026-10-31 23:30:00 +0100", "2027-01-01 00:00:00 +0100",
			[]string{
				"2026-10-01 00:00:00 +0200", "2026-11-01 00:00:00 +0100", "2026-12-01 00:00:00 +0100",
				"2027-01-01 00:00:00 +0100", "2027-02-01 00:00:00 +0100",
			},
		},
		{
			"a local month that is another in UTC", "2026-06-30 22:30:00 +0000", "2026-06-30 22:30:00 +0000",
			[]string{"2026-07-01 00:00:00 +0200", "2026-08-01 00:00:00 +0200"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			unix := func(s string) int64 {
				at, err := time.Parse(layout, s)
				if err != nil {
					t.Fatal(err)
				}
				return at.Unix()
			}
			var got []string
			for _, b := range months(unix(tt.first), unix(tt.last), oslo) {
				got = append(got, time.Unix(b, 0).In(oslo).Format(layout))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestMonthsCoverAnySpan: in any zone, months ascend, cover the span and
// reach no further than the month behind it.
func TestMonthsCoverAnySpan(t *testing.T) {
	zones := []*time.Location{
		time.UTC, zone(t, "Europe/Oslo"), zone(t, "Pacific/Apia"), zone(t, "America/Sao_Paulo"), zone(t, "Asia/Kathmandu"),
	}
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		first := rapid.Int64Range(1, 1<<32-1).Draw(t, "first")
		last := min(first+rapid.Int64Range(0, 400*testDay).Draw(t, "length"), 1<<32-1)
		bounds := months(first, last, loc)
		n := len(bounds)
		if n < 2 || bounds[0] > first || bounds[1] <= first || bounds[n-1] <= last || bounds[n-2] > last {
			t.Fatalf("%d to %d is not what %v covers", first, last, bounds)
		}
		for i, b := range bounds {
			at := time.Unix(b, 0).In(loc)
			if at.Day() != 1 || i > 0 && (b <= bounds[i-1] || b-bounds[i-1] > 32*testDay) {
				t.Errorf("bound %d is %v", i, at)
			}
		}
	})
}
