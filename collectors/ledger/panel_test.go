package ledger

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// oraclePanel computes a panel in the plainest way: every cell goes over all
// rows by itself.
func oraclePanel(cases []Case, reports []Error, pauses []Pause, bounds []int64, followUp, at, now int64, most int) *Panel {
	p := &Panel{At: at, Bounds: bounds, FollowUp: followUp}
	since, units := map[string]int64{}, map[string]bool{}
	var valid []Case
	for _, c := range cases {
		if oracleReason(c, now) != "" || c.Received > at {
			continue
		}
		valid = append(valid, c)
		units[c.Unit] = true
		if s, ok := since[c.Unit]; !ok || c.Received < s {
			since[c.Unit] = c.Received
		}
	}
	var found []Error
	for _, e := range reports {
		if oracleReason(Case{Unit: e.Unit, Received: e.Reported}, now) == "" && e.Reported <= at {
			found = append(found, e)
			units[e.Unit] = true
		}
	}
	types := oracleTypes(valid, bounds, most)
	for _, name := range slices.Sorted(maps.Keys(units)) {
		u := PanelUnit{Unit: name, Since: since[name]}
		for i := range len(bounds) - 1 {
			u.Months = append(u.Months, oracleMonth(types, name, valid, found, pauses, bounds[i], bounds[i+1], followUp, at))
		}
		p.Units = append(p.Units, u)
	}
	return p
}

func oracleMonth(types []string, unit string, cases []Case, reports []Error, pauses []Pause, from, until, followUp, at int64) (m Month) {
	in := func(t int64) bool { return t != 0 && t >= from && t < until && t <= at }
	passed := func(received int64, ends ...int64) int64 {
		first := followUp
		for _, end := range ends { // whichever came first
			if end != 0 && end <= at {
				first = min(first, end-received)
			}
		}
		return first
	}
	for _, c := range cases {
		if c.Unit != unit {
			continue
		}
		started, closed := c.Started, c.Closed
		if started != 0 { // nothing happens before the receipt
			started = max(started, c.Received)
		}
		if closed != 0 {
			closed = max(closed, c.Received)
		}
		if in(c.Received) {
			m.Received++
			kind := TypeMonth{Received: 1, Vague: 1, Open: passed(c.Received, closed)}
			if oracleWaitKnown(c) {
				kind.Vague, kind.Queued = 0, passed(c.Received, started, closed)
			}
			paused := oraclePaused(pauses, c.ID, c.Received, min(c.Received+kind.Open, at))
			kind.QueuedSquares, kind.OpenSquares = squareOfMinutes(kind.Queued), squareOfMinutes(kind.Open)
			net := squareOfMinutes(kind.Open - paused)
			m.Paused += paused
			m.NetSquares += net
			m.Vague += int64(kind.Vague)
			m.Queued += kind.Queued
			m.Open += kind.Open
			m.QueuedSquares += kind.QueuedSquares
			m.OpenSquares += kind.OpenSquares
			oracleType(&m, types, c.Type, kind, TypePaused{paused, kind.OpenSquares - net})
		}
		if in(started) && oracleWaitKnown(c) {
			m.Started++
			m.WaitTotal += started - c.Received
			if closed == 0 || closed >= started {
				kind := TypeMonth{Begun: 1, Handled: followUp}
				if closed != 0 && closed <= at {
					kind.Handled = min(closed-started, followUp)
				}
				kind.HandledSquares = squareOfMinutes(kind.Handled)
				m.Begun++
				m.Handled += kind.Handled
				m.HandledSquares += kind.HandledSquares
				oracleType(&m, types, c.Type, kind, TypePaused{})
			}
		}
		if in(closed) {
			m.Closed++
			m.TurnaroundTotal += closed - c.Received
			m.PausedTotal += oraclePaused(pauses, c.ID, c.Received, closed)
			if started != 0 && closed >= started && oracleWaitKnown(c) {
				m.Ended++
				m.EndedTotal += closed - started
			}
			if c.Deadline != 0 {
				m.WithDeadline++
				if c.Closed <= c.Deadline {
					m.Met++
				}
			}
		}
	}
	for _, e := range reports {
		if e.Unit == unit && in(e.Reported) {
			m.Errors++
		}
	}
	return m
}

func squareOfMinutes(seconds int64) int64 { return (seconds / 60) * (seconds / 60) }

// oracleType adds a case to its type.
func oracleType(m *Month, types []string, name string, one TypeMonth, paused TypePaused) {
	if len(types) == 1 {
		return
	}
	place := uint16(max(slices.Index(types, name), 0))
	i := 0
	for i < len(m.Types) && m.Types[i].Type < place {
		i++
	}
	if i == len(m.Types) || m.Types[i].Type != place {
		m.Types = slices.Insert(m.Types, i, TypeMonth{Type: place})
		if m.TypesPaused != nil {
			m.TypesPaused = slices.Insert(m.TypesPaused, i, TypePaused{})
		}
	}
	if paused.Paused > 0 && m.TypesPaused == nil { // none was before
		m.TypesPaused = make([]TypePaused, len(m.Types))
	}
	if m.TypesPaused != nil {
		m.TypesPaused[i].Paused += paused.Paused
		m.TypesPaused[i].Squares += paused.Squares
	}
	of := &m.Types[i]
	of.Received += one.Received
	of.Vague += one.Vague
	of.Queued += one.Queued
	of.Open += one.Open
	of.QueuedSquares += one.QueuedSquares
	of.OpenSquares += one.OpenSquares
	of.Begun += one.Begun
	of.Handled += one.Handled
	of.HandledSquares += one.HandledSquares
}

// TestPanelIsWhatAQueryWouldCompute draws histories of rows and months of
// any length, and compares the panel with one computed from scratch.
func TestPanelIsWhatAQueryWouldCompute(t *testing.T) {
	filled := 0
	rapid.Check(t, func(t *rapid.T) {
		bounds := []int64{epoch + rapid.Int64Range(0, day).Draw(t, "first")}
		for range rapid.IntRange(1, 6).Draw(t, "months") {
			bounds = append(bounds, bounds[len(bounds)-1]+rapid.Int64Range(27*day, 32*day).Draw(t, "length"))
		}
		at := bounds[len(bounds)-1] + rapid.Int64Range(0, 9*day).Draw(t, "lag")
		now := at + rapid.Int64Range(0, 40*day).Draw(t, "later")
		instant := rapid.Int64Range(epoch-20*day, now+day)
		maybe := rapid.OneOf(rapid.Just(int64(0)), instant, rapid.SampledFrom(bounds))

		opts := testOptions // which types are distinguished has no part in a panel
		opts.CaseTypes = rapid.SampledFrom([][]string{nil, {"permit"}, {"permit", "appeal"}}).Draw(t, "types")
		l := withBaseline(opts)
		var cases []Case
		var reports []Error
		for i := range rapid.IntRange(0, 60).Draw(t, "cases") {
			cases = append(cases, Case{
				ID: ID(i+1) << 40, Unit: rapid.SampledFrom(units).Draw(t, "unit"), Reopened: -1, Changed: now * 1e6,
				Type:     rapid.SampledFrom(types).Draw(t, "type"),
				Received: instant.Draw(t, "received"), Started: maybe.Draw(t, "started"),
				Closed: maybe.Draw(t, "closed"), Deadline: maybe.Draw(t, "deadline"),
			})
		}
		for i := range rapid.IntRange(0, 20).Draw(t, "errors") {
			reports = append(reports, Error{
				ID: ID(i+1) << 40, Unit: rapid.SampledFrom(units).Draw(t, "unit"),
				Reported: instant.Draw(t, "reported"), Changed: now * 1e6,
			})
		}
		var pauses []Pause
		for i := range rapid.IntRange(0, 30).Draw(t, "pauses") {
			p := Pause{ID: PauseID(ID(i+1) << 40), Case: ID(rapid.IntRange(1, 60).Draw(t, "of")) << 40, Paused: instant.Draw(t, "paused"), Resumed: maybe.Draw(t, "resumed"), Changed: now * 1e6}
			pauses = append(pauses, p)
		}
		learn(l, now, cases...)
		learnErrors(l, now, reports...)
		l.Apply(Pauses, &Page{Pauses: pauses, Now: now * 1e6}, now)
		pauses = oraclePausesThatCount(pauses, now)

		followUp := rapid.Int64Range(day, 90*day).Draw(t, "follow-up")
		most := rapid.SampledFrom([]int{mostTypeMonths, 20, 5, 1}).Draw(t, "types in months")
		got, want := l.panel(bounds, followUp, at, most), oraclePanel(cases, reports, pauses, bounds, followUp, at, now, most)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("panel (-oracle +ledger):\n%s", diff)
		}
		filled += len(got.Units)
	})
	if filled == 0 {
		t.Error("no history had a unit: nothing was compared")
	}
}

// TestPanelFollowsEachCaseEquallyLong shows the three ends that a case's wait
// can have: started, closed without a start, and none as long as it is
// followed.
func TestPanelFollowsEachCaseEquallyLong(t *testing.T) {
	bounds := []int64{epoch, epoch + 30*day, epoch + 60*day}
	at := epoch + 60*day
	l := withBaseline(testOptions)
	learn(l, at,
		Case{ID: 1 << 40, Unit: "a", Received: epoch, Started: epoch + 2*day, Closed: epoch + 50*day, Reopened: -1, Changed: 1},
		Case{ID: 2 << 40, Unit: "a", Received: epoch + day, Closed: epoch + 6*day, Reopened: -1, Changed: 1},
		Case{ID: 3 << 40, Unit: "a", Received: epoch + 29*day, Reopened: -1, Changed: 1},
	)
	p := l.Panel(bounds, 30*day, at)
	ignore := cmpopts.IgnoreFields(Month{}, "QueuedSquares", "OpenSquares", "NetSquares", "HandledSquares", "Types")
	want := []Month{
		{
			Received: 3, Queued: (2 + 5 + 30) * day, Open: (30 + 5 + 30) * day, Started: 1, WaitTotal: 2 * day, Closed: 1, TurnaroundTotal: 5 * day,
			Begun: 1, Handled: 30 * day,
		},
		{Closed: 1, TurnaroundTotal: 50 * day, Ended: 1, EndedTotal: 48 * day},
	}
	if diff := cmp.Diff(want, p.Units[0].Months, ignore); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	if !p.Followed(0) || p.Followed(1) {
		t.Errorf("followed: %v, %v; want the first month alone", p.Followed(0), p.Followed(1))
	}
}

// TestPanelKnowsNothingAfterItsInstant: a start and a closing that the rows
// already report have not happened.
func TestPanelKnowsNothingAfterItsInstant(t *testing.T) {
	l := withBaseline(testOptions)
	at := epoch - 10*day
	learn(l, epoch, Case{ID: 1, Unit: "A", Received: at - 5*day, Started: at + 1, Closed: at + day, Reopened: -1})
	got := l.Panel([]int64{at - 30*day, at}, 90*day, at).Units[0].Months[0]
	if diff := cmp.Diff(Month{Received: 1, Queued: 90 * day, Open: 90 * day}, got, cmpopts.IgnoreFields(Month{}, "QueuedSquares", "OpenSquares", "NetSquares", "HandledSquares", "Types")); diff != "" {
		t.Errorf("month (-want +got):\n%s", diff)
	}
}

// TestPanelIsFixedOnceFollowed shows that what happens after a panel's
// instant does not change the panel of that instant.
func TestPanelIsFixedOnceFollowed(t *testing.T) {
	bounds, at := []int64{epoch, epoch + 30*day}, epoch+65*day
	l := withBaseline(testOptions)
	learn(l, at, Case{ID: 1 << 40, Unit: "a", Received: epoch + day, Reopened: -1, Changed: 1})
	before := l.Panel(bounds, 30*day, at)
	now := at + 9*day
	learn(l, now,
		Case{ID: 1 << 40, Unit: "a", Received: epoch + day, Started: at + day, Closed: at + 2*day, Reopened: -1, Changed: 2e6},
		Case{ID: 2 << 40, Unit: "b", Received: at + day, Reopened: -1, Changed: 2e6},
	)
	if diff := cmp.Diff(before, l.Panel(bounds, 30*day, at)); diff != "" {
		t.Errorf("panel as of the same instant changed (-before +after):\n%s", diff)
	}
}

func TestPanelLeavesOutUnitsThatAreNotListed(t *testing.T) {
	l := withBaseline(testOptions)
	learn(l, epoch+day,
		Case{ID: 1 << 40, Unit: "a", Received: epoch, Reopened: -1, Changed: 1},
		Case{ID: 2 << 40, Unit: "b", Received: epoch, Reopened: -1, Changed: 1},
	)
	l.SetUnits([]Unit{{Unit: "b"}, {Unit: "c"}}, epoch+day)
	p := l.Panel([]int64{epoch, epoch + day}, day, epoch+day)
	if len(p.Units) != 1 || p.Units[0].Unit != "b" {
		t.Errorf("units are %+v, want b alone", p.Units)
	}
}
