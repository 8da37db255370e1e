package ledger

import (
	"maps"
	"math"
	"slices"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/beside"
)

func TestRecordTakes28Bytes(t *testing.T) {
	if got := unsafe.Sizeof(record{}); got != 28 {
		t.Errorf("a record takes %d bytes, want 28", got)
	}
}

// contents lists what a store holds in the order of each, and fails if that
// is not the order of IDs or find disagrees.
func contents(t interface{ Errorf(string, ...any) }, s *store) map[ID]uint32 {
	out := map[ID]uint32{}
	var ids []ID
	s.each(func(id ID, r *record) {
		ids = append(ids, id)
		out[id] = r.first
		if s.find(id) != r {
			t.Errorf("find(%x) is not the record that each gives", id)
		}
	})
	if !slices.IsSorted(ids) {
		t.Errorf("each is not in the order of IDs: %x", ids)
	}
	if len(ids) != s.n {
		t.Errorf("each gives %d records, n is %d", len(ids), s.n)
	}
	return out
}

// toldFor is what tests keep beside the record of an ID.
func toldFor(id ID) told {
	h := uint64(id) * 0x9e3779b97f4a7c15 >> 40
	return told{paused: uint32(h % 3), since: uint32(h>>3%2) * uint32(epoch), complete: uint32(h >> 5 % 4)}
}

// allTold fails if anything else stands beside a record than toldFor.
func allTold(t interface{ Errorf(string, ...any) }, s *store) {
	s.each(func(id ID, _ *record) {
		if is := s.told(id); is != toldFor(id) {
			t.Errorf("beside %x stands %+v, want %+v", id, is, toldFor(id))
		}
	})
	since, words := 0, [beside.Width]int{}
	s.each(func(id ID, _ *record) {
		since += one(toldFor(id).since != 0)
		for c, v := range toldFor(id).words() {
			words[c] += one(v != 0)
		}
	})
	for c, n := range words {
		if s.beside.Column(c).Some() != n || len(s.since) != since {
			t.Errorf("%d facts, %d of pauses that last; want %d, %d", s.beside.Column(c).Some(), len(s.since), n, since)
		}
	}
}

// crowded draws IDs of which many share a shard, or all but one bit.
func crowded() *rapid.Generator[ID] {
	top := rapid.SampledFrom([]ID{0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff})
	edge := rapid.SampledFrom([]ID{0, 1, 1 << 15, 1 << 16, 1 << 46, 1<<46 - 1, 1 << 47, keyMask - 1, keyMask})
	return rapid.Custom(func(t *rapid.T) ID {
		key := edge.Draw(t, "edge")
		if rapid.Bool().Draw(t, "spread") {
			key = ID(rapid.Uint64Range(0, keyMask).Draw(t, "key"))
		}
		return top.Draw(t, "shard")<<48 | key
	})
}

// TestStoreIsMap: whatever IDs are put in, in whatever order, and wherever
// shards are split between, a store holds what a map does.
func TestStoreIsMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s store
		want := map[ID]uint32{}
		ids := rapid.SliceOfN(crowded(), 1, 200).Draw(t, "ids")
		split := rapid.IntRange(0, len(ids)).Draw(t, "split before")
		for i, id := range ids {
			if i == split && i > 0 {
				s.split()
			}
			if _, known := want[id]; known != (s.find(id) != nil) {
				t.Fatalf("find(%x): known is %v", id, known)
			}
			s.at(id).first = uint32(i)
			if rapid.Bool().Draw(t, "otherwise before") {
				s.tell(id, told{since: 3, complete: uint32(i)})
			}
			s.tell(id, toldFor(id))
			want[id] = uint32(i)
		}
		allTold(t, &s)
		if diff := cmp.Diff(want, contents(t, &s)); diff != "" {
			t.Errorf("store differs from a map (-map +store):\n%s", diff)
		}
	})
}

func TestStoreFindsNothingInNothing(t *testing.T) {
	var s store
	if r := s.find(7); r != nil {
		t.Errorf("find in an empty store gives %v", r)
	}
	s.each(func(id ID, _ *record) { t.Errorf("each gives %x", id) })
}

func TestStoreSplitsWhenShardsAreFull(t *testing.T) {
	var s store
	k := NewKeyer(1)
	want := map[ID]uint32{}
	insert := func(i int) {
		s.at(k.Int(uint64(i))).first = uint32(i)
		want[k.Int(uint64(i))] = uint32(i)
		s.tell(k.Int(uint64(i)), toldFor(k.Int(uint64(i))))
	}
	for i := range 3000 {
		insert(i)
	}
	for _, bits := range []uint{minBits + splitBits, minBits + 2*splitBits} {
		s.n = shardFull << s.bits // as if there were so many
		insert(len(want))
		if s.bits != bits || len(s.shards) != 1<<bits {
			t.Fatalf("bits %d, %d shards; want bits %d", s.bits, len(s.shards), bits)
		}
		s.n = len(want)
	}
	if diff := cmp.Diff(want, contents(t, &s)); diff != "" {
		t.Errorf("records after two splits (-want +got):\n%s", diff)
	}
	allTold(t, &s)
}

func TestStoreStaysWholeWhenPacked(t *testing.T) {
	var s store
	k := NewKeyer(1)
	insert := func(from, to int) {
		for i := from; i < to; i++ {
			s.at(k.Int(uint64(i))).first = uint32(i)
			s.tell(k.Int(uint64(i)), toldFor(k.Int(uint64(i))))
		}
	}
	check := func() {
		t.Helper()
		allTold(t, &s)
		if n := len(contents(t, &s)); n != s.n {
			t.Fatalf("%d records, want %d", n, s.n)
		}
		for i := range s.n {
			if r := s.find(k.Int(uint64(i))); r == nil || r.first != uint32(i) {
				t.Fatalf("record %d is %v", i, r)
			}
		}
	}
	insert(0, minPacked-1)
	if s.pack(); s.packed != 0 {
		t.Error("packed below the size at which packing is worth it")
	}
	insert(minPacked-1, minPacked)
	if s.pack(); s.packed != minPacked {
		t.Fatal("not packed")
	}
	check()
	grown := minPacked + minPacked/packEvery
	insert(minPacked, grown-1) // past the spare room of most shards
	if s.pack(); s.packed != minPacked {
		t.Error("packed again for few records")
	}
	check() // no shard has grown into its neighbour
	insert(grown-1, grown)
	if s.pack(); s.packed != grown {
		t.Error("not packed again")
	}
	check()
	s.split()
	check()
}

// unmix undoes the finaliser that Int applies.
func unmix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0x9cb4b2f8129337db // inverse of 0xc4ceb9fe1a85ec53 modulo 2⁶⁴
	h ^= h >> 33
	h *= 0x4f74430c22a54005 // inverse of 0xff51afd7ed558ccd
	return h ^ h>>33
}

func TestKeyer(t *testing.T) {
	t.Run("integers have an inverse, so none collide", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			seed, n := rapid.Uint64().Draw(t, "seed"), rapid.Uint64().Draw(t, "n")
			if got := unmix(uint64(NewKeyer(seed).Int(n))) ^ seed; got != n {
				t.Errorf("inverse of Int(%d) is %d", n, got)
			}
		})
	})
	t.Run("bytes depend on seed and content alone", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			seed, b := rapid.Uint64().Draw(t, "seed"), rapid.SliceOf(rapid.Byte()).Draw(t, "id")
			one, two := NewKeyer(seed).Bytes(b), NewKeyer(seed).Bytes(slices.Clone(b))
			if one != two {
				t.Errorf("Bytes(%q) is %x and %x", b, one, two)
			}
			if NewKeyer(seed+1).Bytes(b) == one || NewKeyer(seed).Bytes(append(b, 0)) == one {
				t.Errorf("Bytes(%q) is the same under another seed, or with more bytes", b)
			}
		})
	})
	t.Run("consecutive identifiers spread evenly and do not collide", func(t *testing.T) {
		const n = 1 << 17
		ints, texts := map[ID]bool{}, map[ID]bool{}
		shards := map[ID]int{}
		for i := range uint64(n) {
			id := NewKeyer(3).Int(i)
			ints[id] = true
			shards[id>>48]++
			texts[NewKeyer(3).Bytes([]byte{byte(i), byte(i >> 8), byte(i >> 16)})] = true
		}
		if len(ints) != n || len(texts) != n {
			t.Errorf("%d and %d different IDs, want %d", len(ints), len(texts), n)
		}
		// Two a shard on average: the fullest of a Poisson's 65,536 holds about 12.
		if most := slices.Max(slices.Collect(maps.Values(shards))); most > 20 {
			t.Errorf("a shard holds %d, so IDs are not spread", most)
		}
	})
	t.Run("IDs are those of the files already written", func(t *testing.T) {
		got := []ID{NewKeyer(42).Int(1), NewKeyer(42).Int(math.MaxUint64), NewKeyer(42).Bytes([]byte("2026/17"))}
		want := []ID{2323475623862523413, 1504683213200391175, 12124322029291792471}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("changed IDs need another EncodingVersion (-want +got):\n%s", diff)
		}
	})
}
