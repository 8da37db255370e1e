package effect

import (
	"math"
	"slices"
)

// A functional is one number of a unit's series, seen from the start of a
// cohort: a slope before it, say. NaN where the unit does not have it.
type functional func(u *unit, c int) float64

// A contrast is the mean of a functional over treated units, each compared
// with the mean of its controls.
type contrast struct {
	value             float64
	phi               []float64
	treated, controls int // controls of the cohort that has fewest
}

// compare computes a contrast. Controls are those that have not started by
// the period until(c). Each treated unit counts by its weight. It reports
// false where there is no unit on a side.
func (d *design) compare(f functional, until func(c int) int) (contrast, bool) {
	out := contrast{phi: make([]float64, len(d.units)), controls: math.MaxInt}
	total := 0.0
	if d.sides == nil {
		d.sides, d.own = make([]sideMean, len(d.cohorts)), make([]float64, len(d.units))
	}
	means, own := d.sides, d.own
	for c := range d.cohorts {
		s := &means[c]
		s.compute(d, f, c, d.controls(c, until(c)))
		if s.weight == 0 {
			continue
		}
		for _, i := range d.cohorts[c].units {
			u := d.units[i]
			own[i] = f(u, c)
			if math.IsNaN(own[i]) {
				continue
			}
			s.treated += u.weight
			out.value += u.weight * (own[i] - s.mean)
			out.treated++
		}
		if s.treated > 0 {
			total += s.treated
			out.controls = min(out.controls, len(s.units))
		}
	}
	if total == 0 {
		return contrast{}, false
	}
	out.value /= total
	for c := range d.cohorts {
		s := &means[c]
		if s.treated == 0 {
			continue
		}
		for _, i := range d.cohorts[c].units {
			if !math.IsNaN(own[i]) {
				out.phi[i] += d.units[i].weight / total * (own[i] - s.mean - out.value)
			}
		}
		weight, factor := 0.0, 0.0 // most units have the weight of the one before
		for k, i := range s.units {
			if w := d.units[i].weight; w != weight {
				weight, factor = w, s.treated/total*w/s.weight
			}
			out.phi[i] -= factor * (s.values[k] - s.mean)
		}
	}
	return out, true
}

// test is compare with the spread of the contrast. It reports false where one
// of them does not exist.
func (d *design) test(f functional, until func(c int) int) (contrast, spread, bool) {
	c, ok := d.compare(f, until)
	if !ok {
		return c, spread{}, false
	}
	s, ok := d.welch(c.phi)
	return c, s, ok
}

// A sideMean is the mean of a functional over a cohort's controls.
type sideMean struct {
	units        []int
	values       []float64
	weight, mean float64
	treated      float64 // weight of the treated units compared with it
}

// compute fills s, whose slices it uses again.
func (s *sideMean) compute(d *design, f functional, c int, units []int) {
	*s = sideMean{units: slices.Grow(s.units[:0], len(units)), values: slices.Grow(s.values[:0], len(units))}
	for _, i := range units {
		v := f(d.units[i], c)
		if math.IsNaN(v) {
			continue
		}
		w := d.units[i].weight
		s.units = append(s.units, i)
		s.values = append(s.values, v)
		s.weight += w
		s.mean += w * v
	}
	s.mean /= s.weight
}

// centre subtracts from every outcome the mean of its period over all units.
// In complete panels that changes no contrast; where months are missing it
// keeps the season of the months that are there from looking like a change.
// It depends on who is observed only, not on who is treated.
func (d *design) centre() *design {
	out := *d
	out.spans, out.sides, out.own = nil, nil, nil
	sum, n := make([]float64, len(d.periods)), make([]float64, len(d.periods))
	for _, u := range d.units {
		for t, y := range u.y {
			if !math.IsNaN(y) {
				sum[t] += u.weight * y
				n[t] += u.weight
			}
		}
	}
	out.units = make([]*unit, len(d.units))
	months := len(d.periods)
	units, values := make([]unit, len(d.units)), make([]float64, months*len(d.units))
	for i, u := range d.units {
		centred := &units[i]
		*centred = *u
		centred.y = values[i*months:][:months:months]
		for t, y := range u.y {
			centred.y[t] = y - sum[t]/n[t]
		}
		out.units[i] = centred
	}
	out.computeBases()
	out.scale = d.scale
	return &out
}

// start is the first period of cohort c under supervision.
func (d *design) start(c int) int { return d.cohorts[c].start }

// end is where u's months after the start of cohort c end.
func (d *design) end(u *unit, c int) int {
	end := len(u.y)
	if u.start != never && u.cohort != c {
		for end > 0 && d.periods[end-1] >= u.start-d.opts.Anticipation {
			end--
		}
	}
	return end
}

// slope is the least-squares slope of u, a period, over the last months
// periods before cohort c.
func (d *design) slope(months int) functional {
	return func(u *unit, c int) float64 {
		to := d.cohorts[c].base + 1
		return d.slopeBetween(u, max(0, to-months), to)
	}
}

// slopeBetween is the least-squares slope of u, a period, over the periods
// [from, to). It needs three observations and half of the periods.
func (d *design) slopeBetween(u *unit, from, to int) float64 {
	if from >= to {
		return math.NaN()
	}
	var n, st, sy, stt, sty float64
	origin := float64(d.periods[from])
	for t := from; t < to; t++ {
		if y := u.y[t]; !math.IsNaN(y) {
			x := float64(d.periods[t]) - origin
			n, st, sy, stt, sty = n+1, st+x, sy+y, stt+x*x, sty+x*y
		}
	}
	if n < 3 || 2*n < float64(to-from) {
		return math.NaN()
	}
	return (sty - st*sy/n) / (stt - st*st/n)
}
