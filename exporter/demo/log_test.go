package main

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestViewsStayAsTheyWere changes a few rows thousands of times, so that
// versions are dropped, and checks every View taken on the way.
func TestViewsStayAsTheyWere(t *testing.T) {
	log := NewLog(func(c *Case) Key { return c.ID })
	rng := rand.New(rand.NewPCG(1, 1))
	type moment struct {
		view *View[Case]
		rows map[int64]int64 // reopened_count by case_id
	}
	now := map[int64]int64{}
	var moments []moment
	for i := range int64(6_000) {
		var changes []Change[Case]
		for _, id := range rng.Perm(20)[:1+rng.IntN(3)] {
			changes = append(changes, Change[Case]{i, Case{ID: Key{Num: int64(id)}, Reopened: i}})
			now[int64(id)] = i
		}
		if err := log.Put(changes...); err != nil {
			t.Fatal(err)
		}
		if i%100 == 0 {
			rows := map[int64]int64{}
			maps.Copy(rows, now)
			moments = append(moments, moment{log.View(), rows})
		}
	}
	for _, m := range moments {
		got := map[int64]int64{}
		var order []int64
		for at, c := range m.view.Between(minTime, maxTime) {
			got[c.ID.Num] = c.Reopened
			order = append(order, at*100+c.ID.Num)
		}
		if diff := cmp.Diff(m.rows, got); diff != "" {
			t.Fatalf("a view changed (-then +now):\n%s", diff)
		}
		if !slices.IsSorted(order) {
			t.Fatalf("a view is not in the order of change: %v", order)
		}
		if m.view.Len() != len(m.rows) {
			t.Errorf("Len is %d, want %d", m.view.Len(), len(m.rows))
		}
	}
	if n := len(log.View().versions); n > 4_000 {
		t.Errorf("%d versions of 20 rows are kept", n)
	}
}

func TestPutRefusesThePast(t *testing.T) {
	log := NewLog(func(c *Case) Key { return c.ID })
	one := func(at, id int64) Change[Case] { return Change[Case]{at, Case{ID: Key{Num: id}}} }
	if err := log.Put(one(5, 1), one(3, 2)); err != nil {
		t.Fatal(err)
	}
	if err := log.Put(one(9, 3), one(5, 4)); err == nil {
		t.Error("a change as old as the newest was taken")
	}
	if n := log.View().Len(); n != 2 {
		t.Errorf("%d rows after a refused Put, want 2", n)
	}
}
