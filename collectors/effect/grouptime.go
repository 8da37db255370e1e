package effect

import "fmt"

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
	if !d.anyPost(r.sums) {
		return nil, errNoPost
	}
	r.aggregate()
	return r, nil
}

// groupOverall is the overall of GroupTimes.Group and its influences, without
// the cells that have no part in it.
func (d *design) groupOverall() (float64, []float64, error) {
	r := &GroupTimes{design: d}
	group := map[int]*mean{}
	for c := range d.cohorts {
		for _, s := range d.cells(c, d.cohorts[c].first) {
			add(group, d.cohorts[c].start, len(r.sums))
			r.sums = append(r.sums, s)
		}
	}
	if len(r.sums) == 0 {
		return 0, nil, errNoPost
	}
	r.Group = r.points(group, false)
	r.Group.overallByUnits()
	return r.Group.Overall.Value, r.Group.overall, nil
}

var errNoPost = fmt.Errorf("%w: no cohort has controls and a period from its start on", ErrNoGroups)

func (d *design) anyPost(sums []cellSum) bool {
	for i := range sums {
		if sums[i].post {
			return true
		}
	}
	return false
}
