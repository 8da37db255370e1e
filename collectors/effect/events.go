package effect

import (
	"math"
	"slices"
)

// events are the points of the event study: at each distance from the start,
// the mean over the units that have it of their change since the base window
// beyond that of their controls.
func (d *design) events(s Settings) []EventPoint {
	var points []EventPoint
	var banded []int // into points
	var spreads []spread
	for e := -s.Leads; e <= s.Lags; e++ {
		at := make([]int, len(d.cohorts)) // index of the period, or -1
		for c := range at {
			t, ok := slices.BinarySearch(d.periods, d.start(c)+e)
			if at[c] = t; !ok {
				at[c] = -1
			}
		}
		c, ok := d.compare(func(u *unit, c int) float64 {
			if at[c] < 0 {
				return math.NaN()
			}
			return u.y[at[c]] - u.base[c]
		}, func(c int) int { return max(d.start(c)+e, d.lastBefore(c)) })
		if !ok || c.treated < fewestShown || c.controls < fewestShown {
			continue
		}
		p := EventPoint{Month: e, Value: c.value, Treated: c.treated, Controls: c.controls}
		spread, ok := d.welch(c.phi)
		if p.HasBand = ok && c.treated >= s.MinTreated && c.controls >= s.MinControls; p.HasBand {
			p.SE = spread.se
			// Welch's formula promises too much in the far tails that many
			// points need when few treated units face many controls: no
			// more than two arms of the smaller size have.
			spread.df = min(spread.df, 2*float64(min(c.treated, c.controls)-1))
			banded = append(banded, len(points))
			spreads = append(spreads, spread)
		}
		points = append(points, p)
	}
	if len(banded) == 0 {
		return points
	}
	level := 1 - (1-s.Level)/float64(len(banded))
	for k, at := range banded {
		p := &points[at]
		p.Low, p.High = spreads[k].interval(p.Value, level)
	}
	return points
}

// contrasts are the treated units' own comparisons. Differences are of the
// centred outcomes, changes of the unit's own.
func (d *design) contrasts(centred *design, rows []int) []UnitContrast {
	var out []UnitContrast
	var side sideMean
	var placebos []float64
	for c := range d.cohorts {
		side.compute(centred, centred.meanChange, c, centred.controls(c, d.start(c)))
		n := float64(len(side.values))
		if n < fewestShown {
			continue
		}
		placebos = placebos[:0]
		for _, v := range side.values {
			// v minus the mean of the others
			placebos = append(placebos, math.Abs(v-side.mean)*n/(n-1))
		}
		slices.Sort(placebos) // else the work would grow with treated units times controls
		for _, i := range d.cohorts[c].units {
			u := d.units[i]
			difference := centred.meanChange(centred.units[i], c) - side.mean
			own := d.meanChange(u, c)
			if math.IsNaN(difference) || math.IsNaN(own) {
				continue
			}
			below, _ := slices.BinarySearch(placebos, math.Abs(difference)*(1-1e-9))
			reached := 1 + float64(len(placebos)-below)
			out = append(out, UnitContrast{
				Unit: rows[u.row], Change: own, Expected: own - difference, Difference: difference,
				P: reached / (n + 1), Controls: len(side.values),
			})
		}
	}
	slices.SortFunc(out, func(a, b UnitContrast) int { return a.Unit - b.Unit })
	return out
}
