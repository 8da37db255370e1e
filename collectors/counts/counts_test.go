package counts_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/counts"
)

// A model is a List beside the counts that it should hold.
type model struct {
	list  counts.List
	plain map[int]uint64
}

func (m *model) check(t *rapid.T) {
	t.Helper()
	if got := maps.Collect(m.list.All()); !maps.Equal(got, m.plain) {
		t.Fatalf("All gives %v, want %v", got, m.plain)
	}
	from0 := []uint64{}
	for _, index := range slices.Sorted(maps.Keys(m.plain)) {
		if index >= 0 {
			from0 = append(from0, make([]uint64, index+1-len(from0))...)
			from0[index] = m.plain[index]
		}
	}
	if got := m.list.AppendTo([]uint64{7}); !slices.Equal(got[1:], from0) {
		t.Fatalf("AppendTo gives %v, want %v", got[1:], from0)
	}
	if of := counts.Of(from0); !slices.Equal(of.AppendTo(nil), from0) {
		t.Fatalf("Of(%v) gives %v", from0, of.AppendTo(nil))
	}
}

func (m *model) add(index int, n uint64) {
	if n > 0 {
		m.plain[index] += n
	}
}

// TestSnapshotsStand: whatever is counted in a List or in a Snapshot of it, all others stay as they were.
func TestSnapshotsStand(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := []*model{{plain: map[int]uint64{}}}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				for _, m := range all {
					m.check(t)
				}
			},
			"add": func(t *rapid.T) {
				m := rapid.SampledFrom(all).Draw(t, "list")
				index, n := 16*rapid.SampledFrom([]int{-5, -3, -1, 0, 1, 2, 6}).Draw(t, "page")+rapid.IntRange(0, 15).Draw(t, "index"), rapid.Uint64Range(0, 5).Draw(t, "n")
				m.list.Add(index, n)
				m.add(index, n)
			},
			"add all": func(t *rapid.T) {
				m, o := rapid.SampledFrom(all).Draw(t, "list"), rapid.SampledFrom(all).Draw(t, "other")
				other := maps.Clone(o.plain)
				m.list.AddAll(&o.list)
				for index, n := range other {
					m.add(index, n)
				}
			},
			"snapshot": func(t *rapid.T) {
				m := rapid.SampledFrom(all).Draw(t, "list")
				copied := &model{m.list.Snapshot(), maps.Clone(m.plain)}
				if !copied.list.Same(&m.list) {
					t.Fatal("a Snapshot does not share the memory of its List")
				}
				all = append(all, copied)
			},
			"compare": func(t *rapid.T) {
				m, o := rapid.SampledFrom(all).Draw(t, "list"), rapid.SampledFrom(all).Draw(t, "before")
				more, less := differences(m.plain, o.plain), len(differences(o.plain, m.plain)) > 0
				got := map[int]uint64{}
				if up := m.list.Since(&o.list, func(index int, more uint64) { got[index] = more }); up == less {
					t.Fatalf("%v is nowhere less than %v: %t, want %t", m.plain, o.plain, up, !less)
				}
				if !less && !maps.Equal(got, more) {
					t.Fatalf("%v has %v more than %v, want %v", m.plain, got, o.plain, more)
				}
				if got, want := m.list.Equal(o.list), !less && len(more) == 0; got != want {
					t.Fatalf("%v equals %v: %t, want %t", m.plain, o.plain, got, want)
				}
			},
		})
	})
}

// differences are how much more there is now than was.
func differences(now, was map[int]uint64) map[int]uint64 {
	more := map[int]uint64{}
	for index, n := range now {
		if n > was[index] {
			more[index] = n - was[index]
		}
	}
	return more
}

// TestLittleIsCopied: a Snapshot and some counts in between take memory for these alone.
func TestLittleIsCopied(t *testing.T) {
	plain := make([]uint64, 400)
	for i := range plain {
		plain[i] = 1
	}
	l := counts.Of(plain)
	var kept []counts.List
	n := testing.AllocsPerRun(100, func() {
		kept = append(kept[:0], l.Snapshot())
		l.Add(20, 1)
		l.Add(21, 1)
		l.Add(300, 1)
	})
	if n != 3 { // the list of pages, and two of these
		t.Errorf("%v pieces of memory, want 3", n)
	}
}

// TestString: a List is printed as what it counts, whoever shares its memory.
func TestString(t *testing.T) {
	l := counts.Of([]uint64{0, 0, 0, 1, 2})
	l.Add(170, 1)
	if got := fmt.Sprint(struct{ Native counts.List }{l}); got != "{[3:1 4:2 170:1]}" {
		t.Errorf("printed as %s", got)
	}
}
