package detect

import "math"

// A history is the days of a past on their way to residuals: what is left of them
// once their level and season are taken away.
type history struct {
	first   int32
	block   int // weeks
	days    []subgroup
	squares []float64 // of the scores of each day
	weeks   []subgroup
	local   []float64 // level around each week
	stretch []float64 // by which residuals of a week are too small
	byYear  []season  // the season without the year of each week
	weekday [7]float64
	total   struct{ n, x float64 }
}

func newHistory(s *Scale, m Measure, days []Day, first int32) *history {
	h := &history{first: first, block: m.block(), days: make([]subgroup, len(days)), squares: make([]float64, len(days))}
	for i := range days {
		h.days[i], h.squares[i] = s.raw(m, &days[i])
		h.total.n += float64(h.days[i].n)
		h.total.x += float64(h.days[i].x)
	}
	return h
}

// raw is a day as a subgroup, and the sum of the squares of its scores.
func (s *Scale) raw(m Measure, d *Day) (c subgroup, squares float64) {
	switch {
	case m == DeadlineShare:
		return subgroup{d.N, d.X}, float64(d.X)
	case !m.Valued():
		return subgroup{d.N + float32(s.slow)*(d.Slow-d.N), d.X}, float64(d.X)
	case m == Backlog:
		return stock(d), 0
	}
	x := 0.0
	for _, v := range d.Values {
		z := s.scores.of(v)
		x += z
		squares += z * z
	}
	return subgroup{float32(len(d.Values)), float32(x)}, squares
}

// weigh is the subgroup of a day, in which n cases that are alike by rho count as fewer.
func weigh(c subgroup, rho float64) subgroup {
	if rho > 0 && c.n > 1 {
		by := float32(1 / (1 + (float64(c.n)-1)*rho))
		c.n *= by
		c.x *= by
	}
	return c
}

func (h *history) weigh(rho float64) {
	for i := range h.days {
		h.days[i] = weigh(h.days[i], rho)
	}
}

// likeness is how alike the cases of one day are: their intraclass correlation, about
// the local level, by the method of moments; at least 0. n cases then say as much as
// n / (1 + (n − 1) rho) that have nothing to do with each other (Kish 1965).
func (h *history) likeness() float64 {
	h.localise()
	var between, pairs, within, n float64
	for i, d := range h.days {
		level, k, x := h.local[i/7], float64(d.n), float64(d.x)
		sum := x - k*level
		square := h.squares[i] - 2*level*x + k*level*level
		between += sum*sum - square
		pairs += k * (k - 1)
		within += square
		n += k
	}
	if pairs == 0 || within == 0 {
		return 0
	}
	return min(max(0, between/pairs/(within/n)), 1)
}

// localise finds the level around each week, half a year to either side.
func (h *history) localise() {
	n := len(h.days) / 7
	h.weeks, h.local, h.stretch = make([]subgroup, n), make([]float64, n), make([]float64, n)
	for i, d := range h.days {
		h.weeks[i/7].add(d)
	}
	for w := range h.local {
		var sum struct{ n, x float64 }
		for _, c := range h.weeks[max(0, w-halfYear):min(n, w+halfYear+1)] {
			sum.n += float64(c.n)
			sum.x += float64(c.x)
		}
		if sum.n > 0 {
			h.local[w] = sum.x / sum.n
		}
		around := min(n, w+halfYear+1) - max(0, w-halfYear)
		h.stretch[w] = 1 / math.Sqrt(1-float64(h.block)/float64(around))
	}
}

// leave takes level, season and weekday away, so that what is left is noise about 0; of
// counts, about their mean. A block lies within the weeks that its level is the mean of, so
// its residuals are too small by what the stretch makes good.
func (h *history) leave(m Measure) {
	mean := h.total.x / h.total.n
	for i := range h.days {
		d, level := &h.days[i], h.local[i/7]
		switch m {
		case ErrorsRising, ErrorsSilent:
			usual := float32(mean) * d.n
			if level > 0 {
				d.x *= float32(mean / level)
			}
			d.x = usual + (d.x-usual)*float32(h.stretch[i/7])
		default:
			if h.byYear != nil {
				level += h.byYear[(i/7)/yearWeeks].at(h.first + int32(i))
			}
			level += h.weekday[i%7]
			d.x -= float32(level) * d.n
			if m != Backlog { // of which innovations are taken, which hardly lie around the level
				d.x *= float32(h.stretch[i/7])
			}
		}
	}
}
