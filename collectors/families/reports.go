package families

import "casework/collectors/metric"

// reports collects the counters of errors reported, for both supervision
// states of every unit and every kind that the source knows, from 0 on, as
// long as the source has the query.
func (b *Builder) reports() {
	if !b.in.HasErrors {
		return
	}
	for u := range b.shown {
		for state := range u.Counters.Errors {
			counts := u.Counters.Errors[state]
			for kind := 1; kind < len(b.in.View.Kinds); kind++ {
				var n uint64
				if kind < len(counts) {
					n = counts[kind]
				}
				b.counter(&metric.ErrorsReported, b.kind(u, state, kind), n,
					max(u.Created, b.in.View.Created, b.in.View.Kinds[kind].Created))
			}
		}
	}
}
