package detect

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// mostMaxima is how many of the highest excursions of a CUSUM are kept: enough for limits that
// are reached once in 91 days or less often.
const mostMaxima = pathWeeks * 7 / 91

// A simulation is the residuals of a past, from which a long history without change is drawn.
type simulation struct {
	n, x  []float64 // of each day
	weeks []subgroup
	block int // weeks that are drawn whole
}

func newSimulation(days []subgroup, block int) *simulation {
	p := &simulation{n: make([]float64, len(days)), x: make([]float64, len(days)), weeks: make([]subgroup, len(days)/7), block: block}
	for i, d := range days {
		p.n[i], p.x[i] = float64(d.n), float64(d.x)
		p.weeks[i/7].add(d)
	}
	return p
}

// An excursion is a time in which a CUSUM was above 0: how high it got, and on which days of the drawn history.
type excursion struct {
	high        float64
	from, until int32
}

// excursions draws a long history, and returns those of the CUSUM of a step, the highest first. It does what a chart does, without what only a Detector asks for: this
// is nearly all that a calibration costs.
func (p *simulation) excursions(up step, rng *rand.Rand) []excursion {
	var ref reference
	for _, w := range p.weeks {
		ref.push(w)
	}
	allowed := ref.level()*up.mult + up.add
	starts := len(p.weeks) - p.block + 1
	var pending []int // weeks since the CUSUM was last 0
	var s, most float64
	var left int32
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
				now := int32(7*(week+at-from) + day)
				if len(pending) > 0 {
					for _, w := range pending {
						ref.push(p.weeks[w])
					}
					pending = pending[:0]
					allowed = ref.level()*up.mult + up.add
				}
				if most > 0 {
					top.add(excursion{most, left, now})
					most = 0
				}
				left = now + 1
			}
		}
	}
	return top.descending()
}

func lower(a, b excursion) int { return cmp.Compare(a.high, b.high) }

// highest keeps the mostMaxima highest of what is added, in a heap whose first is the lowest.
type highest []excursion

func (h *highest) add(v excursion) {
	if all := *h; len(all) == mostMaxima {
		if v.high > all[0].high {
			all[0] = v
			all.sink(0)
		}
		return
	}
	*h = append(*h, v)
	if len(*h) == mostMaxima {
		slices.SortFunc(*h, lower) // which is a heap
	}
}

// sink brings a value to its place below what is lower.
func (h highest) sink(i int) {
	for {
		least := 2*i + 1
		if least >= len(h) {
			return
		}
		if least+1 < len(h) && h[least+1].high < h[least].high {
			least++
		}
		if h[i].high <= h[least].high {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

func (h highest) descending() []excursion {
	slices.SortFunc(h, lower)
	slices.Reverse(h)
	return h
}
