package civil

import (
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// wallOf parses a wall clock as seconds since 1970 as if it were UTC.
func wallOf(t testing.TB, s string) int64 {
	t.Helper()
	w, err := time.Parse(time.DateTime, s)
	if err != nil {
		t.Fatal(err)
	}
	return w.Unix()
}

func TestWallClockToInstant(t *testing.T) {
	tests := []struct {
		name, zone, wall, want string // want in UTC
		ambiguous              bool
	}{
		{name: "winter", zone: "Europe/Oslo", wall: "2024-01-15 12:00:00", want: "2024-01-15 11:00:00"},
		{name: "summer", zone: "Europe/Oslo", wall: "2024-07-15 12:00:00", want: "2024-07-15 10:00:00"},
		{name: "last before the gap", zone: "Europe/Oslo", wall: "2024-03-31 01:59:59", want: "2024-03-31 00:59:59"},
		{name: "in the gap", zone: "Europe/Oslo", wall: "2024-03-31 02:30:00", want: "2024-03-31 01:30:00"},
		{name: "first after the gap", zone: "Europe/Oslo", wall: "2024-03-31 03:00:00", want: "2024-03-31 01:00:00"},
		{name: "before the fold", zone: "Europe/Oslo", wall: "2024-10-27 01:59:59", want: "2024-10-26 23:59:59"},
		{name: "first of the fold", zone: "Europe/Oslo", wall: "2024-10-27 02:00:00", want: "2024-10-27 00:00:00", ambiguous: true},
		{name: "last of the fold", zone: "Europe/Oslo", wall: "2024-10-27 02:59:59", want: "2024-10-27 00:59:59", ambiguous: true},
		{name: "after the fold", zone: "Europe/Oslo", wall: "2024-10-27 03:00:00", want: "2024-10-27 02:00:00"},
		{name: "gap in New York", zone: "America/New_York", wall: "2024-03-10 02:15:00", want: "2024-03-10 07:15:00"},
		{name: "fold in New York", zone: "America/New_York", wall: "2024-11-03 01:15:00", want: "2024-11-03 05:15:00", ambiguous: true},
		{name: "gap of half an hour", zone: "Australia/Lord_Howe", wall: "2024-10-06 02:10:00", want: "2024-10-05 15:40:00"},
		{name: "fold of half an hour", zone: "Australia/Lord_Howe", wall: "2024-04-07 01:40:00", want: "2024-04-06 14:40:00", ambiguous: true},
		{name: "after the fold of half an hour", zone: "Australia/Lord_Howe", wall: "2024-04-07 02:00:00", want: "2024-04-06 15:30:00"},
		{name: "midnight in the gap", zone: "Africa/Cairo", wall: "2024-04-26 00:00:00", want: "2024-04-25 22:00:00"},
		{name: "UTC", zone: "UTC", wall: "2024-03-31 02:30:00", want: "2024-03-31 02:30:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := NewZone(location(t, tt.zone)).Reading()
			wall := wallOf(t, tt.wall)
			if got := time.Unix(r.Instant(wall), 0).UTC().Format(time.DateTime); got != tt.want {
				t.Errorf("%s in %s is %s UTC, want %s", tt.wall, tt.zone, got, tt.want)
			}
			if got := r.Ambiguous(wall); got != tt.ambiguous {
				t.Errorf("ambiguous = %v, want %v", got, tt.ambiguous)
			}
		})
	}
}

// The slow reference asks the time package what the clock showed at every
// instant from which it could have shown wall.
func slowInstant(loc *time.Location, wall int64) (first, second int64) {
	var found []int64
	for offset := int64(-16 * 3600); offset <= 16*3600; offset += 900 {
		i := wall - offset
		if _, o := time.Unix(i, 0).In(loc).Zone(); int64(o) == offset {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 0: // skipped: read with the offset of just before
		for i := wall - 16*3600; ; i++ {
			_, o := time.Unix(i, 0).In(loc).Zone()
			if i+int64(o) > wall {
				_, before := time.Unix(i-1, 0).In(loc).Zone()
				return wall - int64(before), wall - int64(before)
			}
		}
	case 1:
		return found[0], found[0]
	}
	return min(found[0], found[1]), max(found[0], found[1])
}

func TestZoneAgreesWithTimePackage(t *testing.T) {
	for _, name := range []string{"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "UTC"} {
		loc := location(t, name)
		z := NewZone(loc)
		r := z.Reading()
		from, until := wallOf(t, "1996-01-01 00:00:00"), wallOf(t, "2060-01-01 00:00:00")
		rapid.Check(t, func(t *rapid.T) {
			wall := rapid.Int64Range(from, until).Draw(t, "wall")
			if k := rapid.IntRange(0, len(z.at)).Draw(t, "near"); k > 0 && k < len(z.at) && z.at[k] > from && z.at[k] < until {
				wall = z.at[k] + z.offset[k] + rapid.Int64Range(-7200, 7200).Draw(t, "by")
			}
			want, second := slowInstant(loc, wall)
			if got := r.Instant(wall); got != want {
				t.Fatalf("%s: wall %d is instant %d, want %d", name, wall, got, want)
			}
			if got := r.Ambiguous(wall); got != (second > want) {
				t.Fatalf("%s: wall %d: ambiguous %v", name, wall, got)
			}
			if got := r.Second(wall); got != second {
				t.Fatalf("%s: wall %d is instant %d the second time, want %d", name, wall, got, second)
			}
			_, o := time.Unix(want, 0).In(loc).Zone()
			if got := z.Clock(want); got != want+int64(o) {
				t.Fatalf("%s: instant %d shows %d, want %d", name, want, got, want+int64(o))
			}
			if got := r.Clock(want); got != want+int64(o) {
				t.Fatalf("%s: instant %d is read as %d, want %d", name, want, got, want+int64(o))
			}
			// FirstClock bounds instants, except within a gap's hour.
			bound := rapid.Int64Range(want-7200, want+7200).Draw(t, "bound")
			if first := z.FirstClock(bound); !inSpring(z, bound) && (wall >= first) != (want >= bound) {
				t.Fatalf("%s: wall %d (instant %d) against instant %d: bound %d", name, wall, want, bound, first)
			}
			for _, later := range []int64{0, 600, 1800, 3599, 3600, 7200} {
				if early := z.EarliestClock(want); z.Clock(want+later) < early {
					t.Fatalf("%s: %d s after instant %d the clock shows %d, before %d", name, later, want, z.Clock(want+later), early)
				}
				if late := z.LatestClock(want*1e6 + 999999); z.Clock(want-later)*1e6 > late {
					t.Fatalf("%s: %d s before instant %d the clock showed %d, after %d", name, later, want, z.Clock(want-later), late)
				}
			}
		})
	}
}

// inSpring reports whether the instant lies strictly within the span after a
// change to summer time that a skipped wall clock is moved into.
func inSpring(z *Zone, instant int64) bool {
	k := era(z.at, instant)
	return k > 0 && instant > z.at[k] && instant < z.at[k]+z.offset[k]-z.offset[k-1]
}

func BenchmarkInstant(b *testing.B) {
	r := NewZone(location(b, "Europe/Oslo")).Reading()
	var sum, wall int64
	for b.Loop() {
		wall = (wall + 7919*3600) % (60 * 365 * 86400)
		sum += r.Instant(wall)
	}
	_ = sum
}

// TestReadingsShowWhatClocksShow: whatever instants a Reading was asked for before.
func TestReadingsShowWhatClocksShow(t *testing.T) {
	for _, name := range []string{"Europe/Oslo", "UTC", "America/Sao_Paulo"} {
		loc := location(t, name)
		rng := rand.New(rand.NewPCG(4, 4))
		r := NewZone(loc).Reading()
		for range 10000 {
			unix := rng.Int64N(1<<32) + 1
			if rng.IntN(2) == 0 {
				r.Instant(rng.Int64N(1 << 32))
			}
			_, offset := time.Unix(unix, 0).In(loc).Zone()
			if got := r.Clock(unix); got != unix+int64(offset) {
				t.Fatalf("%s: %d is %d on the clock", name, unix, got)
			}
		}
	}
}
