package effect

import (
	"errors"
	"fmt"
)

// ControlGroup says which units a cohort is compared with.
type ControlGroup int

// NeverTreated compares with units that never start; without any, the last
// cohort stands in for them until it starts. NotYetTreated compares with
// units that have not started yet as well.
const (
	NeverTreated ControlGroup = iota
	NotYetTreated
)

// Base says which period changes are counted from.
type Base int

// VaryingBase counts from the last period before the start for periods after
// it, and from the period before for periods before it. UniversalBase counts
// from the last period before the start everywhere.
const (
	VaryingBase Base = iota
	UniversalBase
)

// Options say how units of a panel are compared. The zero value is the default of Callaway and
// Sant'Anna: never-treated controls, varying base, no anticipation, every
// unit counting once and deciding for itself.
type Options struct {
	Controls ControlGroup
	Base     Base
	// Anticipation is how long before the start units may already react, in
	// the unit of Panel.Periods; at least 0.
	Anticipation int
	// Window is how many of the panel's periods the base is the mean of, the
	// last of them being the ordinary base. 0 and 1 are one period. More
	// needs UniversalBase: one month alone is noisy, and misleads when units
	// start after a bad one.
	Window int
	// Weighted uses Unit.Weight: the average citizen rather than the average unit.
	Weighted bool
	// Clustered lets standard errors allow for units of a Unit.Cluster moving together.
	Clustered bool
	// CompleteOnly leaves out units with a missing period. Otherwise each
	// comparison uses the units that are observed at both of its times
	// (pair-balanced); means over different units are never subtracted.
	CompleteOnly bool
}

func (o Options) check() error {
	var errs []error
	if o.Controls != NeverTreated && o.Controls != NotYetTreated {
		errs = append(errs, fmt.Errorf("option Controls is %d; NeverTreated and NotYetTreated are allowed", o.Controls))
	}
	if o.Base != VaryingBase && o.Base != UniversalBase {
		errs = append(errs, fmt.Errorf("option Base is %d; VaryingBase and UniversalBase are allowed", o.Base))
	}
	if o.Anticipation < 0 {
		errs = append(errs, fmt.Errorf("option Anticipation is %d; it must be at least 0", o.Anticipation))
	}
	if o.Window < 0 {
		errs = append(errs, fmt.Errorf("option Window is %d; it must be at least 0", o.Window))
	}
	if o.Window > 1 && o.Base != UniversalBase {
		errs = append(errs, fmt.Errorf("option Window is %d; more than 1 needs UniversalBase", o.Window))
	}
	return errors.Join(errs...)
}
