package effect

import (
	"math"
	"slices"
)

// An Estimate is a difference in differences with its standard error.
type Estimate struct {
	Value float64
	// SE is 0 where no standard error is defined: in the base period under
	// UniversalBase, and where nothing varies.
	SE float64
}

// A Cell is ATT(g,t): the change of the cohort that starts in Cohort, up to
// Period, minus that of its controls. In periods before Cohort it is a
// placebo, expected to be 0.
type Cell struct {
	Cohort, Period int
	Estimate
	// Treated and Controls are the units compared; 0 in the base period.
	Treated, Controls int
}

// A Point is one estimate of an Aggregate.
type Point struct {
	// At is a distance from the start, a cohort's start or a period.
	At int
	Estimate
	// Treated are the supervised units behind it, Controls the largest number
	// of units that one of its cells compares them with.
	Treated, Controls int
}

// An Aggregate is a family of averages of cells, in ascending order of At,
// and their overall average.
type Aggregate struct {
	Overall Estimate
	Points  []Point

	design  *design
	overall []float64   // influence of each unit
	phi     [][]float64 // the same, of each point
}

// GroupTimes are the group-time average treatment effects of a panel and
// their aggregates.
type GroupTimes struct {
	// Cells are ordered by cohort and period. Comparisons without a unit on
	// one side do not exist.
	Cells []Cell
	// Simple is the mean of all cells from the start on, weighted by the
	// cohorts' units.
	Simple Estimate
	// Dynamic averages cells at the same distance from the start over
	// cohorts; its overall is the plain mean from distance 0 on.
	Dynamic Aggregate
	// Group averages each cohort's periods from the start on; its overall
	// weights cohorts by their units, so each unit counts once.
	Group Aggregate
	// Calendar averages the started cohorts' cells in each period; its
	// overall is the plain mean over periods.
	Calendar Aggregate
	// Treated and Controls are the units used: those that start within the
	// panel, and those that never do.
	Treated, Controls int
	// AlreadyTreated were left out because they had started when the panel
	// begins, Incomplete because they are not observed.
	AlreadyTreated, Incomplete int

	design *design
	sums   []cellSum
}

// GroupTime estimates all comparisons of p. It fails with ErrPanel if p is
// malformed, with ErrNoGroups if it holds nothing to compare, and with the
// fault of o.
//
// For cohort g and period t with base b, ΔY is the change since b and
// ATT(g,t) = mean over the cohort of ΔY − mean over the controls of ΔY. Its
// standard error is the root of Σφ², with the influences
// φ = w(ΔY−m)/Σw on either side, summed within clusters first. Aggregates
// weighted by the cohorts' sizes allow for these being estimated.
func GroupTime(p Panel, o Options) (*GroupTimes, error) {
	d, err := newDesign(p, o)
	if err != nil {
		return nil, err
	}
	r := &GroupTimes{
		Treated: d.treated(), Controls: len(d.never), AlreadyTreated: d.alreadyTreated, Incomplete: d.incomplete, design: d,
	}
	phi := make([]float64, len(d.units))
	for c := range d.cohorts {
		for _, s := range d.cells(c, 0) {
			cell := Cell{
				Cohort: d.cohorts[c].start, Period: d.periods[s.at],
				Treated: len(s.treated), Controls: len(s.controls),
			}
			if !s.isBase {
				clear(phi)
				d.addInfluence(phi, &s, 1)
				cell.Estimate = Estimate{Value: s.value, SE: d.standardError(phi)}
			}
			r.sums = append(r.sums, s)
			r.Cells = append(r.Cells, cell)
		}
	}
	if !slices.ContainsFunc(r.sums, func(s cellSum) bool { return s.post }) {
		return nil, errNoPost
	}
	r.aggregate()
	return r, nil
}

// aggregate fills the averages of r.
func (r *GroupTimes) aggregate() {
	d := r.design
	simple := &mean{}
	dynamic, calendar, group := map[int]*mean{}, map[int]*mean{}, map[int]*mean{}
	for k := range r.sums {
		s := &r.sums[k]
		c := d.cohorts[s.cohort]
		add(dynamic, d.periods[s.at]-c.start, k)
		if s.post {
			simple.cells = append(simple.cells, k)
			add(calendar, d.periods[s.at], k)
			add(group, c.start, k)
		}
	}
	d.average(simple, r.sums)
	d.allowForWeights(simple, r.sums)
	r.Simple = Estimate{Value: simple.value, SE: d.standardError(simple.phi)}
	r.Dynamic = r.points(d.averages(dynamic, r.sums), true)
	r.Calendar = r.points(d.averages(calendar, r.sums), true)
	cohorts := d.averages(group, r.sums)
	r.Group = r.points(cohorts, false)
	r.Dynamic.overallMean(func(at int) bool { return at >= 0 })
	r.Calendar.overallMean(func(int) bool { return true })
	r.Group.Overall.Value, r.Group.overall = d.averageByUnits(cohorts)
	r.Group.Overall.SE = d.standardError(r.Group.overall)
}

// points turns means into an aggregate. Where weights are estimated, influences allow for
// that.
func (r *GroupTimes) points(means []*mean, estimated bool) Aggregate {
	a := Aggregate{design: r.design}
	for _, m := range means {
		if estimated {
			r.design.allowForWeights(m, r.sums)
		}
		p := Point{At: m.at, Estimate: Estimate{Value: m.value, SE: r.design.standardError(m.phi)}}
		seen := map[int]bool{}
		for _, k := range m.cells {
			s := &r.sums[k]
			for _, i := range s.treated {
				seen[i] = true
			}
			p.Controls = max(p.Controls, len(s.controls))
		}
		p.Treated = len(seen)
		a.Points = append(a.Points, p)
		a.phi = append(a.phi, m.phi)
	}
	return a
}

// allowForWeights lets the influences of m allow for weights that are estimated from the
// same units: (w/S)·Σ over cells of the unit's own cohort of (value − mean).
func (d *design) allowForWeights(m *mean, sums []cellSum) {
	for _, k := range m.cells {
		for _, i := range d.cohorts[sums[k].cohort].units {
			m.phi[i] += d.units[i].weight / m.weight * (sums[k].value - m.value)
		}
	}
}

// overallMean is the plain mean of the points that count.
func (a *Aggregate) overallMean(counts func(at int) bool) {
	a.overall = make([]float64, len(a.design.units))
	n := 0.0
	for _, p := range a.Points {
		if counts(p.At) {
			n++
		}
	}
	for k, p := range a.Points {
		if !counts(p.At) {
			continue
		}
		a.Overall.Value += p.Value / n
		for i, v := range a.phi[k] {
			a.overall[i] += v / n
		}
	}
	a.Overall.SE = a.design.standardError(a.overall)
}

// standardError is the root of the sum of squares over clusters, or 0 where
// nothing varies and no error is defined.
func (d *design) standardError(phi []float64) float64 {
	sum := 0.0
	for _, v := range d.byCluster(phi) {
		sum += v * v
	}
	se := math.Sqrt(sum)
	if se <= 1e-12*d.scale {
		return 0
	}
	return se
}
