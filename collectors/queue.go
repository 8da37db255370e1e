package collectors

import "casework/collectors/metric"

// queue collects the queues as they stand, under each unit's state now.
func (b *build) queue() {
	for i := range b.view.Units {
		u := &b.view.Units[i]
		for slot, q := range u.Queue {
			s := b.slot(u, u.State, slot)
			b.gauge(&metric.QueueCases, s, float64(q.Waiting))
			b.gauge(&metric.OpenCases, s, float64(q.Open))
			if b.columns.Deadline {
				b.gauge(&metric.OverdueCases, s, float64(q.Overdue))
			}
			if q.Oldest != 0 {
				b.gauge(&metric.QueueOldest, s, float64(q.Oldest))
			}
		}
	}
}
