package agenda

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestOrder: whatever is added and taken out in between, what is due comes out, the
// earliest first, and nothing else.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a Agenda
		var left []Entry
		row := uint64(0)
		for range rapid.IntRange(1, 40).Draw(t, "rounds") {
			for range rapid.IntRange(0, 20).Draw(t, "added") {
				row++
				e := Entry{At: rapid.Uint32Range(0, 50).Draw(t, "at"), Table: uint8(row % 3), Row: row}
				a.Add(e)
				left = append(left, e)
			}
			now := rapid.Int64Range(-1, 60).Draw(t, "now")
			var got []Entry
			for {
				e, ok := a.Due(now)
				if !ok {
					break
				}
				got = append(got, e)
			}
			if !slices.IsSortedFunc(got, func(a, b Entry) int { return cmp.Compare(a.At, b.At) }) {
				t.Fatalf("out of order: %v", got)
			}
			var want []Entry
			left = slices.DeleteFunc(left, func(e Entry) bool {
				due := int64(e.At) <= now
				if due {
					want = append(want, e)
				}
				return due
			})
			byRow := func(a, b Entry) int { return cmp.Compare(a.Row, b.Row) }
			slices.SortFunc(got, byRow)
			slices.SortFunc(want, byRow)
			if !slices.Equal(got, want) || a.Len() != len(left) {
				t.Fatalf("due at %d: %v, want %v; %d left, want %d", now, got, want, a.Len(), len(left))
			}
		}
	})
}
