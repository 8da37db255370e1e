package disclosure

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"casework/collectors/ledger"
)

// What is small, in cases received in a year for each of Policy.MinCell: a unit
// should have at least MinCell in an average 28 days. One that is hidden is
// shown again when it has half as many more.
const (
	smallBelow = 13
	largeFrom  = 20
)

// Members of a block, where there are enough units for more than one.
const blockSize = 3

// A Policy decides which units are small. It may be used by several goroutines
// at a time.
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
type Policy struct {
	MinCell int // cases, at least 1

	horizon int64 // length of the longest window, seconds
	zone    *time.Location
}

// NewPolicy returns a Policy that hides units with fewer than minCell cases in
// an average 28 days of the last year. Windows are those of the ledger, zone
// that of the source's months.
func NewPolicy(minCell int, windows []ledger.Window, zone *time.Location) *Policy {
	p := &Policy{MinCell: minCell, zone: zone}
	for _, w := range windows {
		p.horizon = max(p.horizon, w.Seconds)
	}
	return p
}

// Next is the Screening that follows at an instant, in Unix seconds, from the
// one before, which is nil at first and is left as it is. Sizes are of all
// units of the source, each once.
func (p *Policy) Next(before *Screening, at int64, sizes []ledger.UnitSize) *Screening {
	month := time.Unix(at, 0).In(p.zone).Format("2006-01")
	size := make(map[string]ledger.UnitSize, len(sizes))
	for _, u := range sizes {
		size[u.Unit] = u
	}
	n := &Screening{Month: month, Shown: map[string]bool{}, Waiting: map[string]int64{}}
	if before == nil {
		p.begin(n, sizes)
		p.merge(n, at, size)
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
		p.review(n, at, size)
		p.merge(n, at, size)
	}
	return n
}

// begin places units of which nothing has been shown yet.
func (p *Policy) begin(n *Screening, sizes []ledger.UnitSize) {
	for _, u := range sizes {
		if u.Cases >= smallBelow*p.MinCell {
			n.Shown[u.Unit] = true
		} else {
			n.Waiting[u.Unit] = 0
		}
	}
}

// review hides units that have become small, and shows those that have grown.
func (p *Policy) review(n *Screening, at int64, size map[string]ledger.UnitSize) {
	large := func(unit string) bool { return size[unit].Cases >= largeFrom*p.MinCell }
	waiting := maps.Clone(n.Waiting)
	for unit := range n.Shown {
		if u, there := size[unit]; !there || u.Cases < smallBelow*p.MinCell {
			delete(n.Shown, unit)
			n.wait(at, unit)
		}
	}
	for unit, since := range waiting {
		switch _, there := size[unit]; {
		case !there:
			delete(n.Waiting, unit)
		case large(unit) && p.waited(since, at):
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
func (p *Policy) merge(n *Screening, at int64, size map[string]ledger.UnitSize) {
	for _, state := range []int{ledger.Inactive, ledger.Active} {
		var ready []string
		for unit, since := range n.Waiting {
			if u := size[unit]; u.Unit != "" && u.Steady && u.State == state && p.waited(since, at) {
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
			if len(b.Units) < 2 || least[i] < p.MinCell {
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
func (p *Policy) waited(since, at int64) bool { return at-since >= p.horizon }
