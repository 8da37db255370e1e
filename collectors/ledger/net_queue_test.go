package ledger

import (
	"fmt"
	"testing"
)

// TestQueueWithoutPauses: ages of what is paused are from when the pause began, and the
// oldest case is that which has waited longest without pauses, and is not paused.
func TestQueueWithoutPauses(t *testing.T) {
	l := withBaseline(Options{AgeBounds: []int64{day, 7 * day}})
	const at = epoch + 400*day
	of := func(i int, received int64, pauses ...int64) {
		learn(l, at, Case{ID: ID(i) << 40, Unit: "north", Received: at - received*day, Changed: at * 1e6, Reopened: -1})
		for n := 0; n < len(pauses); n += 2 {
			p := Pause{ID: ID(100*i+n) << 20, Case: ID(i) << 40, Paused: at - pauses[n]*day, Changed: at * 1e6}
			if pauses[n+1] > 0 {
				p.Resumed = at - pauses[n+1]*day
			}
			l.Apply(Pauses, &Page{Pauses: []Pause{p}}, at)
		}
	}
	of(1, 300, 250, 0)           // the oldest of all is paused
	of(2, 200, 190, 10)          // that after it was paused for 180 days
	of(3, 50, 40, 35)            // and this for 5
	of(4, 40)                    //
	of(5, 30, 20, 8, 9, 3, 3, 0) // three pauses without a gap
	of(6, 10, 400, 2, 1, 0)      // the first began before the case
	of(7, 3, 400, 0)             //
	q := view(l, at).Units[0].Queue[0]
	if want := at - 45*day; q.OldestNet != want || q.Oldest != at-300*day {
		t.Errorf("the oldest case is from %d, without pauses %d; want %d, %d", q.Oldest, q.OldestNet, at-300*day, want)
	}
	if want := (Ages{0, 2, 2}); q.PausedAges != want || q.Paused != 4 {
		t.Errorf("%d paused cases by age %v, want %v", q.Paused, q.PausedAges, want)
	}
}

// pauseOf accounts for an open case, given the pauses that count.
func (x *expected) pauseOf(c Case, pauses []Pause, bounds []int64, now int64) {
	covered := func(at int64) bool {
		for _, p := range pauses {
			if p.Case == c.ID && p.Paused <= at && (p.Resumed == 0 || p.Resumed > at) {
				return true
			}
		}
		return false
	}
	if !covered(now) {
		if net := c.Received + oraclePaused(pauses, c.ID, c.Received, max(now, c.Received)); c.Started == 0 {
			if old, ok := x.OldestNet[c.Unit]; !ok || net < old {
				x.OldestNet[c.Unit] = net
			}
		}
		return
	}
	x.Paused[c.Unit]++
	since := now // back to where it was not paused just before
	for again := true; again; {
		again = false
		for _, p := range pauses {
			if p.Case == c.ID && p.Paused < since && (p.Resumed == 0 || p.Resumed >= since) {
				since, again = p.Paused, true
			}
		}
	}
	x.PausedAges[oracleAge(Case{Unit: c.Unit, Received: max(since, min(c.Received, now))}, bounds, now)]++
}

// pausedIn brings a queue into the oracle's form.
func (x *expected) pausedIn(unit string, q *Queue, bands int, opts Options) {
	if q.Paused > 0 {
		x.Paused[unit] += q.Paused
	}
	if q.OldestNet != 0 {
		if old, ok := x.OldestNet[unit]; !ok || q.OldestNet < old {
			x.OldestNet[unit] = q.OldestNet
		}
	}
	sum := 0
	for band := range bands {
		from := unit + "|youngest"
		if band > 0 {
			from = fmt.Sprint(unit, "|from ", opts.AgeBounds[band-1])
		}
		if n := q.PausedAges[band]; n != 0 {
			x.PausedAges[from] += n
		}
		sum += q.PausedAges[band]
	}
	if bands > 0 && sum != q.Paused {
		x.PausedAges[unit+"|sum"] = sum - q.Paused
	}
}
