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
}

// limit is what the CUSUM of a unit without change reaches once in so many days.
func (s *calibrated) limit(days float64) float64 {
	i := int(pathWeeks * 7 / days)
	if i >= len(s.maxima) {
		return math.Inf(1)
	}
	return s.maxima[i]
}

// expected is how many days pass in a unit without change before its CUSUM reaches h.
func (s *calibrated) expected(h float64) float64 {
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
	for i := range s.charts {
		c := &s.charts[i]
		c.up, c.down = m.steps(s.shift, sizes[i])
		c.simulate(h.days, m.block(), rand.New(rand.NewPCG(20, uint64(m))))
	}
	return s
}

// simulate draws a long history without change from blocks of the residuals of a
// past, and notes how high the CUSUM got each time it left 0.
func (s *calibrated) simulate(days []cell, block int, rng *rand.Rand) {
	starts := len(days)/7 - block + 1
	c := chart{up: s.up, down: s.down}
	for i := 0; i < len(days); i += 7 {
		var w cell
		for _, d := range days[i : i+7] {
			w.add(d)
		}
		c.ref.push(w)
	}
	most := 0.0
	for week := 0; week < pathWeeks; week += block {
		at := 7 * rng.IntN(starts)
		for _, d := range days[at : at+7*block] {
			if v := c.add(d); v > 0 {
				if most = max(most, v); len(c.pending) < patience {
					continue
				}
				c.s, c.since = 0, 0
			}
			c.settle()
			if most > 0 {
				s.maxima = append(s.maxima, most)
				most = 0
			}
		}
	}
	slices.SortFunc(s.maxima, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	if most := pathWeeks * 7 / 20; len(s.maxima) > most {
		s.maxima = slices.Clone(s.maxima[:most])
	}
}

// block is how many weeks of the measure are drawn together.
func (m Measure) block() int {
	if m == Oldest {
		return ageWeeks
	}
	return blockWeeks
}
