package ledger

import (
	"fmt"

	"casework/collectors/duration/durationtest"
	"casework/collectors/intake"
)

// The oracle computes from scratch, in the plainest way, what a View must
// show. It shares no code with the ledger but the row types.

// expected is the comparable part of a View.
type expected struct {
	Open, Waiting, Overdue map[string]int // by unit
	Paused                 map[string]int // likewise
	Oldest, OldestNet      map[string]int64
	OpenAges, WaitingAges  map[string]int // by "unit|band"
	PausedAges             map[string]int // likewise
	State                  map[string]int
	Measures               map[string]Measures      // by "unit|window|state"; unit "" is the pooled group
	Intake                 map[string]intake.Intake // by "unit|state"
	Rejected               map[string]int           // by "table|reason"
}

func newExpected() expected {
	return expected{
		Open: map[string]int{}, Waiting: map[string]int{}, Overdue: map[string]int{}, Paused: map[string]int{},
		Oldest: map[string]int64{}, State: map[string]int{}, OpenAges: map[string]int{}, WaitingAges: map[string]int{},
		OldestNet: map[string]int64{}, PausedAges: map[string]int{},
		Measures: map[string]Measures{}, Intake: map[string]intake.Intake{}, Rejected: map[string]int{},
	}
}

func oracleActive(programmes []Programme, unit string, t int64) int {
	for _, p := range programmes {
		if p.Unit == unit && p.From <= t && (p.Until == 0 || t < p.Until) {
			return Active
		}
	}
	return Inactive
}

// oracleReason repeats the rules of rejection in their order: what
// is missing first, then what is impossible.
func oracleReason(c Case, now int64) string {
	if c.Unit == "" {
		return "no_unit"
	}
	if c.Received == 0 {
		return "no_time"
	}
	for _, t := range []int64{c.Received, c.Started, c.Closed} {
		if t < 0 || t >= 1<<32 {
			return "out_of_range"
		}
	}
	if c.Closed != 0 && c.Closed < c.Received-300 {
		return "closed_before_received"
	}
	if c.Received > now+300 {
		return "in_future"
	}
	return ""
}

// oracleHappened is a case without what has not happened by now.
func oracleHappened(c Case, now int64) Case {
	if c.Started > now+300 {
		c.Started = 0
	}
	if c.Closed > now+300 {
		c.Closed = 0
	}
	return c
}

// oracle computes what must be seen at now of these rows.
func oracle(cases []Case, reports []Error, pauses []Pause, programmes []Programme, opts Options, now int64) expected {
	windows, x := opts.Windows, newExpected()
	var valid []Case
	units := map[string]bool{}
	for _, c := range cases {
		if reason := oracleReason(c, now); reason != "" {
			x.Rejected["cases|"+reason]++
			continue
		}
		if is := oracleHappened(c, now); is != c {
			x.Rejected["cases|in_future"]++
			c = is
		}
		if !oracleWaitKnown(c) {
			x.Rejected["cases|started_before_received"]++
		}
		valid = append(valid, oracleComplete(c, now))
		units[c.Unit] = true
	}
	var found []Error
	for _, e := range reports {
		c := Case{Unit: e.Unit, Received: e.Reported}
		if reason := oracleReason(c, now); reason != "" {
			x.Rejected["errors|"+reason]++
			continue
		}
		found = append(found, e)
		units[e.Unit] = true
	}
	for u := range units {
		x.State[u] = oracleActive(programmes, u, now)
	}
	by, paused, impossible := oracleNet(valid, oraclePausesThatCount(pauses, now), now)
	x.Rejected["cases|impossible_pause"] += impossible
	for _, c := range valid {
		if c.Closed != 0 {
			continue
		}
		x.Open[c.Unit]++
		x.pauseOf(c, paused, opts.AgeBounds, now)
		x.OpenAges[oracleAge(c, opts.AgeBounds, now)]++
		if due := lawfulDeadline(c, paused); due != 0 && due < now {
			x.Overdue[c.Unit]++
		}
		if c.Started == 0 {
			x.Waiting[c.Unit]++
			x.WaitingAges[oracleAge(c, opts.AgeBounds, now)]++
			if old, ok := x.Oldest[c.Unit]; !ok || c.Received < old {
				x.Oldest[c.Unit] = c.Received
			}
		}
	}
	for _, w := range windows {
		for state := range numStates {
			for u := range units {
				x.measure(u, w, state, valid, found, by, paused, programmes, now)
			}
			x.measure("", w, state, valid, found, by, paused, programmes, now)
		}
	}
	for state := range numStates {
		for u := range units {
			x.takeIn(u, state, valid, programmes, opts, now)
		}
		x.takeIn("", state, valid, programmes, opts, now)
	}
	return x
}

// measure computes one cell; unit "" pools all units.
func (x *expected) measure(unit string, w Window, state int, cases []Case, reports []Error, by netBy, pauses []Pause, programmes []Programme, now int64) {
	in := func(u string, t int64) bool {
		return t > now-w.Seconds && t <= now && (unit == "" || u == unit) &&
			oracleActive(programmes, u, t) == state
	}
	var m Measures
	var waits, turnarounds, handlings, netWaits, netTurnarounds, workdays []int64
	var paused [3]int
	for _, c := range cases {
		if in(c.Unit, c.Received) {
			m.Received++
		}
		if started := max(c.Started, c.Received); c.Started != 0 && in(c.Unit, started) {
			m.Started++
			if oracleWaitKnown(c) {
				waits = append(waits, started-c.Received)
				within := oraclePaused(pauses, c.ID, c.Received, started)
				netWaits, paused[0] = append(netWaits, started-c.Received-within), paused[0]+one(within > 0)
			}
		}
		if closed := max(c.Closed, c.Received); c.Closed != 0 && in(c.Unit, closed) {
			m.Closed++
			turnarounds = append(turnarounds, closed-c.Received)
			within := oraclePaused(pauses, c.ID, c.Received, closed)
			netTurnarounds, paused[1] = append(netTurnarounds, closed-c.Received-within), paused[1]+one(within > 0)
			if started := max(c.Started, c.Received); c.Started != 0 && oracleWaitKnown(c) && started <= closed {
				handlings = append(handlings, closed-started)
			}
			if n, counted := lawfulWorkdays(c, pauses); counted && by != byTotals {
				workdays, paused[2] = append(workdays, n), paused[2]+one(within > 0)
			}
			if due := lawfulDeadline(c, pauses); due != 0 {
				m.WithDeadline++
				if c.Closed <= due {
					m.Met++
				}
			}
		}
	}
	for _, e := range reports {
		if in(e.Unit, e.Reported) {
			m.Errors++
		}
	}
	m.Wait, m.Turnaround, m.Handling = durationtest.Describe(waits), durationtest.Describe(turnarounds), durationtest.Describe(handlings)
	m.Workdays = durationtest.Describe(workdays)
	m.Workdays.Paused = paused[2]
	if by == byIntervals {
		m.NetWait = durationtest.Describe(netWaits)
		m.NetWait.Paused = paused[0]
	}
	if by != byNothing {
		m.NetTurnaround = durationtest.Describe(netTurnarounds)
		m.NetTurnaround.Paused = paused[1]
	}
	if !m.Empty() {
		x.Measures[key(unit, w.Name, state)] = m
	}
}

func key(unit, window string, state int) string {
	return unit + "|" + window + "|" + [...]string{"inactive", "active"}[state]
}

// observed brings a View into the oracle's form.
func observed(v *View, opts Options) expected {
	x := newExpected()
	for _, u := range v.Units {
		name := u.Unit.Unit
		x.State[name] = u.State
		for _, q := range u.Queue {
			if q.Open > 0 {
				x.Open[name] += q.Open
			}
			if q.Waiting > 0 {
				x.Waiting[name] += q.Waiting
				if old, ok := x.Oldest[name]; !ok || q.Oldest < old {
					x.Oldest[name] = q.Oldest
				}
			}
			x.pausedIn(name, &q, len(v.AgeBands), opts)
			for band := range v.AgeBands {
				from := name + "|youngest"
				if band > 0 {
					from = fmt.Sprint(name, "|from ", opts.AgeBounds[band-1])
				}
				if n := q.OpenAges[band]; n != 0 {
					x.OpenAges[from] += n
				}
				if n := q.WaitingAges[band]; n != 0 {
					x.WaitingAges[from] += n
				}
			}
			if q.Overdue > 0 {
				x.Overdue[name] += q.Overdue
			}
		}
		for w, states := range u.Windows {
			for state, m := range states {
				if !m.Empty() {
					m.Slots = nil
					x.Measures[key(name, v.Windows[w].Name, state)] = m
				}
			}
		}
	}
	for _, u := range v.Units {
		x.takenIn(u.Unit.Unit, u.Intake)
	}
	x.takenIn("", v.GroupIntake)
	for w, states := range v.Groups {
		for state, m := range states {
			if !m.Empty() {
				m.Slots = nil
				x.Measures[key("", v.Windows[w].Name, state)] = m
			}
		}
	}
	for t := range numTables {
		for reason, n := range v.Rejected[t] {
			if n > 0 {
				x.Rejected[t.String()+"|"+Reason(reason).String()] = n
			}
		}
	}
	return x
}
