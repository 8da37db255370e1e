package effect

// Settings tune Analyse. Zero fields take the documented defaults, which are
// those that held their level in simulations with 10 to 40 units.
type Settings struct {
	Controls ControlGroup
	// Anticipation is as in Options.
	Anticipation int
	// Window is the number of months before the start that changes are
	// counted from; default 12.
	Window int
	// Clustered says that Unit.Cluster decides on supervision: standard
	// errors sum within clusters and permutations move whole clusters.
	Clustered bool
	// Weights adds the average-citizen estimate from Unit.Weight.
	Weights bool
	// MinPre is the number of months before the start for publication,
	// default 12; MinPrePreliminary that for a preliminary result, default 6.
	MinPre, MinPrePreliminary int
	// MinPost is the number of months from the start on that a unit needs to
	// be counted, default 3.
	MinPost int
	// MinTreated and MinControls are the units that an interval needs, each
	// default 5 and at least 5.
	MinTreated, MinControls int
	// MinObserved is the share of the months from a unit's first to its last in
	// which it must be observed, default 0.8.
	MinObserved float64
	// Drawn says that starts, and who starts at all, were drawn by lot within
	// the strata of the units: then permutations are other draws of that lottery.
	// Earlier development is chance like all else, so it withholds no answer.
	Drawn bool
	// Season is the number of periods in a year, where changes are to be
	// counted between the same months of the year: 12 for panels of months.
	// The default 0 takes the base window as a whole.
	Season int
	// LineMonths is the most months before the start that the line goes
	// through which continues the earlier development; default 24.
	LineMonths int
	// Leads and Lags bound the event study; default 12 and 24 months.
	Leads, Lags int
	// Draws is the number of permutations; default
	// 999, at most 100,000.
	Draws int
	// Seed fixes all randomness.
	Seed uint64
	// Level is the confidence level; default 0.95.
	Level float64
}

// State says how much of an Analysis may be published.
type State string

// The states. Published, Preliminary and PreTrendDiffers have a headline, the
// others none. See Analyse.
const (
	Published       State = "published"
	Preliminary     State = "preliminary"
	TooFewUnits     State = "too_few_units"
	TooEarly        State = "too_early"
	PreTrendDiffers State = "pre_trend_differs"
)

// States lists all states, in a fixed order.
func States() []State {
	return []State{Published, Preliminary, TooFewUnits, TooEarly, PreTrendDiffers}
}

// An Analysis is what one outcome of one panel says. Values are in the
// outcome's own unit: of a log outcome, 100·(e^v − 1) is the change in per cent.
type Analysis struct {
	State  State
	Drawn  bool // as in Settings
	Counts Counts
	// Headline is the average over supervised units of their change since
	// their base window, minus that of units without. Nil where withheld.
	Headline *Effect
	// Raw is the plain difference between the groups. Nil where Headline is.
	Raw *Raw
	// Continued is the change beyond earlier development, and Breakdown how far
	// that development could explain Headline; each nil where Headline is, or
	// where a unit has too few months for a slope.
	Continued *Continued
	Breakdown *Breakdown
	// OneMonthBase is Headline with the month before the start as base, and
	// Weighted is Headline for the average citizen; nil where withheld,
	// Weighted also where not asked for. They are not tested by permutations: P and
	// PPermutation are 1.
	OneMonthBase, Weighted *Effect
	// BaseMonth compares the last month before the start with those before
	// it. Extreme means that units tended to start after an
	// unusual month, so that a return to normal can look like a change.
	BaseMonth *BaseMonth
	// PreTrend is shown whenever there are 3 units on each side.
	PreTrend *PreTrend
	// Events is the event study in ascending order of months since the
	// start, without the points that fewer than 3 supervised units make up.
	// Empty where too few units or too early.
	Events []EventPoint
	// Basis is what the headline rests on, or would: units in the order of
	// Panel.Units.
	Basis []Basis
	// Units are the single supervised units' own comparisons, in the order
	// of Panel.Units. They exist below the gates, with 3 controls or more.
	Units []UnitContrast
}

// A Basis is a unit that is compared, and in which periods.
type Basis struct {
	Unit    int   // indexes Panel.Units
	Periods []int // ascending; those in which the unit is observed
}

// Counts says which units an Analysis is about.
type Counts struct {
	// Treated and Controls are the units in the headline. Where nothing can
	// be compared, Controls are those that there would be.
	Treated, Controls int
	// TooRecent have started, with too few months since; ShortBefore started
	// with fewer months before than a preliminary result needs.
	TooRecent, ShortBefore int
	// AlreadyTreated were under supervision when the panel began; Sparse are
	// observed in too few of the months for which they exist.
	AlreadyTreated, Sparse int
	// PreMonths is the shortest history before a start among Treated.
	PreMonths int
	// Until is the last period that is compared, and NotYet is the number of
	// units that start after it. RollOut says that it is before the panel's
	// last, as nearly all units start at some time.
	Until, NotYet int
	RollOut       bool
}

// An Effect is a difference in differences with what is known of its error.
type Effect struct {
	Value float64
	// SE is the standard error, DF the degrees of freedom of its t
	// distribution (Welch and Satterthwaite). 0 where HasInterval is not set.
	SE, DF float64
	// Low and High bound the confidence interval; meaningless without HasInterval.
	Low, High float64
	// HasInterval is false below MinTreated supervised units: then there is
	// PPermutation alone.
	HasInterval bool
	// PWelch is the two-sided p-value of the t test (1 without an interval),
	// PPermutation that of the permutation test, and P the larger of the
	// two, which is the one to publish.
	PWelch, PPermutation, P float64
	Treated, Controls       int
}

// Raw is the difference in mean outcome between supervised units and units
// without. Headline is After − Before where no month is missing.
type Raw struct {
	// After compares the months from the start on, Before those of the base
	// window; in each cohort's months, cohorts weighted by their units.
	After, Before float64
}

// BaseMonth is the last month before the start minus the mean of the 11
// months before it, supervised units minus units without.
type BaseMonth struct {
	Difference, SE, P float64
	// Extreme is P below 0.05.
	Extreme bool
}

// PreTrend compares the slopes of the groups over the months before the
// start: supervised minus without, per period. A large P is weak evidence of
// equal trends: Detectable is the difference in slope that the test would
// have found in 80 % of cases.
type PreTrend struct {
	Slope, SE, DF, P float64
	Detectable       float64
	// Months is the number of months before the start that were used.
	Months int
	// Differs is P below 0.05.
	Differs bool
}

// An EventPoint is the difference at one distance from the start.
type EventPoint struct {
	// Month is the distance: 0 is the first period under supervision.
	Month int
	Value float64
	// SE is the standard error; Low and High are the simultaneous band over
	// all points that have one (Bonferroni t; the multiplier bootstrap's, which tests
	// have, covers less than it should with few units). All are 0 without HasBand.
	SE, Low, High float64
	// HasBand is false with fewer than MinTreated or MinControls units.
	HasBand           bool
	Treated, Controls int
}

// A UnitContrast is one supervised unit before and after its start.
type UnitContrast struct {
	// Unit indexes Panel.Units.
	Unit int
	// Change is the unit's mean after the start minus that of its base
	// window; Expected is the mean change of the controls over the same
	// months; Difference is Change − Expected.
	Change, Expected, Difference float64
	// P is the placebo rank: the share of controls, and the unit itself, that
	// differ from the other controls by at least as much. It cannot separate
	// supervision from other events in the unit.
	P        float64
	Controls int
}
