package e2e

import (
	"fmt"
	"slices"
	"strings"
)

// An expectation is what the exporter must show of a product's cases. It is
// put together from what the product itself shows, at the end of each round.
type expectation struct {
	known  map[int]productCase // as last learnt
	totals map[string]float64  // of events, by metric and unit
	met    map[int]bool        // cases whose first handling was counted
	ended  map[int]bool        // cases whose first closing was counted

	firstPause int64 // when the first pause of all began; 0 without one

	searches int // what the product's own search was compared in
	paused   int // pauses that were compared, one by one
}

func newExpectation() *expectation {
	return &expectation{totals: map[string]float64{}, met: map[int]bool{}, ended: map[int]bool{}}
}

// learn counts what happened since the last time. A case that is gone counts
// no more, but what was counted of it stays.
func (e *expectation) learn(cases map[int]productCase) {
	for _, c := range cases {
		if len(c.pauses) > 0 && (e.firstPause == 0 || c.pauses[0].from < e.firstPause) {
			e.firstPause = c.pauses[0].from
		}
	}
	for id, c := range cases {
		was, known := e.known[id]
		count := func(metric string, n float64) { e.totals[metric+" "+c.unit] += n }
		if !known {
			count("cases_received_total", 1)
		}
		count("cases_closed_total", float64(c.closings-was.closings))
		count("cases_reopened_total", float64(c.reopenings-was.reopenings))
		if c.started != 0 && !e.met[id] {
			e.met[id] = true
			count("cases_started_total", 1)
			count("wait_seconds_count", 1)
			count("wait_seconds_sum", float64(c.started-c.received))
		}
		if c.closed != 0 && !e.ended[id] {
			e.ended[id] = true
			count("turnaround_seconds_count", 1)
			count("turnaround_seconds_sum", float64(c.closed-c.received))
			if e.firstPause != 0 && e.firstPause <= c.closed { // net times are counted from the first pause on
				count("net_turnaround_seconds_count", 1)
				count("net_turnaround_seconds_sum", float64(c.net(c.closed)))
			}
			switch {
			case c.deadline == 0:
			case c.closed <= c.deadline:
				count("deadlines_met_total", 1)
			default:
				count("deadlines_missed_total", 1)
			}
		}
	}
	e.known = cases
}

// compare holds everything that is exposed against the product.
func (s *story) compare() {
	s.t.Helper()
	for key, n := range s.totals {
		metric, unit, _ := strings.Cut(key, " ")
		s.want(metric, unitLabels(unit, "inactive"), n)
	}
	byUnit := map[string][]productCase{}
	var all []productCase
	for _, id := range s.ids() {
		c := s.known[id]
		byUnit[c.unit] = append(byUnit[c.unit], c)
		all = append(all, c)
	}
	for unit, cases := range byUnit {
		s.compareQueue(unit, cases)
	}
	for _, days := range replayLengths {
		window := fmt.Sprintf(`,window="%dd"`, days)
		for unit, cases := range byUnit {
			s.compareWindow("window_", unitLabels(unit, "inactive")+window, cases, int64(days)*86400)
		}
		s.compareWindow("group_window_", `supervision="inactive"`+window, all, int64(days)*86400)
	}
	s.nothingElse()
	s.comparePauses()
}

// compareQueue compares what is open in a unit, as its cases say and as the
// product's own search says.
func (s *story) compareQueue(unit string, cases []productCase) {
	s.t.Helper()
	var open, queue, overdue, paused, oldest, oldestNet int64
	now := s.now.Unix()
	for _, c := range cases {
		if c.closed != 0 {
			continue
		}
		open++
		waits := len(c.pauses) > 0 && c.pauses[len(c.pauses)-1].until == 0
		if waits {
			paused++
		}
		if c.deadline != 0 && c.deadline < now {
			overdue++
		}
		if c.started == 0 {
			queue++
			if oldest == 0 || c.received < oldest {
				oldest = c.received
			}
			if since := now - c.net(now); !waits && (oldestNet == 0 || since < oldestNet) {
				oldestNet = since
			}
		}
	}
	labels := unitLabels(unit, "inactive")
	for of, n := range s.search(unit, s.now) {
		window := ""
		if of.days > 0 {
			window = fmt.Sprintf(`,window="%dd"`, of.days)
		}
		s.want(of.metric, labels+window, float64(n))
		s.searches++
	}
	s.want("open_cases", labels, float64(open))
	s.want("overdue_cases", labels, float64(overdue))
	s.want("paused_cases", labels, float64(paused))
	s.want("queue_cases", labels, float64(queue))
	if queue > 0 {
		s.want("queue_oldest_received_timestamp_seconds", labels, float64(oldest))
	}
	if oldestNet > 0 { // without pauses, the same
		s.want("queue_oldest_net_received_timestamp_seconds", labels, float64(oldestNet))
	}
}

func (s *story) compareWindow(prefix, labels string, cases []productCase, length int64) {
	s.t.Helper()
	now := s.now.Unix()
	in := func(t int64) bool { return t != 0 && t > now-length && t <= now }
	var received, met, judged int
	durations := map[string][]int64{}
	add := func(of string, seconds int64) { durations[of] = append(durations[of], seconds) }
	var closed int
	for _, c := range cases {
		if in(c.received) {
			received++
		}
		if in(c.started) {
			add("wait", c.started-c.received)
			add("net_wait", c.net(c.started))
		}
		if in(c.closed) {
			closed++
			add("turnaround", c.closed-c.received)
			add("net_turnaround", c.net(c.closed))
			if c.started != 0 && c.started <= c.closed {
				add("handling", c.closed-c.started)
			}
			if c.deadline != 0 {
				judged++
				if c.closed <= c.deadline {
					met++
				}
			}
		}
	}
	s.want(prefix+"received_cases", labels, float64(received))
	s.want(prefix+"started_cases", labels, float64(len(durations["wait"])))
	s.want(prefix+"closed_cases", labels, float64(closed))
	s.want(prefix+"handled_cases", labels, float64(len(durations["handling"])))
	s.want(prefix+"deadline_cases", labels, float64(judged))
	if judged > 0 {
		s.want(prefix+"deadline_met_ratio", labels, float64(met)/float64(judged))
	}
	for metric, durations := range durations {
		if strings.HasPrefix(metric, "net_") && s.firstPause == 0 {
			continue
		}
		slices.Sort(durations)
		var sum int64
		for _, d := range durations {
			sum += d
		}
		s.want(prefix+metric+"_median_seconds", labels, tenths(durations, 5))
		s.want(prefix+metric+"_p90_seconds", labels, tenths(durations, 9))
		s.want(prefix+metric+"_mean_seconds", labels, float64(sum)/float64(len(durations)))
	}
}

// tenths is the quantile at p/10 of sorted durations: the value at rank
// (n−1)·p/10, counted from 0, between the two nearest in proportion.
func tenths(sorted []int64, p int) float64 {
	i, rest := (len(sorted)-1)*p/10, int64((len(sorted)-1)*p%10)
	if rest == 0 {
		return float64(sorted[i])
	}
	return float64(sorted[i]*(10-rest)+sorted[i+1]*rest) / 10
}
