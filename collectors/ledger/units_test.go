package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// named lists the units that a View shows.
func named(v *View) []string {
	var out []string
	for _, u := range v.Units {
		out = append(out, u.Unit.Unit)
	}
	return out
}

func TestUnits(t *testing.T) {
	a, b := Case{ID: 1, Unit: "A", Received: epoch, Reopened: -1}, Case{ID: 2, Unit: "B", Received: epoch, Reopened: -1}
	listA := []Unit{{Unit: "A", Name: "Avdeling A", Service: "plan", Parent: "teknisk"}}
	type shown struct {
		Units    []string
		Counts   map[string]int64
		Rejected map[string]int
		Rows     int
	}
	show := func(l *Ledger) shown {
		v := view(l, epoch)
		return shown{named(v), counted(v), rejections(v), v.Rows[Cases]}
	}
	check := func(t *testing.T, l *Ledger, want shown) {
		t.Helper()
		if diff := cmp.Diff(want, show(l)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	none, onlyA, both := map[string]int{}, map[string]int64{"received|A|0": 1}, map[string]int64{"received|A|0": 1, "received|B|0": 1}

	t.Run("without a list, every unit with a row that counts", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, b, a, Case{ID: 3, Unit: "C"}, Case{ID: 4})
		check(t, l, shown{[]string{"A", "B"}, both, map[string]int{"cases no_time": 1, "cases no_unit": 1}, 2})
	})
	t.Run("listed units without rows, rows without a listed unit", func(t *testing.T) {
		l := withBaseline(testOptions)
		l.SetUnits([]Unit{{Unit: "Z"}, {Unit: "A"}, {Unit: ""}}, epoch)
		learn(l, epoch, a, b)
		check(t, l, shown{[]string{"A", "Z"}, onlyA, map[string]int{"cases unknown_unit": 1}, 1})
	})
	t.Run("an empty list", func(t *testing.T) {
		l := withBaseline(testOptions)
		l.SetUnits([]Unit{}, epoch)
		learn(l, epoch, a)
		check(t, l, shown{nil, map[string]int64{}, map[string]int{"cases unknown_unit": 1}, 0})
	})
	t.Run("a unit that leaves and comes back goes on where it stood", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, a, b)
		l.SetUnits(listA, epoch)
		check(t, l, shown{[]string{"A"}, onlyA, map[string]int{"cases unknown_unit": 1}, 1})
		learn(l, epoch, Case{ID: 5, Unit: "B", Received: epoch, Reopened: -1})
		l.SetUnits(append(listA, Unit{Unit: "B"}), epoch)
		check(t, l, shown{[]string{"A", "B"}, map[string]int64{"received|A|0": 1, "received|B|0": 2}, none, 3})
		l.SetUnits(nil, epoch)
		check(t, l, shown{[]string{"A", "B"}, map[string]int64{"received|A|0": 1, "received|B|0": 2}, none, 3})
	})
	t.Run("a unit whose last row is deleted leaves, and comes back with its counters", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, a, b)
		l.Delete(Cases, []ID{2, 2, 99})
		check(t, l, shown{[]string{"A"}, onlyA, none, 1})
		learn(l, epoch, b)
		check(t, l, shown{[]string{"A", "B"}, both, none, 2})
		if diff := cmp.Diff(map[string]uint64{"cases deleted": 1, "cases restored": 1}, corrections(l)); diff != "" {
			t.Errorf("corrections (-want +got):\n%s", diff)
		}
	})
	t.Run("the list says more of a unit", func(t *testing.T) {
		l := withBaseline(testOptions)
		learn(l, epoch, a)
		l.SetUnits(listA, epoch+9)
		u := view(l, epoch).Units[0]
		if diff := cmp.Diff(listA[0], u.Unit); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if u.Created != epoch {
			t.Errorf("met at %d, want when its first row was", u.Created)
		}
	})
}

// TestColumns: a column that no row fills although some should is absent.
func TestColumns(t *testing.T) {
	open := Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1}
	closed := Case{ID: 2, Unit: "A", Received: epoch - day, Closed: epoch, Reopened: -1}
	started := Case{ID: 3, Unit: "A", Received: epoch - day, Started: epoch, Deadline: epoch, Reopened: -1}
	tests := []struct {
		name  string
		cases []Case
		want  Columns
	}{
		{"no rows", nil, Columns{Started: true, Deadline: true}},
		{"none closed yet", []Case{open}, Columns{Started: true}},
		{"closed and never started", []Case{open, closed}, Columns{}},
		{"filled by one row", []Case{open, closed, started}, Columns{Started: true, Deadline: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := withBaseline(testOptions)
			learn(l, epoch, tt.cases...)
			if diff := cmp.Diff(tt.want, view(l, epoch).Columns); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCountersStandStill: without leave to show counters, a View shows those
// of the View before; with it again, all that was counted since.
func TestCountersStandStill(t *testing.T) {
	l := withBaseline(testOptions)
	learn(l, epoch, Case{ID: 1, Unit: "A", Received: epoch, Reopened: -1})
	l.SetUnits([]Unit{{Unit: "A"}, {Unit: "B"}}, epoch)
	checkpoint(l)
	first := l.View(epoch, true)

	learn(l, epoch, Case{ID: 2, Unit: "A", Received: epoch, Reopened: -1}, Case{ID: 3, Unit: "B", Received: epoch, Reopened: -1})
	learnErrors(l, epoch, Error{ID: 1, Unit: "B", Kind: "error", Reported: epoch})
	l.Delete(Cases, []ID{1})
	still, recounted := l.View(epoch+1, false), l.Recount(first, false)
	for name, v := range map[string]*View{"View": still, "Recount": recounted} {
		if diff := cmp.Diff(map[string]int64{"received|A|0": 1}, counted(v)); diff != "" {
			t.Errorf("%s while nothing is saved (-want +got):\n%s", name, diff)
		}
		if n := v.Corrections[Cases][Deleted]; n != 0 {
			t.Errorf("%s while nothing is saved shows %d deletions", name, n)
		}
	}
	if open := still.Units[0].Queue[0].Open; open != 1 || still.Rows[Cases] != 2 {
		t.Errorf("gauges do not go on: %d open, %d rows", open, still.Rows[Cases])
	}
	if recounted.At != epoch || recounted.Rows[Cases] != 1 || recounted.Rows[Errors] != 0 {
		t.Errorf("Recount moves on the state: at %d, rows %v", recounted.At, recounted.Rows)
	}

	delta(t, l) // saved at last
	want := map[string]int64{"received|A|0": 2, "received|B|0": 1, "error error|B|0": 1}
	if diff := cmp.Diff(want, counted(l.Recount(recounted, true))); diff != "" {
		t.Errorf("Recount once saved (-want +got):\n%s", diff)
	}
	now := l.View(epoch+2, true)
	if diff := cmp.Diff(want, counted(now)); diff != "" {
		t.Errorf("View once saved (-want +got):\n%s", diff)
	}
	if n := now.Corrections[Cases][Deleted]; n != 1 {
		t.Errorf("%d deletions, want 1", n)
	}
	if diff := cmp.Diff(map[string]int64{"received|A|0": 1}, counted(first)); diff != "" {
		t.Errorf("an earlier View changed (-want +got):\n%s", diff)
	}
}
