package effect

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrPanel marks a panel that cannot be analysed whatever the options.
var ErrPanel = errors.New("unusable panel")

// A Panel holds one outcome of all units over the same periods.
type Panel struct {
	// Periods are the times of the columns, strictly ascending, such as
	// months counted as 12·year+month. They need not be consecutive; event
	// times are differences between them.
	Periods []int
	Units   []Unit
}

// A Unit is one row of a Panel.
type Unit struct {
	// Adopted is the first period under supervision: 0 for never. A period
	// after the panel's last counts as never too.
	Adopted int
	// Weight is the unit's weight where Options ask for weights: positive,
	// fixed before any unit starts (a caseload of the first months, say). A
	// contemporaneous caseload may itself be an effect. Ignored otherwise.
	Weight float64
	// Cluster names the group of units that decides on supervision together,
	// such as a municipality, where Options ask for clusters. Ignored otherwise.
	Cluster int
	// Stratum is the class within which the unit's start was drawn, where
	// Settings.Drawn says that starts were. Ignored otherwise.
	Stratum int
	// Y is the outcome in each of the panel's periods; NaN where it is missing.
	Y []float64
}

// Months counts calendar months, so that neighbours differ by one:
// 12·year + month − 1, with month from 1 to 12.
func Months(year, month int) int { return 12*year + month - 1 }

// check reports what makes the panel unusable, all of it at once.
func (p Panel) check(weighted bool) error {
	var errs []error
	if len(p.Periods) < 2 {
		errs = append(errs, fmt.Errorf("%d periods; at least 2 are needed", len(p.Periods)))
	}
	for i := 1; i < len(p.Periods); i++ {
		if p.Periods[i] <= p.Periods[i-1] {
			errs = append(errs, fmt.Errorf("periods[%d] is %d after %d; periods must ascend", i, p.Periods[i], p.Periods[i-1]))
		}
	}
	if slices.Contains(p.Periods, 0) {
		errs = append(errs, errors.New("period 0 stands for never; number the periods from 1 or from a year"))
	}
	for i, u := range p.Units {
		if len(u.Y) != len(p.Periods) {
			errs = append(errs, fmt.Errorf("units[%d] has %d values; there are %d periods", i, len(u.Y), len(p.Periods)))
		}
		if weighted && !(u.Weight > 0 && !math.IsInf(u.Weight, 0)) {
			errs = append(errs, fmt.Errorf("units[%d] has weight %v; a weight must be positive and finite", i, u.Weight))
		}
		if slices.ContainsFunc(u.Y, func(y float64) bool { return math.IsInf(y, 0) || math.Abs(y) > maxOutcome }) {
			errs = append(errs, fmt.Errorf("units[%d] has an outcome beyond ±%g; use NaN for a missing one", i, maxOutcome))
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("%w: %w", ErrPanel, errors.Join(errs...))
	}
	return nil
}

// maxOutcome bounds outcomes, so that fourth powers and sums cannot overflow.
const maxOutcome = 1e50
