package effect

import (
	"math"
	"math/rand/v2"
)

// A world says how panels are simulated: log waiting times of units over
// months, with unit levels, common months and errors that hang together.
type world struct {
	units, treated, months int
	// ar is the correlation of a unit's error with the month before, noise
	// the errors' standard deviation.
	ar, noise float64
	// effect is the mean over units of the full effect, spread its standard
	// deviation; it is reached over ramp months.
	effect, spread float64
	ramp           int
	first, last    int // months in which units may start
	// goodUnits lets the best units choose supervision, which also improve by
	// drift a month for each standard deviation of quality; badMonth lets
	// each start after its worst month.
	goodUnits, badMonth bool
	drift               float64
	missing             float64 // share of unit-months
}

// standard is the world of the published figures: half of the units start, at
// times that have nothing to do with the outcome.
func standard(units int) world {
	return world{
		units: units, treated: units / 2, months: 36, ar: 0.5, noise: 0.3,
		effect: -0.1, spread: 0.1, ramp: 4, first: 14, last: 31,
	}
}

// truth is the mean effect that the headline estimates: each unit's mean
// over its months since the start, starts being drawn evenly.
func (w world) truth() float64 {
	sum := 0.0
	for start := w.first; start <= w.last; start++ {
		mean := 0.0
		for m := start; m <= w.months; m++ {
			mean += w.reached(m - start)
		}
		sum += mean / float64(w.months-start+1)
	}
	return w.effect * sum / float64(w.last-w.first+1)
}

// reached is the share of the full effect after e months.
func (w world) reached(e int) float64 { return min(1, float64(e+1)/float64(max(1, w.ramp))) }

// panel draws one panel. Months are numbered from 1.
func (w world) panel(seed uint64) Panel {
	rng := rand.New(rand.NewPCG(seed, 77))
	p := Panel{Periods: make([]int, w.months), Units: make([]Unit, w.units)}
	common := make([]float64, w.months)
	for t := range common {
		p.Periods[t] = t + 1
		common[t] = 0.2*math.Sin(float64(t)*math.Pi/6) + 0.1*rng.NormFloat64()
	}
	for i := range p.Units {
		u := &p.Units[i]
		u.Weight = math.Exp(rng.NormFloat64() / 2)
		u.Cluster = i / 4
		u.Y = make([]float64, w.months)
		quality := rng.NormFloat64()
		if w.goodUnits {
			// Units are numbered from the best, so the first ones start.
			quality = -1.5 + 3*(float64(i)+0.5)/float64(w.units)
		}
		e := w.noise * rng.NormFloat64()
		for t := range u.Y {
			u.Y[t] = 3 + 0.4*quality + common[t] + e
			u.Y[t] += w.drift * quality * float64(t)
			e = w.ar*e + w.noise*math.Sqrt(1-w.ar*w.ar)*rng.NormFloat64()
		}
		w.supervise(u, i, rng)
		for t := range u.Y {
			if rng.Float64() < w.missing {
				u.Y[t] = math.NaN()
			}
		}
	}
	return p
}

// supervise lets u start if it is one of the first units, and adds its effect.
func (w world) supervise(u *Unit, i int, rng *rand.Rand) {
	if i >= w.treated {
		return
	}
	u.Adopted = w.first + rng.IntN(w.last-w.first+1)
	if w.badMonth {
		worst := w.first - 1
		for t := w.first - 1; t < w.last; t++ {
			if u.Y[t-1] > u.Y[worst-1] {
				worst = t
			}
		}
		u.Adopted = worst + 1
	}
	full := w.effect + w.spread*rng.NormFloat64()
	for m := u.Adopted; m <= w.months; m++ {
		u.Y[m-1] += full * w.reached(m-u.Adopted)
	}
}
