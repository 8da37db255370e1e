package main

import (
	"slices"
	"testing"
	"time"

	judging "casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/detect"
)

// changes are what the exporter finds of each unit by its own past, on the last day.
func changes(s *Simulation) map[string][]judging.Change {
	today := civil.DayOf(s.Options.Now.In(s.Options.Zone))
	judge, all := judging.New(judging.Options{Location: s.Options.Zone}), map[string][]judging.Change{}
	for _, h := range rowsOf(s).Histories(s.Options.Now.Unix()) {
		all[h.Unit] = judge.Judge(&h, 0, today, today)[0]
	}
	return all
}

// TestTheDelayIsTold: whatever the season, the exporter finds that people wait longer in the unit of which
// the demo says so, and since when.
func TestTheDelayIsTold(t *testing.T) {
	for _, month := range []time.Month{time.January, time.April, time.July, time.September, time.November} {
		t.Run(month.String(), func(t *testing.T) {
			s := simulate(t, func(o *Options) { o.Now = time.Date(2026, month, 17, 12, 20, 0, 0, time.UTC) })
			found, delayed := changes(s), 0
			for i := range s.model.units {
				u := &s.model.units[i]
				list := found[u.name]
				at := slices.IndexFunc(list, func(c judging.Change) bool { return c.Measure == detect.Wait })
				if at < 0 {
					t.Fatalf("%s is not judged", u.name)
				}
				c := list[at]
				if u.delay == 0 {
					if c.State == detect.Risen {
						t.Logf("%s: risen too, from %.1f days to %.1f", u.name, c.Usual, c.Now)
					}
					continue
				}
				delayed++
				since := civil.DayOf(time.Unix(u.late, 0).In(s.Options.Zone))
				t.Logf("%s: %.1f days, usually %.1f, since %s, true %s", u.name, c.Now, c.Usual, c.Since.Date().Format(time.DateOnly), since.Date().Format(time.DateOnly))
				if c.State != detect.Risen || c.Now < 1.3*c.Usual || c.Since > since+28 { // chance may have begun it earlier
					t.Errorf("state %d", c.State)
				}
			}
			if delayed != 1 {
				t.Errorf("%d units have a delay", delayed)
			}
		})
	}
}
