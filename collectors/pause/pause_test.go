package pause

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestStoreIsAMap: whatever is put in and taken out, a Store holds what a map of
// maps would, in order, and a Cursor finds what Of does.
func TestStoreIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Few cases, so that most have several pauses; spread, so that shards are split.
		spread := rapid.SampledFrom([]uint64{1, 1 << 55, 0x9e3779b97f4a7c15}).Draw(t, "spread")
		cases := uint64(rapid.SampledFrom([]int{3, 400}).Draw(t, "cases"))
		var s Store
		want := map[uint64]map[uint64]Interval{}
		r := rapid.Uint64Range(1, cases)
		for range rapid.SampledFrom([]int{10, 3000}).Draw(t, "steps") {
			of, id := r.Draw(t, "case")*spread, rapid.Uint64Range(1, 5).Draw(t, "id")*2
			if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
				_, had := want[of][id]
				if s.Remove(of, id) != had {
					t.Fatalf("pause %d of %d: removed %v, was there %v", id, of, !had, had)
				}
				if delete(want[of], id); len(want[of]) == 0 {
					delete(want, of)
				}
				continue
			}
			is := Interval{From: rapid.Uint32Range(0, 50).Draw(t, "from")}
			if rapid.Bool().Draw(t, "ends") {
				is.Until = max(1, is.From+rapid.Uint32Range(0, 50).Draw(t, "length"))
			}
			if want[of] == nil {
				want[of] = map[uint64]Interval{}
			}
			want[of][id] = is
			s.Put(of, id, is)
		}
		if rapid.Bool().Draw(t, "packed") {
			s.Pack()
		}
		check(t, &s, want, cases, spread)
	})
}

func check(t *rapid.T, s *Store, want map[uint64]map[uint64]Interval, cases, spread uint64) {
	n := 0
	for _, all := range want {
		n += len(all)
	}
	if s.Len() != n || s.Cases() != len(want) {
		t.Fatalf("%d pauses of %d cases, want %d of %d", s.Len(), s.Cases(), n, len(want))
	}
	var asked []uint64
	for i := range cases {
		asked = append(asked, (i+1)*spread)
	}
	slices.Sort(asked)
	cursor := s.Cursor()
	for _, of := range asked {
		list := s.Of(of)
		if !slices.Equal(list, cursor.Of(of)) {
			t.Fatalf("a cursor finds other pauses of %x", of)
		}
		if list.Len() != len(want[of]) {
			t.Fatalf("%d pauses of %x, want %d", list.Len(), of, len(want[of]))
		}
		var from uint32
		for id, is := range list.All() {
			if want[of][id] != is || is.From < from {
				t.Fatalf("pause %d of %x is %v after %d, want %v", id, of, is, from, want[of][id])
			}
			if got, ok := s.Get(of, id); !ok || got != is {
				t.Fatalf("pause %d of %x: got %v, %v", id, of, got, ok)
			}
			from = is.From
		}
	}
	var last uint64
	s.Each(func(of, id uint64, is Interval) {
		if of < last || want[of][id] != is {
			t.Fatalf("each: pause %d of %x is %v after %x", id, of, is, last)
		}
		last, n = of, n-1
	})
	if n != 0 {
		t.Fatalf("each misses %d pauses", n)
	}
}

// TestListMeasuresTime holds what a List says against the seconds themselves.
func TestListMeasuresTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Store
		paused := [100]bool{}
		for id := range rapid.IntRange(0, 6).Draw(t, "pauses") {
			is := Interval{From: rapid.Uint32Range(0, 99).Draw(t, "from")}
			until := uint32(len(paused))
			if rapid.IntRange(0, 3).Draw(t, "ends") > 0 {
				is.Until = max(1, rapid.Uint32Range(is.From, 99).Draw(t, "until"))
				until = is.Until
			}
			for i := is.From; i < until; i++ {
				paused[i] = true
			}
			s.Put(7, uint64(id)*2, is)
		}
		list := s.Of(7)
		for at, is := range paused {
			if list.At(uint32(at)) != is {
				t.Fatalf("paused at %d: %v, want %v", at, !is, is)
			}
		}
		from := rapid.Uint32Range(0, 99).Draw(t, "begin")
		until := rapid.Uint32Range(from, 99).Draw(t, "end")
		want := uint32(0)
		for _, is := range paused[from:until] {
			if is {
				want++
			}
		}
		if got := list.Within(from, until); got != want {
			t.Fatalf("paused for %d of [%d, %d), want %d", got, from, until, want)
		}
		last := Interval{}
		for span := range list.Spans(from, until) {
			if span.From >= span.Until || last.Until != 0 && span.From <= last.Until {
				t.Fatalf("span %v after %v", span, last)
			}
			last = span
		}
	})
}

// TestMemory: a case that was paused takes 8 bytes and a pause 16, besides a
// little room.
func TestMemory(t *testing.T) {
	const cases, each = 200_000, 3
	var s Store
	for of := range uint64(cases) {
		for id := range uint64(each) {
			s.Put(of*0x9e3779b97f4a7c15, id*2, Interval{From: uint32(id), Until: uint32(id) + 1})
		}
	}
	s.Pack()
	if got, most := s.Bytes(), (8*cases+16*cases*each)*110/100; got > most {
		t.Errorf("%d bytes, want at most %d", got, most)
	}
	if n := new(Store).Bytes(); n != 0 {
		t.Errorf("none take %d bytes", n)
	}
}
