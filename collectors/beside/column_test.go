package beside

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestColumnIsAList: however rows come and shards are divided, a Column says of each row
// what was last set.
func TestColumnIsAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Column
		want := [][]uint32{nil, nil, nil}
		same := func() {
			t.Helper()
			some := 0
			for shard, rows := range want {
				for row, v := range rows {
					if got := c.Get(shard, row); got != v {
						t.Fatalf("row %d of shard %d: %d, want %d", row, shard, got, v)
					}
					some += one(v)
				}
			}
			if c.Used() && c.Some() != some {
				t.Fatalf("%d are not 0, want %d", c.Some(), some)
			}
		}
		sizes := func(yield func(int) bool) {
			for _, rows := range want {
				if !yield(len(rows)) {
					return
				}
			}
		}
		flat := func() []uint32 { return slices.Concat(want...) }
		t.Repeat(map[string]func(*rapid.T){
			"insert": func(t *rapid.T) {
				shard := rapid.IntRange(0, len(want)-1).Draw(t, "shard")
				row := rapid.IntRange(0, len(want[shard])).Draw(t, "row")
				want[shard] = slices.Insert(want[shard], row, 0)
				c.Insert(shard, row)
			},
			"set": func(t *rapid.T) {
				shard := rapid.IntRange(0, len(want)-1).Draw(t, "shard")
				if len(want[shard]) == 0 {
					t.Skip()
				}
				row := rapid.IntRange(0, len(want[shard])-1).Draw(t, "row")
				if !c.Used() {
					c.Lay(len(want), sizes)
				}
				want[shard][row] = rapid.Uint32Range(0, 2).Draw(t, "number")
				c.Set(shard, row, want[shard][row])
			},
			"divide": func(t *rapid.T) {
				all := flat()
				cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
				want = [][]uint32{slices.Clone(all[:cut]), nil, slices.Clone(all[cut:]), nil}
				if c.Used() {
					c.Lay(len(want), sizes)
				}
			},
			"from a list": func(*rapid.T) {
				all := flat()
				for len(all) > 0 && all[len(all)-1] == 0 {
					all = all[:len(all)-1]
				}
				c.LayList(len(want), sizes, all)
			},
			"row by row": func(*rapid.T) {
				c.Begin(len(want))
				for shard, rows := range want {
					c.Room(shard, len(rows))
					for _, v := range rows {
						c.Append(shard, v)
					}
					c.Append(shard, 7)
					c.Cut(shard, len(rows))
				}
				c.Count()
			},
			"": func(*rapid.T) { same() },
		})
	})
}
