package detect

import (
	"math/rand/v2"
	"slices"
)

// mostMaxima is how many of the highest excursions of a CUSUM are kept: those that it reaches
// less often than once in 91 days.
const mostMaxima = pathWeeks * 7 / 91

// A simulation is the residuals of a past, from which a long history without change is drawn.
type simulation struct {
	n, x  []float64 // of each day
	weeks []cell
	block int // weeks that are drawn whole
}

func newSimulation(days []cell, block int) *simulation {
	p := &simulation{n: make([]float64, len(days)), x: make([]float64, len(days)), weeks: make([]cell, len(days)/7), block: block}
	for i, d := range days {
		p.n[i], p.x[i] = float64(d.n), float64(d.x)
		p.weeks[i/7].add(d)
	}
	return p
}

// maxima draws a long history, and returns how high the CUSUM of a step got each time it left
// 0, descending. It does what a chart does, without what only a Detector asks for: this
// is nearly all that a calibration costs.
func (p *simulation) maxima(up step, rng *rand.Rand) []float64 {
	var ref reference
	for _, w := range p.weeks {
		ref.push(w)
	}
	allowed := ref.level()*up.mult + up.add
	starts := len(p.weeks) - p.block + 1
	var pending []int // weeks since the CUSUM was last 0
	var s, most float64
	top := make(highest, 0, mostMaxima)
	for week := 0; week < pathWeeks; week += p.block {
		from := rng.IntN(starts)
		for at := from; at < from+p.block; at++ {
			n, x := (*[7]float64)(p.n[7*at:]), (*[7]float64)(p.x[7*at:])
			for day := range 7 {
				s += up.sign * (x[day] - allowed*n[day])
				if day == 6 {
					pending = append(pending, at)
				}
				if s > 0 {
					if s > most {
						most = s
					}
					if len(pending) < patience {
						continue
					}
				}
				s = 0
				if len(pending) > 0 {
					for _, w := range pending {
						ref.push(p.weeks[w])
					}
					pending = pending[:0]
					allowed = ref.level()*up.mult + up.add
				}
				if most > 0 {
					top.add(most)
					most = 0
				}
			}
		}
	}
	return top.descending()
}

// highest keeps the mostMaxima highest of what is added, in a heap whose first is the lowest.
type highest []float64

func (h *highest) add(v float64) {
	if all := *h; len(all) == mostMaxima {
		if v > all[0] {
			all[0] = v
			all.sink(0)
		}
		return
	}
	*h = append(*h, v)
	if len(*h) == mostMaxima {
		slices.Sort(*h) // which is a heap
	}
}

// sink brings a value to its place below what is lower.
func (h highest) sink(i int) {
	for {
		least := 2*i + 1
		if least >= len(h) {
			return
		}
		if least+1 < len(h) && h[least+1] < h[least] {
			least++
		}
		if h[i] <= h[least] {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

func (h highest) descending() []float64 {
	slices.Sort(h)
	slices.Reverse(h)
	return h
}
