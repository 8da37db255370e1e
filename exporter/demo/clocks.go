package main

import "time"

// clocks hold medians over the cases of a group of units that were closed in the last
// 28 days, in seconds: gross, without the time that they were paused, and from the
// start on.
type clocks struct {
	closed, paused            int // cases; those of them that were ever paused
	turnaround, net, handling float64
}

// clocks are the truth of units that are under supervision and of those that never
// were, as their cases went.
func (s *Simulation) clocks() (active, inactive clocks) {
	joined := map[string]bool{}
	for _, u := range s.model.units {
		joined[u.name] = u.start != 0
	}
	pauses := map[Key][]*Pause{}
	for _, p := range s.Town.Pauses.View().Between(minTime, maxTime) {
		pauses[p.Case] = append(pauses[p.Case], p)
	}
	var turnaround, net, handling [2][]float64
	var groups [2]clocks
	since := s.Options.Now.Add(-28 * 24 * time.Hour).Unix()
	for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
		if c.Closed <= since {
			continue
		}
		at := 0
		if joined[c.Unit] {
			at = 1
		}
		stood := int64(0) // pauses of a case never overlap, and all end before it is closed
		for _, p := range pauses[c.ID] {
			stood += p.Resumed - p.Paused
		}
		groups[at].closed++
		if stood > 0 {
			groups[at].paused++
		}
		turnaround[at] = append(turnaround[at], float64(c.Closed-c.Received))
		net[at] = append(net[at], float64(c.Closed-c.Received-stood))
		handling[at] = append(handling[at], float64(c.Closed-c.Started))
	}
	for at := range groups {
		groups[at].turnaround, groups[at].net, groups[at].handling = median(turnaround[at]), median(net[at]), median(handling[at])
	}
	return groups[1], groups[0]
}
