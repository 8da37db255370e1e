// Package durationtest describes durations with rational numbers, for tests.
package durationtest

import (
	"math/big"
	"slices"

	"casework/collectors/duration"
)

// Describe is duration.Describe in rational arithmetic, rounded once. It sorts the durations.
func Describe(d []int64) duration.Dist {
	if len(d) == 0 {
		return duration.Dist{}
	}
	slices.Sort(d)
	sum := new(big.Rat)
	for _, v := range d {
		sum.Add(sum, new(big.Rat).SetInt64(v))
	}
	quantile := func(p *big.Rat) float64 {
		h := new(big.Rat).Mul(p, big.NewRat(int64(len(d)-1), 1))
		i := new(big.Int).Quo(h.Num(), h.Denom()).Int64()
		v := big.NewRat(d[i], 1)
		if rest := new(big.Rat).Sub(h, big.NewRat(i, 1)); rest.Sign() > 0 {
			v.Add(v, rest.Mul(rest, big.NewRat(d[i+1]-d[i], 1)))
		}
		f, _ := v.Float64()
		return f
	}
	mean, _ := new(big.Rat).Quo(sum, big.NewRat(int64(len(d)), 1)).Float64()
	return duration.Dist{N: len(d), Median: quantile(big.NewRat(1, 2)), P90: quantile(big.NewRat(9, 10)), Mean: mean}
}
