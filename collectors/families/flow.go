package families

import (
	"casework/collectors/metric"
)

// flow collects the counters of transitions, for both supervision states of
// every unit from 0 on.
func (b *Builder) flow() {
	for u := range b.shown {
		b.unit(flowOfUnit, u, func() {
			created := max(u.Created, b.in.View.Created)
			for state := range u.Counters.Flows {
				for slot := range u.Counters.Flows[state] {
					f := &u.Counters.Flows[state][slot]
					s := b.slot(u, state, slot)
					b.counter(&metric.CasesReceived, s, f.Received, created)
					if b.in.Columns.Started {
						b.counter(&metric.CasesStarted, s, f.Started, created)
					}
					if !b.in.Columns.Unclosed {
						b.counter(&metric.CasesClosed, s, f.Closed, created)
						b.counter(&metric.CasesReopened, s, f.Reopened, created)
					}
					if b.in.Columns.Deadline {
						b.counter(&metric.DeadlinesMet, s, f.Met, created)
						b.counter(&metric.DeadlinesMissed, s, f.Missed, created)
					}
				}
			}
		})
	}
}
