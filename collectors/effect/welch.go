package effect

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A spread is the sampling variance of an estimate and its degrees of freedom.
type spread struct {
	se, df float64
}

// welch is the small-sample variance of an estimate with influences phi: in
// each arm they are centred and scaled by n/(n−1), which is HC2 for a
// difference of means, and the degrees of freedom are Welch's and
// Satterthwaite's. The arms are the clusters with and without a treated
// unit; where one of them is empty, all clusters are one arm. It reports
// false where an arm has one cluster only, or nothing varies.
func (d *design) welch(phi []float64) (spread, bool) {
	return armSpread(d.byCluster(phi), d.treatedClusters(), 1e-12*d.scale)
}

// treatedClusters says of each cluster whether one of its units ever starts.
func (d *design) treatedClusters() []bool {
	treated := make([]bool, d.clusters)
	for _, u := range d.units {
		treated[u.cluster] = treated[u.cluster] || u.cohort >= 0
	}
	return treated
}

// armSpread computes welch from the influences of clusters. Standard errors
// up to tiny are rounding.
func armSpread(phi []float64, treated []bool, tiny float64) (spread, bool) {
	var n, sum, squares [2]float64
	for i, v := range phi {
		a := 0
		if treated[i] {
			a = 1
		}
		n[a]++
		sum[a] += v
	}
	both := 1
	if n[0] == 0 || n[1] == 0 { // one arm
		n[0] += n[1]
		sum[0] += sum[1]
		n[1] = 0
		both = 0
	}
	mean := [2]float64{sum[0] / n[0], sum[1] / n[1]}
	for i, v := range phi {
		a := 0
		if treated[i] {
			a = both
		}
		squares[a] += (v - mean[a]) * (v - mean[a])
	}
	variance, below := 0.0, 0.0
	for a := range n {
		switch n[a] {
		case 0:
			continue
		case 1:
			return spread{}, false
		}
		v := squares[a] * n[a] / (n[a] - 1)
		variance += v
		below += v * v / (n[a] - 1)
	}
	se := math.Sqrt(variance)
	if !(se > tiny) || below == 0 {
		return spread{}, false
	}
	return spread{se: se, df: variance * variance / below}, true
}

// p is the two-sided p-value of value.
func (s spread) p(value float64) float64 {
	return min(1, 2*s.t().Survival(math.Abs(value)/s.se))
}

// quantile is the t quantile at level.
func (s spread) quantile(level float64) float64 { return s.t().Quantile(level) }

func (s spread) t() distuv.StudentsT { return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: s.df} }
