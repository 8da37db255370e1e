package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/duration"
)

// drawTotals draws what a source tells of a case beside its record, some of which cannot
// be true, or is not yet.
func drawTotals(t *rapid.T, c *Case, now int64) {
	c.PausedSeconds = rapid.OneOf(
		rapid.Just[int64](0), rapid.Int64Range(1, 20*day), rapid.SampledFrom([]int64{-1, neverPossible, 1 << 40}),
	).Draw(t, "paused for")
	c.PausedSince = rapid.OneOf(
		rapid.Just[int64](0), rapid.Int64Range(now-30*day, now), rapid.Int64Range(now-400, now+5*day), rapid.SampledFrom([]int64{epoch - 900*day, 1 << 40}),
	).Draw(t, "paused since")
}

// total changes what is told of a case, unless the world tells pauses by intervals alone.
func (w *world) total(t *rapid.T) {
	if w.by == byIntervals {
		t.Skip("no totals")
	}
	c := w.pick(t)
	drawTotals(t, &c, w.now)
	w.write(t, c)
}

// oracleTells reports whether a case says that it was paused.
func oracleTells(c Case) bool {
	return c.PausedSeconds != 0 || c.PausedSince > 0 && c.PausedSince < 1<<32
}

// oracleTotals are pauses that are as long as the totals of a case: what ended, from the
// receipt on, and what lasts. None are of one whose totals cannot be true.
func oracleTotals(c Case, now int64) (pauses []Pause, possible bool) {
	ended, since, age := c.PausedSeconds, c.PausedSince, now-c.Received
	if since >= 1<<32 {
		since = 0
	}
	possible = ended >= 0 && ended < 1<<31-1 && (c.Closed != 0 || since <= now+300)
	closed := max(c.Closed, c.Received)
	switch {
	case c.Closed != 0:
		age = closed - c.Received
		if since != 0 {
			ended += max(0, closed-max(since, c.Received))
		}
		if !possible || ended > age+300 {
			return nil, false
		}
		return append(pauses, Pause{Case: c.ID, Paused: c.Received, Resumed: c.Received + min(ended, age)}), true
	case since != 0 && since <= now:
		since = max(since, c.Received)
		age = since - c.Received
		pauses = append(pauses, Pause{Case: c.ID, Paused: since})
	}
	if ended < 0 || ended >= 1<<31-1 || ended > 0 && ended > age {
		return pauses, false
	}
	if ended > 0 {
		pauses = append(pauses, Pause{Case: c.ID, Paused: c.Received, Resumed: c.Received + ended})
	}
	return pauses, possible
}

// oracleNet says how pauses of cases that count are known, and gives them: those of the
// table as they are, or others that come to what cases say.
func oracleNet(cases []Case, table []Pause, now int64) (by netBy, pauses []Pause, impossible int) {
	if len(table) > 0 {
		return byIntervals, table, 0
	}
	for _, c := range cases {
		if oracleTells(c) {
			these, possible := oracleTotals(c, now)
			by, pauses, impossible = byTotals, append(pauses, these...), impossible+one(!possible)
		}
	}
	return by, pauses, impossible
}

// net is oracleNet of what a model learnt.
func (m *model) net(w *world) (netBy, []Pause) {
	var table []Pause
	for _, p := range m.pauses {
		table = append(table, p)
	}
	var cases []Case
	for id, c := range m.last {
		if !m.withdrawn[id] && !m.gone[id] {
			cases = append(cases, c)
		}
	}
	by, pauses, _ := oracleNet(cases, table, w.now)
	return by, pauses
}

// tooLong is a total that no case is old enough for, seconds: that of a program that counts milliseconds.
const tooLong = 1 << 30

// totalBy is the total of a case as it was at an instant, as if it had been paused from the first on.
func totalBy(c Case, at int64) int64 {
	if c.PausedSeconds == tooLong {
		return tooLong
	}
	return max(min(c.PausedSeconds, at-c.Received), 0)
}

// drawTotals draws totals of the cases of a past that has no table of pauses.
func (p *past) drawTotals(t *rapid.T) {
	if len(p.pauses) > 0 || !rapid.Bool().Draw(t, "totals") {
		return
	}
	for i := range p.cases {
		c := &p.cases[i]
		until := c.Closed
		if c.Closed == 0 {
			until = c.Received + 400
			if rapid.Bool().Draw(t, "paused") {
				c.PausedSince = rapid.Int64Range(c.Received, until).Draw(t, "since")
				until = c.PausedSince
			}
		}
		c.PausedSeconds = rapid.Int64Range(0, max(until-c.Received, 0)).Draw(t, "seconds")
		if rapid.IntRange(0, 9).Draw(t, "too long") == 0 {
			c.PausedSeconds = tooLong
		}
	}
	// From the first on, it is known that there are totals.
	p.cases = append(p.cases, Case{ID: ID(len(p.cases)+1) << 40, Unit: "east", Type: "c", Received: epoch - 100, Closed: epoch - 50, PausedSeconds: 9})
}

// withoutNet is a copy of a View, where totals are known without what a Replay cannot say
// of the past: it is known for how long cases were paused, and not when.
func withoutNet(v *View) *View {
	w := *v
	w.Units, w.Groups = slices.Clone(v.Units), slices.Clone(v.Groups)
	totals := v.Totals
	w.Totals, w.HasPauses = false, v.HasPauses && !v.Totals
	stripped := func(m Measures) Measures {
		m.NetTurnaround, m.Workdays = duration.Dist{}, duration.Dist{}
		return m
	}
	strip := func(all []Measures) []Measures {
		all = slices.Clone(all)
		for i := range all {
			all[i] = stripped(all[i])
			all[i].Slots = slices.Clone(all[i].Slots)
			for slot, m := range all[i].Slots {
				all[i].Slots[slot] = new(stripped(*m))
			}
		}
		return all
	}
	for i := range w.Units {
		u := *w.Units[i]
		w.Units[i], u.Counters = &u, u.Counters.clone()
		if !totals {
			continue
		}
		for state := range u.Counters.Flows {
			for slot := range u.Counters.Flows[state] {
				u.Counters.Flows[state][slot].Net = duration.Histogram{}
			}
		}
		u.Queue, u.Windows = slices.Clone(u.Queue), slices.Clone(u.Windows)
		for slot := range u.Queue {
			q := &u.Queue[slot]
			q.Paused, q.PausedAges, q.OldestNet = 0, Ages{}, 0
		}
		for i := range u.Windows {
			u.Windows[i] = strip(u.Windows[i])
		}
	}
	for i := range w.Groups {
		if totals {
			w.Groups[i] = strip(w.Groups[i])
		}
	}
	return &w
}

// TestTotalsByHand: what cases say of their pauses is left out of net times, and of the
// ages of what waits, and moves deadlines; what cannot be true is named.
func TestTotalsByHand(t *testing.T) {
	l := withBaseline(testOptions)
	l.SetDeadlines(lawful{})
	const at = epoch + 400*day
	n := 0
	of := func(kind string, received, closed, seconds, since int64) {
		n++
		c := Case{ID: ID(n) << 40, Unit: "north", Type: kind, Received: at - received, Reopened: -1, PausedSeconds: seconds, Changed: at * 1e6}
		if closed >= 0 {
			c.Closed = at - closed
		}
		if since != 0 {
			c.PausedSince = at - since
		}
		learn(l, at, c)
	}
	of("permit", 6*day, -1, 0, 0)               // overdue since yesterday
	of("permit", 6*day, -1, 2*day, 0)           // in time, as it was paused
	of("permit", 6*day, -1, 0, 3*day)           // paused now
	of("permit", 60*day, -1, 0, 3*day)          // paused when it was late already
	of("permit", 3*day, -1, 4*day, 0)           // impossible: it is not that old
	of("permit", 3*day, -1, -1, 0)              // impossible
	of("permit", 3*day, -1, 0, -1*day)          // paused tomorrow
	of("permit", 20*day, 10*day, 5*day, 0)      // closed in time by a day of grace, net of 5 days
	of("permit", 20*day, 10*day, day, 12*day)   // paused until it was closed: net of 7 days, late
	of("permit", 20*day, 10*day, 11*day, 0)     // impossible: late
	of("permit", 20*day, 10*day, 10*day+200, 0) // as clocks differ: net of nothing
	v := view(l, at)
	queue, m := v.Units[0].Queue[0], v.Units[0].Windows[1][Inactive]
	if !v.HasPauses || !v.Totals || queue.Paused != 2 || queue.Overdue != 2 || queue.OldestNet != at-6*day {
		t.Errorf("paused %d, overdue %d, oldest without pauses %d; want 2, 2, %d", queue.Paused, queue.Overdue, queue.OldestNet, at-6*day)
	}
	if want := (Ages{0, 2, 0, 0}); queue.PausedAges != want {
		t.Errorf("paused cases by age %v, want %v", queue.PausedAges, want)
	}
	if got, want := m.NetTurnaround, (duration.Dist{N: 4, Median: 6 * float64(day), P90: 9.1 * float64(day), Mean: 5.5 * float64(day), Paused: 3}); got != want {
		t.Errorf("net turnaround %+v, want %+v", got, want)
	}
	if m.NetWait.N+m.Workdays.N != 0 || m.Met != 2 || m.WithDeadline != 4 {
		t.Errorf("%d net waits, %d in working days, %d of %d in time; want 0, 0, 2 of 4", m.NetWait.N, m.Workdays.N, m.Met, m.WithDeadline)
	}
	if got := v.Rejected[Cases][ImpossiblePause]; got != 4 {
		t.Errorf("%d are impossible, want 4", got)
	}
	if f := v.Units[0].Counters.Flows[Inactive][0]; f.Net.Count() != 4 || f.Net.Sum != uint64(22*day) || f.Met != 2 {
		t.Errorf("%d net turnarounds of %d s counted, %d in time", f.Net.Count(), f.Net.Sum, f.Met)
	}
	p := Pause{ID: 2, Case: 1 << 40, Paused: at - day}
	l.Apply(Pauses, &Page{Pauses: []Pause{p}}, at)
	v = view(l, at)
	if v.Totals || v.Rejected[Cases][ImpossiblePause] != 0 || v.Units[0].Queue[0].Paused != 1 || !l.HasBoth() {
		t.Errorf("beside a table of pauses, totals count: %+v", v.Units[0].Queue[0])
	}
	l.Delete(Pauses, []ID{p.ID})
	if v = view(l, at); !v.Totals || v.Units[0].Queue[0].Paused != 2 {
		t.Error("without the table, totals do not count")
	}
}

// TestReplayLeavesOutImpossibleTotals: what cannot be true of an open case moves its deadline in a
// Replay as little as in the ledger.
func TestReplayLeavesOutImpossibleTotals(t *testing.T) {
	l := withBaseline(testOptions)
	l.SetDeadlines(lawful{})
	const at = epoch + 400*day
	for i, total := range []int64{2 * day, 7 * day, -1} { // in time, as it was paused; longer than it is open; none
		learn(l, at, Case{
			ID: ID(i+1) << 40, Unit: "north", Type: "permit", Received: at - 6*day, Reopened: -1, PausedSeconds: total, Changed: at * 1e6,
		})
	}
	replay := NewReplay(l, at-10*day, at)
	replay.Advance(at)
	for name, v := range map[string]*View{"ledger": view(l, at), "replay": replay.View()} {
		if got := v.Units[0].Queue[0].Overdue; got != 2 {
			t.Errorf("%s: %d are overdue, want 2", name, got)
		}
	}
}
