package detect

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// What a calibration needs, and what it makes of it.
const (
	leastWeeks = 26       // fewest weeks of history, for a unit to be judged
	leastCases = 50       // fewest cases of that history
	mostWeeks  = 5*52 + 1 // newest weeks of history that count
	blockWeeks = 8        // weeks of a block, which is drawn whole
	ageWeeks   = 13       // weeks of a block of Oldest, whose noise lasts longer
	halfYear   = 26       // weeks on either side of a week that make its local level
	pathWeeks  = 52 * 240 // weeks of the history that is drawn
)

// A Scale is what a calibration found in a unit's past: how to score its values, and how high the charts get by chance.
// It does not change once made.
type Scale struct {
	scores scores
	shift  float64
	season season
	rho    float64 // how alike cases of a day are
	slow   float64 // weight of Day.Slow
	stock  carry   // of backlogs
	most   float64 // how many times its share of the false alarms a chart may raise at most, see Measure.together
	charts [numCharts]calibrated
}

// A calibrated chart has its steps, and how high its CUSUM gets by chance.
type calibrated struct {
	up, down step
	top      []excursion // the highest excursions of the CUSUM in a history without change, descending
	height   float64     // the limit, in a Scale made by For, which has no top; else 0
}

// For is a smaller Scale, with what Detectors with these options need of s. Verdicts by it have no Between.
func (s *Scale) For(o Options) *Scale {
	own := *s
	limits, _ := s.limits(float64(o.WithDefaults().Between))
	for i := range own.charts {
		own.charts[i].height, own.charts[i].top = limits[i], nil
	}
	return &own
}

// limits are the heights at which the charts of a unit without change together raise one alarm in so many days. shares
// are how many of these alarms each chart raises: its budget times a factor, as the charts mostly raise them together.
func (s *Scale) limits(days float64) (limits, shares [numCharts]float64) {
	if s.charts[0].height > 0 {
		for i := range limits {
			limits[i] = s.charts[i].height
		}
		return limits, budget
	}
	alarms := pathWeeks * 7 / days
	reach := func(times float64) (together int) {
		var lists [numCharts][]excursion
		for i := range lists {
			top := s.charts[i].top
			lists[i] = top[:min(len(top), int(times*budget[i]*alarms))]
		}
		return apart(lists)
	}
	const step = 0.01
	times := 1 + step*float64(sort.Search(int((s.most-1)/step), func(i int) bool { return float64(reach(1+step*float64(i+1))) > alarms }))
	for i := range limits {
		shares[i] = times * budget[i]
		limits[i] = s.charts[i].limit(days / shares[i])
	}
	return limits, shares
}

// apart counts the excursions of both charts, where two that overlap in time count as one. Excursions of one chart never
// overlap.
func apart(lists [numCharts][]excursion) (n int) {
	all := slices.Concat(lists[:]...)
	slices.SortFunc(all, func(a, b excursion) int { return cmp.Compare(a.from, b.from) })
	until := int32(-1)
	for _, e := range all {
		if e.from > until {
			n++
		}
		until = max(until, e.until)
	}
	return n
}

// limit is what the CUSUM of a unit without change reaches once in so many days.
func (s *calibrated) limit(days float64) float64 {
	i := int(pathWeeks * 7 / days)
	if i >= len(s.top) {
		return math.Inf(1)
	}
	return s.top[i].high
}

// expected is how many days pass in a unit without change before its CUSUM reaches h.
func (s *calibrated) expected(h float64) float64 {
	if s.top == nil {
		return 0
	}
	n, _ := slices.BinarySearchFunc(s.top, h, func(e excursion, h float64) int {
		if e.high >= h {
			return -1
		}
		return 1
	})
	return pathWeeks * 7 / max(float64(n), 0.5)
}

// Calibrate finds the Scale of a unit's past; nil if that is too short.
func Calibrate(m Measure, past *Past) *Scale {
	weeks := min(len(past.Days)/7, mostWeeks)
	if weeks < leastWeeks {
		return nil
	}
	first := past.End() - int32(weeks*7)
	days := past.between(first, past.End())
	s := &Scale{most: m.together()}
	switch {
	case m.ranked():
		var values []float32
		for i := range days {
			values = append(values, days[i].Values...)
		}
		if len(values) < leastCases {
			return nil
		}
		s.scores = scoresOf(values)
		if s.shift = s.scores.shift(Rise); s.shift < leastEffect {
			return nil
		}
	case m == Backlog:
		s.shift = stockShift(days)
	case m != DeadlineShare:
		s.slow = slowWeight(days)
	}
	h := newHistory(s, m, days, first)
	if h.total.n <= 0 || !m.ranked() && h.total.x < 5 {
		return nil
	}
	if m == Wait || m == DeadlineShare {
		s.rho = h.likeness()
		h.weigh(s.rho)
	}
	h.localise()
	if m.Valued() {
		s.season = h.seasonOf()
	}
	if m == Backlog {
		h.rhythm()
	}
	h.leave(m)
	if m == Backlog {
		s.stock = h.whiten()
	}
	drawn := newSimulation(h.days, m.block())
	for i := range s.charts {
		c := &s.charts[i]
		c.up, c.down = m.steps(s.shift, sizes[i])
		c.top = drawn.excursions(c.up, rand.New(rand.NewPCG(20, uint64(m))))
	}
	return s
}

// block is how many weeks of the measure are drawn together.
func (m Measure) block() int {
	if m == Oldest {
		return ageWeeks
	}
	return blockWeeks
}
