package civil

import (
	"math"
	"slices"
	"time"
)

// Years whose changes of offset a Zone knows. Outside them the nearest known
// offset holds.
const (
	firstYear = 1900
	lastYear  = 2200
)

// A Zone converts between instants and the wall clock of a place. Both are
// counted in seconds since 1970-01-01 00:00:00, the instants in UTC, the wall
// clock's as if it were UTC. It knows the changes of offset from 1900 to 2200. It
// is never written after NewZone, so goroutines may share it.
type Zone struct {
	// Era k begins at the instant at[k] and is offset[k] seconds ahead of UTC.
	// The first era has no beginning.
	at, offset []int64
	// wall[k] is the first wall-clock second that is read as one of era k:
	// the clock's own at the later of its readings when the era began, so that
	// a repeated hour belongs to the era before and a skipped one does too.
	wall []int64
}

// NewZone returns the Zone of a location. It goes through all changes of two
// centuries, so it is to be kept.
func NewZone(loc *time.Location) *Zone {
	t := time.Date(firstYear, 1, 1, 0, 0, 0, 0, loc)
	_, offset := t.Zone()
	z := &Zone{at: []int64{math.MinInt64}, offset: []int64{int64(offset)}, wall: []int64{math.MinInt64}}
	for {
		_, next := t.ZoneBounds()
		if next.IsZero() || next.Year() > lastYear {
			return z
		}
		if !next.After(t) {
			// On 31 December of a leap year after 2037 ZoneBounds can stand
			// still; no zone changes then.
			next = t.AddDate(0, 0, 1)
		}
		t = next
		_, offset := t.Zone()
		if before := z.offset[len(z.offset)-1]; int64(offset) != before {
			z.at = append(z.at, t.Unix())
			z.offset = append(z.offset, int64(offset))
			z.wall = append(z.wall, t.Unix()+max(int64(offset), before))
		}
	}
}

// era is the index of the last element of starts that is not above x.
func era(starts []int64, x int64) int {
	k, found := slices.BinarySearch(starts, x)
	if found {
		return k
	}
	return k - 1
}

// Clock is what the wall clock shows at an instant.
func (z *Zone) Clock(instant int64) int64 { return instant + z.offset[era(z.at, instant)] }

// EarliestClock is the least that the wall clock shows at an instant or any
// time after it: less than at the instant itself if the clock is put back
// soon.
func (z *Zone) EarliestClock(instant int64) int64 {
	k := era(z.at, instant)
	w := instant + z.offset[k]
	for j := k + 1; j < len(z.at) && j <= k+2; j++ {
		w = min(w, z.at[j]+z.offset[j])
	}
	return w
}

// LatestClock is the most that the wall clock has shown at an instant or any
// time before it, in microseconds; instant is in microseconds too.
func (z *Zone) LatestClock(instant int64) int64 {
	k := era(z.at, time.UnixMicro(instant).Unix())
	w := instant + z.offset[k]*1e6
	for j := k; j > 0 && j > k-2; j-- {
		w = max(w, (z.at[j]+z.offset[j-1])*1e6-1)
	}
	return w
}

// FirstClock is the least wall clock that is read as instant or later, so that
// a comparison of wall clocks can stand for one of instants. It is exact
// unless the instant lies within the hour after a change to summer time.
func (z *Zone) FirstClock(instant int64) int64 {
	k := era(z.at, instant)
	if instant == z.at[k] && k > 0 {
		return z.at[k] + z.offset[k-1]
	}
	return max(instant+z.offset[k], z.wall[k])
}

// NextChange is when the zone's clocks change next after an instant; 0 if they
// do not within a year.
func (z *Zone) NextChange(instant int64) int64 {
	if k := era(z.at, instant) + 1; k < len(z.at) && z.at[k]-instant < 366*86400 {
		return z.at[k]
	}
	return 0
}

// A Reading converts as its Zone does, and wall clocks to instants as well. It
// remembers the eras it last used, so it is fast for times that lie close, and must
// not be shared between goroutines.
type Reading struct {
	zone   *Zone
	lo, hi int64 // wall clocks of the era that one was last read as one of: [lo, hi)
	offset int64
	fold   int64 // wall clocks of the era at or after this one occur again in the next

	from, until int64 // instants of the era that was last shown: [from, until)
	shown       int64 // its offset
}

// Reading returns a Reading of the Zone.
func (z *Zone) Reading() Reading {
	r := Reading{zone: z}
	r.find(0)
	return r
}

// Zone is the Zone that it is a Reading of.
func (r *Reading) Zone() *Zone { return r.zone }

func (r *Reading) find(wall int64) {
	z := r.zone
	k := era(z.wall, wall)
	r.lo, r.hi, r.offset, r.fold = z.wall[k], math.MaxInt64, z.offset[k], math.MaxInt64
	if k+1 < len(z.at) {
		r.hi = z.wall[k+1]
		if z.offset[k+1] < z.offset[k] {
			r.fold = z.at[k+1] + z.offset[k+1]
		}
	}
}

// Instant is when the wall clock showed wall. If it showed it twice, it is the
// first time; if it never did, because it was put forward, it is as long after
// the change as the clock would have been had it been put forward then.
func (r *Reading) Instant(wall int64) int64 {
	if wall < r.lo || wall >= r.hi {
		r.find(wall)
	}
	return wall - r.offset
}

// Ambiguous reports whether the wall clock showed wall twice.
func (r *Reading) Ambiguous(wall int64) bool {
	if wall < r.lo || wall >= r.hi {
		r.find(wall)
	}
	return wall >= r.fold
}

// Second is when the wall clock showed wall for the second time; Instant if it
// never did.
func (r *Reading) Second(wall int64) int64 {
	if !r.Ambiguous(wall) {
		return wall - r.offset
	}
	return wall - r.zone.offset[era(r.zone.wall, wall)+1]
}

// Clock is what the wall clock shows at an instant.
func (r *Reading) Clock(instant int64) int64 {
	if instant < r.from || instant >= r.until {
		r.show(instant)
	}
	return instant + r.shown
}

func (r *Reading) show(instant int64) {
	z := r.zone
	k := era(z.at, instant)
	r.from, r.until, r.shown = z.at[k], math.MaxInt64, z.offset[k]
	if k+1 < len(z.at) {
		r.until = z.at[k+1]
	}
}
