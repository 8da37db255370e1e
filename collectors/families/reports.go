package families

import (
	"cmp"
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// reports collects the counters of errors reported, for both supervision
// states of every unit and every kind that the source knows, from 0 on, as
// long as the source has the query.
func (b *Builder) reports() {
	if !b.in.HasErrors {
		return
	}
	kinds := byName(b.in.View.Kinds)
	named := make([]numberedName, len(b.in.View.Kinds))
	for _, kind := range kinds {
		name := b.in.View.Kinds[kind].Name
		named[kind] = numberedName{b.series.kindNumber(name), name}
	}
	for u := range b.shown {
		b.unit(reportsOfUnit, u, func() {
			for state := range u.Counters.Errors {
				counts := u.Counters.Errors[state]
				for _, kind := range kinds {
					var n uint64
					if kind < len(counts) {
						n = counts[kind]
					}
					b.counter(&metric.ErrorsReported, b.kind(u, state, &named[kind]), n,
						max(u.Created, b.in.View.Created, b.in.View.Kinds[kind].Created))
				}
			}
		})
	}
}

// byName are the codes of names in use, in the order of the names. The ledger
// gives codes as it meets names, so that the same rows in another order would
// be shown as other bytes.
func byName(names []ledger.Name) []int {
	codes := make([]int, 0, len(names))
	for code := 1; code < len(names); code++ {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(x, y int) int { return cmp.Compare(names[x].Name, names[y].Name) })
	return codes
}
