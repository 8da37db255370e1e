package effect

import (
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
)

// A Wald is a joint test that all cells before the start are zero. It needs
// more units than cells, so it rarely exists here; the trend test of Analyse
// is the one to use.
type Wald struct {
	Statistic, P float64
	// Cells is the number of cells tested: the degrees of freedom.
	Cells int
}

// Wald tests the cells before the start, without the base itself. It
// reports false where the cells' covariance is singular.
func (r *GroupTimes) Wald() (Wald, bool) {
	d := r.design
	var values []float64
	var phis [][]float64
	for k := range r.sums {
		s := &r.sums[k]
		if s.post || r.Cells[k].SE == 0 {
			continue
		}
		phi := make([]float64, len(d.units))
		d.addInfluence(phi, s, 1)
		values = append(values, s.value)
		phis = append(phis, d.byCluster(phi))
	}
	q := len(values)
	w := Wald{Cells: q}
	if q == 0 || q >= d.clusters {
		return w, false
	}
	influence := mat.NewDense(d.clusters, q, nil)
	for k, phi := range phis {
		influence.SetCol(k, phi)
	}
	// With φ = QR, the covariance is RᵀR; R alone loses half as many digits.
	var qr mat.QR
	qr.Factorize(influence)
	if cond := qr.Cond(); !(cond*cond < 1/epsilon) {
		return w, false
	}
	var triangle mat.Dense
	qr.RTo(&triangle)
	var solved mat.VecDense
	if err := solved.SolveVec(triangle.Slice(0, q, 0, q).T(), mat.NewVecDense(q, values)); err != nil {
		return w, false
	}
	w.Statistic = mat.Dot(&solved, &solved)
	w.P = mathext.GammaIncRegComp(float64(q)/2, w.Statistic/2)
	return w, true
}

// epsilon is the spacing of floats at 1.
const epsilon = 0x1p-52
