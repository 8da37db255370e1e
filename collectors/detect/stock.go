package detect

import "math"

// A carry is how the root of a backlog goes on from day to day. Who is open stays open for a while, so a
// deviation is carried on: taken as independent days, it would count again each day. Its innovations are
// nearly independent, and a CUSUM of them is that of the likelihood ratio (Runger and Willemain 1995).
type carry struct {
	kept    float64    // share of a deviation that is left a day later
	weekday [7]float64 // by how much roots are above their level, by the day modulo 7
	noise   float64    // variance of an innovation for each unit of its weight
}

// mostKept is the longest memory that years of days can tell from none at all.
const mostKept = 0.99

// root makes the noise of counts the same at every level (Anscombe 1948).
func root(open float32) float32 { return 2 * float32(math.Sqrt(float64(open)+0.375)) }

// stock is the backlog of a day as a subgroup.
func stock(d *Day) subgroup {
	if len(d.Values) == 0 {
		return subgroup{}
	}
	return subgroup{1, root(d.Values[0])}
}

// stockShift is by how much a Rise moves the roots of backlogs.
func stockShift(days []Day) float64 {
	sum, n := 0.0, 0.0
	for i := range days {
		if c := stock(&days[i]); c.n > 0 {
			sum += float64(root(days[i].Values[0]*Rise) - c.x)
			n++
		}
	}
	return sum / max(n, 1)
}

// rhythm finds by how much each day of the week is above its level and season.
func (h *history) rhythm() {
	var n [7]float64
	for i, d := range h.days {
		if d.n > 0 {
			rest := float64(d.x) - h.local[i/7]
			if h.byYear != nil {
				rest -= h.byYear[(i/7)/yearWeeks].at(h.first + int32(i))
			}
			h.weekday[i%7] += rest
			n[i%7]++
		}
	}
	for i := range n {
		h.weekday[i] /= max(n[i], 1)
	}
}

// whiten replaces residuals by their innovations.
func (h *history) whiten() (c carry) {
	var products, squares float64
	for i := 1; i < len(h.days); i++ {
		a, b := float64(h.days[i-1].x), float64(h.days[i].x)
		products += a * b
		squares += a * a
	}
	if squares > 0 {
		c.kept = products / squares
	}
	// Taking a mean away makes the memory seem shorter (Kendall 1954).
	c.kept = min(max(0, c.kept+(1+3*c.kept)/(2*halfYear*7)), mostKept)
	weight, sum := 1-c.kept, 0.0
	for i := len(h.days) - 1; i > 0; i-- {
		d := &h.days[i]
		d.x -= float32(c.kept) * h.days[i-1].x
		d.n = float32(weight)
		sum += float64(d.x) * float64(d.x)
	}
	h.days[0] = subgroup{}
	c.noise = sum / float64(len(h.days)) / weight
	for i, v := range h.weekday {
		c.weekday[(int(h.first)+i)%7] = v
	}
	return c
}

// carried is a day's innovation, as a subgroup whose weight is the part of a level that is new each day.
func (s *Scale) carried(day, before *Day, at int32) subgroup {
	if before == nil || len(day.Values) == 0 || len(before.Values) == 0 {
		return subgroup{}
	}
	rest := func(d *Day, at int32) float64 {
		return float64(root(d.Values[0])) - s.season.at(at) - s.stock.weekday[int(at)%7]
	}
	return subgroup{float32(1 - s.stock.kept), float32(rest(day, at) - s.stock.kept*rest(before, at-1))}
}
