package civil_test

import (
	"slices"
	"testing"
	"time"

	"casework/collectors/civil"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// TestStart compares with a search through the minutes, in zones that change
// clocks at, before and after midnight and across a whole day.
func TestStart(t *testing.T) {
	for _, name := range []string{
		"UTC", "Europe/Oslo", "America/New_York", "America/Sao_Paulo", "America/Havana", "Africa/Cairo",
		"Asia/Beirut", "Atlantic/Azores", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "America/Asuncion",
	} {
		loc := zone(t, name)
		for _, year := range []int{1996, 2011, 2026} {
			for date := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); date.Year() == year; date = date.AddDate(0, 0, 1) {
				if got, want := civil.DayOf(date).Start(loc), searchStart(date, loc); got.Unix() != want {
					t.Errorf("%s %s begins %v, want %v", name, date.Format(time.DateOnly), got, time.Unix(want, 0).In(loc))
				}
			}
		}
	}
}

// searchStart is the first minute whose local date is not before date.
func searchStart(date time.Time, loc *time.Location) int64 {
	for at := date.Unix() - 15*3600; ; at += 60 {
		y, m, d := time.Unix(at, 0).In(loc).Date()
		if !time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Before(date) {
			return at
		}
	}
}

// TestStartWithoutMidnight pins the day on which time.Date returns an instant
// of the day before.
func TestStartWithoutMidnight(t *testing.T) {
	day, _ := civil.ParseDay("2017-10-15")
	if got := day.Start(zone(t, "America/Sao_Paulo")).Format(time.RFC3339); got != "2017-10-15T01:00:00-02:00" {
		t.Errorf("2017-10-15 begins %s in São Paulo", got)
	}
}

func TestDay(t *testing.T) {
	for _, tt := range []struct {
		date, month string
		months      int
		then        string
	}{
		{"2026-09-30", "2026-09-01", 1, "2026-10-01"},
		{"2026-12-31", "2026-12-01", 2, "2027-02-01"},
		{"2024-02-29", "2024-02-01", -14, "2022-12-01"},
		{"1970-01-01", "1970-01-01", 0, "1970-01-01"},
	} {
		day, ok := civil.ParseDay(tt.date)
		format := func(d civil.Day) string { return d.Date().Format(time.DateOnly) }
		if !ok || civil.DayOf(day.Date()) != day || format(day) != tt.date {
			t.Errorf("%s is day %d, %s", tt.date, day, format(day))
		}
		if got := format(day.Month()); got != tt.month {
			t.Errorf("month of %s is %s, want %s", tt.date, got, tt.month)
		}
		if got := format(day.AddMonths(tt.months)); got != tt.then {
			t.Errorf("%s plus %d months is %s, want %s", tt.date, tt.months, got, tt.then)
		}
	}
	if got := civil.DayOf(time.Date(2026, 8, 31, 23, 59, 0, 0, zone(t, "America/Havana"))); got.Date().Format(time.DateOnly) != "2026-08-31" {
		t.Errorf("the date is %v, not the one that the clock shows", got.Date())
	}
}

// TestOn holds every date of the calendar, and those beside it, against package time.
func TestOn(t *testing.T) {
	for year := -1; year <= 10001; year++ {
		for month := -1; month <= 14; month++ {
			for _, d := range []int{-1, 0, 1, 2, 15, 27, 28, 29, 30, 31, 32, 99} {
				date := time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
				is := year >= 1 && year <= 9999 && date.Year() == year && int(date.Month()) == month && date.Day() == d
				switch got, ok := civil.On(year, month, d); {
				case ok != is:
					t.Fatalf("%d-%d-%d is a date: %t, want %t", year, month, d, ok, is)
				case ok && got != civil.DayOf(date):
					t.Fatalf("%d-%d-%d is day %d, want %d", year, month, d, got, civil.DayOf(date))
				}
			}
		}
	}
}

func TestParseMonth(t *testing.T) {
	for s, want := range map[string]string{
		"2026-09": "2026-09-01", "202609": "2026-09-01", "09.2026": "2026-09-01", "9.2026": "2026-09-01",
		"2026-09-30": "2026-09-01", "30.9.2026": "2026-09-01",
	} {
		if m, ok := civil.ParseMonth(s); !ok || m.Date().Format(time.DateOnly) != want {
			t.Errorf("%s is %v, %v", s, m.Date(), ok)
		}
	}
	for _, s := range []string{"", "2026-13", "13.2026", "sep.26", "2026", "1960-01", "26-09"} {
		if m, ok := civil.ParseMonth(s); ok {
			t.Errorf("%q is %v", s, m.Date())
		}
	}
}

// TestMonthsFindWhatASearchFinds: the month of any instant, at and around the bounds too.
func TestMonthsFindWhatASearchFinds(t *testing.T) {
	bounds := []int64{1_700_000_123}
	for _, days := range []int64{28, 31, 30, 31, 29} {
		bounds = append(bounds, bounds[len(bounds)-1]+86400*days+3600*(days%3)) // clocks change
	}
	months := civil.MonthsOf(bounds)
	if months.N() != 5 || !slices.Equal(months.Bounds(), bounds) {
		t.Errorf("%d months of %v", months.N(), months.Bounds())
	}
	for at := bounds[0] - 7200; at < bounds[5]+7200; at += 1799 {
		want := -1
		for i := range 5 {
			if at >= bounds[i] && at < bounds[i+1] {
				want = i
			}
		}
		if got := months.Of(at); got != want {
			t.Fatalf("%d is of month %d, want %d", at, got, want)
		}
	}
	for i, at := range bounds[:5] {
		if months.Of(at) != i || months.Of(at-1) != i-1 {
			t.Errorf("bound %d is of month %d, the second before of %d", i, months.Of(at), months.Of(at-1))
		}
	}
	if none := civil.MonthsOf(bounds[:1]); none.N() != 0 || none.Of(bounds[0]) != -1 {
		t.Error("no months have an instant")
	}
}
