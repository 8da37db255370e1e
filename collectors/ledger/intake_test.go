package ledger

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/intake"
)

// takeIn computes one cell of what is said of the cases received; unit "" pools all.
func (x *expected) takeIn(unit string, state int, cases []Case, programmes []Programme, opts Options, now int64) {
	in := intake.Intake{Within: make([]intake.Share, len(opts.StartedWithin))}
	started, closed, waiting := []int64{}, []int64{}, []int64{}
	for _, c := range cases {
		if unit != "" && c.Unit != unit || oracleActive(programmes, c.Unit, c.Received) != state || !oracleWaitKnown(c) {
			continue
		}
		start, end := max(c.Started, c.Received), max(c.Closed, c.Received)
		isStarted := c.Started != 0 && start <= now && (c.Closed == 0 || start <= end)
		isClosed := !isStarted && c.Closed != 0 && end <= now
		for i, n := range opts.StartedWithin {
			if until := c.Received + n; until <= now && until > now-opts.Intake.Seconds {
				in.Within[i].Followed++
				if isStarted && start-c.Received <= n {
					in.Within[i].Started++
				}
			}
		}
		switch {
		case c.Received > now || c.Received <= now-opts.Intake.Seconds:
		case isStarted:
			started = append(started, start-c.Received)
		case isClosed:
			closed = append(closed, end-c.Received)
		default:
			waiting = append(waiting, now-c.Received)
		}
	}
	in.N = len(started) + len(closed) + len(waiting)
	in.Median, in.Reached = oracleHalfStarted(started, closed, waiting)
	x.note(unit, state, in)
}

// oracleHalfStarted is when half are started, by the formula of Aalen and Johansen in
// rational numbers.
func oracleHalfStarted(started, closed, waiting []int64) (float64, bool) {
	incidence, survival := new(big.Rat), big.NewRat(1, 1)
	times := slices.Concat(started, closed, waiting)
	slices.Sort(times)
	for _, t := range slices.Compact(times) {
		var at [3]int64
		var risk int64
		for kind, list := range [][]int64{started, closed, waiting} {
			for _, v := range list {
				at[kind] += int64(one(v == t))
				risk += int64(one(v >= t))
			}
		}
		incidence.Add(incidence, new(big.Rat).Mul(survival, big.NewRat(at[0], risk)))
		survival.Mul(survival, big.NewRat(risk-at[0]-at[1], risk))
		if incidence.Cmp(big.NewRat(1, 2)) >= 0 {
			return float64(t), true
		}
	}
	return 0, false
}

// note keeps what is said of a cell, unless nothing is.
func (x *expected) note(unit string, state int, in intake.Intake) {
	followed := 0
	for _, s := range in.Within {
		followed += s.Followed
	}
	if in.Slots = nil; in.N+followed > 0 {
		x.Intake[key(unit, "intake", state)] = in
	}
}

func (x *expected) takenIn(unit string, states []intake.Intake) {
	for state, in := range states {
		x.note(unit, state, in)
	}
}

// drawIntake draws whether, and within what, cases received are followed.
func drawIntake(t *rapid.T, opts *Options) {
	if rapid.Bool().Draw(t, "intake") {
		opts.Intake, opts.StartedWithin = Window{"intake", 120}, []int64{0, 20, 90}[rapid.IntRange(0, 3).Draw(t, "within"):]
	}
}

// inOrder sorts what is told of a unit, which has no order.
func inOrder(u *UnitWindow) {
	for _, times := range [][]uint32{u.Waits, u.Turnarounds, u.Handlings} {
		slices.Sort(times)
	}
}

// TestEasyCasesFirst: a unit closes the easy cases within days and leaves the rest.
// By the waits of the cases started it is the faster one; by all that it received it
// is not.
func TestEasyCasesFirst(t *testing.T) {
	opts := Options{Windows: []Window{{"91d", 91 * day}}, Intake: Window{"91d", 91 * day}, StartedWithin: []int64{7 * day, 14 * day}}
	l := withBaseline(opts)
	now := epoch + 100*day
	id := uint64(0)
	receive := func(unit string, at, wait, work int64) {
		id++
		c := Case{ID: l.Keyer().Int(id), Unit: unit, Received: at, Reopened: -1, Changed: 1}
		if wait >= 0 && at+wait <= now {
			c.Started = at + wait
		}
		if c.Started != 0 && c.Started+work <= now {
			c.Closed = c.Started + work
		}
		learn(l, now, c)
	}
	for at := epoch; at < now; at += day {
		for n := range int64(10) { // a case each day of each of ten kinds, in both units
			if n < 4 {
				receive("picks", at, day, day)
			} else {
				receive("picks", at, -1, 0)
			}
			receive("fair", at, 10*day, day)
		}
	}
	v := view(l, now)
	of := map[string]*UnitView{}
	for _, u := range v.Units {
		of[u.Unit.Unit] = u
	}
	picks, fair := of["picks"], of["fair"]
	if a, b := picks.Windows[0][Inactive], fair.Windows[0][Inactive]; a.Wait.Median != float64(day) || b.Wait.Median != float64(10*day) || a.Turnaround.P90 >= b.Turnaround.Median || a.Handling.Median != b.Handling.Median {
		t.Errorf("by the cases started and closed, picks has %+v, fair %+v; this town would not show the trap", a, b)
	}
	if a, b := picks.Intake[Inactive], fair.Intake[Inactive]; a.Reached || !b.Reached || b.Median != float64(10*day) {
		t.Errorf("of all received, picks has %+v, fair %+v; want half reached by fair alone, after 10 days", a, b)
	}
	share := func(s intake.Share) float64 { return float64(s.Started) / float64(s.Followed) }
	if a, b := picks.Intake[Inactive].Within, fair.Intake[Inactive].Within; share(a[0]) != 0.4 || share(a[1]) != 0.4 || b[0].Started != 0 || share(b[1]) != 1 {
		t.Errorf("started within 7 and 14 days: picks %v, fair %v; want 40 %% and 40 %%, none and all", a, b)
	}
	if g := v.GroupIntake[Inactive]; g.N != picks.Intake[Inactive].N+fair.Intake[Inactive].N || !g.Reached || g.Median != float64(10*day) {
		t.Errorf("group %+v, want both units pooled, half of which are started on the tenth day", g)
	}
}

// oracleWaitKnown says whether the start of a case tells how long it waited.
func oracleWaitKnown(c Case) bool { return c.Started == 0 || c.Started >= c.Received-300 }
