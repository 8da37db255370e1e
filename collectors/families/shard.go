package families

import (
	"hash/fnv"
	"iter"
	"slices"

	"casework/collectors/ledger"
)

// A Shard is one of several exporters that share the units of a source, such
// as the second of three. The zero Shard is the whole.
//
// Every shard reads all rows and keeps them, and shows the series of its own
// units alone. Rows cannot be shared: a case that moves to a unit of another
// shard would be a new case there, and count again. As each shard knows
// all rows, the first one shows the groups, pooled over all units, and what
// concerns the source as a whole; the others show neither.
type Shard struct {
	Index, Of int // from 1
}

// Whole reports whether the shard shows what concerns the whole source.
func (s Shard) Whole() bool { return s.Index <= 1 }

// Has reports whether a unit is the shard's. The units of a shard of n are the
// same in every version of the program, so that their counters go on.
func (s Shard) Has(unit string) bool {
	if s.Of <= 1 {
		return true
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(unit)) // a Hash's Write cannot fail
	sum := h.Sum64()
	sum ^= sum >> 32 // names that differ at their end alone
	return int(sum%uint64(s.Of))+1 == s.Index
}

// Select keeps the shard's units of a View.
func (s Shard) Select(v *ledger.View) *ledger.View {
	if s.Of <= 1 {
		return v
	}
	own := *v
	own.Units = slices.DeleteFunc(slices.Clone(v.Units), func(u *ledger.UnitView) bool { return !s.Has(u.Unit.Unit) })
	return &own
}

// shown yields the units that are large enough to be shown by themselves.
func (b *Builder) shown(yield func(*ledger.UnitView) bool) {
	for i, u := range shownUnits(b.in.View) {
		b.series.at(i, u.Unit.Unit)
		if !yield(u) {
			return
		}
	}
}

// shownUnits yields the units of a view that are large enough to be shown by
// themselves, and their indexes.
func shownUnits(v *ledger.View) iter.Seq2[int, *ledger.UnitView] {
	return func(yield func(int, *ledger.UnitView) bool) {
		for i, u := range v.Units {
			if u.Treatment == ledger.Shown && !yield(i, u) {
				return
			}
		}
	}
}
