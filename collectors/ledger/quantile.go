package ledger

import "slices"

// A Dist describes the durations of one group of cases. Durations are in
// seconds; without cases they are 0 and mean nothing.
type Dist struct {
	N                 int
	Median, P90, Mean float64
}

// describe sorts durations and describes them. Quantiles interpolate
// linearly between order statistics (type 7 of Hyndman and Fan, 1996; SQL's
// PERCENTILE_CONT). They are computed in integers up to the last division,
// so they are the exact quantiles, rounded once.
func describe(durations []uint32) Dist {
	n := len(durations)
	if n == 0 {
		return Dist{}
	}
	slices.Sort(durations)
	var sum uint64
	for _, d := range durations {
		sum += uint64(d)
	}
	return Dist{
		N:      n,
		Median: quantile(durations, 500),
		P90:    quantile(durations, 900),
		Mean:   float64(sum) / float64(n),
	}
}

// quantile is the quantile at permille/1000 of sorted durations, of which
// there is at least one.
func quantile(sorted []uint32, permille int) float64 {
	position := (len(sorted) - 1) * permille
	i, rest := position/1000, uint64(position%1000)
	if rest == 0 {
		return float64(sorted[i])
	}
	return float64(uint64(sorted[i])*(1000-rest)+uint64(sorted[i+1])*rest) / 1000
}
