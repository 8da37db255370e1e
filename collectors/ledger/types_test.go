package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// oracleTypes are the types that a panel distinguishes if it has room for most months
// of theirs, behind that of all others.
func oracleTypes(cases []Case, bounds []int64, most int) []string {
	count, months := map[string]int{}, map[string]map[string]bool{}
	for _, c := range cases {
		for i := range len(bounds) - 1 {
			if c.Type != "" && c.Received >= bounds[i] && c.Received < bounds[i+1] {
				if count[c.Type]++; months[c.Type] == nil {
					months[c.Type] = map[string]bool{}
				}
				months[c.Type][fmt.Sprint(c.Unit, i)] = true
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	kept := []string{""}
	for _, name := range order {
		if most -= len(months[name]); most < 0 {
			break
		}
		kept = append(kept, name)
	}
	slices.Sort(kept)
	return kept
}

var typeMonths = []int64{epoch - 30*day, epoch + day}

// typesOf is how many cases of each type a panel has of unit A.
func typesOf(l *Ledger) (received []int32) {
	for _, u := range l.Panel(typeMonths, day, epoch+day).Units {
		for _, t := range u.Months[0].Types {
			received = append(received, t.Received)
		}
	}
	return received
}

// TestTypesOutliveRestarts: what a record says of its type is the same after a
// restart, also with other types distinguished, and in a delta.
func TestTypesOutliveRestarts(t *testing.T) {
	typed, none := typed, typed
	none.CaseTypes = nil
	other := typed
	other.CaseTypes = []string{"zoning", "tip"}
	for name, opts := range map[string]Options{"the same": typed, "none": none, "others": other} {
		l := withBaseline(typed)
		learn(l, epoch, typedCases(epoch)...)
		payloads := checkpoint(l)
		learn(l, epoch, Case{ID: 99, Unit: "A", Type: "new", Received: epoch, Reopened: -1, Changed: epoch*1e6 + 1})
		payloads = append(payloads, delta(t, l))
		want := l.Panel(typeMonths, day, epoch+day)
		again, err := restore(opts, epoch, payloads...)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if diff := cmp.Diff(want, again.Panel(typeMonths, day, epoch+day)); diff != "" {
				t.Errorf("%s: panel (-before +after):\n%s", name, diff)
			}
			again = restart(t, again, opts, epoch)
		}
	}
	l := withBaseline(typed)
	learn(l, epoch, typedCases(epoch)...)
	if got := typesOf(l); !slices.Equal(got, []int32{2, 2, 2, 2}) { // none, appeal, permit, tip
		t.Errorf("received by type %v, want 2 of each", got)
	}
}

// TestTooManyTypes: types beyond those that are distinguished count as cases without
// a type, and no series comes of any; once no row bears them, there is room again.
func TestTooManyTypes(t *testing.T) {
	l := withBaseline(typed)
	title := func(i int) Case {
		return Case{ID: ID(i+1) << 40, Unit: "A", Type: fmt.Sprintf("title %03d", i), Received: epoch, Reopened: -1, Changed: epoch * 1e6}
	}
	const rows = MaxTypes + 9
	for i := range rows {
		learn(l, epoch, title(i))
	}
	last := Case{ID: 1, Unit: "A", Type: "permit", Received: epoch, Reopened: -1, Changed: epoch * 1e6}
	learn(l, epoch, last)
	want := append([]int32{9, 1}, slices.Repeat([]int32{1}, MaxTypes)...)
	for again, when := range []string{"at once", "after a restart"} {
		if got := typesOf(l); !slices.Equal(got, want) {
			t.Errorf("%s: received by type %v, want %v", when, got, want)
		}
		if diff := cmp.Diff([]uint64{1, 0, rows + uint64(again)}, received(view(l, epoch))); diff != "" {
			t.Errorf("%s: received by slot (-want +got):\n%s", when, diff)
		}
		learn(l, epoch, title(rows))
		if got := l.Refused(); got != (Refused{Types: true}) || l.Full() != got {
			t.Errorf("%s: refused is %+v, full %+v", when, got, l.Full())
		}
		l.Delete(Cases, []ID{title(rows).ID})
		l = restart(t, l, typed, epoch)
	}
	if n := l.Tidy(); n != (Forgotten{}) {
		t.Errorf("%+v are forgotten while rows bear them", n)
	}
	for i := range rows {
		c := title(i)
		c.Type, c.Changed = "title 001", c.Changed+1
		learn(l, epoch, c)
	}
	if n := l.Tidy(); n != (Forgotten{Types: MaxTypes - 1}) {
		t.Errorf("%+v are forgotten, want %d types", n, MaxTypes-1)
	}
	learn(l, epoch, Case{ID: 2, Unit: "A", Type: "tip", Received: epoch, Reopened: -1, Changed: epoch * 1e6})
	l = restart(t, l, typed, epoch)
	if got := typesOf(l); !slices.Equal(got, []int32{1, 1, rows}) { // permit, tip, title 001
		t.Errorf("received by type %v", got)
	}
	if got := l.View(epoch, true).Units[0].Queue; got[0].Open != 1 || got[2].Open != rows+1 {
		t.Errorf("queues by slot: %+v", got)
	}
}

// TestTypesOfStatesBefore: what a state said of slots is kept until cases are read
// again, which a version without types asks for.
func TestTypesOfStatesBefore(t *testing.T) {
	r := restorer{l: New(typed, 1, epoch)}
	r.typesOf(3, []string{"appeal", "permit", OtherType})
	for slot, want := range []string{"appeal", "permit", ""} {
		if got := r.l.types.list[r.typeThen(uint64(slot))]; got != want {
			t.Errorf("slot %d is of type %q, want %q", slot, got, want)
		}
	}
	if !r.resort {
		t.Error("cases are not read again")
	}
	if r.typeThen(3); r.d.Err() == nil {
		t.Error("a slot that was not there has a type")
	}
}
