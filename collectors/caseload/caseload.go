// Package caseload simulates when cases arrive, for the simulations of alerts.
package caseload

import (
	"math"
	"math/rand/v2"
	"time"
)

// Arrivals is the share of an ordinary week's cases that arrives on a day: most on
// working days, Mondays first, and half as many in July.
func Arrivals(d time.Time, working bool) float64 {
	share := 0.015
	if working {
		share = [...]float64{0, 1.2, 1.08, 1, 0.95, 0.77, 0}[d.Weekday()] * 0.194
	}
	if d.Month() == time.July {
		share *= 0.5
	}
	return share
}

// Poisson draws a number of that mean, which must not be large.
func Poisson(rng *rand.Rand, mean float64) int {
	n, p := 0, rng.Float64()
	for limit := math.Exp(-mean); p > limit; n++ {
		p *= rng.Float64()
	}
	return n
}
