package collectors

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"casework/collectors/ledger"
)

// What is small, in cases received in a year for each of MinCell: a unit
// should have at least MinCell in an average 28 days. One that is hidden is
// shown again when it has half as many more.
const (
	smallBelow = 13
	largeFrom  = 20
)

// Members of a block, where there are enough units for more than one.
const blockSize = 3

// A block is a group of small units that enters and leaves the rest as one,
// so that no difference between two scrapes is the cases of a single unit.
type block struct {
	State int      `json:"state"` // of supervision
	Units []string `json:"units"` // at least two
}

// A screening is how units are treated, and why.
type screening struct {
	Month   string           `json:"month"`   // of the last review, such as 2026-11
	Shown   map[string]bool  `json:"shown"`   // units that are large enough
	Blocks  []block          `json:"blocks"`  // of the merged units
	Waiting map[string]int64 `json:"waiting"` // units left out, and since when, Unix seconds
}

// A screener decides which units are small.
//
// A unit that is not small is shown, the small ones are merged into the rest
// in blocks of two and more, and what can be merged with nothing is left out.
// Who sees the sums of everything shown, over all time, learns of small units
// no more than the sums of whole blocks:
//
//   - Blocks enter and leave whole. A block is dissolved, and its units are
//     left out, as soon as one of them has gone or its supervision has
//     changed, as its cases would then be the block's less a known part.
//   - A unit that has grown leaves its block only if two others remain.
//   - Before a unit is merged or shown again it has been left out for as long as the
//     longest window, so that nothing known of it before is true of it then.
//   - Otherwise units move at the beginning of a month alone.
type screener struct {
	minCell int
	horizon int64 // length of the longest window, seconds
	zone    *time.Location
}

// next is the screening that follows from the one before; nil at first.
func (s *screener) next(before *screening, at int64, sizes []ledger.UnitSize) *screening {
	month := time.Unix(at, 0).In(s.zone).Format("2006-01")
	size := make(map[string]ledger.UnitSize, len(sizes))
	for _, u := range sizes {
		size[u.Unit] = u
	}
	n := &screening{Month: month, Shown: map[string]bool{}, Waiting: map[string]int64{}}
	if before == nil {
		s.begin(n, sizes)
		s.merge(n, at, size)
		return n
	}
	maps.Copy(n.Shown, before.Shown)
	maps.Copy(n.Waiting, before.Waiting)
	for _, b := range before.Blocks {
		if slices.ContainsFunc(b.Units, func(unit string) bool {
			u, there := size[unit]
			return !there || !u.Steady || u.State != b.State
		}) {
			n.wait(at, b.Units...)
			continue
		}
		n.Blocks = append(n.Blocks, b)
	}
	in := n.placed()
	for _, u := range sizes {
		if !in[u.Unit] {
			n.wait(at, u.Unit)
		}
	}
	if month != before.Month {
		s.review(n, at, size)
		s.merge(n, at, size)
	}
	return n
}

// begin places units of which nothing has been shown yet.
func (s *screener) begin(n *screening, sizes []ledger.UnitSize) {
	for _, u := range sizes {
		if u.Cases >= smallBelow*s.minCell {
			n.Shown[u.Unit] = true
		} else {
			n.Waiting[u.Unit] = 0
		}
	}
}

// review lets small units out of what is shown, and large ones in.
func (s *screener) review(n *screening, at int64, size map[string]ledger.UnitSize) {
	large := func(unit string) bool { return size[unit].Cases >= largeFrom*s.minCell }
	waiting := maps.Clone(n.Waiting)
	for unit := range n.Shown {
		if u, there := size[unit]; !there || u.Cases < smallBelow*s.minCell {
			delete(n.Shown, unit)
			n.wait(at, unit)
		}
	}
	for unit, since := range waiting {
		switch _, there := size[unit]; {
		case !there:
			delete(n.Waiting, unit)
		case large(unit) && s.waited(since, at):
			delete(n.Waiting, unit)
			n.Shown[unit] = true
		}
	}
	var kept []block
	for _, b := range n.Blocks {
		grown := slices.DeleteFunc(slices.Clone(b.Units), func(unit string) bool { return !large(unit) })
		if small := len(b.Units) - len(grown); small == 1 {
			grown = grown[:max(len(grown)-1, 0)] // one stays with the last
		}
		for _, unit := range grown {
			n.Shown[unit] = true
		}
		b.Units = slices.DeleteFunc(slices.Clone(b.Units), func(unit string) bool { return slices.Contains(grown, unit) })
		if len(b.Units) > 0 {
			kept = append(kept, b)
		}
	}
	n.Blocks = kept
}

// merge forms blocks of the units that have waited long enough.
func (s *screener) merge(n *screening, at int64, size map[string]ledger.UnitSize) {
	for _, state := range []int{ledger.Inactive, ledger.Active} {
		var ready []string
		for unit, since := range n.Waiting {
			if u := size[unit]; u.Unit != "" && u.Steady && u.State == state && s.waited(since, at) {
				ready = append(ready, unit)
			}
		}
		slices.SortFunc(ready, func(a, b string) int {
			return cmp.Or(cmp.Compare(size[b].Cases, size[a].Cases), cmp.Compare(a, b))
		})
		blocks := make([]block, max(len(ready)/blockSize, 1))
		least := make([]int, len(blocks))
		for i, unit := range ready {
			b := &blocks[i%len(blocks)]
			b.State, b.Units = state, append(b.Units, unit)
			least[i%len(blocks)] += size[unit].Cases
		}
		for i, b := range blocks {
			if len(b.Units) < 2 || least[i] < s.minCell {
				continue
			}
			for _, unit := range b.Units {
				delete(n.Waiting, unit)
			}
			n.Blocks = append(n.Blocks, b)
		}
	}
}

// waited reports whether a unit has been left out for as long as the longest
// window.
func (s *screener) waited(since, at int64) bool { return at-since >= s.horizon }

func (n *screening) wait(since int64, units ...string) {
	for _, unit := range units {
		n.Waiting[unit] = since
	}
}

// placed lists the units that the screening knows.
func (n *screening) placed() map[string]bool {
	in := maps.Clone(n.Shown)
	for unit := range n.Waiting {
		in[unit] = true
	}
	for unit := range n.merged() {
		in[unit] = true
	}
	return in
}

func (n *screening) merged() map[string]bool {
	in := map[string]bool{}
	for _, b := range n.Blocks {
		for _, unit := range b.Units {
			in[unit] = true
		}
	}
	return in
}

// treatments answers for units in their order.
func (n *screening) treatments(sizes []ledger.UnitSize) []ledger.Treatment {
	merged, out := n.merged(), make([]ledger.Treatment, len(sizes))
	for i, u := range sizes {
		switch {
		case n.Shown[u.Unit]:
			out[i] = ledger.Shown
		case merged[u.Unit]:
			out[i] = ledger.Merged
		default:
			out[i] = ledger.LeftOut
		}
	}
	return out
}
