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
	if n := l.Tidy(); n > 0 {
		t.Errorf("%d units were forgotten while the mistake lasts", n)
	}
	// The table is right again, though polls see every row before there is room.
	right := func() {
		for i := range 2*MaxUnits + 1 {
			learn(l, epoch+2*day, Case{ID: ID(1 + i), Unit: []string{"Nord", "Sør"}[i%2], Received: epoch, Reopened: -1})
		}
	}
	right()
	if n := l.Tidy(); n < MaxUnits/10 {
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
