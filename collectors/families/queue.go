package families

import (
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// queue collects the queues as they stand, under each unit's state now.
func (b *Builder) queue() {
	for u := range b.shown {
		b.unit(queueOfUnit, u, func() {
			for slot := range u.Queue {
				q, s := &u.Queue[slot], b.slot(u, u.State, slot)
				b.waiting(q, s)
				if q.Oldest != 0 {
					b.gauge(&metric.QueueOldest, s, float64(q.Oldest))
				}
			}
		})
	}
}

func (b *Builder) waiting(q *ledger.Queue, s timeseries.Series) {
	b.gauge(&metric.QueueCases, s, float64(q.Waiting))
	if !b.in.Columns.Unclosed {
		b.gauge(&metric.OpenCases, s, float64(q.Open))
		if b.showNet() {
			b.gauge(&metric.PausedCases, s, float64(q.Paused))
		}
	}
	if q.OldestNet != 0 && (!b.in.showPauses() || b.in.PausesRecent) {
		b.gauge(&metric.QueueOldestNet, s, float64(q.OldestNet))
	}
	if b.in.Columns.Deadline {
		b.gauge(&metric.OverdueCases, s, float64(q.Overdue))
	}
}

// ages collects how old the cases of every queue are, and for how long those that are
// paused have been.
func (b *Builder) ages() {
	for u := range b.shown {
		b.unit(agesOfUnit, u, func() {
			for slot := range u.Queue {
				for band := range b.in.View.AgeBands {
					q, s := &u.Queue[slot], b.age(u, slot, band)
					b.gauge(&metric.QueueAgeCases, s, float64(q.WaitingAges[band]))
					if b.in.Columns.Unclosed {
						continue
					}
					b.gauge(&metric.OpenAgeCases, s, float64(q.OpenAges[band]))
					if b.showNet() {
						b.gauge(&metric.PausedAgeCases, s, float64(q.PausedAges[band]))
					}
				}
			}
		})
	}
}
