package detect

import (
	"math"
	"math/rand/v2"
	"slices"
)

// What a calibration takes and makes.
const (
	leastWeeks = 26       // of history, for a unit to be judged
	leastCases = 50       // of history
	mostWeeks  = 5*52 + 1 // of history that count
	blockWeeks = 8        // of a block that is drawn whole
	ageWeeks   = 13       // the same of the age of the oldest case, whose noise lasts longer
	halfYear   = 26       // weeks on either side of a week that make its local level
	pathWeeks  = 52 * 240 // of the history that is drawn
)

// A Scale is what a calibration found of a unit's past. It is not changed once it is made.
type Scale struct {
	scores scores
	shift  float64
	season season
	rho    float64 // how alike cases of a day are
	slow   float64 // weight of Day.Slow
	stock  carry   // of backlogs
	charts [numCharts]calibrated
}

// A calibrated chart is its steps, and how high its CUSUM gets by chance.
type calibrated struct {
	up, down step
	maxima   []float64 // of excursions of the CUSUM in a history without change, descending
	height   float64   // the limit, where it is all that is kept of maxima
}

// For is what Detectors with these options need of a Scale, which is little. Their Verdicts do not say Between.
func (s *Scale) For(o Options) *Scale {
	o = o.WithDefaults()
	own := *s
	for i := range own.charts {
		c := &own.charts[i]
		c.height, c.maxima = c.limit(float64(o.Between)/budget[i]), nil
	}
	return &own
}

// limit is what the CUSUM of a unit without change reaches once in so many days.
func (s *calibrated) limit(days float64) float64 {
	if s.maxima == nil && s.height > 0 {
		return s.height
	}
	i := int(pathWeeks * 7 / days)
	if i >= len(s.maxima) {
		return math.Inf(1)
	}
	return s.maxima[i]
}

// expected is how many days pass in a unit without change before its CUSUM reaches h.
func (s *calibrated) expected(h float64) float64 {
	if s.height > 0 {
		return 0
	}
	n, _ := slices.BinarySearchFunc(s.maxima, h, func(m, h float64) int {
		if m >= h {
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
	s := &Scale{}
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
		c.maxima = drawn.maxima(c.up, rand.New(rand.NewPCG(20, uint64(m))))
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
