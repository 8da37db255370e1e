package ledger

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/beside"
)

// A keptCase is all that is kept of a case.
type keptCase struct {
	record
	told
}

// records lists what is kept of the cases of a ledger, by ID.
func records(l *Ledger) map[ID]keptCase {
	out := map[ID]keptCase{}
	l.tables[Cases].each(func(id ID, r *record) { out[id] = keptCase{*r, l.tables[Cases].told(id)} })
	return out
}

// TestLoadIsAsRowByRow: a first load that puts all rows in place at its end
// leaves what rows put in place one by one leave, however often and in
// whatever versions they come.
func TestLoadIsAsRowByRow(t *testing.T) {
	times := rapid.SampledFrom([]int64{0, epoch, epoch + day, epoch + 2*day, epoch - 40*365*day, epoch + 900*day})
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(crowded(), 1, 20).Draw(t, "ids")
		cases := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Case {
			return Case{
				ID:       rapid.SampledFrom(ids).Draw(t, "id"),
				Unit:     rapid.SampledFrom([]string{"Nord", "Sør", ""}).Draw(t, "unit"),
				Received: times.Draw(t, "received"), Started: times.Draw(t, "started"),
				Closed: times.Draw(t, "closed"), Deadline: times.Draw(t, "deadline"),
				Reopened: rapid.Int64Range(-1, 300).Draw(t, "reopened"), PausedSeconds: times.Draw(t, "seconds"), PausedSince: times.Draw(t, "since"),
				Complete: times.Draw(t, "complete"),
			}
		}), 1, 60).Draw(t, "cases")
		const now = epoch + 30*day
		bulk, single := New(testOptions, 1, now), New(testOptions, 1, now)
		for page := range slices.Chunk(cases, 7) {
			bulk.Apply(Cases, &Page{Cases: page}, now)
			single.Apply(Cases, &Page{Cases: page[:1]}, now)
			single.tables[Cases].loaded()
			single.Apply(Cases, &Page{Cases: page[1:]}, now)
		}
		bulk.EndBaseline(Cases)
		single.EndBaseline(Cases)
		if diff := cmp.Diff(records(single), records(bulk), cmp.AllowUnexported(keptCase{}, record{}, told{})); diff != "" {
			t.Fatalf("records (-row by row +load):\n%s", diff)
		}
		contents(t, &bulk.tables[Cases])
		if diff := cmp.Diff(single.pending.cases, bulk.pending.cases); diff != "" {
			t.Fatalf("pending rows (-row by row +load):\n%s", diff)
		}
	})
}

// TestLoadThatFailsIsTakenUp: rows of a first load that broke off are not
// kept twice when it begins again.
func TestLoadThatFailsIsTakenUp(t *testing.T) {
	l := New(testOptions, 1, epoch)
	rows := []Case{{ID: 7, Unit: "Nord", Received: epoch}, {ID: 9, Unit: "Nord", Received: epoch}}
	for range 3 {
		l.Advance(epoch + day)
		l.Apply(Cases, &Page{Cases: rows}, epoch+day)
		if held := l.tables[Cases].loading; held != nil && len(held.parts[0].blocks[0]) != 2 {
			t.Errorf("%d rows are held back, want 2", len(held.parts[0].blocks[0]))
		}
	}
	l.EndBaseline(Cases)
	if n := l.tables[Cases].len(); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
}

// TestLoadUsesItsMemoryAgain: rows of a first load are put in their places in
// the memory that held them, but for a part of them.
func TestLoadUsesItsMemoryAgain(t *testing.T) {
	const n = 400_000
	var s store
	s.load()
	r := rand.New(rand.NewPCG(7, 8))
	for range n {
		s.loading.add(ID(r.Uint64()), &record{first: 1}, [beside.Width]uint32{})
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s.loaded()
	runtime.ReadMemStats(&after)
	size := uint64(unsafe.Sizeof(record{}))
	shards := uint64(len(s.shards)) * uint64(unsafe.Sizeof(s.shards[0]))
	room := uint64(len(s.shards)) * size // that each shard has for a record to come
	if took := after.TotalAlloc - before.TotalAlloc; took > n*size/4+shards+room {
		t.Errorf("%d bytes more for %d bytes of records in shards of %d, which have %d to come", took, n*size, shards, room)
	}
	if s.len() != n {
		t.Errorf("%d records, want %d", s.len(), n)
	}
}

// TestLoadOfLikeIDs: more rows in one shard than an index of 16 bits
// distinguishes are sorted all the same.
func TestLoadOfLikeIDs(t *testing.T) {
	const n = 70_000
	l := New(testOptions, 1, epoch)
	rows := make([]Case, n)
	for i := range rows {
		beside := toldFor(ID(n - i))
		rows[i] = Case{
			ID: ID(n - i), Unit: fmt.Sprint("unit ", i%3), Received: epoch,
			PausedSeconds: int64(beside.paused), PausedSince: int64(beside.since), Complete: int64(beside.complete),
		}
	}
	l.Apply(Cases, &Page{Cases: rows}, epoch+day)
	l.EndBaseline(Cases)
	if got := contents(t, &l.tables[Cases]); len(got) != n {
		t.Errorf("%d records, want %d", len(got), n)
	}
	allTold(t, &l.tables[Cases])
}

// TestRowsInOrderAreAsRowByRow: rows that come in the order of their IDs, and then in
// none, leave what rows put in place one by one leave, whatever the first of them
// tell of how many there are.
func TestRowsInOrderAreAsRowByRow(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, tt := range []struct {
		n     int
		shift uint // how close together IDs are
		bits  uint // log2 of the shards that are made for them
	}{{0, 0, 0}, {1, 0, minBits}, {guessFrom, 0, minBits}, {guessFrom + 1, 0, minBits}, {50_000, 0, minBits}, {50_000, 12, maxGuessed}, {50_000, 40, maxGuessed}} {
		var want, got store
		ids := map[ID]bool{}
		for len(ids) < tt.n {
			ids[ID(r.Uint64()>>tt.shift)] = true
		}
		fill := func(id ID, next func(ID) *record) {
			rec := next(id)
			if rec.key() != uint64(id)&keyMask {
				t.Fatalf("the record of %x is that of %x", id, rec.key())
			}
			rec.first++
			rec.started = uint32(id)
		}
		both := func(id ID) {
			fill(id, want.at)
			want.tell(id, toldFor(id))
			fill(id, got.inOrder)
			got.tellInOrder(id, toldFor(id))
		}
		sorted := slices.Sorted(maps.Keys(ids))
		for _, id := range sorted {
			both(id)
		}
		if got.len() > 0 && got.bits != tt.bits {
			t.Errorf("%d rows, IDs shifted by %d: 2^%d shards, want 2^%d", tt.n, tt.shift, got.bits, tt.bits)
		}
		for range min(tt.n, 100) { // as a journal has them: known ones and others
			both(ID(r.Uint64() >> tt.shift))
			both(sorted[r.IntN(len(sorted))])
		}
		if diff := cmp.Diff(contents(t, &want), contents(t, &got)); diff != "" {
			t.Errorf("%d rows, IDs shifted by %d (-row by row +in order):\n%s", tt.n, tt.shift, diff)
		}
		allTold(t, &got)
	}
}

// TestOrderedRowsTakeNoMoreMemory: rows of a checkpoint are neither grown nor moved.
func TestOrderedRowsTakeNoMoreMemory(t *testing.T) {
	const n = 400_000
	var s store
	for i := range uint64(n) {
		s.inOrder(ID(i * (1 << 64 / n)))
	}
	s.loaded()
	room, blocks := 0, 0
	for _, shard := range s.shards {
		room += cap(shard)
		blocks += len(shard)
	}
	if blocks != n || room > n+2*len(s.shards) || s.packed != n {
		t.Errorf("%d rows have room for %d in %d shards, and %d are packed", blocks, room, len(s.shards), s.packed)
	}
}
