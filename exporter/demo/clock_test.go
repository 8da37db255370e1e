package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCalendarCountsWorkingTime(t *testing.T) {
	zone := oslo(t)
	c := NewCalendar(time.Date(2026, 1, 1, 0, 0, 0, 0, zone), time.Date(2026, 12, 31, 0, 0, 0, 0, zone), zone)
	for _, tt := range []struct {
		name, from string
		work       float64
		want       string
	}{
		{"within a day", "2026-11-23 09:00:00", 3600, "2026-11-23 10:00:00"},
		{"before opening", "2026-11-23 05:00:00", 3600, "2026-11-23 09:00:00"},
		{"over the weekend", "2026-11-20 15:00:00", 3600, "2026-11-23 08:30:00"},
		{"from a Sunday", "2026-11-22 12:00:00", 60, "2026-11-23 08:01:00"},
		{"over Easter", "2026-04-01 12:00:00", workday, "2026-04-07 12:00:00"},
		{"over 17 May and Ascension Day", "2026-05-13 12:00:00", 2 * workday, "2026-05-18 12:00:00"},
		{"over Christmas", "2026-12-24 12:00:00", workday, "2026-12-28 12:00:00"},
		{"over the change to summer time", "2026-03-27 12:00:00", workday, "2026-03-30 12:00:00"},
		{"backwards", "2026-11-23 08:30:00", -3600, "2026-11-20 15:00:00"},
		{"beyond the end", "2026-12-29 12:00:00", 1000 * workday, "2026-12-31 15:30:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from, err := time.ParseInLocation(time.DateTime, tt.from, zone)
			if err != nil {
				t.Fatal(err)
			}
			got := time.Unix(c.Add(from.Unix(), tt.work), 0).In(zone).Format(time.DateTime)
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestChangedAtNeverGoesBack(t *testing.T) {
	s := NewStage(NewTown(WallClock{oslo(t)}))
	// 25 October 2026: at 01:00 UTC the local clock goes from 03:00 to 02:00.
	var got []string
	for _, at := range []string{"00:30:00", "00:59:59", "01:00:00", "01:30:00", "02:00:01"} {
		now, err := time.Parse(time.DateTime, "2026-10-25 "+at)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, wallMicros(s.stamp(now)).Format("15:04:05.000000"))
	}
	want := []string{"02:30:00.000000", "02:59:59.000000", "02:59:59.000001", "02:59:59.000002", "03:00:01.000000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changed_at (-want +got):\n%s", diff)
	}
}
