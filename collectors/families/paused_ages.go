package families

import "casework/collectors/metric"

// pausedAges collects for how long the paused cases of every unit have been.
func (b *Builder) pausedAges() {
	for u := range b.shown {
		for slot := range u.Queue {
			for band := range b.in.View.AgeBands {
				b.gauge(&metric.PausedAgeCases, b.age(u, slot, band), float64(u.Queue[slot].PausedAges[band]))
			}
		}
	}
}
