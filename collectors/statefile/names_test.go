package statefile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// shownByUnit is what a view shows of each unit: open cases, cases received by
// type, errors by kind and sessions by programme, those that are not 0.
func shownByUnit(v *ledger.View) map[string]string {
	all := map[string]string{}
	for _, u := range v.Units {
		counted, open := map[string]uint64{}, 0
		for slot, q := range u.Queue {
			open += q.Open
			counted["type "+v.Slots[slot]] += u.Counters.Flows[ledger.Inactive][slot].Received
		}
		for kind, n := range u.Counters.Errors[ledger.Inactive] {
			counted["kind "+v.Kinds[kind].Name] += n
		}
		for programme, s := range u.Counters.Sessions {
			counted["programme "+v.Programmes[programme].Name] += s.Held
		}
		parts := []string{fmt.Sprint(open, " open")}
		for _, what := range slices.Sorted(maps.Keys(counted)) {
			if counted[what] > 0 {
				parts = append(parts, fmt.Sprint(what, " ", counted[what]))
			}
		}
		all[u.Unit.Unit] = strings.Join(parts, ", ")
	}
	return all
}

// TestNamesOfStatesAreNormal: a state of version 1, of which checkpoint and
// journal hold names as a database spelt them, is that of the normal names. What
// was counted under those goes on, what was under others ends, unless there was
// nothing else; and cases are read once more, to sort them by type.
func TestNamesOfStatesAreNormal(t *testing.T) {
	path := put(t, read(t, "testdata/names-version1.state"))
	opts := ledger.Options{
		Identity: "town", WaitBounds: []float64{3600}, TurnaroundBounds: []float64{3600},
		CaseTypes: []string{"Bygg", "\u00c5pent"}, Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}},
	}
	const at = 1_780_000_000
	want := map[string]string{
		"Nord":     "4 open, kind Bygg 1, programme Bygg 1, type Bygg 1",
		"\u00c5s":  "4 open, type \u00c5pent 4",
		"Vest":     "3 open, kind \u00c5pent 1, programme \u00c5pent 1, type other 3",
		"S\u00f8r": "1 open, kind unspecified 1, programme unspecified 1, type other 1",
	}
	for _, step := range []string{"version 1", "the version of now"} {
		s, l, damage, err := Open(path, opts, time.Unix(at, 0))
		if err != nil || damage != nil {
			t.Fatal(damage, err)
		}
		v := l.View(at, true)
		if diff := cmp.Diff(want, shownByUnit(v)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step, diff)
		}
		if n, m := v.Rejected[ledger.Cases][ledger.NoUnit], v.Rejected[ledger.Cases][ledger.InFuture]; n != 5 || m != 1 {
			t.Errorf("%s: %d cases without a unit and %d of the future, want the 5 of a blank, and 1", step, n, m)
		}
		if got := [3]bool{l.Cursor(ledger.Cases) > 0, l.Cursor(ledger.Errors) > 0, l.Cursor(ledger.Sessions) > 0}; got != [3]bool{false, true, true} {
			t.Errorf("%s: cursors are set: %v, want that of cases at the beginning", step, got)
		}
		save(t, s, l)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s, l, _, err := Open(path, opts, time.Unix(at+86400, 0))
	if err != nil {
		t.Fatal(err)
	}
	k := l.Keyer()
	l.Advance(at + 86400) // the row of the future is there
	l.Apply(ledger.Cases, &ledger.Page{Cases: []ledger.Case{
		{ID: k.Int(1), Unit: "Nord", Type: "Bygg", Received: at - 1000, Started: at - 900, Reopened: -1, Changed: at*1e6 + 1},
	}, Next: 9}, at+86400)
	want["Nord"] = "5 open, kind Bygg 1, programme Bygg 1, type Bygg 2"
	if diff := cmp.Diff(want, shownByUnit(l.View(at+86400, true))); diff != "" {
		t.Errorf("a day later (-want +got):\n%s", diff)
	}
	save(t, s, l)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, l, _, err = Open(path, opts, time.Unix(at+86400, 0))
	if err != nil {
		t.Fatal(err)
	}
	if l.Cursor(ledger.Cases) != 9 {
		t.Error("cases are read from the beginning once more")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
