package ledger

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wrong gives so many cases units that are none, such as their titles.
func wrong(l *Ledger, from, n int, now int64) {
	for i := range n {
		learn(l, now, Case{ID: ID(from + i), Unit: fmt.Sprintf("title %d", from+i), Received: now, Reopened: -1})
	}
}

// TestUnitsRecover: a wrong column of units fills no more than MaxUnits places,
// and once it is right again they are given back: units that were refused count,
// and those from before the mistake have kept their counters, over a restart too.
func TestUnitsRecover(t *testing.T) {
	l := withBaseline(testOptions)
	learn(l, epoch, Case{ID: 1, Unit: "Nord", Received: epoch, Reopened: -1})
	learn(l, epoch, Case{ID: 1, Unit: "title 1", Received: epoch, Reopened: -1}) // the mistake begins
	wrong(l, 2, 2*MaxUnits, epoch+day)
	if got := l.Refused(); !got.Units {
		t.Error("no unit was refused")
	}
	v := view(l, epoch+day)
	if n := len(v.Units); n > MaxUnits {
		t.Errorf("%d units are shown, want at most %d", n, MaxUnits)
	}
	if n := v.Rejected[Cases][TooManyNames]; n < MaxUnits {
		t.Errorf("%d rows are rejected, want at least %d", n, MaxUnits)
	}
	if n := l.Tidy().Units; n > 0 {
		t.Errorf("%d units were forgotten while the mistake lasts", n)
	}
	// The table is right again, though polls see every row before there is room.
	right := func() {
		for i := range 2*MaxUnits + 1 {
			learn(l, epoch+2*day, Case{ID: ID(1 + i), Unit: []string{"Nord", "Sør"}[i%2], Received: epoch, Reopened: -1})
		}
	}
	right()
	if n := l.Tidy().Units; n < MaxUnits/10 {
		t.Errorf("%d units were forgotten, want a tenth at least", n)
	}
	right()
	for _, when := range []string{"at once", "after a restart"} {
		v = view(l, epoch+2*day)
		var names []string
		for _, u := range v.Units {
			names = append(names, u.Unit.Unit)
		}
		if diff := cmp.Diff([]string{"Nord", "Sør"}, names); diff != "" {
			t.Fatalf("%s: units (-want +got):\n%s", when, diff)
		}
		if n := v.Rejected[Cases][TooManyNames]; n != 0 {
			t.Errorf("%s: %d rows are rejected", when, n)
		}
		if n := v.Units[0].Queue[0].Open + v.Units[1].Queue[0].Open; n != 2*MaxUnits+1 {
			t.Errorf("%s: %d cases are open, want %d", when, n, 2*MaxUnits+1)
		}
		if n := v.Units[0].Counters.Flows[Inactive][0].Received; n == 0 {
			t.Errorf("%s: Nord has lost its counters", when)
		}
		l = restart(t, l, testOptions, epoch+2*day)
	}
}

// TestLongNames: a name that is too long becomes no label.
func TestLongNames(t *testing.T) {
	l := withBaseline(Options{})
	long := strings.Repeat("å", MaxName)
	learn(l, epoch, Case{ID: 1, Unit: long, Received: epoch}, Case{ID: 2, Unit: long[:MaxName], Received: epoch})
	learnErrors(l, epoch, Error{ID: 1, Unit: "A", Kind: long, Reported: epoch}, Error{ID: 2, Unit: long, Kind: "k", Reported: epoch})
	learnSessions(l, epoch, Session{ID: 1, Unit: "A", Programme: long, Planned: epoch, Held: epoch})
	l.SetProgrammes([]Programme{{Unit: "A", Name: long, From: 1}})
	l.SetUnits([]Unit{{Unit: "A", Name: long, Service: long, Parent: long}, {Unit: long[:MaxName]}}, epoch)
	v := view(l, epoch)
	if diff := cmp.Diff(map[string]int{"cases name_too_long": 1, "errors name_too_long": 1}, rejections(v)); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	for _, u := range v.Units {
		for _, label := range []string{u.Unit.Unit, u.Name, u.Service, u.Parent} {
			if len(label) > MaxName {
				t.Errorf("a label of a unit has %d bytes, want at most %d", len(label), MaxName)
			}
		}
		for _, p := range u.Programmes {
			if p.Name != OtherType {
				t.Errorf("a programme has a name of %d bytes, want %s", len(p.Name), OtherType)
			}
		}
	}
	if len(v.Kinds) != 2 || v.Kinds[1].Name != OtherType || len(v.Programmes) != 2 || v.Programmes[1].Name != OtherType {
		t.Errorf("kinds %v and programmes %v, want %s alone", v.Kinds, v.Programmes, OtherType)
	}
	if got := l.Refused(); got != (Refused{Kinds: true, Programmes: true, Periods: true}) {
		t.Errorf("refused are %+v", got)
	}
}

// TestTooManyProgrammes: programmes beyond those that are distinguished are one,
// in sessions and in the list of programmes.
func TestTooManyProgrammes(t *testing.T) {
	l := withBaseline(testOptions)
	var periods []Programme
	for i := range 3 * MaxProgrammes {
		name := fmt.Sprint(i)
		learnSessions(l, epoch, Session{ID: ID(i + 1), Unit: "A", Programme: name, Planned: epoch, Held: epoch})
		periods = append(periods, Programme{Unit: "A", Name: name, From: epoch - int64(i)})
	}
	l.SetProgrammes(periods)
	v := view(l, epoch)
	if n := len(v.Programmes); n > MaxProgrammes+2 {
		t.Errorf("%d programmes, want at most %d", n, MaxProgrammes+2)
	}
	if n := len(v.Units[0].Programmes); n != MaxProgrammes+1 {
		t.Errorf("the unit takes part in %d programmes, want %d", n, MaxProgrammes+1)
	}
	var held uint64
	for _, s := range v.Units[0].Counters.Sessions {
		held += s.Held
	}
	if held != 3*MaxProgrammes {
		t.Errorf("%d sessions count as held, want %d", held, 3*MaxProgrammes)
	}
}

// TestKindsRecover: kinds of error and programmes of sessions that no row bears
// any more give their places back, once most have none: new ones are distinguished
// again, and those from before the mistake have kept their counters.
func TestKindsRecover(t *testing.T) {
	l := withBaseline(testOptions)
	write := func(now int64, from, n int, name func(int) string) {
		for i := from; i < from+n; i++ {
			learnErrors(l, now, Error{ID: ID(i + 1), Unit: "A", Kind: name(i), Reported: now})
			learnSessions(l, now, Session{ID: ID(i + 1), Unit: "A", Programme: name(i), Planned: now, Held: now})
		}
	}
	title := func(i int) string { return fmt.Sprint("title ", i) }
	always := func(name string) func(int) string { return func(int) string { return name } }
	const rows = 2 * MaxKinds
	write(epoch, 0, 1, always("old"))
	write(epoch+day, 1, rows, title)
	view(l, epoch+day)
	if got := l.Tidy(); got != (Forgotten{}) {
		t.Errorf("%+v are forgotten while the mistake lasts", got)
	}
	earlier := view(l, epoch+day)
	write(epoch+2*day, 1, rows, always("right")) // no room yet
	n := l.Tidy()
	if n.Kinds < MaxKinds/10 || n.Programmes < MaxProgrammes/10 || n.Units != 0 {
		t.Errorf("%+v are forgotten, want a tenth of kinds and programmes", n)
	}
	if l.Full() != (Refused{}) {
		t.Errorf("full are %+v", l.Full())
	}
	write(epoch+3*day, rows+1, 3, always("new"))
	write(epoch+3*day, 1, rows, always("right"))
	for _, when := range []string{"at once", "after a restart"} {
		v := view(l, epoch+3*day)
		counted := map[string]uint64{}
		c := v.Units[0].Counters
		for code, n := range c.Errors[Inactive] {
			if n > 0 {
				counted["kind "+v.Kinds[code].Name] += n
			}
		}
		for code, s := range c.Sessions {
			counted["programme "+v.Programmes[code].Name] += s.Held
		}
		held := map[string]int{}
		for code, s := range v.Units[0].Sessions[0] {
			held[v.Programmes[code].Name] += s.Held
		}
		for name, want := range map[string]uint64{"old": 1, "new": 3, "title 1": 1} {
			if counted["kind "+name] != want || counted["programme "+name] != want {
				t.Errorf("%s: of %q %d errors and %d sessions are counted, want %d", when, name, counted["kind "+name], counted["programme "+name], want)
			}
		}
		if held["old"] != 1 || held["new"] != 3 || held["right"] != rows {
			t.Errorf("%s: in the window were held %v", when, held)
		}
		l = restart(t, l, testOptions, epoch+3*day)
	}
	// A View from before has its windows under the names of then.
	again := l.Recount(earlier, true)
	for code, s := range again.Units[0].Sessions[0] {
		want := 0
		if name := again.Programmes[code].Name; name == "old" || strings.HasPrefix(name, "title ") {
			want = 1
		}
		if name := again.Programmes[code].Name; name != OtherType && s.Held != want {
			t.Errorf("in the View of before, %d sessions of %q were held, want %d", s.Held, name, want)
		}
	}
}

// TestForgottenUnitsLeaveEarlierViews: a View is counted again without the units
// that were forgotten since.
func TestForgottenUnitsLeaveEarlierViews(t *testing.T) {
	l := withBaseline(testOptions)
	wrong(l, 1, MaxUnits+1, epoch)
	earlier := view(l, epoch)
	for i := range MaxUnits + 1 {
		learn(l, epoch+day, Case{ID: ID(1 + i), Unit: "title 1", Received: epoch, Reopened: -1})
	}
	n := l.Tidy().Units
	if v := l.Recount(earlier, true); n == 0 || len(v.Units) != len(earlier.Units)-n {
		t.Errorf("%d units, after %d of %d were forgotten", len(v.Units), n, len(earlier.Units))
	}
}
