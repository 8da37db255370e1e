package beside

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type list [][][Width]uint32

func (l list) Shards() int        { return len(l) }
func (l list) Rows(shard int) int { return len(l[shard]) }

// TestTableStandsBesideRows: however rows come into many shards, and shards are divided, a
// Table says of each row what was last set.
func TestTableStandsBesideRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := make(list, 1<<rapid.IntRange(0, 12).Draw(t, "shards"))
		var table Table
		rows := 0
		some := func() (shard, row int) {
			shard = rapid.IntRange(0, len(l)-1).Draw(t, "shard")
			return shard, rapid.IntRange(0, len(l[shard])).Draw(t, "row")
		}
		t.Repeat(map[string]func(*rapid.T){
			"insert": func(*rapid.T) {
				for range rapid.IntRange(1, 50).Draw(t, "rows") {
					shard, row := some()
					rows++
					table.Insert(l, rows, shard, row)
					l[shard] = slices.Insert(l[shard], row, [Width]uint32{})
				}
			},
			"set": func(*rapid.T) {
				if shard, row := some(); row < len(l[shard]) {
					l[shard][row] = [Width]uint32{rapid.Uint32Range(0, 2).Draw(t, "first"), rapid.Uint32Range(0, 2).Draw(t, "second")}
					table.Set(l, shard, row, l[shard][row])
				}
			},
			"divide": func(*rapid.T) {
				if len(l) > 1<<12 {
					return
				}
				next := make(list, 0, 2*len(l))
				for _, shard := range l {
					cut := rapid.IntRange(0, min(len(shard), 1)).Draw(t, "cut")
					next = append(next, slices.Clone(shard[:cut]), slices.Clone(shard[cut:]))
				}
				l = next
				table.Lay(l)
			},
			"from lists": func(*rapid.T) {
				var lists [Width][]uint32
				for _, shard := range l {
					for _, v := range shard {
						for i := range lists {
							lists[i] = append(lists[i], v[i])
						}
					}
				}
				table.LayLists(l, lists)
			},
			"": func(*rapid.T) {
				found, some := [Width]int{}, false
				for shard := range l {
					for row, want := range l[shard] {
						group, at := table.Find(l, shard, row)
						for i, v := range want {
							if got := table.Column(i).Get(group, at); got != v {
								t.Fatalf("row %d of shard %d: %d in column %d, want %d", row, shard, got, i, v)
							}
							found[i] += one(v)
							some = some || v != 0
						}
					}
				}
				if table.Any() != some || table.Column(0).Some() != found[0] || table.Column(1).Some() != found[1] {
					t.Fatalf("%d and %d numbers are not 0, want %v", table.Column(0).Some(), table.Column(1).Some(), found)
				}
			},
		})
	})
}
